"""Who works with whom and for how long, who must not, and what else a record's doors depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from storage.errors import InConflict, NotFound
from storage.tables import allocation, person, profile, subject
from storage.tables_access import conflict
from storage.tables_reviews import part
from storage.times import to_text
from storage.turn import Turn


class Kind(StrEnum):
    """How somebody came to work with a child or household."""

    CASE = "case"
    """The work is theirs."""
    COVER = "cover"
    """They stand in for somebody until a time that was said at the beginning."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What the doors of a record depend on, known without opening it."""

    kind: str
    team: str
    restricted: bool


@dataclass(frozen=True, slots=True)
class Working:
    """The ids of the people who work with a child or household now, and of those who did."""

    now: frozenset[str]
    covering: frozenset[str]
    """Those among them who only cover."""
    covered: frozenset[str]
    """Those who only ever covered, and whose cover has ended."""
    before: frozenset[str]
    """Those whose work it was, and is no longer."""


_FOOTING = select(subject.c.kind, subject.c.team, subject.c.restricted).where(
    subject.c.id == bindparam("id")
)
_SET_TEAM = (
    update(subject).where(subject.c.id == bindparam("of")).values(team=bindparam("new_team"))
)
_SET_RESTRICTED = (
    update(subject).where(subject.c.id == bindparam("of")).values(restricted=bindparam("shut"))
)
_LASTING = or_(allocation.c.until.is_(None), allocation.c.until > bindparam("now"))
_SUBJECTS = select(allocation.c.subject).where(
    allocation.c.person == bindparam("who"), allocation.c.since <= bindparam("now"), _LASTING
)
_CASES = _SUBJECTS.where(allocation.c.kind == Kind.CASE.value)
_EVER = select(
    allocation.c.person, allocation.c.kind, allocation.c.since, allocation.c.until
).where(allocation.c.subject == bindparam("whom"))
_AGAIN = (
    update(allocation)
    .where(
        allocation.c.person == bindparam("who"),
        allocation.c.subject == bindparam("whom"),
        allocation.c.since == bindparam("now"),
    )
    .values(kind=bindparam("as_kind"), until=bindparam("to"))
)
_OF_BOTH = (
    allocation.c.person == bindparam("who"),
    allocation.c.subject == bindparam("whom"),
)
_END = update(allocation).where(*_OF_BOTH, _LASTING).values(until=bindparam("now"))
_END_COVERS = (
    update(allocation)
    .where(
        allocation.c.person == bindparam("who"),
        allocation.c.kind == Kind.COVER.value,
        _LASTING,
    )
    .values(until=bindparam("now"))
)
_ACTIVE = select(person.c.id).where(person.c.id == bindparam("who"), person.c.active.is_(True))
_DRAFTS = (
    update(profile)
    .where(
        profile.c.subject == bindparam("whom"),
        profile.c.owner == bindparam("who"),
        profile.c.status.in_(("open", "finished")),
        profile.c.voice == "",
    )
    .values(owner=bindparam("to"))
)
_PARTS = (
    update(part)
    .where(
        part.c.person == bindparam("who"),
        part.c.done_at.is_(None),
        part.c.back_at.is_(None),
        part.c.profile.in_(
            select(profile.c.id).where(
                profile.c.subject == bindparam("whom"), profile.c.voice == ""
            )
        ),
    )
    .values(person=bindparam("to"))
)
_CONFLICTED = select(conflict.c.person).where(
    conflict.c.subject == bindparam("whom"),
    conflict.c.since <= bindparam("now"),
    or_(conflict.c.until.is_(None), conflict.c.until > bindparam("now")),
)
_END_CONFLICT = (
    update(conflict)
    .where(
        conflict.c.person == bindparam("who"),
        conflict.c.subject == bindparam("whom"),
        conflict.c.until.is_(None),
    )
    .values(until=bindparam("now"))
)

_ADD = insert(allocation)

# ---------------------------------------------------------------- who works with whom


def allocate(turn: Turn, person_id: str, subject_id: str) -> None:
    """From now on this person works with this child or household. Raises `InConflict`."""
    _begin(turn, person_id, subject_id, Kind.CASE, None)


def cover(turn: Turn, person_id: str, subject_id: str, until: datetime) -> None:
    """Until then this person stands in; it ends by itself. Raises `InConflict`.

    A time that has passed gives nobody anything.
    """
    _begin(turn, person_id, subject_id, Kind.COVER, to_text(until))


def end_allocation(turn: Turn, person_id: str, subject_id: str) -> None:
    """Until now, and no longer, cover too. Nothing happens when it has ended already."""
    turn.change(_END, {"who": person_id, "whom": subject_id, "now": turn.at})


def end_covers(turn: Turn, person_id: str) -> None:
    """Wherever this person stands in, they do so no longer."""
    turn.change(_END_COVERS, {"who": person_id, "now": turn.at})


def hand_over(turn: Turn, subject_id: str, from_id: str, to_id: str) -> int:
    """One person's work with a child or household becomes another's; how many drafts went along.

    Drafts and parts that were not done yet change hands as they are: nothing is copied, and what
    was said stays said by whoever said it. What somebody says in their own voice never moves.
    From the next turn on the first person may not open the record. Raises `NotFound` when the
    work is not the first person's or the second is not here, and `InConflict`.
    """
    if subject_id not in cases(turn, from_id) or turn.first(_ACTIVE, who=to_id) is None:
        raise NotFound
    allocate(turn, to_id, subject_id)
    if from_id != to_id:
        end_allocation(turn, from_id, subject_id)
    moving = {"who": from_id, "whom": subject_id, "to": to_id}
    turn.change(_PARTS, moving)
    return turn.change(_DRAFTS, moving)


def allocated_subjects(turn: Turn, person_id: str) -> frozenset[str]:
    """The ids of the children and households this person works with now, cover included."""
    return frozenset(row[0] for row in turn.all(_SUBJECTS, who=person_id, now=turn.at))


def cases(turn: Turn, person_id: str) -> frozenset[str]:
    """The ids of the children and households whose work is this person's own."""
    return frozenset(row[0] for row in turn.all(_CASES, who=person_id, now=turn.at))


def allocated_people(turn: Turn, subject_id: str) -> frozenset[str]:
    """The ids of the people who work with this child or household now, cover included."""
    return working_with(turn, subject_id).now


def working_with(turn: Turn, subject_id: str) -> Working:
    """Everybody who works or ever worked with a child or household, by how they stand now."""
    return working_in([tuple(row) for row in turn.all(_EVER, whom=subject_id)], turn.at)


def working_in(rows: Sequence[tuple[Any, ...]], now: str) -> Working:
    """The same from rows of person, kind, since and until."""
    lasting = [row for row in rows if row[2] <= now and (row[3] is None or row[3] > now)]
    here = frozenset(row[0] for row in lasting)
    own = frozenset(row[0] for row in lasting if row[1] == Kind.CASE)
    had = frozenset(row[0] for row in rows if row[1] == Kind.CASE)
    everybody = frozenset(row[0] for row in rows)
    return Working(here, here - own, everybody - had - here, had - here)


# ---------------------------------------------------------------- what the doors depend on


def footing(turn: Turn, subject_id: str) -> Footing | None:
    """How a child's or household's record stands; None for an id of nobody."""
    row = turn.first(_FOOTING, id=subject_id)
    return None if row is None else Footing(row[0], row[1] or "", bool(row[2]))


def set_team(turn: Turn, subject_id: str, team: str) -> None:
    """The team that works with them from now on; empty for none. Raises `NotFound`."""
    if not turn.change(_SET_TEAM, {"of": subject_id, "new_team": team}):
        raise NotFound


def restrict(turn: Turn, subject_id: str) -> None:
    """From now on only people who are named may open the record. Raises `NotFound`."""
    _set_restricted(turn, subject_id, shut=True)


def unrestrict(turn: Turn, subject_id: str) -> None:
    """The record opens as every other does. Raises `NotFound`."""
    _set_restricted(turn, subject_id, shut=False)


def declare_conflict(turn: Turn, person_id: str, subject_id: str, reason: str) -> None:
    """This person must have nothing to do with this record. `reason` is one stable word.

    It beats everything else that is so, their own allocation among it; declared twice, it is
    declared once.
    """
    if person_id not in conflicted_people(turn, subject_id):
        turn.change(
            insert(conflict),
            {"person": person_id, "subject": subject_id, "since": turn.at, "reason": reason},
        )


def end_conflict(turn: Turn, person_id: str, subject_id: str) -> None:
    """It is over. Nothing happens when there was none."""
    turn.change(_END_CONFLICT, {"who": person_id, "whom": subject_id, "now": turn.at})


def conflicted_people(turn: Turn, subject_id: str) -> frozenset[str]:
    """The ids of the people who must have nothing to do with this child or household."""
    return frozenset(row[0] for row in turn.all(_CONFLICTED, whom=subject_id, now=turn.at))


def _begin(turn: Turn, person_id: str, subject_id: str, kind: Kind, until: str | None) -> None:
    if person_id in conflicted_people(turn, subject_id):
        raise InConflict
    who = {"who": person_id, "whom": subject_id, "now": turn.at}
    if kind is Kind.CASE and subject_id in cases(turn, person_id):
        return
    if not turn.change(_AGAIN, {**who, "as_kind": kind.value, "to": until}):
        turn.change(
            _ADD,
            {
                "person": person_id,
                "subject": subject_id,
                "since": turn.at,
                "until": until,
                "kind": kind.value,
            },
        )


def _set_restricted(turn: Turn, subject_id: str, *, shut: bool) -> None:
    if not turn.change(_SET_RESTRICTED, {"of": subject_id, "shut": shut}):
        raise NotFound
