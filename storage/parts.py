"""Parts of a profile that were handed to somebody: which sections, by whom, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from storage.tables_reviews import part as table
from storage.times import from_text, from_text_or_none
from storage.turn import Found, Turn

BETWEEN = " "


@dataclass(frozen=True, slots=True)
class Handed:
    """Sections of one profile in somebody's hands. They keep it when it is done, to look again."""

    id: str
    profile_id: str
    person_id: str
    sections: frozenset[str]
    """The keys of sections; empty when everything was handed that is for somebody in their role."""
    given_by: str
    at: datetime
    done_at: datetime | None = None


_HELD = table.c.back_at.is_(None)
_OF_PROFILE = (
    select(table).where(table.c.profile == bindparam("of"), _HELD).order_by(table.c.at, table.c.id)
)
_OF_PERSON = (
    select(table).where(table.c.person == bindparam("by"), _HELD).order_by(table.c.at, table.c.id)
)
_BOTH = _OF_PROFILE.where(table.c.person == bindparam("by"))
_DONE = (
    update(table)
    .where(table.c.id == bindparam("which"), table.c.done_at.is_(None), _HELD)
    .values(done_at=bindparam("now"))
)
_BACK = (
    update(table).where(table.c.id == bindparam("which"), _HELD).values(back_at=bindparam("now"))
)


def hand(
    turn: Turn, profile_id: str, person_id: str, sections: Iterable[str], given_by: str
) -> Handed:
    """From now on these sections are theirs to answer, too. What they hold already is not doubled."""
    wanted = frozenset(sections)
    for held in of_both(turn, profile_id, person_id):
        if held.sections == wanted:
            return held
    handed = Handed(turn.new_id(), profile_id, person_id, wanted, given_by, turn.now)
    turn.change(
        insert(table),
        {
            "id": handed.id,
            "profile": profile_id,
            "person": person_id,
            "sections": BETWEEN.join(sorted(wanted)),
            "given_by": given_by,
            "at": turn.at,
        },
    )
    return handed


def take_back(turn: Turn, handed: Handed) -> bool:
    """What they said stays; they are asked no more. False when it was taken back before."""
    return turn.change(_BACK, {"which": handed.id, "now": turn.at}) == 1


def done(turn: Turn, handed: Handed) -> Handed:
    """They have said all they wished to; once is enough."""
    turn.change(_DONE, {"which": handed.id, "now": turn.at})
    return handed if handed.done_at else replace(handed, done_at=turn.now)


def of_profile(turn: Turn, profile_id: str) -> list[Handed]:
    """Who holds what of this profile now, the oldest first."""
    return [_read(row) for row in turn.all(_OF_PROFILE, of=profile_id)]


def of_person(turn: Turn, person_id: str) -> list[Handed]:
    """What somebody holds now, the oldest first."""
    return [_read(row) for row in turn.all(_OF_PERSON, by=person_id)]


def of_both(turn: Turn, profile_id: str, person_id: str) -> list[Handed]:
    """What somebody holds of this profile now."""
    return [_read(row) for row in turn.all(_BOTH, of=profile_id, by=person_id)]


def holders(turn: Turn, profile_id: str) -> frozenset[str]:
    """The ids of the people who hold a part of this profile now."""
    return frozenset(row.person for row in turn.all(_OF_PROFILE, of=profile_id))


def _read(row: Found) -> Handed:
    return Handed(
        id=row.id,
        profile_id=row.profile,
        person_id=row.person,
        sections=frozenset(row.sections.split(BETWEEN)) - {""},
        given_by=row.given_by,
        at=from_text(row.at),
        done_at=from_text_or_none(row.done_at),
    )
