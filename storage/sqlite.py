"""Opening an encrypted SQLite file the one way that loses nothing and leaks nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlcipher3 import dbapi2

from storage.errors import UnsafeDatabase, WrongKey
from storage.sealed import KEY_BYTES

BUSY_SECONDS = 5.0


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug: two writers could corrupt the file.

    Fixed in 3.51.3 and, for the older line, in 3.50.7 (https://www.sqlite.org/wal.html).
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0)


def engine(
    path: Path, file_key: bytes, version: tuple[int, ...] = dbapi2.sqlite_version_info
) -> Engine:
    """An engine on this file. Errors name statements, never the values bound to them."""
    if len(file_key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    if not wal_is_safe(version):
        raise UnsafeDatabase
    made = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: _connect(path, file_key),
        poolclass=NullPool,
        hide_parameters=True,
    )

    @event.listens_for(made, "begin")
    def begin_immediate(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when overtaken.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def _connect(path: Path, file_key: bytes) -> Any:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    # No isolation level: the driver begins nothing of its own.
    connection = dbapi2.connect(str(path), isolation_level=None, timeout=BUSY_SECONDS)
    try:
        connection.execute(f"PRAGMA key = \"x'{file_key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except dbapi2.OperationalError:
        connection.close()
        raise
    except dbapi2.DatabaseError:
        connection.close()
        raise WrongKey from None
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
