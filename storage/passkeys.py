"""Passkeys: the public halves of keys that stay on people's own phones and computers."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from storage.devices import Device
from storage.sealed import HOUSE
from storage.tables_sign_in import passkey as table
from storage.times import from_text
from storage.turn import Found, Turn


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of one person."""

    id: str
    person_id: str
    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int
    device: Device
    made_at: datetime
    used_at: datetime | None


_ADD = insert(table)
_BY_CREDENTIAL = select(table).where(table.c.credential_sha256 == bindparam("hashed"))
_OF = select(table).where(table.c.person == bindparam("who")).order_by(table.c.made_at)
_USED = (
    update(table)
    .where(table.c.id == bindparam("which"), table.c.sign_count == bindparam("before"))
    .values(sign_count=bindparam("count"), used_at=bindparam("at"))
)
_END = delete(table).where(table.c.person == bindparam("who"), table.c.id == bindparam("which"))
_END_ALL = delete(table).where(table.c.person == bindparam("who"))


def add(
    turn: Turn, person_id: str, credential: bytes, public_key: bytes, count: int, device: Device
) -> bool:
    """Another passkey for somebody. False when it is known already, whoever has it."""
    if turn.first(_BY_CREDENTIAL, hashed=_hash(credential)) is not None:
        return False
    made = turn.new_id()
    plain = json.dumps({"id": _text(credential), "key": _text(public_key)})
    turn.change(
        _ADD,
        {
            "id": made,
            "credential_sha256": _hash(credential),
            "person": person_id,
            "sealed": turn.seal(plain, "passkey", "key", made, HOUSE),
            "sign_count": count,
            "browser": device.browser,
            "system": device.system,
            "made_at": turn.at,
            "used_at": None,
        },
    )
    return True


def by_credential(turn: Turn, credential: bytes) -> Passkey | None:
    row = turn.first(_BY_CREDENTIAL, hashed=_hash(credential))
    return None if row is None else _read(turn, row)


def of_person(turn: Turn, person_id: str) -> list[Passkey]:
    """All of somebody's, the oldest first."""
    return [_read(turn, row) for row in turn.all(_OF, who=person_id)]


def used(turn: Turn, asked: Passkey, count: int) -> bool:
    """It has signed now. False when it did so elsewhere in the meantime."""
    values = {"which": asked.id, "before": asked.sign_count, "count": count, "at": turn.at}
    return turn.change(_USED, values) == 1


def end(turn: Turn, person_id: str, passkey_id: str) -> bool:
    """Takes one of somebody's away. False when it is not theirs, or gone."""
    return turn.change(_END, {"who": person_id, "which": passkey_id}) == 1


def end_all(turn: Turn, person_id: str) -> None:
    turn.change(_END_ALL, {"who": person_id})


def _read(turn: Turn, row: Found) -> Passkey:
    plain = json.loads(turn.unseal(row.sealed, "passkey", "key", row.id, HOUSE))
    return Passkey(
        row.id,
        row.person,
        base64.b64decode(plain["id"]),
        base64.b64decode(plain["key"]),
        row.sign_count,
        Device(row.browser, row.system),
        from_text(row.made_at),
        from_text(row.used_at) if row.used_at else None,
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _hash(credential: bytes) -> bytes:
    return hashlib.sha256(credential).digest()
