"""Opening an encrypted SQLite file the one way that loses nothing and leaks nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlcipher3 import dbapi2

from storage.errors import Damaged, NoStore, NotKept, UnsafeDatabase, WrongKey
from storage.sealed import KEY_BYTES

BUSY_SECONDS = 5.0
STATEMENTS = 400
"""Statements kept ready, more than there are. When the driver's shelf is full it throws out the
newest first, and from then on every statement that comes is made ready again each time."""
NOT_A_DATABASE: int = dbapi2.SQLITE_NOTADB


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug: two writers could corrupt the file.

    Fixed in 3.51.3 and, for the older line, in 3.50.7 (https://www.sqlite.org/wal.html).
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0)


def engine(
    path: Path, file_key: bytes, version: tuple[int, ...] = dbapi2.sqlite_version_info
) -> Engine:
    """An engine on this file. Errors name statements, never the values bound to them."""
    # A deferred transaction that reads and then writes fails at once when overtaken.
    return _engine(lambda: _connect(path, file_key), "BEGIN IMMEDIATE", file_key, version)


def reader(path: Path, file_key: bytes) -> Engine:
    """An engine that only looks: it makes, changes and migrates nothing, and no writer waits."""
    version = dbapi2.sqlite_version_info
    return _engine(lambda: _connect_to_read(path, file_key), "BEGIN", file_key, version)


def copy(path: Path, file_key: bytes, to: Path) -> None:
    """A copy of the store as it was at one moment, encrypted with the same key, in an empty file.

    People may go on writing meanwhile: the pages are read in one transaction of their own. The
    copy is one file, without a write-ahead log beside it. Raises `WrongKey`, `Damaged`, and
    `NotKept` when there is no room for it.
    """
    source, target = _connect_to_read(path, file_key), _opened(to, file_key)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    except dbapi2.OperationalError as error:
        raise NotKept from error
    except dbapi2.DatabaseError as error:
        raise Damaged from error
    finally:
        target.close()
        source.close()


def _engine(
    connect: Callable[[], Any], begin: str, file_key: bytes, version: tuple[int, ...]
) -> Engine:
    if len(file_key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    if not wal_is_safe(version):
        raise UnsafeDatabase
    made = create_engine(
        "sqlite://", module=dbapi2, creator=connect, poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(made, "begin")
    def say_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


def _connect_to_read(path: Path, file_key: bytes) -> Any:
    if not path.exists():
        raise NoStore
    connection = _opened(path, file_key)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _opened(path: Path, file_key: bytes) -> Any:
    # No isolation level: the driver begins nothing of its own.
    connection = dbapi2.connect(
        str(path), isolation_level=None, timeout=BUSY_SECONDS, cached_statements=STATEMENTS
    )
    try:
        # The library would tell the terminal about pages; we say it in words instead.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{file_key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except dbapi2.OperationalError:
        connection.close()
        raise
    except dbapi2.DatabaseError as error:
        connection.close()
        raise (WrongKey if _is_gibberish(error) else Damaged) from None
    return connection


def _is_gibberish(error: Exception) -> bool:
    """Whether the first page says nothing with this key, rather than too little."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return code == NOT_A_DATABASE


def _connect(path: Path, file_key: bytes) -> Any:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    connection = _opened(path, file_key)
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {setting}")
    kept = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if kept != "wal":
        connection.close()
        raise UnsafeDatabase
    return connection
