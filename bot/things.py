"""What a rule needs to know of a thing, looked up now, and the asking itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.errors import NotForYou
from care.access import Action, Kind, Thing, may
from care.people import Child, Household, Person
from storage import profiles
from storage.diary import Refused
from storage.doors import Doors, door, doors
from storage.profiles import Profile
from storage.subjects import CHILD
from storage.turn import Turn

CHANNEL = "web"
ABOUT_NOTHING = "house"
"""What the diary calls an action that is about nothing in particular."""

Subject = Child | Household | str
"""A child or household, or the id of one: nothing need be unsealed to decide."""


def subject_thing(turn: Turn, subject: Subject) -> Thing:
    """A child or household itself. Raises `NotForYou` for an id of nobody."""
    subject_id = _id_of(subject)
    found = door(turn, subject_id)
    if found is None:
        raise NotForYou
    return _thing(subject_id, found)


def profile_thing(turn: Turn, profile: Profile, subject: Subject | None = None) -> Thing:
    """A profile, with who holds a part of it and whose own words it has."""
    subject_id = _id_of(subject or profile.subject_id)
    found = door(turn, subject_id, profile.id)
    if found is None:
        raise NotForYou
    return replace(
        _thing(subject_id, found),
        kind=Kind.PROFILE,
        id=profile.id,
        part=found.holders,
        voice=profile.voice,
    )


def referral_thing(turn: Turn, ref: str, subject: Subject) -> Thing:
    """A referral is only ever kept when it has been sent."""
    return replace(subject_thing(turn, subject), kind=Kind.REFERRAL, id=ref, sent=True)


def referral_things(turn: Turn, subjects: Mapping[str, str]) -> dict[str, Thing]:
    """Referrals by reference, from whom each is about: a list is looked up all at once."""
    found = doors(turn, set(subjects.values()))
    return {
        ref: replace(_thing(of, found[of]), kind=Kind.REFERRAL, id=ref, sent=True)
        for ref, of in subjects.items()
        if of in found
    }


def allow(
    person: Person | None, action: Action, thing: Thing | None = None, channel: str = CHANNEL
) -> Person:
    """The person, who may. Raises `NotForYou`, which leaves a line in the diary with the reason.

    `thing` is left out for an action about nothing in particular.
    """
    decision = may(person, action, thing)
    if person is None:
        raise NotForYou
    if not decision:
        kind = thing.kind.value if thing else ABOUT_NOTHING
        of = thing.id if thing else ""
        why = f"{action.value}:{decision.word}"
        raise NotForYou(Refused(person.id, channel, kind, of, why))
    return person


def allow_profile(
    turn: Turn, person: Person | None, action: Action, profile_id: str, channel: str = CHANNEL
) -> Profile:
    """The profile, about which the person may do this now. Raises `NotForYou`."""
    profile = profiles.named(profiles.beside(turn, profile_id), profile_id)
    if profile is None:
        raise NotForYou
    allow(person, action, profile_thing(turn, profile), channel)
    return profile


def allow_talk(
    turn: Turn, person: Person | None, action: Action, profile_id: str, channel: str = CHANNEL
) -> Profile | None:
    """The profile, as `allow_profile`; or nothing, in the lobby, where no profile is open yet."""
    if profile_id:
        return allow_profile(turn, person, action, profile_id, channel)
    allow(person, Action.USE_SITE, None, channel)
    return None


def _id_of(subject: Subject) -> str:
    return subject if isinstance(subject, str) else subject.id


def _thing(subject_id: str, found: Doors) -> Thing:
    is_child = found.footing.kind == CHILD
    people = found.working
    return Thing(
        kind=Kind.CHILD if is_child else Kind.HOUSEHOLD,
        id=subject_id,
        subject_id=subject_id,
        allocated=people.now,
        owners=frozenset() if is_child else people.now,
        team=found.footing.team,
        restricted=found.footing.restricted,
        conflicted=found.conflicted,
        glass=found.glass,
        covering=people.covering,
        covered=people.covered,
        before=people.before,
        about=Kind.CHILD if is_child else Kind.HOUSEHOLD,
    )
