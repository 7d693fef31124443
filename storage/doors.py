"""What the doors of many records depend on, in four questions however many there are, none opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    bindparam,
    cast,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from storage.allocations import Footing, Working, working_in
from storage.tables import allocation, subject
from storage.tables_access import conflict
from storage.tables_glass import glass
from storage.tables_reviews import part
from storage.turn import Found, Turn

MOST = 500
"""Ids in one question."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Everything about one child or household that decides who may come in."""

    footing: Footing
    working: Working
    conflicted: frozenset[str]
    glass: frozenset[str]
    holders: frozenset[str] = frozenset()
    """Who holds a part of the profile that was asked about."""


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_FOOTING = select(subject.c.id, subject.c.kind, subject.c.team, subject.c.restricted).where(
    subject.c.id.in_(_IDS)
)
_WORKING = select(
    allocation.c.subject,
    allocation.c.person,
    allocation.c.kind,
    allocation.c.since,
    allocation.c.until,
).where(allocation.c.subject.in_(_IDS))
_CONFLICT = select(conflict.c.subject, conflict.c.person).where(
    conflict.c.subject.in_(_IDS),
    conflict.c.since <= bindparam("now"),
    or_(conflict.c.until.is_(None), conflict.c.until > bindparam("now")),
)
_GLASS = select(glass.c.subject, glass.c.person).where(
    glass.c.subject.in_(_IDS), glass.c.until > bindparam("now")
)


_OF: BindParameter[Any] = bindparam("of")
_NOW: BindParameter[Any] = bindparam("now")
_NONE = null()
_PROFILE: BindParameter[Any] = bindparam("profile")
_PARTS = ("footing", "working", "conflict", "glass", "holder")
_ONE = union_all(
    select(
        literal_column("'footing'"),
        subject.c.kind,
        subject.c.team,
        cast(subject.c.restricted, Integer),
        _NONE,
    ).where(subject.c.id == _OF),
    select(
        literal_column("'working'"),
        allocation.c.person,
        allocation.c.kind,
        allocation.c.since,
        allocation.c.until,
    ).where(allocation.c.subject == _OF),
    select(literal_column("'conflict'"), conflict.c.person, _NONE, _NONE, _NONE).where(
        conflict.c.subject == _OF,
        conflict.c.since <= _NOW,
        or_(conflict.c.until.is_(None), conflict.c.until > _NOW),
    ),
    select(literal_column("'glass'"), glass.c.person, _NONE, _NONE, _NONE).where(
        glass.c.subject == _OF, glass.c.until > _NOW
    ),
    select(literal_column("'holder'"), part.c.person, _NONE, _NONE, _NONE).where(
        part.c.profile == _PROFILE, part.c.back_at.is_(None)
    ),
)


def door(turn: Turn, subject_id: str, profile_id: str = "") -> Doors | None:
    """The doors of one child or household, and of a profile about them, in one question: it is
    asked on every turn, and by everybody who decides something in it."""
    key = ("door", subject_id, profile_id, turn.at)
    return turn.once(key, lambda: _door(turn, subject_id, profile_id))


def _door(turn: Turn, subject_id: str, profile_id: str) -> Doors | None:
    kept: dict[str, list[tuple[str, ...]]] = {name: [] for name in _PARTS}
    for name, *row in turn.all(_ONE, of=subject_id, now=turn.at, profile=profile_id):
        kept[name].append(tuple(row))
    if not kept["footing"]:
        return None
    kind, team, restricted, _ = kept["footing"][0]
    return Doors(
        Footing(kind, team or "", bool(restricted)),
        working_in(kept["working"], turn.at),
        frozenset(row[0] for row in kept["conflict"]),
        frozenset(row[0] for row in kept["glass"]),
        frozenset(row[0] for row in kept["holder"]),
    )


def doors(turn: Turn, ids: Collection[str]) -> dict[str, Doors]:
    """The doors of each of these children and households; an id of nobody is passed over."""
    wanted = sorted(set(ids))
    found: dict[str, Doors] = {}
    for start in range(0, len(wanted), MOST):
        found |= _some(turn, wanted[start : start + MOST])
    return found


def _some(turn: Turn, ids: list[str]) -> dict[str, Doors]:
    working = _by_subject(turn.all(_WORKING, ids=ids))
    conflicted = _by_subject(turn.all(_CONFLICT, ids=ids, now=turn.at))
    opened = _by_subject(turn.all(_GLASS, ids=ids, now=turn.at))
    return {
        row[0]: Doors(
            Footing(row[1], row[2] or "", bool(row[3])),
            working_in([tuple(each)[1:] for each in working[row[0]]], turn.at),
            frozenset(each[1] for each in conflicted[row[0]]),
            frozenset(each[1] for each in opened[row[0]]),
        )
        for row in turn.all(_FOOTING, ids=ids)
    }


def _by_subject(rows: Collection[Found]) -> Mapping[str, list[Found]]:
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found
