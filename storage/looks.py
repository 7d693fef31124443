"""Who looked at a record, and what they did: the diary about one child or household, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.tables import profile
from storage.tables_around import diary, referral
from storage.tables_glass import glass
from storage.tables_reviews import review
from storage.times import from_text
from storage.turn import Turn

_PROFILES = select(profile.c.id).where(profile.c.subject == bindparam("of"))
_REFERRALS = select(referral.c.ref).where(referral.c.subject == bindparam("of")).distinct()
_OPENINGS = select(glass.c.id).where(glass.c.subject == bindparam("of"))
_REVIEWS = select(review.c.ref).where(review.c.subject == bindparam("of"))
_LINES = (
    select(diary)
    .where(
        diary.c.object_id.in_(bindparam("about", expanding=True)),
        diary.c.seq < bindparam("before"),
    )
    .order_by(diary.c.seq.desc())
    .limit(bindparam("most"))
)
_END = 2**62


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody did something; `seq` is the number of the line."""

    seq: int
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    reason: str


def things_about(turn: Turn, subject_id: str) -> frozenset[str]:
    """The ids under which the diary speaks of this child or household."""
    found = {subject_id}
    for query in (_PROFILES, _REFERRALS, _OPENINGS, _REVIEWS):
        found |= {str(row[0]) for row in turn.all(query, of=subject_id)}
    return frozenset(found)


def lines(turn: Turn, about: Iterable[str], most: int, before: int = _END) -> list[Look]:
    """So many lines about these things, the newest first, older than the line `before`."""
    rows = turn.all(_LINES, about=sorted(about), most=most, before=before)
    return [
        Look(
            row.seq,
            from_text(row.at),
            row.actor,
            row.action,
            row.object_kind,
            row.object_id,
            row.reason,
        )
        for row in rows
    ]
