"""Where a house lives; the demo on this machine only, with keys of its own made at the first start."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import FolderInUse, FolderShut, KeysGone, KeysUnreadable

KEY_BYTES = 32
KEYS = "keys.json"
STORE = "kith.db"
LOCK = "open"
TEMPLATES = "templates"
HOST = "127.0.0.1"
PORT = 8080
NAMES = ("file", "master", "web")


@dataclass(frozen=True, slots=True)
class Keys:
    """Three secrets that have nothing to do with one another."""

    file: bytes = field(repr=False)
    """Encrypts the store's file."""
    master: bytes = field(repr=False)
    """Wraps the keys that seal what is personal."""
    web: bytes = field(repr=False)
    """Signs tokens, forms and the demo's links."""


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """The demo: always loopback, whatever else is chosen."""

    data: Path
    port: int = PORT
    host: str = HOST

    @property
    def store(self) -> Path:
        return self.data / STORE

    @property
    def templates_folder(self) -> Path:
        return self.data / TEMPLATES

    def held(self) -> AbstractContextManager[None]:
        """As `held` below, for the data folder."""
        return held(self.data)

    def keys(self) -> Keys:
        """The keys in the data folder, made on the first call; only the owner can read them.

        Raises `KeysUnreadable`, and `KeysGone` rather than making new keys for an old store.
        """
        path = self.data / KEYS
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                if self.store.is_file() and self.store.stat().st_size:
                    raise KeysGone
                _write(path, {name: secrets.token_hex(KEY_BYTES) for name in NAMES})
            return _read(path)
        except OSError:
            raise FolderShut from None


@contextmanager
def held(data: Path) -> Iterator[None]:
    """The data folder, made if need be, is for this process alone until the end.

    Two processes would each remember drafts that the other changes. The system lets go of the
    folder when a process dies. Raises `FolderInUse` and `FolderShut`.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(data / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        raise FolderShut from None
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise FolderInUse from None


def _read(path: Path) -> Keys:
    try:
        plain = json.loads(path.read_text(encoding="ascii"))
        keys = [bytes.fromhex(plain[name]) for name in NAMES]
    except (ValueError, KeyError, TypeError):
        raise KeysUnreadable from None
    if any(len(key) != KEY_BYTES for key in keys):
        raise KeysUnreadable
    return Keys(*keys)


def _write(path: Path, plain: dict[str, str]) -> None:
    """Whole or not at all: half a key file would lock the store for ever."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(plain, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
