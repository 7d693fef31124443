"""One person sitting at one profile: what is theirs to answer, what was said last time, what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.house import NotForYou
from bot.known import known_and_when
from bot.things import CHANNEL, allow, profile_thing
from care.access import NOBODY, Action, Thing, may
from care.people import Child, Household, Person
from dialogs.form import Form
from dialogs.part import Part
from dialogs.progress import Progress
from storage import focuses, parts, people, profiles, reviews, subjects
from storage.parts import Handed
from storage.profiles import Profile
from storage.reviews import Review, Status
from storage.turn import Turn

OWN = "own"
"""The voice of a form that one person fills alone, in their own words."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything about one person at one profile, looked up once for a turn."""

    form: Form
    profile: Profile
    subject: Child | Household
    progress: Progress
    thing: Thing
    """The profile as the rules know it."""
    alone: bool
    """Whether where they are looking is kept with the profile, as it is for who began it."""
    held: tuple[Handed, ...] = ()
    """What was handed to them of it."""
    signed: Review | None = None
    """The review it belongs to, when that is signed: nothing of it changes any more."""


def sit(
    turn: Turn,
    forms: Mapping[str, Form],
    person: Person,
    profile_id: str,
    action: Action,
    channel: str = CHANNEL,
) -> Sitting:
    """Raises `NotForYou`, which leaves a line in the diary when a rule said no."""
    among = profiles.beside(turn, profile_id)
    profile = profiles.named(among, profile_id)
    subject = subjects.subject_of(turn, profile.subject_id) if profile else None
    if profile is None or subject is None:
        raise NotForYou
    thing = profile_thing(turn, profile, subject)
    allow(person, action, thing, channel)
    form = forms.get(profile.form)
    if form is None:
        raise NotForYou
    if form.voice == OWN and person.id != thing.voice and action is not Action.READ_PROFILE:
        raise NotForYou
    held = tuple(parts.of_both(turn, profile.id, person.id)) if person.id in thing.part else ()
    alone = person.id == profile.owner_id and not form.shared
    known = known_and_when(turn, forms, profile, subject, among)
    progress = replace(
        profiles.progress(turn, profile),
        known=known.answers,
        known_at=known.at,
        earlier=profiles.earlier(turn, profile, among),
        part=part_of(turn, person, form, thing, held),
        sees_all=not held or _without_part(person, Action.READ_PROFILE, thing),
    )
    if not alone:
        progress = replace(progress, focus=focuses.find(turn, profile.id, person.id))
    review = reviews.about(turn, profile)
    signed = review if review and review.status is Status.SIGNED else None
    return Sitting(form, profile, subject, progress, thing, alone, held, signed)


def part_of(
    turn: Turn, person: Person, form: Form, thing: Thing, held: tuple[Handed, ...]
) -> Part | None:
    """What is theirs to answer; None for everything.

    In a form that several fill it is what is for their role; in one for a single voice, or that
    nobody shares, it is everything, for whoever may answer it by themselves. To anybody else it
    is what was handed to them: everything that is for their role, or certain sections, of which
    whoever handed them on could only give what was theirs. To be there by name is not enough: a
    young person is, by their own record, and reads nothing that was written about them.
    """
    if form.voice == OWN and person.id == thing.voice:
        return None
    if not held or _without_part(person, Action.ANSWER_PROFILE, thing):
        return Part(frozenset({person.role.value})) if form.shared else None
    newest = held[-1].given_by
    given = [each for each in held if each.given_by == newest]
    sections = frozenset[str]().union(*(each.sections for each in given))
    whole = not all(each.sections for each in given)
    if not form.shared:
        return Part(everybody(form), frozenset() if whole else sections)
    giver = people.person(turn, newest)
    if whole or giver is None:
        return Part(frozenset({person.role.value}))
    return Part(frozenset({person.role.value, giver.role.value}), sections)


def _without_part(person: Person, action: Action, thing: Thing) -> bool:
    """Whether they might do this if nothing of it had been handed to them."""
    return bool(may(person, action, replace(thing, part=NOBODY)))


def everybody(form: Form) -> frozenset[str]:
    """Every role that something in the form is for."""
    return frozenset[str]().union(*(each.whose for each in form.questions()))


def roles_of(turn: Turn, sitting: Sitting) -> dict[str, str]:
    """The role of everybody who said something here; only where several people do."""
    if not sitting.form.shared:
        return {}
    said = {entry.person for entry in sitting.progress.entries}
    said |= {entry.first_by for entry in sitting.progress.entries}
    found = (people.person(turn, each) for each in said if each)
    return {each.id: each.role.value for each in found if each is not None}
