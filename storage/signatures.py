"""Signatures under a review: who signed what they saw, known by its hash, and their comment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from care.people import Person, Role
from storage.reviews import Review
from storage.tables_reviews import signature as table
from storage.times import from_text
from storage.turn import Found, Turn


@dataclass(frozen=True, slots=True)
class Signature:
    """One signing. It stands only for as long as what was seen is what is there."""

    id: str
    review: str
    person_id: str
    role: Role
    """What they did here when they signed."""
    seen: str
    """The SHA-256 of what was shown to them."""
    at: datetime
    comment: str = field(repr=False)


_OF = select(table).where(table.c.review == bindparam("of")).order_by(table.c.at, table.c.id)


def sign(turn: Turn, review: Review, person: Person, seen: str, comment: str = "") -> Signature:
    """Kept for ever, also when it does not stand any more; signing again adds another."""
    made = Signature(turn.new_id(), review.ref, person.id, person.role, seen, turn.now, comment)
    turn.change(
        insert(table),
        {
            "id": made.id,
            "review": review.ref,
            "person": person.id,
            "role": person.role.value,
            "seen": seen,
            "at": turn.at,
            "sealed": turn.seal(comment, "signature", "comment", made.id, review.household_id),
        },
    )
    return made


def of_review(turn: Turn, review: Review) -> list[Signature]:
    """Every signature under a review, the oldest first, those that stand no more included."""
    return [_read(turn, row, review) for row in turn.all(_OF, of=review.ref)]


def standing(turn: Turn, review: Review, seen: str) -> dict[str, Signature]:
    """The newest signature of everybody who signed exactly this, by the person's id."""
    return {each.person_id: each for each in of_review(turn, review) if each.seen == seen}


def _read(turn: Turn, row: Found, review: Review) -> Signature:
    text = turn.unseal(row.sealed, "signature", "comment", row.id, review.household_id)
    return Signature(
        id=row.id,
        review=row.review,
        person_id=row.person,
        role=Role(row.role),
        seen=row.seen,
        at=from_text(row.at),
        comment=text.decode(),
    )
