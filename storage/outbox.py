"""What is to be delivered once the answers are safe: at least once, and in order within each lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.errors import LeaseLost, NotKept
from storage.sealed import HOUSE
from storage.tables_around import outbox as table
from storage.times import to_text
from storage.turn import Turn

HELD = timedelta(seconds=30)
"""How long a post is left to whoever put it in and delivers it at once."""
LEASE = timedelta(minutes=2)
"""How long a worker may take before another one tries the same post."""


@dataclass(frozen=True, slots=True)
class Post:
    """Something to deliver. `attempts` counts this one, and is its worker's claim on it."""

    seq: int
    person_id: str
    """Whom it is for; empty for work of our own, such as making documents."""
    kind: str
    payload: str = field(repr=False)
    attempts: int


_POST = insert(table).on_conflict_do_nothing(index_elements=["dedupe"])
_earlier = table.alias("earlier")
_DUE = (
    select(table)
    .where(
        table.c.state == "waiting",
        table.c.not_before <= bindparam("now"),
        ~select(_earlier.c.seq)
        .where(
            _earlier.c.state == "waiting",
            _earlier.c.lane == table.c.lane,
            _earlier.c.seq < table.c.seq,
        )
        .exists(),
    )
    .order_by(table.c.seq)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(table)
    .where(table.c.seq == bindparam("which"))
    .values(attempts=table.c.attempts + 1, not_before=bindparam("until"))
)
_SETTLE = (
    update(table)
    .where(
        table.c.seq == bindparam("which"),
        table.c.attempts == bindparam("claim"),
        table.c.state == "waiting",
    )
    .values(
        state=bindparam("new_state"),
        not_before=bindparam("until"),
        error=bindparam("new_error"),
    )
)
_LEFT = (
    update(table)
    .where(
        table.c.kind == bindparam("which"),
        table.c.state == "waiting",
        table.c.error == "",
    )
    .values(not_before=bindparam("until"))
)
_BY_NAME = select(table.c.seq).where(table.c.dedupe == bindparam("dedupe"))
_BEHIND = select(table.c.dedupe, table.c.sealed).where(
    table.c.state == "waiting",
    table.c.lane == bindparam("along"),
    table.c.kind == bindparam("kind"),
    table.c.seq > bindparam("before"),
)
_OF_KIND = select(table.c.lane, table.c.seq).where(
    table.c.state == "waiting", table.c.kind == bindparam("kind")
)
_WAITING = select(func.count()).select_from(table).where(table.c.state == "waiting")


def post(
    turn: Turn,
    dedupe: str,
    person_id: str,
    kind: str,
    payload: str,
    not_before: datetime | None = None,
    lane: str = "",
) -> bool:
    """Puts something in the outbox, for a person or (`""`) for nobody but ourselves.

    What is in one lane goes in order: a person's own, unless another is named, so that what cannot
    be said in one place holds up nothing elsewhere. What is for nobody waits for nothing. False, and
    nothing else, when `dedupe` was posted before.
    """
    row = {
        "dedupe": dedupe,
        "person": person_id or None,
        "lane": lane or person_id or None,
        "kind": kind,
        "sealed": turn.seal(payload, "outbox", "payload", dedupe, HOUSE),
        "not_before": to_text(not_before or turn.now),
        "attempts": 0,
        "state": "waiting",
        "error": "",
        "at": turn.at,
    }
    return turn.tidy(_POST, row) == 1


def hold(turn: Turn, dedupe: str, person_id: str, kind: str, payload: str, lane: str) -> Post:
    """Puts something in that whoever puts it in delivers at once; after `HELD` anybody does.

    The dedupe must be new.
    """
    post(turn, dedupe, person_id, kind, payload, turn.now + HELD, lane)
    row = turn.first(_BY_NAME, dedupe=dedupe)
    if row is None:
        raise NotKept
    return Post(row.seq, person_id, kind, payload, 0)


def release(turn: Turn, held: Post) -> None:
    """Whoever held it leaves it to anybody, now."""
    _settle(turn, held, "waiting", turn.now, "")


def take_back(turn: Turn, kind: str) -> None:
    """What a process that died had in hand is anybody's now.

    Only for a process that has just begun and is the only one, and for a kind that is never posted
    for later. What failed before it waits on as it was to.
    """
    turn.tidy(_LEFT, {"which": kind, "until": turn.at})


def claim(turn: Turn, limit: int) -> Sequence[Post]:
    """What is due, at most one post of each lane, taken for the length of `LEASE`."""
    rows = turn.all(_DUE, now=turn.at, most=limit)
    until = to_text(turn.now + LEASE)
    for row in rows:
        turn.tidy(_CLAIM, {"which": row.seq, "until": until})
    return [
        Post(
            row.seq,
            row.person or "",
            row.kind,
            turn.unseal(row.sealed, "outbox", "payload", row.dedupe, HOUSE).decode(),
            row.attempts + 1,
        )
        for row in rows
    ]


def done(turn: Turn, post: Post) -> None:
    """It was delivered. Raises `LeaseLost` when another worker has it by now."""
    _settle(turn, post, "done", turn.now, "")


def retry_later(turn: Turn, post: Post, not_before: datetime, error: str) -> None:
    """It was not delivered; `error` is a code, never a sentence from elsewhere."""
    _settle(turn, post, "waiting", not_before, error)


def give_up(turn: Turn, post: Post, error: str) -> None:
    """It never will be; the next one in its lane may go."""
    _settle(turn, post, "given_up", turn.now, error)


def waiting_for(turn: Turn, kind: str) -> dict[str, int]:
    """The lanes in which something of this kind waits, with the newest of it."""
    return {row.lane: row.seq for row in turn.all(_OF_KIND, kind=kind)}


def behind(turn: Turn, post: Post, lane: str) -> list[str]:
    """What is in those of its kind that wait behind a post in its lane."""
    rows = turn.all(_BEHIND, along=lane, kind=post.kind, before=post.seq)
    return [
        turn.unseal(row.sealed, "outbox", "payload", row.dedupe, HOUSE).decode() for row in rows
    ]


def waiting(turn: Turn) -> int:
    """How many are not delivered yet."""
    row = turn.first(_WAITING)
    return int(row[0]) if row else 0


def _settle(turn: Turn, post: Post, state: str, until: datetime, error: str) -> None:
    values = {
        "which": post.seq,
        "claim": post.attempts,
        "new_state": state,
        "until": to_text(until),
        "new_error": error,
    }
    if not turn.tidy(_SETTLE, values):
        raise LeaseLost
