"""The keys of subjects: made once, wrapped by the master key, unwrapped in memory only."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage import keys_file
from storage.errors import KeysMissing, KeysUsedUp, SealBroken, StorageError
from storage.sealed import FORMAT, HOUSE, KEY_BYTES, DataKey, cipher, place, seal, unseal
from storage.shelf import Shelf
from storage.tables import data_key

MASTER = 1
"""What a wrapped key says of its key: a master key. Which one it is, opening it tells."""
ROOM = 20_000
MOST = 255
"""How many keys a subject can have: a sealed value says which one in a single byte."""

_OF_SUBJECT = select(data_key.c.number, data_key.c.wrapped).where(
    data_key.c.subject == bindparam("of")
)
_ALL = select(data_key.c.subject, data_key.c.number, data_key.c.wrapped).order_by(
    data_key.c.subject, data_key.c.number
)
_ADD = insert(data_key)
_DESTROY = delete(data_key).where(data_key.c.subject == bindparam("of"))
_WRAP_AGAIN = (
    update(data_key)
    .where(data_key.c.subject == bindparam("of"), data_key.c.number == bindparam("which"))
    .values(wrapped=bindparam("anew"))
)


class MasterKeys:
    """The master keys a data key may be wrapped by: the one given, and those of its keys file.

    There is more than one only while a rotation is under way. The file is looked into when a
    wrapped key does not open, so that a server goes on when its master key is changed beneath it,
    even at the moment it starts; but only a file with this store's own file key in it is believed.
    """

    def __init__(self, given: bytes, file_key: bytes = b"", file: Path | None = None) -> None:
        self._given = given
        self._known = {given: DataKey(MASTER, cipher(given))}
        self._file_key = file_key
        self._file = file

    @property
    def given(self) -> DataKey:
        return self._known[self._given]

    def open(self, wrapped: bytes, where: bytes) -> tuple[bytes, DataKey]:
        """A data key, and the master key that opened it. Raises `SealBroken`."""
        for again in (False, True):
            if again:
                self._look_again()
            for master in self._known.values():
                try:
                    return unseal(master, wrapped, where), master
                except SealBroken:
                    continue
        raise SealBroken

    def _look_again(self) -> None:
        if self._file is None:
            return
        try:
            keys = keys_file.read(self._file)
        except (StorageError, OSError):
            return
        if keys.file == self._file_key:
            for key in keys.masters:
                self._known.setdefault(key, DataKey(MASTER, cipher(key)))


class Keyring:
    """Finds the key for a subject. Destroying a subject's rows here forgets the subject."""

    def __init__(self, masters: MasterKeys) -> None:
        self._masters = masters
        self.shelf: Shelf[str, dict[int, DataKey]] = Shelf(ROOM)

    def make(self, connection: Connection, subject: str, at: str) -> None:
        """A new random key for a subject, used from now on; older ones stay for old values.

        Raises `KeysUsedUp`.
        """
        known = self._keys(connection, subject)
        number = max(known, default=0) + 1
        if number > MOST:
            raise KeysUsedUp
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = seal(self._master_in_use(connection), key, _wrapping(subject, number))
        row = {"subject": subject, "number": number, "wrapped": wrapped, "made_at": at}
        connection.execute(_ADD, row)
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

    def wrap_again(self, connection: Connection, master: bytes) -> int:
        """Every data key wrapped by this master key and no other; how many there are.

        Raises `SealBroken`, before anything is lost, when one does not open.
        """
        anew = DataKey(MASTER, cipher(master))
        rows = []
        for subject, number, wrapped in connection.execute(_ALL).all():
            where = _wrapping(subject, number)
            key, _ = self._masters.open(wrapped, where)
            rows.append({"of": subject, "which": number, "anew": seal(anew, key, where)})
        if rows:
            connection.execute(_WRAP_AGAIN, rows)
        return len(rows)

    def destroy(self, connection: Connection, subject: str) -> int:
        """Every key of one subject, never the house's; how many. Nothing of theirs opens again."""
        if subject == HOUSE:
            raise KeysMissing
        self.shelf.clear()
        return connection.execute(_DESTROY, {"of": subject}).rowcount

    def check(self, connection: Connection, master: bytes | None = None) -> int:
        """How many data keys there are. Raises `SealBroken` when one does not open.

        With a master key, they must all open by that one alone.
        """
        masters = self._masters if master is None else MasterKeys(master)
        rows = connection.execute(_ALL).all()
        for subject, number, wrapped in rows:
            masters.open(wrapped, _wrapping(subject, number))
        return len(rows)

    def subjects(self, connection: Connection) -> list[str]:
        """Everybody who has a key, the house among them."""
        return list(dict.fromkeys(row[0] for row in connection.execute(_ALL)))

    def _master_in_use(self, connection: Connection) -> DataKey:
        """The master key of the house's own key: in this transaction nobody can change it."""
        for number, wrapped in connection.execute(_OF_SUBJECT, {"of": HOUSE}):
            return self._masters.open(wrapped, _wrapping(HOUSE, number))[1]
        return self._masters.given

    def _keys(self, connection: Connection, subject: str) -> dict[int, DataKey]:
        known = self.shelf.get(subject)
        if known is None:
            rows = connection.execute(_OF_SUBJECT, {"of": subject}).all()
            known = {number: self._unwrap(subject, number, wrapped) for number, wrapped in rows}
            if known:
                self.shelf.put(subject, known)
        return known

    def _unwrap(self, subject: str, number: int, wrapped: bytes) -> DataKey:
        key, _ = self._masters.open(wrapped, _wrapping(subject, number))
        return DataKey(number, cipher(key))


def _wrapping(subject: str, number: int) -> bytes:
    return place("data_key", "wrapped", subject, f"{FORMAT}.{number}")
