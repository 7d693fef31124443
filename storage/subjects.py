"""Children and households, each with a key of its own, and who works with whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, insert, or_, select, update

from care.people import Child, Household
from storage.errors import Forgotten, NotFound
from storage.tables import allocation, subject
from storage.tables_around import erasure
from storage.turn import Found, Turn

CHILD = "child"
HOUSEHOLD = "household"

_ADD = insert(subject)
_ERASED = select(erasure.c.id).where(erasure.c.id == bindparam("id"))
_BY_ID = select(subject).where(subject.c.kind == bindparam("kind"), subject.c.id == bindparam("id"))
_BY_REF = select(subject).where(
    subject.c.kind == bindparam("kind"), subject.c.ref == bindparam("ref")
)
_ALL = select(subject).where(subject.c.kind == bindparam("kind")).order_by(subject.c.ref)
_SOME = _ALL.where(subject.c.id.in_(bindparam("ids", expanding=True)))
_RECORD = (
    update(subject).where(subject.c.id == bindparam("at_id")).values(sealed=bindparam("record"))
)
_NOW = (
    allocation.c.since <= bindparam("now"),
    or_(allocation.c.until.is_(None), allocation.c.until > bindparam("now")),
)
_SUBJECTS = select(allocation.c.subject).where(allocation.c.person == bindparam("who"), *_NOW)
_PEOPLE = select(allocation.c.person).where(allocation.c.subject == bindparam("whom"), *_NOW)
_END = (
    update(allocation)
    .where(
        allocation.c.person == bindparam("who"),
        allocation.c.subject == bindparam("whom"),
        allocation.c.until.is_(None),
    )
    .values(until=bindparam("now"))
)


def add_child(turn: Turn, child: Child) -> None:
    """A child, with a key made for them. The id and the reference must not be taken."""
    _add(turn, CHILD, child.id, child.ref, child.record)


def add_household(turn: Turn, household: Household) -> None:
    _add(turn, HOUSEHOLD, household.id, household.ref, household.record)


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
    return child(turn, subject_id) or household(turn, subject_id)


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


def allocate(turn: Turn, person_id: str, subject_id: str) -> None:
    """From now on this person works with this child or household."""
    turn.change(insert(allocation), {"person": person_id, "subject": subject_id, "since": turn.at})


def end_allocation(turn: Turn, person_id: str, subject_id: str) -> None:
    """Until now, and no longer. Nothing happens when it has ended already."""
    turn.change(_END, {"who": person_id, "whom": subject_id, "now": turn.at})


def allocated_subjects(turn: Turn, person_id: str) -> frozenset[str]:
    """The ids of the children and households this person works with now."""
    return frozenset(row[0] for row in turn.all(_SUBJECTS, who=person_id, now=turn.at))


def allocated_people(turn: Turn, subject_id: str) -> frozenset[str]:
    """The ids of the people who work with this child or household now."""
    return frozenset(row[0] for row in turn.all(_PEOPLE, whom=subject_id, now=turn.at))


def _add(turn: Turn, kind: str, subject_id: str, ref: str, record: Mapping[str, str]) -> None:
    turn.make_key(subject_id)
    sealed = _sealed(turn, subject_id, record)
    turn.change(_ADD, {"id": subject_id, "kind": kind, "ref": ref, "sealed": sealed})


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
