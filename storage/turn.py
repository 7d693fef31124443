"""One turn: everything that is read and changed together, kept whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row

from dialogs.answers import Answers
from dialogs.progress import Earlier, Entry
from storage import sealed as sealing
from storage.diary_line import DiaryLine
from storage.keys import Keyring
from storage.sealed import place
from storage.shelf import Shelf
from storage.times import to_text

T = TypeVar("T")
Found = Row[*tuple[Any, ...]]
"""One row as a query found it."""

ROOM = 128
"""How many earlier completions are kept ready."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the profiles about a subject say, by path, and when it was said there."""

    answers: Answers = field(default_factory=dict, repr=False)
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a store keeps in memory between turns: keys, and the drafts people are in now."""

    keys: Keyring
    entries: Shelf[str, tuple[int, tuple[Entry, ...]]]
    """The revision of a profile, and its entries at that revision."""
    known: Shelf[tuple[str, str], tuple[object, Known]]
    """What was known about a subject, with the revisions of the profiles it came from."""
    earlier: Shelf[tuple[str, int], Mapping[str, Earlier]] = field(
        default_factory=lambda: Shelf(ROOM)
    )
    """What a profile said at a revision, for the completion after it."""

    def settle(self) -> None:
        for shelf in (self.keys.shelf, self.entries, self.known, self.earlier):
            shelf.settle()

    def drop(self) -> None:
        for shelf in (self.keys.shelf, self.entries, self.known, self.earlier):
            shelf.drop()

    def forget(self) -> None:
        for shelf in (self.keys.shelf, self.entries, self.known, self.earlier):
            shelf.clear()


class Turn:
    """An open transaction, the time it began, and the only way to change what is remembered.

    A change without a diary line is refused at the end, so that none can be forgotten. There is
    no hook for after the commit: what must happen then is a row in the outbox.
    """

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        new_id: Callable[[], str],
        memory: Memory,
    ) -> None:
        self.connection = connection
        self.now = now
        self.at = to_text(now)
        self.new_id = new_id
        self.memory = memory
        self.diary: list[DiaryLine] = []
        """Lines that are not written yet; `storage/diary.py` chains them when the turn ends."""
        self.has_diary = False
        self._changes_before = self._changes()
        self._asked: dict[Hashable, Any] = {}
        self._asked_after = self._changes_before

    # ------------------------------------------------------------ reading and changing

    def all(self, query: Executable, **values: object) -> Sequence[Found]:
        return self.connection.execute(query, values).all()

    def first(self, query: Executable, **values: object) -> Found | None:
        return self.connection.execute(query, values).first()

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What `ask` finds; asked again in this turn, the same, until a row is changed.

        Nobody else can change one meanwhile. What is found must be a value that nobody changes.
        """
        now = self._changes()
        if now != self._asked_after:
            self._asked.clear()
            self._asked_after = now
        if key not in self._asked:
            self._asked[key] = ask()
        found: T = self._asked[key]
        return found

    def change(
        self, statement: Executable, values: Mapping[str, object] | Sequence[Mapping[str, Any]]
    ) -> int:
        """Insert, update or delete; the number of rows it met."""
        return self.connection.execute(statement, values).rowcount

    def add(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Adds many rows with an insert that was compiled beforehand, and whose values are ready."""
        self.connection.exec_driver_sql(statement, rows)

    def tidy(self, statement: Executable, values: Mapping[str, object]) -> int:
        """A change to bookkeeping that is about nobody's record, and needs no diary line.

        Only for: the kept reply, a post's attempts, when a session was last seen, and what is open
        or was shown at an account elsewhere.
        """
        before = self._changes()
        met = self.connection.execute(statement, values).rowcount
        self._changes_before += self._changes() - before
        return met

    # ------------------------------------------------------------ sealing

    def make_key(self, subject: str) -> None:
        self.memory.keys.make(self.connection, subject, self.at)

    def seal(self, plain: str | bytes, table: str, column: str, row: str, subject: str) -> bytes:
        """Sealed for this place, with the newest key of the subject (`HOUSE` for nobody)."""
        key = self.memory.keys.newest(self.connection, subject)
        data = plain.encode() if isinstance(plain, str) else plain
        return sealing.seal(key, data, place(table, column, subject, row))

    def unseal(self, sealed: bytes, table: str, column: str, row: str, subject: str) -> bytes:
        """What `seal` was given for this very place. Raises `SealBroken` otherwise."""
        number = sealing.key_number(sealed)
        key = self.memory.keys.numbered(self.connection, subject, number)
        return sealing.unseal(key, sealed, place(table, column, subject, row))

    # ------------------------------------------------------------ the diary

    def write_diary(
        self,
        action: str,
        object_kind: str,
        object_id: str,
        actor: str,
        channel: str,
        reason: str = "",
        behalf_of: str = "",
    ) -> None:
        """A line for the diary, chained to the one before it when the turn ends.

        Stable words and ids only. Raises `DiaryLineRefused` for anything with a space in it, so
        that a sentence about somebody cannot slip in.
        """
        self.diary.append(
            DiaryLine(self.at, actor, channel, action, object_kind, object_id, reason, behalf_of)
        )
        self.has_diary = True

    @property
    def changed(self) -> bool:
        """Whether a row was changed that calls for a diary line."""
        return self._changes() > self._changes_before

    def _changes(self) -> int:
        driver: Any = self.connection.connection.dbapi_connection
        return int(driver.total_changes)
