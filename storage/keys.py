"""The keys of subjects: made once, wrapped by the master key, unwrapped in memory only."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, bindparam, insert, select

from storage.errors import SealBroken
from storage.sealed import FORMAT, KEY_BYTES, DataKey, cipher, place, seal, unseal
from storage.shelf import Shelf
from storage.tables import data_key

MASTER = 1
"""The number of the master key in use; one that follows it wraps the same data keys again."""
ROOM = 20_000

_OF_SUBJECT = select(data_key.c.number, data_key.c.wrapped).where(
    data_key.c.subject == bindparam("of")
)


class Keyring:
    """Finds the key for a subject. Destroying a subject's rows here forgets the subject."""

    def __init__(self, master_key: bytes) -> None:
        self._master = DataKey(MASTER, cipher(master_key))
        self.shelf: Shelf[str, dict[int, DataKey]] = Shelf(ROOM)

    def make(self, connection: Connection, subject: str, at: str) -> None:
        """A new random key for a subject, used from now on; older ones stay for old values."""
        number = max(self._keys(connection, subject), default=0) + 1
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = seal(self._master, key, _wrapping(subject, number))
        row = {"subject": subject, "number": number, "wrapped": wrapped, "made_at": at}
        connection.execute(insert(data_key), row)
        known = self._keys(connection, subject)
        self.shelf.put(subject, {**known, number: DataKey(number, cipher(key))})

    def newest(self, connection: Connection, subject: str) -> DataKey:
        keys = self._keys(connection, subject)
        if not keys:
            raise SealBroken
        return keys[max(keys)]

    def numbered(self, connection: Connection, subject: str, number: int) -> DataKey:
        key = self._keys(connection, subject).get(number)
        if key is None:
            raise SealBroken
        return key

    def _keys(self, connection: Connection, subject: str) -> dict[int, DataKey]:
        known = self.shelf.get(subject)
        if known is None:
            rows = connection.execute(_OF_SUBJECT, {"of": subject}).all()
            known = {number: self._unwrap(subject, number, wrapped) for number, wrapped in rows}
            if known:
                self.shelf.put(subject, known)
        return known

    def _unwrap(self, subject: str, number: int, wrapped: bytes) -> DataKey:
        return DataKey(number, cipher(unseal(self._master, wrapped, _wrapping(subject, number))))


def _wrapping(subject: str, number: int) -> bytes:
    return place("data_key", "wrapped", subject, f"{FORMAT}.{number}")
