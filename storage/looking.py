"""Looking into a store without changing it: nothing is made or migrated, and no writer waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from storage import sqlite
from storage.errors import Damaged, NoStore, NotKept
from storage.keys_file import KeySet
from storage.store import a_memory
from storage.turn import Turn

_SPOILT = {dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB}


@contextmanager
def looking(
    path: Path, keys: KeySet, keys_file: Path, clock: Callable[[], datetime]
) -> Iterator[Turn]:
    """A turn in which everything stays as it was at one moment, while others may write.

    Raises `NoStore`, `WrongKey`, `Damaged`, and `NotKept` when the database is too busy to ask.
    """
    if not path.is_file():
        raise NoStore
    engine = sqlite.reader(path, keys.file)
    try:
        with engine.connect() as connection, connection.begin():
            yield Turn(connection, clock(), _no_ids, a_memory(keys.file, keys.master, keys_file))
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        raise (Damaged if code in _SPOILT else NotKept) from error
    finally:
        engine.dispose()


def _no_ids() -> NoReturn:
    raise NotKept
