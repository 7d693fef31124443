"""Children and households, each with a key of its own; `allocations` says who works with whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, insert, select, update

from care.people import Child, Household
from storage.allocations import allocate as allocate
from storage.allocations import allocated_people as allocated_people
from storage.allocations import allocated_subjects as allocated_subjects
from storage.allocations import end_allocation as end_allocation
from storage.errors import Forgotten, NotFound, SealBroken
from storage.tables import subject
from storage.tables_around import erasure
from storage.turn import Found, Turn

CHILD = "child"
HOUSEHOLD = "household"
TEAM = "social_worker_team"
"""What a record calls the team when it first comes in; after that the row's own team counts."""

_ADD = insert(subject)
_ERASED = select(erasure.c.id).where(erasure.c.id == bindparam("id"))
_BY_ID = select(subject).where(subject.c.kind == bindparam("kind"), subject.c.id == bindparam("id"))
_EITHER = select(subject).where(subject.c.id == bindparam("id"))
_BY_REF = select(subject).where(
    subject.c.kind == bindparam("kind"), subject.c.ref == bindparam("ref")
)
_ALL = select(subject).where(subject.c.kind == bindparam("kind")).order_by(subject.c.ref)
_SOME = _ALL.where(subject.c.id.in_(bindparam("ids", expanding=True)))
_RECORD = (
    update(subject).where(subject.c.id == bindparam("at_id")).values(sealed=bindparam("record"))
)
_OLDER = select(subject.c.id, subject.c.sealed).where(subject.c.team.is_(None))
_FILL = update(subject).where(subject.c.id == bindparam("at_id")).values(team=bindparam("new_team"))


def add_child(turn: Turn, child: Child, team: str | None = None) -> None:
    """A child, with a key made for them. The id and the reference must not be taken.

    The team that works with them is the one their record names, unless another is given.
    """
    _add(turn, CHILD, child, team)


def add_household(turn: Turn, household: Household, team: str | None = None) -> None:
    _add(turn, HOUSEHOLD, household, team)


def child(turn: Turn, child_id: str) -> Child | None:
    row = turn.first(_BY_ID, kind=CHILD, id=child_id)
    return None if row is None else _child(turn, row)


def child_by_ref(turn: Turn, ref: str) -> Child | None:
    row = turn.first(_BY_REF, kind=CHILD, ref=ref)
    return None if row is None else _child(turn, row)


def children(turn: Turn, ids: Iterable[str] | None = None) -> list[Child]:
    """These children, or all of them, by reference; an id of nobody is passed over."""
    return [_child(turn, row) for row in _rows(turn, CHILD, ids)]


def household(turn: Turn, household_id: str) -> Household | None:
    row = turn.first(_BY_ID, kind=HOUSEHOLD, id=household_id)
    return None if row is None else _household(turn, row)


def household_by_ref(turn: Turn, ref: str) -> Household | None:
    row = turn.first(_BY_REF, kind=HOUSEHOLD, ref=ref)
    return None if row is None else _household(turn, row)


def households(turn: Turn, ids: Iterable[str] | None = None) -> list[Household]:
    return [_household(turn, row) for row in _rows(turn, HOUSEHOLD, ids)]


def subject_of(turn: Turn, subject_id: str) -> Child | Household | None:
    """The child or the household with this id."""
    row = turn.first(_EITHER, id=subject_id)
    if row is None:
        return None
    return _child(turn, row) if row.kind == CHILD else _household(turn, row)


def keep_record(turn: Turn, subject_id: str, record: Mapping[str, str]) -> None:
    """What the record says now, in place of what it said. Raises `NotFound` or `Forgotten`."""
    if turn.first(_ERASED, id=subject_id) is not None:
        raise Forgotten
    sealed = _sealed(turn, subject_id, record)
    if not turn.change(_RECORD, {"at_id": subject_id, "record": sealed}):
        raise NotFound


def read(turn: Turn, subject_id: str) -> Child | Household:
    """Whoever has this id or this reference. Raises `Forgotten`, or `NotFound` for a stranger.

    Of a forgotten subject the id alone is remembered, not the reference. Everything else here
    passes over the forgotten, as over an id of nobody.
    """
    found = (
        subject_of(turn, subject_id)
        or child_by_ref(turn, subject_id)
        or household_by_ref(turn, subject_id)
    )
    if found is not None:
        return found
    raise Forgotten if turn.first(_ERASED, id=subject_id) is not None else NotFound


def fill_teams(turn: Turn) -> int:
    """Gives a row that is older than teams are the team its record names; how many there were.

    Once for a store, when it opens after it was brought up to date. A record that does not open
    keeps no team, and no team may open it.
    """
    filled = 0
    for row in turn.all(_OLDER):
        try:
            team = _record(turn, row).get(TEAM, "")
        except SealBroken:
            continue
        filled += turn.change(_FILL, {"at_id": row.id, "new_team": team})
    if filled:
        turn.write_diary("store.teams_filled", "store", "", "kith", "")
    return filled


def _add(turn: Turn, kind: str, about: Child | Household, team: str | None) -> None:
    turn.make_key(about.id)
    turn.change(
        _ADD,
        {
            "id": about.id,
            "kind": kind,
            "ref": about.ref,
            "sealed": _sealed(turn, about.id, about.record),
            "team": about.record.get(TEAM, "") if team is None else team,
            "restricted": False,
        },
    )


def _rows(turn: Turn, kind: str, ids: Iterable[str] | None) -> Iterable[Found]:
    if ids is None:
        return turn.all(_ALL, kind=kind)
    return turn.all(_SOME, kind=kind, ids=list(ids))


def _sealed(turn: Turn, subject_id: str, record: Mapping[str, str]) -> bytes:
    text = json.dumps(dict(record), ensure_ascii=False)
    return turn.seal(text, "subject", "record", subject_id, subject_id)


def _record(turn: Turn, row: Found) -> dict[str, str]:
    plain: dict[str, str] = json.loads(turn.unseal(row.sealed, "subject", "record", row.id, row.id))
    return plain


def _child(turn: Turn, row: Found) -> Child:
    return Child(row.id, row.ref, _record(turn, row))


def _household(turn: Turn, row: Found) -> Household:
    return Household(row.id, row.ref, _record(turn, row))
