"""What was asked or can be tapped at an account elsewhere: each message under a short number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.tables_accounts import shown as table
from storage.times import to_text
from storage.turn import Found, Turn

LOOKS_BACK = 12
"""How many of the newest are looked at for what was asked when something was written."""
KEPT_FOR = timedelta(days=30)
"""So long an old button that could not be taken away still says what is saved."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of one reply."""

    id: int
    account_id: str
    channel: str
    inbox_id: str
    """Which message it is the answer to: its reply is in the inbox under this id."""
    number: int
    """Which message of that reply it is."""
    external: str
    """What the channel calls it; empty until it was sent."""
    live: bool
    """Whether it can be tapped: false when something was chosen in it, or it was answered in another
    way, and for what has nothing to tap."""


_KEEP = insert(table).on_conflict_do_nothing(index_elements=["account", "inbox_id", "number"])
_SAME = select(table.c.id).where(
    table.c.account == bindparam("of"),
    table.c.inbox_id == bindparam("reply"),
    table.c.number == bindparam("place"),
)
_OF = select(table).where(table.c.account == bindparam("of"))
_ONE = _OF.where(table.c.id == bindparam("id"))
_THERE = _OF.where(table.c.external == bindparam("there")).order_by(table.c.id.desc()).limit(1)
_LIVE = _OF.where(table.c.live, table.c.external != "").order_by(table.c.id)
_NEWEST = _OF.where(table.c.external != "").order_by(table.c.id.desc()).limit(LOOKS_BACK)
_OF_REPLY = _OF.where(table.c.inbox_id == bindparam("reply")).order_by(table.c.id)
_SENT = update(table).where(table.c.id == bindparam("which")).values(external=bindparam("there"))
_SPEND = update(table).where(table.c.id == bindparam("which")).values(live=False)
_OLD = delete(table).where(
    table.c.at <= bindparam("before"), ~table.c.live | (table.c.external == "")
)


def keep(
    turn: Turn, account_id: str, channel: str, inbox_id: str, number: int, *, taps: bool = True
) -> int:
    """Its number: a new one, or the one it has already. It counts as shown when it was `sent`."""
    turn.tidy(
        _KEEP,
        {
            "account": account_id,
            "channel": channel,
            "inbox_id": inbox_id,
            "number": number,
            "external": "",
            "live": taps,
            "at": turn.at,
        },
    )
    [row] = turn.all(_SAME, of=account_id, reply=inbox_id, place=number)
    return int(row.id)


def sent(turn: Turn, shown_id: int, external: str) -> None:
    """It was said there, and this is what it is called there."""
    turn.tidy(_SENT, {"which": shown_id, "there": external})


def find(turn: Turn, account_id: str, shown_id: int) -> Shown | None:
    """The one with this number, spent or not; None for one that was never shown at this account."""
    row = turn.first(_ONE, of=account_id, id=shown_id) if 0 < shown_id < 2**63 else None
    return None if row is None else _read(row)


def by_external(turn: Turn, account_id: str, external: str) -> Shown | None:
    row = turn.first(_THERE, of=account_id, there=external) if external else None
    return None if row is None else _read(row)


def of_reply(turn: Turn, account_id: str, inbox_id: str) -> dict[int, int]:
    """What of one reply can be tapped: its number by that of the message."""
    rows = turn.all(_OF_REPLY, of=account_id, reply=inbox_id)
    return {int(row.number): int(row.id) for row in rows}


def newest(turn: Turn, account_id: str) -> list[Shown]:
    """What was said there last, the newest first: `LOOKS_BACK` at most."""
    return [_read(row) for row in turn.all(_NEWEST, of=account_id)]


def live(turn: Turn, account_id: str) -> list[Shown]:
    """Those that can still be tapped there, the oldest first."""
    return [_read(row) for row in turn.all(_LIVE, of=account_id)]


def spend(turn: Turn, ids: Iterable[int]) -> None:
    """Nothing can be chosen in these any more."""
    for each in ids:
        turn.tidy(_SPEND, {"which": each})


def end_old(turn: Turn) -> int:
    """Clears away what was spent, or never sent, a long time ago; how many there were."""
    return turn.tidy(_OLD, {"before": to_text(turn.now - KEPT_FOR)})


def _read(row: Found) -> Shown:
    return Shown(row.id, row.account, row.channel, row.inbox_id, row.number, row.external, row.live)
