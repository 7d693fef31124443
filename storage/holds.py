"""Holds for the law: a record that may not go, whatever its age, until the hold is lifted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from storage.errors import AlreadyThere, NotFound
from storage.tables import profile
from storage.tables_glass import hold as table
from storage.times import from_text
from storage.turn import Found, Turn

_ADD = insert(table)
_STANDING = select(table).where(table.c.lifted_at.is_(None)).order_by(table.c.at, table.c.id)
_OF = _STANDING.where(table.c.subject == bindparam("of"))
_EVERY = select(table).where(table.c.subject == bindparam("of")).order_by(table.c.at, table.c.id)
_OF_PROFILE = _STANDING.join(profile, profile.c.subject == table.c.subject).where(
    profile.c.id == bindparam("of")
)
_LIFT = (
    update(table)
    .where(table.c.id == bindparam("which"), table.c.lifted_at.is_(None))
    .values(lifted_at=bindparam("now"), lifted=bindparam("sealed_words"))
)


@dataclass(frozen=True, slots=True)
class Hold:
    """That a record must stay: a word for why, and who said so, with what they said."""

    id: str
    subject_id: str
    reason: str
    by: str = field(repr=False)
    note: str = field(repr=False)
    at: datetime
    lifted_at: datetime | None = None
    lifted_by: str = field(default="", repr=False)
    lifted_note: str = field(default="", repr=False)


def place(turn: Turn, subject_id: str, reason: str, by: str, note: str) -> Hold:
    """From now on this record stays. One word for the reason; who and why are sealed with its key.

    Raises `AlreadyThere` when the same reason holds it already: lifting one must mean something.
    """
    if any(each.reason == reason for each in of_subject(turn, subject_id)):
        raise AlreadyThere
    made = Hold(turn.new_id(), subject_id, reason, by, note, turn.now)
    turn.change(
        _ADD,
        {
            "id": made.id,
            "subject": subject_id,
            "reason": reason,
            "sealed": _seal(turn, made.id, "placed", subject_id, by, note),
            "at": turn.at,
            "lifted_at": None,
            "lifted": None,
        },
    )
    return made


def lift(turn: Turn, subject_id: str, reason: str, by: str, note: str) -> Hold:
    """Ends the hold that has this reason. Raises `NotFound`. Others of the record stay."""
    for each in of_subject(turn, subject_id):
        if each.reason == reason:
            sealed = _seal(turn, each.id, "lifted", subject_id, by, note)
            turn.change(_LIFT, {"which": each.id, "now": turn.at, "sealed_words": sealed})
            return each
    raise NotFound


def standing(turn: Turn) -> list[Hold]:
    """Every hold there is now, the oldest first."""
    return [_hold(turn, row) for row in turn.all(_STANDING)]


def of_subject(turn: Turn, subject_id: str) -> list[Hold]:
    """The holds on this record now."""
    return [_hold(turn, row) for row in turn.all(_OF, of=subject_id)]


def ever_of(turn: Turn, subject_id: str) -> list[Hold]:
    """Every hold there ever was on this record, lifted ones included, the oldest first."""
    return [_hold(turn, row) for row in turn.all(_EVERY, of=subject_id)]


def is_held(turn: Turn, subject_id: str) -> bool:
    return turn.first(_OF, of=subject_id) is not None


def is_profile_held(turn: Turn, profile_id: str) -> bool:
    """Whether a draft is about somebody whose record is held."""
    return turn.first(_OF_PROFILE, of=profile_id) is not None


def _seal(turn: Turn, hold_id: str, what: str, subject_id: str, by: str, note: str) -> bytes:
    words = json.dumps({"by": by, "note": note}, ensure_ascii=False)
    return turn.seal(words, "hold", what, hold_id, subject_id)


def _hold(turn: Turn, row: Found) -> Hold:
    placed = json.loads(turn.unseal(row.sealed, "hold", "placed", row.id, row.subject))
    lifted = (
        json.loads(turn.unseal(row.lifted, "hold", "lifted", row.id, row.subject))
        if row.lifted is not None
        else {"by": "", "note": ""}
    )
    return Hold(
        id=row.id,
        subject_id=row.subject,
        reason=row.reason,
        by=placed["by"],
        note=placed["note"],
        at=from_text(row.at),
        lifted_at=from_text(row.lifted_at) if row.lifted_at else None,
        lifted_by=lifted["by"],
        lifted_note=lifted["note"],
    )
