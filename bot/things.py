"""What a rule needs to know of a thing, looked up now, and the asking itself."""

from __future__ import annotations

from bot.errors import NotForYou
from care.access import Action, Kind, Thing, may
from care.people import Child, Household, Person
from storage import profiles, subjects
from storage.profiles import Profile
from storage.turn import Turn

TEAM = "social_worker_team"
"""The name, in a subject's record, of the team that works with them."""


def subject_thing(turn: Turn, subject: Child | Household) -> Thing:
    kind = Kind.CHILD if isinstance(subject, Child) else Kind.HOUSEHOLD
    return _thing(turn, kind, subject.id, subject)


def profile_thing(turn: Turn, profile: Profile, subject: Child | Household) -> Thing:
    return _thing(turn, Kind.PROFILE, profile.id, subject)


def referral_thing(turn: Turn, ref: str, subject: Child | Household) -> Thing:
    """A referral is only ever kept when it has been sent."""
    return _thing(turn, Kind.REFERRAL, ref, subject, sent=True)


def allow(person: Person | None, action: Action, thing: Thing) -> Person:
    """The person, who may. Raises `NotForYou`."""
    if person is None or not may(person, action, thing):
        raise NotForYou
    return person


def allow_profile(turn: Turn, person: Person | None, action: Action, profile_id: str) -> Profile:
    """The profile, about which the person may do this now. Raises `NotForYou`."""
    profile = profiles.find(turn, profile_id)
    subject = subjects.subject_of(turn, profile.subject_id) if profile else None
    if profile is None or subject is None:
        raise NotForYou
    allow(person, action, profile_thing(turn, profile, subject))
    return profile


def allow_talk(
    turn: Turn, person: Person | None, action: Action, profile_id: str
) -> Profile | None:
    """The profile, as `allow_profile`; or nothing, in the lobby, where no profile is open yet."""
    if profile_id:
        return allow_profile(turn, person, action, profile_id)
    if not may(person, Action.USE_SITE):
        raise NotForYou
    return None


def _thing(
    turn: Turn, kind: Kind, thing_id: str, subject: Child | Household, *, sent: bool = False
) -> Thing:
    people = subjects.allocated_people(turn, subject.id)
    return Thing(
        kind=kind,
        id=thing_id,
        subject_id=subject.id,
        allocated=people,
        owners=people if isinstance(subject, Household) else frozenset(),
        team=subject.record.get(TEAM, ""),
        sent=sent,
    )
