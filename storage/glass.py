"""Opening in an emergency: who has a record open that is not theirs, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update

from care.glass import LASTS, SETTLED, Category, Outcome
from storage.tables_around import diary
from storage.tables_glass import glass as table
from storage.tables_glass import glass_review as review_table
from storage.times import from_text, to_text
from storage.turn import Found, Turn

UNKNOWN = "glass.unknown"
"""In the diary: somebody gave a reference that opens nothing."""

_ADD = insert(table)
_ADD_REVIEW = insert(review_table)
_BY_ID = select(table).where(table.c.id == bindparam("id"))
_IS_OPEN = table.c.until > bindparam("now")
_OPEN_FOR = select(table.c.person).where(table.c.subject == bindparam("of"), _IS_OPEN)
_OPEN_OF = select(table).where(table.c.person == bindparam("who"), _IS_OPEN).order_by(table.c.until)
_ABOUT = select(table.c.id).where(table.c.subject == bindparam("of"))
_CLOSE = (
    update(table)
    .where(table.c.id == bindparam("which"), table.c.until > bindparam("now"))
    .values(until=bindparam("now"))
)
_REVIEWS = (
    select(review_table)
    .where(review_table.c.glass == bindparam("of"))
    .order_by(review_table.c.at, review_table.c.id)
)
_UNSETTLED = (
    select(table)
    .where(
        ~select(review_table.c.id)
        .where(
            review_table.c.glass == table.c.id,
            review_table.c.outcome.in_(sorted(SETTLED)),
        )
        .exists()
    )
    .order_by(table.c.review_by, table.c.at, table.c.id)
)
_GUESSES = select(func.count()).where(
    diary.c.object_id == bindparam("who"),
    diary.c.action == UNKNOWN,
    diary.c.at > bindparam("since"),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening. It stays for ever, also when it is over."""

    id: str
    person_id: str
    subject_id: str
    category: Category
    reason: str = field(repr=False)
    at: datetime
    until: datetime
    review_by: date

    def is_late(self, today: date) -> bool:
        """Whether the last day for its review has passed; only asked of one that still waits."""
        return self.review_by < today


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody said of an opening."""

    id: str
    opening_id: str
    person_id: str
    outcome: Outcome
    note: str = field(repr=False)
    at: datetime


def open_for(turn: Turn, subject_id: str) -> frozenset[str]:
    """The ids of the people for whom this child or household is open in an emergency now."""
    return frozenset(row[0] for row in turn.all(_OPEN_FOR, of=subject_id, now=turn.at))


def open_record(
    turn: Turn, person_id: str, subject_id: str, category: Category, reason: str, by: date
) -> Opening:
    """Opens it from now on, for `LASTS`; the reason is sealed with the subject's key.

    `by` is the last day for the review. Whether the person may is for the caller to ask first.
    """
    made = Opening(
        id=turn.new_id(),
        person_id=person_id,
        subject_id=subject_id,
        category=category,
        reason=reason,
        at=turn.now,
        until=turn.now + LASTS,
        review_by=by,
    )
    turn.change(
        _ADD,
        {
            "id": made.id,
            "person": person_id,
            "subject": subject_id,
            "category": category.value,
            "sealed": turn.seal(reason, "glass", "reason", made.id, subject_id),
            "at": turn.at,
            "until": to_text(made.until),
            "review_by": by.isoformat(),
        },
    )
    return made


def find(turn: Turn, opening_id: str) -> Opening | None:
    row = turn.first(_BY_ID, id=opening_id)
    return None if row is None else _opening(turn, row)


def open_of(turn: Turn, person_id: str) -> list[Opening]:
    """What this person has open now, the one that ends first before the others."""
    return [_opening(turn, row) for row in turn.all(_OPEN_OF, who=person_id, now=turn.at)]


def close(turn: Turn, opening_id: str) -> bool:
    """Ends it now. False when it was over already."""
    return turn.change(_CLOSE, {"which": opening_id, "now": turn.at}) == 1


def ids_about(turn: Turn, subject_id: str) -> frozenset[str]:
    """The ids of every opening of this child's or household's record."""
    return frozenset(row[0] for row in turn.all(_ABOUT, of=subject_id))


def unsettled(turn: Turn) -> list[Opening]:
    """Every opening that nobody has called needed or not needed, the soonest due first."""
    return [_opening(turn, row) for row in turn.all(_UNSETTLED)]


def reviews(turn: Turn, opening: Opening) -> list[Review]:
    """What was said of it, the oldest first; the newest counts."""
    return [
        Review(
            row.id,
            row.glass,
            row.person,
            Outcome(row.outcome),
            turn.unseal(row.sealed, "glass_review", "note", row.id, opening.subject_id).decode(),
            from_text(row.at),
        )
        for row in turn.all(_REVIEWS, of=opening.id)
    ]


def is_settled(turn: Turn, opening: Opening) -> bool:
    return any(each.outcome in SETTLED for each in reviews(turn, opening))


def review(turn: Turn, opening: Opening, person_id: str, outcome: Outcome, note: str) -> Review:
    """Adds what somebody says of it. Nobody reviews their own: that is for the caller to refuse."""
    made = Review(turn.new_id(), opening.id, person_id, outcome, note, turn.now)
    turn.change(
        _ADD_REVIEW,
        {
            "id": made.id,
            "glass": opening.id,
            "person": person_id,
            "outcome": outcome.value,
            "sealed": turn.seal(note, "glass_review", "note", made.id, opening.subject_id),
            "at": turn.at,
        },
    )
    return made


def guesses(turn: Turn, person_id: str, within: timedelta) -> int:
    """How many references that open nothing this person gave lately, as the diary has it."""
    row = turn.first(_GUESSES, who=person_id, since=to_text(turn.now - within))
    return int(row[0]) if row else 0


def _opening(turn: Turn, row: Found) -> Opening:
    return Opening(
        id=row.id,
        person_id=row.person,
        subject_id=row.subject,
        category=Category(row.category),
        reason=turn.unseal(row.sealed, "glass", "reason", row.id, row.subject).decode(),
        at=from_text(row.at),
        until=from_text(row.until),
        review_by=date.fromisoformat(row.review_by),
    )
