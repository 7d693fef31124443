"""How long a sign-in name has to wait after wrong tries: longer each time, and never for ever.

Kept in the store, so that a restart forgives nothing; for names that nobody has as well, so that
nobody can tell the two apart.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from storage.credentials import name_mark
from storage.tables_sign_in import wait as table
from storage.times import from_text, to_text
from storage.turn import Turn

FREE = 4
"""Tries before anybody has to wait."""
FIRST = timedelta(seconds=15)
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
"""After so long without a try it is as if there had been none."""

_FIND = select(table).where(table.c.name_sha256 == bindparam("hashed"))
_TRY = (
    insert(table)
    .values(name_sha256=bindparam("hashed"), tries=bindparam("count"), tried_at=bindparam("at"))
    .on_conflict_do_update(
        index_elements=["name_sha256"],
        set_={"tries": bindparam("count"), "tried_at": bindparam("at")},
    )
)
_CLEAR = delete(table).where(table.c.name_sha256 == bindparam("hashed"))
_OLD = delete(table).where(table.c.tried_at <= bindparam("before"))


def begin_try(turn: Turn, name: str, free: int = FREE) -> timedelta:
    """Counts a try before it is known to be right, so that many at once gain nothing.

    Gives how long to wait; nothing is counted then. Zero means: go on.
    """
    hashed = name_mark(name)
    row = turn.first(_FIND, hashed=hashed)
    tries = 0
    if row is not None:
        gone = turn.now - from_text(row.tried_at)
        tries = row.tries if gone < FORGOTTEN else 0
        left = pause(tries, free) - gone
        if left > timedelta(0):
            return left
    turn.tidy(_TRY, {"hashed": hashed, "count": tries + 1, "at": turn.at})
    return timedelta(0)


def clear(turn: Turn, name: str) -> None:
    """It was right: whoever it was is in."""
    turn.tidy(_CLEAR, {"hashed": name_mark(name)})


def end_old(turn: Turn) -> int:
    """Clears away what is forgotten; how much there was."""
    return turn.tidy(_OLD, {"before": to_text(turn.now - FORGOTTEN)})


def pause(tries: int, free: int = FREE) -> timedelta:
    """How long after the last of so many tries in vain the next may come."""
    if tries < free:
        return timedelta(0)
    doublings: int = min(tries - free, 12)
    return min(FIRST * (1 << doublings), LONGEST)
