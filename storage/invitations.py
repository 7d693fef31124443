"""Invitations: somebody may come, once and within three days, and choose how they will sign in."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, insert, select, update

from storage.sealed import HOUSE
from storage.tables_sign_in import invitation as table
from storage.times import from_text, to_text
from storage.turn import Found, Turn

LASTS = timedelta(hours=72)
MOST_WRONG = 5
"""Spoken codes that may be wrong before the invitation is worth nothing: it has a million."""


class State(StrEnum):
    """Where an invitation is; only an open one lets anybody in."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    SPOILT = "spoilt"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation. Neither its link nor its spoken code can be had from it."""

    id: str
    person_id: str
    made_by: str
    state: State
    made_at: datetime
    expires_at: datetime
    sealed: bytes = field(repr=False)


_ADD = insert(table)
_BY_TOKEN = select(table).where(table.c.token_sha256 == bindparam("hashed"))
_BY_ID = select(table).where(table.c.id == bindparam("id"))
_OPEN = (
    select(table)
    .where(table.c.state == State.OPEN.value, table.c.expires_at > bindparam("now"))
    .order_by(table.c.made_at.desc())
)
_WITHDRAW_ALL = (
    update(table)
    .where(table.c.person == bindparam("who"), table.c.state == State.OPEN.value)
    .values(state=State.WITHDRAWN.value)
)
_SETTLE = (
    update(table)
    .where(table.c.id == bindparam("which"), table.c.state == State.OPEN.value)
    .values(state=bindparam("now_it_is"))
)
_WRONG = (
    update(table)
    .where(table.c.id == bindparam("which"))
    .values(wrong=table.c.wrong + 1)
    .returning(table.c.wrong)
)


def make(turn: Turn, token: str, word: str, person_id: str, by: str) -> Invitation:
    """A new one; those that the person had are withdrawn. The token must be random.

    `word` is told to the person by another way than the link, so that neither is enough alone.
    """
    turn.change(_WITHDRAW_ALL, {"who": person_id})
    made_id = turn.new_id()
    sealed = turn.seal(word, "invitation", "word", made_id, HOUSE)
    made = Invitation(made_id, person_id, by, State.OPEN, turn.now, turn.now + LASTS, sealed)
    turn.change(
        _ADD,
        {
            "id": made.id,
            "token_sha256": _hash(token),
            "person": person_id,
            "made_by": by,
            "sealed": sealed,
            "wrong": 0,
            "state": State.OPEN.value,
            "made_at": turn.at,
            "expires_at": to_text(made.expires_at),
        },
    )
    return made


def by_token(turn: Turn, token: str) -> Invitation | None:
    """The invitation that this link is, in whatever state; None when there never was one."""
    return _read(turn, turn.first(_BY_TOKEN, hashed=_hash(token)))


def find(turn: Turn, invitation_id: str) -> Invitation | None:
    return _read(turn, turn.first(_BY_ID, id=invitation_id))


def open_ones(turn: Turn) -> list[Invitation]:
    """Every invitation that somebody could still come in by, the newest first."""
    rows = turn.all(_OPEN, now=turn.at)
    return [each for row in rows if (each := _read(turn, row)) is not None]


def is_word(turn: Turn, asked: Invitation, word: str) -> bool:
    """Whether this is the spoken code. A wrong one counts, and the fifth spoils the invitation."""
    kept = turn.unseal(asked.sealed, "invitation", "word", asked.id, HOUSE)
    if hmac.compare_digest(kept, word.encode("utf-8", "replace")):
        return True
    row = turn.first(_WRONG, which=asked.id)
    if row is not None and row[0] >= MOST_WRONG:
        _settle(turn, asked, State.SPOILT)
    return False


def opens(turn: Turn, invitation_id: str) -> bool:
    """Whether what is sealed of it can be read. Raises `SealBroken`."""
    asked = find(turn, invitation_id)
    return asked is not None and bool(
        turn.unseal(asked.sealed, "invitation", "word", asked.id, HOUSE)
    )


def use(turn: Turn, asked: Invitation) -> bool:
    """Spends it. False when somebody else was quicker, or it is not open any more."""
    return asked.expires_at > turn.now and _settle(turn, asked, State.USED)


def withdraw(turn: Turn, asked: Invitation) -> bool:
    """Takes it back. False when it was not open any more."""
    return _settle(turn, asked, State.WITHDRAWN)


def _settle(turn: Turn, asked: Invitation, state: State) -> bool:
    return turn.change(_SETTLE, {"which": asked.id, "now_it_is": state.value}) == 1


def _read(turn: Turn, row: Found | None) -> Invitation | None:
    if row is None:
        return None
    expires = from_text(row.expires_at)
    state = State(row.state)
    if state is State.OPEN and expires <= turn.now:
        state = State.EXPIRED
    return Invitation(
        row.id, row.person, row.made_by, state, from_text(row.made_at), expires, row.sealed
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
