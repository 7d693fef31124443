"""Reviews: one household's yearly review, from the day it begins until everybody has signed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from care.referral import reference
from storage.errors import NotFound, Overtaken
from storage.profiles import Profile
from storage.tables_reviews import review as table
from storage.times import from_text, from_text_or_none
from storage.turn import Found, Turn

PREFIX = "LR"


class Status(StrEnum):
    OPEN = "open"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Review:
    """A review without its answers: the profiles that carry its reference have those."""

    ref: str
    household_id: str
    profile_id: str
    """The profile of the yearly form; the other profiles of the review name its reference."""
    begun_by: str
    begun_at: datetime
    due_on: date | None
    status: Status = Status.OPEN
    signed_at: datetime | None = None


_LISTED = [column for column in table.c if column.name != "snapshot"]
_BY_REF = select(*_LISTED).where(table.c.ref == bindparam("ref"))
_OF = (
    select(*_LISTED)
    .where(table.c.subject == bindparam("of"))
    .order_by(table.c.begun_at.desc(), table.c.ref)
)
_SNAPSHOT = select(table.c.snapshot).where(table.c.ref == bindparam("ref"))
_DUE = (
    update(table)
    .where(table.c.ref == bindparam("which"), table.c.status == Status.OPEN.value)
    .values(due_on=bindparam("day"))
)
_SIGN = (
    update(table)
    .where(table.c.ref == bindparam("which"), table.c.status == Status.OPEN.value)
    .values(
        status=Status.SIGNED.value, signed_at=bindparam("now"), snapshot=bindparam("everything")
    )
)


def new_ref(turn: Turn, prefix: str = PREFIX) -> str:
    """A reference that no review has yet, made as a referral's is."""
    while True:
        ref = reference(hashlib.sha256(turn.new_id().encode()).digest(), prefix)
        if turn.first(_BY_REF, ref=ref) is None:
            return ref


def begin(
    turn: Turn, ref: str, household_id: str, profile_id: str, begun_by: str, due_on: date | None
) -> Review:
    """A review around this profile, which was opened with the same reference (`new_ref`)."""
    begun = Review(ref, household_id, profile_id, begun_by, turn.now, due_on)
    turn.change(
        insert(table),
        {
            "ref": ref,
            "subject": household_id,
            "profile": profile_id,
            "begun_by": begun_by,
            "begun_at": turn.at,
            "due_on": due_on.isoformat() if due_on else None,
            "status": Status.OPEN.value,
        },
    )
    return begun


def find(turn: Turn, ref: str) -> Review | None:
    row = turn.first(_BY_REF, ref=ref)
    return None if row is None else _read(row)


def about(turn: Turn, profile: Profile) -> Review | None:
    """The review that a profile belongs to, if it belongs to one."""
    return find(turn, profile.review) if profile.review else None


def of_household(turn: Turn, household_id: str) -> list[Review]:
    """Every review of a household, the newest first."""
    return [_read(row) for row in turn.all(_OF, of=household_id)]


def set_due(turn: Turn, review: Review, due_on: date) -> Review:
    """Raises `Overtaken` when it has been signed since."""
    if not turn.change(_DUE, {"which": review.ref, "day": due_on.isoformat()}):
        raise Overtaken
    return replace(review, due_on=due_on)


def sign_off(turn: Turn, review: Review, snapshot: Mapping[str, object]) -> Review:
    """Everybody has signed: it stands as it is, with whatever it takes to show it again.

    The snapshot is JSON, and sealed. Raises `Overtaken` when somebody did this already.
    """
    text = json.dumps(dict(snapshot), ensure_ascii=False, separators=(",", ":"))
    sealed = turn.seal(text, "review", "snapshot", review.ref, review.household_id)
    if not turn.change(_SIGN, {"which": review.ref, "now": turn.at, "everything": sealed}):
        raise Overtaken
    return replace(review, status=Status.SIGNED, signed_at=turn.now)


def snapshot(turn: Turn, review: Review) -> dict[str, Any]:
    """What was signed, exactly. Raises `NotFound` while it is open."""
    row = turn.first(_SNAPSHOT, ref=review.ref)
    if row is None or row[0] is None:
        raise NotFound
    text = turn.unseal(row[0], "review", "snapshot", review.ref, review.household_id)
    plain: dict[str, Any] = json.loads(text)
    return plain


def _read(row: Found) -> Review:
    return Review(
        ref=row.ref,
        household_id=row.subject,
        profile_id=row.profile,
        begun_by=row.begun_by,
        begun_at=from_text(row.begun_at),
        due_on=date.fromisoformat(row.due_on) if row.due_on else None,
        status=Status(row.status),
        signed_at=from_text_or_none(row.signed_at),
    )
