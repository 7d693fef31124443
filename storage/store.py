"""The store: one encrypted file, one thread that writes it, one transaction for each turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from storage import diary, migrations, sqlite, subjects
from storage import tables_around as t
from storage.errors import (
    NotKept,
    SealBroken,
    StorageError,
    StoreClosed,
    TurnInsideTurn,
    WrongKey,
)
from storage.keys import Keyring, MasterKeys
from storage.keys_file import NAME as KEYS_FILE
from storage.sealed import HOUSE
from storage.shelf import Shelf
from storage.turn import Memory, Turn

T = TypeVar("T")

CANARY = b"the yellow bird sings"
DRAFTS = 128
"""How many drafts are kept unsealed in memory; the least used go first."""


def a_memory(file_key: bytes, master_key: bytes, keys_file: Path) -> Memory:
    """An empty memory that finds the keys of what it meets; see `MasterKeys` for the file."""
    keys = Keyring(MasterKeys(master_key, file_key, keys_file))
    return Memory(keys, Shelf(DRAFTS), Shelf(DRAFTS))


def canary_sings(turn: Turn, sealed: bytes) -> bool:
    """Whether the known word opens: whether these are this store's keys."""
    try:
        return turn.unseal(sealed, "canary", "sealed", "1", HOUSE) == CANARY
    except SealBroken:
        return False


class Store:
    """Remembers. Work given to it runs one after the other, each in its own transaction."""

    def __init__(
        self,
        engine: Engine,
        memory: Memory,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._engine = engine
        self._memory = memory
        self._clock = clock
        self._new_id = new_id
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kith-store")
        self._inside = threading.local()
        self._connection: Connection | None = None
        self._version: int | None = None
        self._closed = False

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        file_key: bytes,
        master_key: bytes,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        keys_file: Path | None = None,
    ) -> Store:
        """The store in this file, made or brought up to date if need be.

        Both keys are 32 bytes and live outside the file. The keys file they came from (the one
        beside the store, when left out) is read again when a rotation has changed the master key.
        Raises `WrongKey` for a key that is not this file's, before anything is written;
        `UnsafeDatabase` for a SQLite that can lose data; `UnknownSchema` for a file of a newer
        Kith; `Damaged`.
        """
        memory = a_memory(file_key, master_key, keys_file or path.parent / KEYS_FILE)
        store = cls(sqlite.engine(path, file_key), memory, clock, new_id)
        try:
            store._call(store._prepare).result()
        except BaseException:
            store.close()
            raise
        return store

    async def perform(self, work: Callable[[Turn], T]) -> T:
        """Runs the work in one transaction. When this returns, it is on the disk.

        Raises what the work raised, `NoDiaryLine`, or `NotKept` when the database refused; then
        nothing of it was kept. A caller that is cancelled does not stop work that has begun.
        """
        return await asyncio.wrap_future(self._call(lambda: self._run(work)))

    def perform_now(self, work: Callable[[Turn], T]) -> T:
        """The same from code that is not async; it waits."""
        if getattr(self._inside, "turn", False):
            raise TurnInsideTurn
        return self._call(lambda: self._run(work)).result()

    def close(self) -> None:
        """Finishes what has begun and lets go of the file. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self._thread.submit(self._let_go).result()
        self._thread.shutdown()

    # ------------------------------------------------------------ on the store's own thread

    def _call(self, task: Callable[[], T]) -> Future[T]:
        if self._closed:
            raise StoreClosed
        return self._thread.submit(task)

    def _prepare(self) -> None:
        try:
            if migrations.upgrade(self._connected()):
                self._lose_connection()  # and with it the hundreds of statements that made tables
        except DBAPIError as error:
            raise NotKept from error
        self._run(self._sing)
        self._run(subjects.fill_teams)

    def _sing(self, turn: Turn) -> None:
        """Checks the canary; at the very first opening, puts it in its cage."""
        kept = turn.first(select(t.canary.c.sealed))
        if kept is None:
            turn.make_key(HOUSE)
            sealed = turn.seal(CANARY, "canary", "sealed", "1", HOUSE)
            turn.change(insert(t.canary), {"one": 1, "sealed": sealed})
            turn.write_diary("store.begun", "store", "", "kith", "")
            return
        if not canary_sings(turn, kept[0]):
            raise WrongKey

    def _run(self, work: Callable[[Turn], T]) -> T:
        self._inside.turn = True
        try:
            connection = self._connected()
            with connection.begin():
                self._notice_others(connection)
                turn = Turn(connection, self._clock(), self._new_id, self._memory)
                result = work(turn)
                diary.close(turn)
        except DBAPIError as error:
            self._memory.drop()
            if isinstance(error, OperationalError):
                self._lose_connection()
            raise NotKept from error
        except BaseException as error:
            self._memory.drop()
            self._leave(getattr(error, "leaves", None))
            raise
        else:
            self._memory.settle()
            return result
        finally:
            self._inside.turn = False

    def _leave(self, refused: object) -> None:
        """The line of a refusal, whose own turn was undone; a full disk must not change its answer."""
        if not isinstance(refused, diary.Refused):
            return
        with suppress(SQLAlchemyError, StorageError):
            connection = self._connected()
            with connection.begin():
                turn = Turn(connection, self._clock(), self._new_id, self._memory)
                diary.leave(turn, refused)
                diary.close(turn)
            self._memory.settle()

    def _notice_others(self, connection: Connection) -> None:
        """Another process wrote (a rotation, an operator's command): what we knew may be old."""
        driver: Any = connection.connection.dbapi_connection  # asked on every turn: no detours
        version = driver.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._memory.forget()
            self._version = version

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _lose_connection(self) -> None:
        """A full disk, a failed write: begin again from what is really in the file."""
        lost, self._connection = self._connection, None
        self._version = None
        if lost is not None:
            with suppress(SQLAlchemyError):
                lost.invalidate()
                lost.close()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()
