"""Who works with whom, as whoever arranges the work sees it: references and people, no record opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from storage.allocations import Kind
from storage.tables import allocation, person, subject
from storage.tables_access import conflict
from storage.times import from_text, from_text_or_none
from storage.turn import Found, Turn


@dataclass(frozen=True, slots=True)
class Listed:
    """One child or household, by the reference alone."""

    id: str
    kind: str
    ref: str
    team: str
    restricted: bool


@dataclass(frozen=True, slots=True)
class Work:
    """One person's work with one of them, as it stands now."""

    person_id: str
    kind: Kind
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody who must have nothing to do with a record, and why, in one stable word."""

    person_id: str
    since: datetime
    reason: str


_COLUMNS = (subject.c.id, subject.c.kind, subject.c.ref, subject.c.team, subject.c.restricted)
_BY_REF = select(*_COLUMNS).where(subject.c.ref == bindparam("ref"))
_LASTING = (
    allocation.c.since <= bindparam("now"),
    or_(allocation.c.until.is_(None), allocation.c.until > bindparam("now")),
)
_WORK = (
    select(allocation.c.person, allocation.c.kind, allocation.c.since, allocation.c.until)
    .where(allocation.c.subject == bindparam("whom"), *_LASTING)
    .order_by(allocation.c.since)
)
_CONFLICTS = (
    select(conflict.c.person, conflict.c.since, conflict.c.reason)
    .where(
        conflict.c.subject == bindparam("whom"),
        or_(conflict.c.until.is_(None), conflict.c.until > bindparam("now")),
    )
    .order_by(conflict.c.since)
)
_TEAMS = (
    select(subject.c.team)
    .where(subject.c.team != "")
    .union(select(person.c.team).where(person.c.team != ""))
)


def page(
    turn: Turn, team: str = "", person_id: str = "", ref: str = "", after: str = "", most: int = 50
) -> Sequence[Listed]:
    """Children and households by reference: of one team, of one person, or whose reference begins so."""
    query = select(*_COLUMNS).order_by(subject.c.ref).limit(most)
    if team:
        query = query.where(subject.c.team == team)
    if ref:
        query = query.where(subject.c.ref.startswith(ref, autoescape=True))
    if after:
        query = query.where(subject.c.ref > after)
    if person_id:
        theirs = select(allocation.c.subject).where(allocation.c.person == person_id, *_LASTING)
        return [
            _listed(row) for row in turn.all(query.where(subject.c.id.in_(theirs)), now=turn.at)
        ]
    return [_listed(row) for row in turn.all(query)]


def by_ref(turn: Turn, ref: str) -> Listed | None:
    row = turn.first(_BY_REF, ref=ref)
    return None if row is None else _listed(row)


def work(turn: Turn, subject_id: str) -> Sequence[Work]:
    """Who works with them now, the longest first."""
    return [
        Work(row[0], Kind(row[1]), from_text(row[2]), from_text_or_none(row[3]))
        for row in turn.all(_WORK, whom=subject_id, now=turn.at)
    ]


def conflicts(turn: Turn, subject_id: str) -> Sequence[Conflict]:
    """Who must have nothing to do with them now."""
    return [
        Conflict(row[0], from_text(row[1]), row[2])
        for row in turn.all(_CONFLICTS, whom=subject_id, now=turn.at)
    ]


def teams(turn: Turn) -> list[str]:
    """Every team there is, of a person or of a record."""
    return sorted(row[0] for row in turn.all(_TEAMS))


def _listed(row: Found) -> Listed:
    return Listed(row[0], row[1], row[2], row[3] or "", bool(row[4]))
