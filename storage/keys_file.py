"""The file of keys beside the store: read strictly, and replaced whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from storage.errors import KeysMissing, KeysUnreadable
from storage.sealed import KEY_BYTES

NAME = "keys.json"
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class KeySet:
    """What the file holds. None of it has a readable form, so it cannot be logged."""

    file: bytes = field(repr=False)
    """Encrypts the store's file."""
    master: bytes = field(repr=False)
    """Wraps the keys that seal what is personal."""
    web: bytes = field(repr=False)
    """Signs tokens and forms."""
    next_master: bytes | None = field(default=None, repr=False)
    """The master key of a rotation that has begun and not ended: either may be the one in use."""

    @property
    def masters(self) -> tuple[bytes, ...]:
        return (self.master,) if self.next_master is None else (self.master, self.next_master)

    @property
    def mark(self) -> str:
        """Eight letters and digits that tell one set of keys from another, and nothing else."""
        told = hashlib.sha256(b"kith.keys.mark" + self.file + self.master).hexdigest()
        return f"{told[:4]}-{told[4:8]}"

    def rotated(self) -> KeySet:
        """The next master key in the place of the one before it."""
        return replace(self, master=self.next_master or self.master, next_master=None)


def dumps(keys: KeySet) -> str:
    plain = {"file": keys.file.hex(), "master": keys.master.hex(), "web": keys.web.hex()}
    if keys.next_master is not None:
        plain["master_next"] = keys.next_master.hex()
    return json.dumps(plain)


def loads(text: str) -> KeySet:
    """Raises `KeysUnreadable` for anything that is not three or four keys of 32 bytes."""
    try:
        plain = json.loads(text)
        later = plain.get("master_next")
        file, master, web = (bytes.fromhex(plain[name]) for name in ("file", "master", "web"))
        coming = None if later is None else bytes.fromhex(later)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysUnreadable from None
    if any(key is not None and len(key) != KEY_BYTES for key in (file, master, web, coming)):
        raise KeysUnreadable
    return KeySet(file, master, web, coming)


def read(path: Path) -> KeySet:
    """The keys in this file. Raises `KeysMissing` or `KeysUnreadable`."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise KeysMissing from None
    except ValueError:
        raise KeysUnreadable from None
    return loads(text)


def write(path: Path, keys: KeySet) -> None:
    """Whole or not at all, and on the disk when this returns: half a file would lock the store.

    A link is followed, and the file stays its owner's, so that the server can read what an
    administrator wrote.
    """
    path = path.resolve()
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    write_new(beside, dumps(keys).encode("ascii"))
    if path.exists():
        before = path.stat()
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(beside, before.st_uid, before.st_gid)
    beside.replace(path)
    settle_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """A file that only its owner can read, on the disk. Raises `FileExistsError`."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Waits until the names of the files in a folder are on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_private(path: Path) -> bool:
    """Whether nobody but its owner can read or change this file."""
    return path.stat().st_mode & 0o077 == 0
