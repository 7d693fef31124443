"""A household's yearly review: beginning it, asking people for their views, who is to sign, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.errors import NotForYou
from bot.things import subject_thing
from care.access import Kind, Thing
from care.people import Household, Person, Role, day_in
from care.timescales import months_after
from dialogs.form import Form
from storage import outbox, parts, people, profiles, reviews, subjects
from storage.parts import Handed
from storage.profiles import Profile
from storage.profiles import Status as Stage
from storage.reviews import Review, Status
from storage.turn import Turn

HOME, SKILLS, REVIEW = "household_profile", "carer_skills", "carer_review"
CHILD, WORKER = "child_views", "worker_views"
VIEWS = (CHILD, WORKER)
WITHIN_A_REVIEW = frozenset({REVIEW, *VIEWS})
"""Forms that are begun with a review, never by themselves."""
CARERS_READ = "after.carers_read"
"""Where a child says whether their carers may read what they said."""
MONTHS = 12
"""A review at least once a year: Fostering Services (England) Regulations 2011, regulation 28."""
ASKED = "asked"
"""The kind of post that tells somebody they were asked for something; it says no more than that."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked for something in a review: views of their own, or a part of it."""

    person: Person
    form: str
    """The key of the form."""
    profile: Profile
    done: bool


def key_of(profile: Profile) -> str:
    """The key of the form that a profile is a completion of."""
    return profile.form.rpartition(".")[0]


def newest(forms: Mapping[str, Form], key: str) -> Form:
    """The newest version of a form. Raises `NotForYou` when it is not here."""
    versions = [form for form in forms.values() if form.key == key]
    if not versions:
        raise NotForYou
    return max(versions, key=lambda form: form.version)


def review_thing(turn: Turn, review: Review) -> Thing:
    """The review, for the rules: it is its household's, and whoever holds a part of its form."""
    about = subject_thing(turn, review.household_id)
    holders = parts.holders(turn, review.profile_id)
    return replace(about, kind=Kind.REVIEW, id=review.ref, part=holders)


def carers_of(turn: Turn, household_id: str) -> list[Person]:
    """The carers of a household now, by name."""
    return _by_role(turn, household_id, Role.FOSTER_CARER)


def workers_of(turn: Turn, household_id: str) -> list[Person]:
    """The supervising social workers of a household now, by name."""
    return _by_role(turn, household_id, Role.SUPERVISING_SOCIAL_WORKER)


def signers(turn: Turn, review: Review) -> list[Person]:
    """Everybody who is to sign, in the order in which they are printed: each carer, then whoever
    supervises them. One supervising social worker is enough: who began it, while it is theirs."""
    workers = workers_of(turn, review.household_id)
    first = [each for each in workers if each.id == review.begun_by] or workers
    return [*carers_of(turn, review.household_id), *first[:1]]


def begin_review(
    turn: Turn, forms: Mapping[str, Form], household: Household, person: Person, due_on: date | None
) -> Review:
    """The review that is open already, or a new one, with the yearly form and a skills profile for
    each carer; one that a carer has begun already is taken up as it is. The caller notes it."""
    found = open_review(turn, household.id)
    if found is not None:
        return found
    ref = reviews.new_ref(turn)
    opened = profiles.open_profile(
        turn, newest(forms, REVIEW).name, household.id, person.id, review=ref
    )
    review = reviews.begin(turn, ref, household.id, opened.id, person.id, due_on)
    for carer in carers_of(turn, household.id):
        _skills_in(turn, forms, review, carer)
    return review


def open_review(turn: Turn, household_id: str) -> Review | None:
    found = reviews.of_household(turn, household_id)
    return next((each for each in found if each.status is Status.OPEN), None)


def ask(
    turn: Turn, forms: Mapping[str, Form], review: Review, key: str, person: Person, by: Person
) -> Profile:
    """Asks somebody for their views, or for their part of the yearly form; once is enough.

    They are told that something waits for them, and no more.
    """
    if key == REVIEW:
        profile = profiles.find(turn, review.profile_id)
        if profile is None:
            raise NotForYou
        parts.hand(turn, profile.id, person.id, (), by.id)
    else:
        profile = next(
            (
                each
                for each in of_review(turn, review)
                if key_of(each) == key and each.voice == person.id
            ),
            None,
        ) or profiles.open_profile(
            turn,
            newest(forms, key).name,
            review.household_id,
            person.id,
            voice=person.id,
            review=review.ref,
        )
    tell(turn, f"{ASKED} {profile.id} {person.id}", person)
    return profile


def tell(turn: Turn, dedupe: str, person: Person) -> None:
    """Lets somebody know that something waits for them; never what, nor about whom."""
    outbox.post(turn, dedupe, person.id, ASKED, "{}")


def of_review(turn: Turn, review: Review) -> list[Profile]:
    """Every profile of a review, those set aside left out, the oldest first."""
    return [
        each
        for each in profiles.about(turn, review.household_id)
        if each.review == review.ref and each.status is not Stage.SET_ASIDE
    ]


def asked_in(turn: Turn, review: Review) -> list[Asked]:
    """Everybody who was asked for something besides the carers and who supervises them."""
    found = []
    for profile in of_review(turn, review):
        person = people.person(turn, profile.voice) if key_of(profile) in VIEWS else None
        if person is not None:
            done = profile.status is not Stage.OPEN
            found.append(Asked(person, key_of(profile), profile, done))
        if profile.id == review.profile_id:
            found += [_holder(turn, profile, held) for held in parts.of_profile(turn, profile.id)]
    return found


def due_of(turn: Turn, household: Household) -> date | None:
    """The day by which the next review is due; None when no day is known to count from.

    That is the day set for an open review, or a year after the last one that was signed, or after
    the day that the record says the last one was, or after approval.
    """
    found = reviews.of_household(turn, household.id)
    for each in found:
        if each.status is Status.OPEN and each.due_on is not None:
            return each.due_on
    last = last_review(household, found) or day_in(household.record.get("approved_on", ""))
    return months_after(last, MONTHS) if last else None


def last_review(household: Household, found: Iterable[Review]) -> date | None:
    """The day of the review before: signed here, or as the record has it."""
    signed = [each.signed_at.date() for each in found if each.signed_at]
    recorded = day_in(household.record.get("reviewed_on", ""))
    return max([*signed, *([recorded] if recorded else [])], default=None)


def _skills_in(turn: Turn, forms: Mapping[str, Form], review: Review, carer: Person) -> None:
    for profile in profiles.about(turn, review.household_id):
        own = key_of(profile) == SKILLS and profile.voice == carer.id
        if own and profile.status is Stage.OPEN:
            profiles.join_review(turn, profile, review.ref)
            return
    profiles.open_profile(
        turn,
        newest(forms, SKILLS).name,
        review.household_id,
        carer.id,
        voice=carer.id,
        review=review.ref,
    )


def _holder(turn: Turn, profile: Profile, held: Handed) -> Asked:
    person = people.person(turn, held.person_id)
    if person is None:
        raise NotForYou
    return Asked(person, key_of(profile), profile, held.done_at is not None)


def _by_role(turn: Turn, household_id: str, role: Role) -> list[Person]:
    found = (people.person(turn, each) for each in subjects.allocated_people(turn, household_id))
    here = [each for each in found if each and each.active and each.role is role]
    return sorted(here, key=lambda each: each.name)
