"""How people who have no account with the council sign in: a name, a password and one-time codes.

Sealed: the name as it is shown, the Argon2 hash and the secret of the codes. A name is found by
its hash. Passkeys are in `storage/passkeys.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from storage import passkeys
from storage.sealed import HOUSE
from storage.tables_sign_in import passkey, password
from storage.times import from_text
from storage.turn import Found, Turn


@dataclass(frozen=True, slots=True)
class Password:
    """What somebody's sign-in is checked against. None of it is ever shown but the name."""

    person_id: str
    name: str = field(repr=False)
    hashed: str = field(repr=False)
    secret: str = field(repr=False)
    last_step: int
    changed_at: datetime


_ADD = insert(password)
_BY_NAME = select(password).where(password.c.name_sha256 == bindparam("hashed"))
_BY_PERSON = select(password).where(password.c.person == bindparam("who"))
_END = delete(password).where(password.c.person == bindparam("who"))
_HASH = (
    update(password)
    .where(password.c.person == bindparam("who"))
    .values(sealed=bindparam("new"), changed_at=bindparam("at"))
)
_SPEND = (
    update(password)
    .where(password.c.person == bindparam("who"), password.c.last_step < bindparam("step"))
    .values(last_step=bindparam("step"))
)
_SOMEHOW = select(password.c.person).union(select(passkey.c.person))


def add(turn: Turn, person_id: str, name: str, hashed: str, secret: str, step: int) -> bool:
    """A name and password for somebody who has none. False when another person has that name.

    `step` is the half-minute of the code that they have shown, which is spent by that.
    """
    if taken(turn, name):
        return False
    turn.change(
        _ADD,
        {
            "person": person_id,
            "name_sha256": name_mark(name),
            "name": turn.seal(name, "password", "name", person_id, HOUSE),
            "sealed": turn.seal(hashed, "password", "hash", person_id, HOUSE),
            "secret": turn.seal(secret, "password", "secret", person_id, HOUSE),
            "last_step": step,
            "changed_at": turn.at,
        },
    )
    return True


def taken(turn: Turn, name: str) -> bool:
    return turn.first(_BY_NAME, hashed=name_mark(name)) is not None


def by_name(turn: Turn, name: str) -> Password | None:
    return _read(turn, turn.first(_BY_NAME, hashed=name_mark(name)))


def of_person(turn: Turn, person_id: str) -> Password | None:
    return _read(turn, turn.first(_BY_PERSON, who=person_id))


def spend(turn: Turn, person_id: str, step: int) -> bool:
    """Uses up the code of this half-minute. False when it, or a later one, was used before."""
    return turn.change(_SPEND, {"who": person_id, "step": step}) == 1


def keep_hash(turn: Turn, person_id: str, hashed: str) -> None:
    """Another password, or the same one hashed with more effort."""
    sealed = turn.seal(hashed, "password", "hash", person_id, HOUSE)
    turn.change(_HASH, {"who": person_id, "new": sealed, "at": turn.at})


def end_all(turn: Turn, person_id: str) -> None:
    """From now on this person cannot sign in, by a password or a passkey."""
    turn.change(_END, {"who": person_id})
    passkeys.end_all(turn, person_id)


def who_can_sign_in(turn: Turn) -> frozenset[str]:
    """The ids of everybody who has a password or a passkey."""
    return frozenset(row[0] for row in turn.all(_SOMEHOW))


def name_mark(name: str) -> bytes:
    """What a name is found by; the same for a name that nobody has."""
    return hashlib.sha256(b"kith sign-in name\0" + name.encode("utf-8", "replace")).digest()


def _read(turn: Turn, row: Found | None) -> Password | None:
    if row is None:
        return None

    def opened(sealed: bytes, column: str) -> str:
        return turn.unseal(sealed, "password", column, row.person, HOUSE).decode()

    return Password(
        row.person,
        opened(row.name, "name"),
        opened(row.sealed, "hash"),
        opened(row.secret, "secret"),
        row.last_step,
        from_text(row.changed_at),
    )
