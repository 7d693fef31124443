"""The diary: append-only, hash-chained, content-free; its end is sealed, so it cannot be cut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select, update

from storage import tables_around as t
from storage.diary_line import BEGINNING, DiaryLine
from storage.errors import DiaryLineRefused, NoDiaryLine, SealBroken
from storage.sealed import HOUSE
from storage.times import to_text
from storage.turn import Found, Turn

REFUSED = "access.refused"
ONCE_IN = timedelta(minutes=1)
"""The same refusal is written down once in this while."""

_HEAD = select(t.diary_head.c.sealed)
_NEW_HEAD = insert(t.diary_head)
_MOVE_HEAD = update(t.diary_head).where(t.diary_head.c.one == 1).values(sealed=bindparam("mark"))
_ADD = insert(t.diary)
_ALL = select(t.diary).order_by(t.diary.c.seq)
_HASH = select(t.diary.c.hash).where(t.diary.c.seq == bindparam("number"))
_LAST_OF = select(func.max(t.diary.c.at)).where(t.diary.c.action == bindparam("what"))
_LATELY = (
    select(t.diary.c.seq)
    .where(
        t.diary.c.object_id == bindparam("about"),
        t.diary.c.action == REFUSED,
        t.diary.c.actor == bindparam("by"),
        t.diary.c.reason == bindparam("why"),
        t.diary.c.at > bindparam("since"),
    )
    .limit(1)
)
_ABOUT = _ALL.where(t.diary.c.object_id == bindparam("about"))


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the diary: how many lines there are, and the hash of the last."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody wanted something of a thing that is there, and it is not for them.

    An exception that has one of these as `leaves` undoes its turn, and the store writes this line
    all the same, in a turn of its own.
    """

    actor: str
    channel: str
    object_kind: str
    object_id: str
    reason: str
    """What they wanted, and why it was refused, as words: `read_profile:conflict_of_interest`."""


def leave(turn: Turn, refused: Refused) -> None:
    """The line of a refusal, unless the same one was written within the minute: no flood."""
    since = to_text(turn.now - ONCE_IN)
    said = {
        "about": refused.object_id,
        "by": refused.actor,
        "why": refused.reason,
        "since": since,
    }
    if turn.first(_LATELY, **said) is None:
        turn.write_diary(
            REFUSED,
            refused.object_kind,
            refused.object_id,
            refused.actor,
            refused.channel,
            refused.reason,
        )


def close(turn: Turn) -> None:
    """Before the commit. Raises `NoDiaryLine` when something changed and nobody said so."""
    if turn.changed and not turn.has_diary:
        raise NoDiaryLine
    write(turn)


def write(turn: Turn) -> None:
    """Chains this turn's lines to those before."""
    if not turn.diary:
        return
    kept = turn.first(_HEAD)
    end = _read_head(turn, kept[0]) if kept else Head(0, BEGINNING)
    seq, previous = end.seq, end.hash
    rows = []
    for line in turn.diary:
        seq += 1
        hashed = line.hash(seq, previous)
        rows.append(_row(line, seq, previous, hashed))
        previous = hashed
    turn.diary.clear()
    turn.change(_ADD, rows)
    sealed = turn.seal(f"{seq} {previous}", "diary_head", "sealed", "1", HOUSE)
    if kept:
        turn.change(_MOVE_HEAD, {"mark": sealed})
    else:
        turn.change(_NEW_HEAD, {"one": 1, "sealed": sealed})


def lines(turn: Turn, object_id: str | None = None) -> list[tuple[int, DiaryLine]]:
    """Every line, or those about one thing, oldest first, with its number."""
    write(turn)
    rows = turn.all(_ALL) if object_id is None else turn.all(_ABOUT, about=object_id)
    return [(row.seq, _line(row)) for row in rows]


def verify(turn: Turn) -> int | None:
    """The number of the first line that was changed, or is missing; None when all is whole.

    A line that was cut off at the end is missing too: the sealed head knows how many there are.
    """
    write(turn)
    seq, previous = 0, BEGINNING
    for row in turn.connection.execute(_ALL):
        seq += 1
        if row.seq != seq or row.previous != previous or row.hash != _hash(row, seq, previous):
            return seq
        previous = row.hash
    kept = turn.first(_HEAD)
    try:
        whole = _read_head(turn, kept[0]) == Head(seq, previous) if kept else seq == 0
    except SealBroken:
        whole = False
    return None if whole else seq + 1


def head(turn: Turn) -> Head:
    """The end of the diary as it was sealed. Raises `SealBroken`."""
    write(turn)
    kept = turn.first(_HEAD)
    return _read_head(turn, kept[0]) if kept else Head(0, BEGINNING)


def hash_of(turn: Turn, seq: int) -> str | None:
    """The hash that line holds; None when there is no such line."""
    row = turn.first(_HASH, number=seq)
    return None if row is None else str(row[0])


def last_time(turn: Turn, action: str) -> str | None:
    """When something was last done, as text; None when it never was."""
    row = turn.first(_LAST_OF, what=action)
    return None if row is None or row[0] is None else str(row[0])


def _hash(row: Found, seq: int, previous: str) -> str:
    try:
        return _line(row).hash(seq, previous)
    except DiaryLineRefused:
        return ""


def _read_head(turn: Turn, sealed: bytes) -> Head:
    seq, _, hashed = turn.unseal(sealed, "diary_head", "sealed", "1", HOUSE).decode().partition(" ")
    return Head(int(seq), hashed)


def _row(line: DiaryLine, seq: int, previous: str, hashed: str) -> dict[str, object]:
    plain: dict[str, object] = {name: getattr(line, name) for name in line.__dataclass_fields__}
    return {**plain, "seq": seq, "previous": previous, "hash": hashed}


def _line(row: Found) -> DiaryLine:
    return DiaryLine(**{name: getattr(row, name) for name in DiaryLine.__dataclass_fields__})
