"""Receipts: that everything about a subject, as it is now, was handed over, by whom and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Select, bindparam, func, insert, select

from storage import review_records
from storage import tables as t
from storage import tables_around as around
from storage.sealed import HOUSE
from storage.tables_around import receipt as table
from storage.turn import Turn

_ADD = insert(table)
_OF = select(table).where(table.c.subject == bindparam("of")).order_by(table.c.at, table.c.id)
_ABOUT: tuple[Select[*tuple[object, ...]], ...] = (
    select(t.subject.c.ref, t.subject.c.sealed).where(t.subject.c.id == bindparam("of")),
    select(t.profile.c.id, t.profile.c.revision, t.profile.c.status)
    .where(t.profile.c.subject == bindparam("of"))
    .order_by(t.profile.c.id),
    select(t.answer.c.profile, func.max(t.answer.c.seq))
    .join(t.profile, t.profile.c.id == t.answer.c.profile)
    .where(t.profile.c.subject == bindparam("of"))
    .group_by(t.answer.c.profile)
    .order_by(t.answer.c.profile),
    select(around.referral.c.ref, around.referral.c.version)
    .where(around.referral.c.subject == bindparam("of"))
    .order_by(around.referral.c.ref, around.referral.c.version),
    select(around.document.c.ref, around.document.c.version, around.document.c.sha256)
    .join(around.referral, around.referral.c.ref == around.document.c.ref)
    .where(
        around.referral.c.subject == bindparam("of"),
        around.referral.c.version == around.document.c.version,
    )
    .order_by(around.document.c.ref, around.document.c.version, around.document.c.sha256),
)


class Standing(StrEnum):
    """Whether what there is now is what was handed over."""

    CURRENT = "current"
    STALE = "stale"
    """Something was added or changed since the newest receipt."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One handing over. The name is of whoever took it upon them, as the command gave it."""

    id: str
    subject_id: str
    sha256: str
    state: str
    by: str = field(repr=False)
    at: str


def state_of(turn: Turn, subject_id: str) -> str:
    """A mark that changes whenever anything kept about this subject does; it holds no words."""
    mark = hashlib.sha256()
    for query in (*_ABOUT, *review_records.STATE):
        for row in turn.all(query, of=subject_id):
            for part in row:
                data = part if isinstance(part, bytes) else str(part).encode()
                mark.update(b"%d:" % len(data) + data)
        mark.update(b"|")
    return mark.hexdigest()


def give(turn: Turn, subject_id: str, sha256: str, state: str, by: str) -> Receipt:
    """Keeps a receipt for a bundle with this hash, made when the subject stood like this."""
    made = Receipt(turn.new_id(), subject_id, sha256, state, by, turn.at)
    turn.change(
        _ADD,
        {
            "id": made.id,
            "subject": subject_id,
            "sha256": sha256,
            "state": state,
            "sealed": turn.seal(by, "receipt", "by", made.id, HOUSE),
            "at": turn.at,
        },
    )
    return made


def of_subject(turn: Turn, subject_id: str) -> tuple[Receipt, ...]:
    """Every receipt there is for a subject, the oldest first, also when they are forgotten."""
    return tuple(
        Receipt(
            row.id,
            row.subject,
            row.sha256,
            row.state,
            turn.unseal(row.sealed, "receipt", "by", row.id, HOUSE).decode(),
            row.at,
        )
        for row in turn.all(_OF, of=subject_id)
    )


def standing(turn: Turn, subject_id: str) -> Standing:
    states = {row.state for row in turn.all(_OF, of=subject_id)}
    if not states:
        return Standing.NONE
    return Standing.CURRENT if state_of(turn, subject_id) in states else Standing.STALE
