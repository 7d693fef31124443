"""A copy of the whole store while people write, read back before it counts; and the way back."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import accounts, forgetting, keys_file, linkings, sessions, soundness, sqlite
from storage.diary import Head, head
from storage.erasures import Erasure
from storage.errors import (
    AlreadyThere,
    CutOff,
    FolderNotEmpty,
    NoStore,
    SealBroken,
    Unsound,
    WrongKey,
)
from storage.finding import Finding, State, faults
from storage.keys_file import KeySet
from storage.looking import looking
from storage.store import Store
from storage.turn import Turn

PAGE_BYTES = 4096
GRAVE = frozenset({"pages", "no_schema", "schema", "canary"})
"""Faults that nothing can be restored in spite of."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was read back: what was found in it, and where its diary ends."""

    path: Path
    size: int
    findings: tuple[Finding, ...]
    end: Head | None
    held: int = 0
    """How many whom the list of erasures names stay in the restored store, held for the law."""

    @property
    def sound(self) -> bool:
        return not faults(self.findings)

    @property
    def current(self) -> bool:
        """Whether it is of this Kith, so that a line can be written into the store it came from."""
        return any(each.name == "schema" and each.state is State.FINE for each in self.findings)


def take(
    store: Path, keys: KeySet, keys_path: Path, to: Path, clock: Callable[[], datetime]
) -> Copied:
    """A backup in a new file that only its owner can read, encrypted as the store is.

    Nothing has the name that was asked for until the copy was read back and found sound. One
    that is not sound is kept under the name with `.unsound` after it, so that nothing is lost,
    and comes back with its faults. Raises `NoStore`, `AlreadyThere`, `WrongKey`, `Damaged`.
    """
    if not store.is_file():
        raise NoStore
    unsound = to.with_name(f"{to.name}.unsound")
    if to.exists() or unsound.exists():
        raise AlreadyThere
    part = to.with_name(f"{to.name}.{secrets.token_hex(4)}.part")
    keys_file.write_new(part, b"")
    try:
        sqlite.copy(store, keys.file, part)
        findings, end = _read_back(part, keys, keys_path, clock)
        name = unsound if faults(findings) else to
        _settle(part)
        _name(part, name)
    finally:
        part.unlink(missing_ok=True)
    return Copied(name, name.stat().st_size, findings, end)


def restore(
    backup: Path,
    to: Path,
    keys: KeySet,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    *,
    store_name: str,
    actor: str,
    despite_faults: bool = False,
    erasures: Sequence[Erasure] = (),
) -> Copied:
    """A store in an empty folder, made from a backup and its keys, and proved by opening it.

    A file with the same keys may be in the folder already, and nothing else. Everybody is signed out: who had
    signed out since the backup was taken must not be signed in again; and every account elsewhere
    has to be confirmed, for it may have been ended since. What was erased since, by the list that
    is given, is erased again before anybody can read it. Raises `FolderNotEmpty`,
    `CutOff`, `Damaged`, `WrongKey`, and `Unsound` for faults; then the folder is as it was.
    """
    kept_keys, store = to / keys_file.NAME, to / store_name
    if to.exists() and any(each != kept_keys for each in to.iterdir()):
        raise FolderNotEmpty
    if kept_keys.exists() and keys_file.read(kept_keys) != keys:
        raise FolderNotEmpty
    if not backup.is_file():
        raise NoStore
    if backup.stat().st_size == 0 or backup.stat().st_size % PAGE_BYTES:
        raise CutOff
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    part, made = to / f"{store_name}.part", []
    try:
        if not kept_keys.exists():
            keys_file.write(kept_keys, keys)
            made.append(kept_keys)
        keys_file.write_new(part, b"")
        made.append(part)
        shutil.copyfile(backup, part)
        findings, end = _read_back(part, keys, kept_keys, clock)
        wrong = {each.name for each in faults(findings)}
        if "canary" in wrong:
            raise WrongKey
        if wrong & GRAVE or (wrong and not despite_faults):
            raise Unsound(findings)
        _settle(part)
        _name(part, store)
        made.append(store)
        held = _open_again(store, keys, clock, new_id, actor, erasures)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    finally:
        part.unlink(missing_ok=True)
    return Copied(store, store.stat().st_size, findings, end, held)


def _read_back(
    path: Path, keys: KeySet, keys_path: Path, clock: Callable[[], datetime]
) -> tuple[tuple[Finding, ...], Head | None]:
    with looking(path, keys, keys_path, clock) as turn:
        findings = tuple(soundness.check(turn))
        if {each.name for each in faults(findings)} & GRAVE:
            return findings, None
        try:
            return findings, head(turn)
        except SealBroken:
            return findings, None


def _open_again(
    store: Path,
    keys: KeySet,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    actor: str,
    erasures: Sequence[Erasure],
) -> int:
    opened = Store.open(
        store, file_key=keys.file, master_key=keys.master, clock=clock, new_id=new_id
    )

    def begin_again(turn: Turn) -> int:
        sessions.end_everybody(turn)
        linkings.end_everybody(turn)
        accounts.doubt_all(turn)
        forgetting.replay(turn, erasures, actor)
        turn.write_diary("store.restored", "store", "", actor, "terminal")
        return forgetting.held_back(turn, erasures)

    try:
        return opened.perform_now(begin_again)
    finally:
        opened.close()


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(part: Path, name: Path) -> None:
    """Gives a file its name without ever taking the place of another. Raises `AlreadyThere`."""
    try:
        os.link(part, name)
        part.unlink()
    except FileExistsError:
        raise AlreadyThere from None
    except OSError:  # a file system that knows no second names
        if name.exists():
            raise AlreadyThere from None
        part.rename(name)
    keys_file.settle_folder(name.parent)
