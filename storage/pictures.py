"""Pictures for a household's welcome page: sealed with the household's key, six at the most."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from storage.errors import TooMany
from storage.tables_reviews import picture as table
from storage.times import from_text
from storage.turn import Found, Turn

MOST = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture without its data, and the words for somebody who cannot see it."""

    id: str
    household_id: str
    kind: str
    """Its media type, such as `image/jpeg`."""
    words: str = field(repr=False)
    by: str
    at: datetime


_LISTED = [column for column in table.c if column.name != "sealed"]
_OF = select(*_LISTED).where(table.c.subject == bindparam("of")).order_by(table.c.at, table.c.id)
_DATA = select(table.c.sealed).where(
    table.c.id == bindparam("which"), table.c.subject == bindparam("of")
)
_COUNT = select(func.count()).select_from(table).where(table.c.subject == bindparam("of"))
_REMOVE = delete(table).where(table.c.id == bindparam("which"), table.c.subject == bindparam("of"))


def add(turn: Turn, household_id: str, kind: str, data: bytes, words: str, by: str) -> Picture:
    """Raises `TooMany` when there are six already."""
    row = turn.first(_COUNT, of=household_id)
    if row and row[0] >= MOST:
        raise TooMany
    added = Picture(turn.new_id(), household_id, kind, words, by, turn.now)
    turn.change(
        insert(table),
        {
            "id": added.id,
            "subject": household_id,
            "kind": kind,
            "sealed": turn.seal(data, "picture", "sealed", added.id, household_id),
            "words": turn.seal(words, "picture", "words", added.id, household_id),
            "by": by,
            "at": turn.at,
        },
    )
    return added


def of_household(turn: Turn, household_id: str) -> list[Picture]:
    """The oldest first, which is the order of the page."""
    return [_read(turn, row) for row in turn.all(_OF, of=household_id)]


def data(turn: Turn, household_id: str, picture_id: str) -> bytes | None:
    """The picture itself. Raises `SealBroken` when it was changed."""
    row = turn.first(_DATA, which=picture_id, of=household_id)
    if row is None:
        return None
    return turn.unseal(row.sealed, "picture", "sealed", picture_id, household_id)


def remove(turn: Turn, household_id: str, picture_id: str) -> bool:
    """Gone for good. False when it is not there."""
    return turn.change(_REMOVE, {"which": picture_id, "of": household_id}) == 1


def _read(turn: Turn, row: Found) -> Picture:
    words = turn.unseal(row.words, "picture", "words", row.id, row.subject).decode()
    return Picture(row.id, row.subject, row.kind, words, row.by, from_text(row.at))
