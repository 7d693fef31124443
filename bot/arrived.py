"""What has been sent, as far as somebody may read it: the desk's list, its count, and one's own page."""

from __future__ import annotations

from bot.things import profile_thing, referral_things
from care.access import Action, may
from care.people import Person
from storage import profiles, referrals
from storage.referrals import Referral
from storage.turn import Turn


def readable(turn: Turn, person: Person) -> list[Referral]:
    """The newest version of everything sent that this person may read; no other is opened."""
    return referrals.all_newest(turn, _refs(turn, person, referrals.subjects_by_ref(turn)))


def new_for(turn: Turn, person: Person) -> int:
    """How much of what waits on the desk is for this person; none for who has no desk."""
    if not may(person, Action.SEE_DESK):
        return 0
    return len(_refs(turn, person, referrals.subjects_by_ref(turn, only_new=True)))


def to_read(turn: Turn, person: Person) -> list[Referral]:
    """What this person may read and has on no other list: neither the desk's, nor as work of theirs."""
    if may(person, Action.SEE_DESK):
        return []
    return [each for each in readable(turn, person) if not _is_theirs(turn, person, each)]


def _refs(turn: Turn, person: Person, found: dict[str, str]) -> set[str]:
    return {
        ref
        for ref, thing in referral_things(turn, found).items()
        if may(person, Action.READ_REFERRAL, thing)
    }


def _is_theirs(turn: Turn, person: Person, referral: Referral) -> bool:
    profile = profiles.find(turn, referral.profile_id)
    return profile is not None and bool(may(person, Action.OPEN_CHAT, profile_thing(turn, profile)))
