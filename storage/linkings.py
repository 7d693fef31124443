"""Linkings: a person's offer to an account elsewhere to be theirs, good once and for ten minutes.

It is made by somebody who is signed in, claimed from the account by its token (which a deep link
carries) or its code (which can be typed), and becomes a linked account when they say on the web
that the account is theirs. A linking that is over is no row any more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage import accounts, waits
from storage.accounts import Account
from storage.sealed import HOUSE
from storage.tables_accounts import linking as table
from storage.times import from_text, to_text
from storage.turn import Found, Turn

LASTS = timedelta(minutes=10)
"""To claim it; and once it is claimed, as long again to say whether the account is theirs."""
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none of them looks like another."""
CODE_LENGTH = 10
FREE = 5
"""Codes that may be wrong before an account has to wait for its next try."""

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_CODE = re.compile(f"[{LETTERS}]{{{CODE_LENGTH}}}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
LONGEST = 64


class State(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class Linking:
    """One that is not over. Neither its token nor its code can be had from it."""

    id: str
    person_id: str
    channel: str
    state: State
    made_at: datetime
    expires_at: datetime
    name: str = field(default="", repr=False)
    """What the account that claimed it calls itself."""


_ADD = insert(table)
_OPEN = select(table).where(
    table.c.channel == bindparam("channel"),
    table.c.state == State.OPEN.value,
    table.c.expires_at > bindparam("now"),
)
_BY_WORD = _OPEN.where(
    or_(table.c.token_sha256 == bindparam("token"), table.c.code_sha256 == bindparam("code"))
)
_OFFERED = _OPEN.where(
    table.c.person == bindparam("who"),
    table.c.token_sha256 == bindparam("token"),
    table.c.code_sha256 == bindparam("code"),
)
_CLAIM = (
    update(table)
    .where(table.c.id == bindparam("which"), table.c.state == State.OPEN.value)
    .values(
        state=State.CLAIMED.value,
        key_sha256=bindparam("marked"),
        place=bindparam("where"),
        name=bindparam("named"),
        expires_at=bindparam("until"),
    )
)
_WAITING = (
    select(table)
    .where(
        table.c.person == bindparam("who"),
        table.c.state == State.CLAIMED.value,
        table.c.expires_at > bindparam("now"),
    )
    .order_by(table.c.made_at)
)
_WAITS = _WAITING.where(table.c.id == bindparam("id"))
_CLAIMED_BY = select(table).where(
    table.c.channel == bindparam("channel"),
    table.c.state == State.CLAIMED.value,
    table.c.key_sha256 == bindparam("marked"),
)
_ONE = select(table).where(table.c.id == bindparam("id"))
_END = delete(table).where(table.c.id == bindparam("which"))
_END_THEIRS = _END.where(table.c.person == bindparam("who"))
_END_CHANNEL = delete(table).where(
    table.c.person == bindparam("who"), table.c.channel == bindparam("there")
)
_END_ALL = delete(table).where(table.c.person == bindparam("who"))
_END_OLD = delete(table).where(table.c.expires_at <= bindparam("now"))


def make(turn: Turn, person_id: str, channel: str, token: str, code: str) -> Linking:
    """A new one; that person's earlier ones on this channel are over. Both words must be random.

    The token has at least 128 bits (22 characters, safe in an address), the code is `a_code`.
    """
    if not (_TOKEN.fullmatch(token) and _CODE.fullmatch(code)):
        raise ValueError("no such words can be given out")
    turn.change(_END_CHANNEL, {"who": person_id, "there": channel})
    made = Linking(turn.new_id(), person_id, channel, State.OPEN, turn.now, turn.now + LASTS)
    turn.change(
        _ADD,
        {
            "id": made.id,
            "channel": channel,
            "person": person_id,
            "token_sha256": _hash(token),
            "code_sha256": _hash(code),
            "state": State.OPEN.value,
            "made_at": turn.at,
            "expires_at": to_text(made.expires_at),
        },
    )
    turn.write_diary("linking.made", "linking", made.id, person_id, "web", channel)
    return made


def a_code(choose: Callable[[Sequence[str]], str]) -> str:
    """A code of fifty bits, when `choose` is `secrets.choice`."""
    return "".join(choose(LETTERS) for _ in range(CODE_LENGTH))


def in_groups(code: str) -> str:
    """As it is shown: 7K2M-9QXR-4D."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_word(said: str) -> str:
    """The token or code that this could be, as it was given out; nothing for any other words."""
    word = said.strip()
    if len(word) > LONGEST:
        return ""
    code = word.upper().translate(_MISREAD)
    if _CODE.fullmatch(code):
        return code
    return word if _TOKEN.fullmatch(word) else ""


def claim(
    turn: Turn, channel: str, word: str, key: str, place: Mapping[str, str], name: str
) -> Linking | None:
    """Somebody says a token or code at an account: from now on it waits for its person's yes.

    None, and no more than that is to be said, for one that is wrong, over, used, for another
    channel, somebody else's than whose the account is already, or said by an account that has
    tried too many codes (`storage/waits.py`).
    """
    said = read_word(word)
    if not said:
        return None
    who_tries = f"\0account\0{channel}\0{key}"
    if len(said) == CODE_LENGTH and waits.begin_try(turn, who_tries, FREE):
        return None
    hashed = _hash(said)
    row = turn.first(_BY_WORD, channel=channel, token=hashed, code=hashed, now=turn.at)
    marked = accounts.mark(channel, key)
    if row is None or accounts.is_anothers(turn, channel, marked, row.person):
        return None
    until = turn.now + LASTS
    claimed = {
        "which": row.id,
        "marked": marked,
        "where": turn.seal(json.dumps(dict(place)), "linking", "place", row.id, HOUSE),
        "named": turn.seal(name, "linking", "name", row.id, HOUSE),
        "until": to_text(until),
    }
    if not turn.change(_CLAIM, claimed):
        return None
    waits.clear(turn, who_tries)
    turn.write_diary("linking.claimed", "linking", row.id, row.person, channel)
    return Linking(row.id, row.person, channel, State.CLAIMED, from_text(row.made_at), until, name)


def offered(turn: Turn, person_id: str, channel: str, token: str, code: str) -> Linking | None:
    """The offer with just these words, if it is this person's and nobody has claimed it yet."""
    words = {"token": _hash(token), "code": _hash(code)}
    row = turn.first(_OFFERED, who=person_id, channel=channel, now=turn.at, **words)
    return None if row is None else _read(turn, row)


def waiting(turn: Turn, person_id: str) -> list[Linking]:
    """Those that were claimed, and wait for this person's yes or no."""
    return [_read(turn, row) for row in turn.all(_WAITING, who=person_id, now=turn.at)]


def confirm(turn: Turn, person_id: str, linking_id: str) -> Account | None:
    """They say that the account is theirs: it is linked. None when it is too late, not theirs, or
    when the account has become somebody else's meanwhile."""
    row = turn.first(_WAITS, id=linking_id, who=person_id, now=turn.at)
    if row is None or accounts.is_anothers(turn, row.channel, row.key_sha256, person_id):
        return None
    place = json.loads(turn.unseal(row.place, "linking", "place", row.id, HOUSE))
    name = turn.unseal(row.name, "linking", "name", row.id, HOUSE).decode()
    turn.change(_END, {"which": row.id})
    return accounts.add(turn, row.channel, row.key_sha256, person_id, place, name)


def withdraw(turn: Turn, person_id: str, linking_id: str) -> bool:
    """They do not want it, or the account is not theirs. False when it was over, or not theirs."""
    if not turn.change(_END_THEIRS, {"which": linking_id, "who": person_id}):
        return False
    turn.write_diary("linking.withdrawn", "linking", linking_id, person_id, "web")
    return True


def refuse(turn: Turn, channel: str, key: str) -> int:
    """Whoever claimed them there takes it back: somebody else had sent them the link. How many."""
    rows = turn.all(_CLAIMED_BY, channel=channel, marked=accounts.mark(channel, key))
    for row in rows:
        turn.change(_END, {"which": row.id})
        turn.write_diary("linking.withdrawn", "linking", row.id, row.person, channel, "there")
    return len(rows)


def end_all(turn: Turn, person_id: str) -> int:
    """None of theirs is good any more; how many there were. Needs a diary line of what ended them."""
    return turn.change(_END_ALL, {"who": person_id})


def end_everybody(turn: Turn) -> int:
    """Nobody's is good any more; how many there were."""
    return turn.change(delete(table), {})


def end_old(turn: Turn) -> int:
    """Clears away those that are over; how many there were."""
    return turn.tidy(_END_OLD, {"now": turn.at})


def opens(turn: Turn, linking_id: str) -> bool:
    """Whether what is sealed of it can be read. Raises `SealBroken`."""
    row = turn.first(_ONE, id=linking_id)
    if row is None:
        return False
    if row.place is not None:
        turn.unseal(row.place, "linking", "place", row.id, HOUSE)
    return _read(turn, row).id == linking_id


def _read(turn: Turn, row: Found) -> Linking:
    named = b"" if row.name is None else turn.unseal(row.name, "linking", "name", row.id, HOUSE)
    return Linking(
        row.id,
        row.person,
        row.channel,
        State(row.state),
        from_text(row.made_at),
        from_text(row.expires_at),
        named.decode(),
    )


def _hash(word: str) -> bytes:
    return hashlib.sha256(b"kith linking\0" + word.encode("utf-8", "replace")).digest()
