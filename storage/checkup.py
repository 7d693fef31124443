"""A look at everything a store needs, from its keys to the room on its disk, changing nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlcipher3 import dbapi2

from storage import diary, keys_file, soundness, sqlite
from storage.errors import Damaged, KeysMissing, KeysUnreadable, NotKept, WrongKey
from storage.finding import Finding, fault, faults, fine, noted
from storage.keys_file import KeySet
from storage.looking import looking
from storage.times import from_text

LEAST_FREE = 0.15
"""Of the disk: under this share somebody should know."""
SAFE = ("store.backed_up", "store.restored")
"""After either of these there is a backup that holds what the store held."""
BACKUP_EVERY = timedelta(days=1)
WITNESSED = "diary.witnessed"
WITNESS_EVERY = timedelta(days=2)
"""It is done once a day; somebody should know when two have gone by."""


def examine(store: Path, keys_path: Path, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """One finding after another; what hangs on something that is missing is left out."""
    yield _version()
    if not store.is_file():
        yield fault("store")
        return
    yield fine("store") if keys_file.is_private(store) else fault("store_open")
    yield _room(store)
    try:
        keys = keys_file.read(keys_path)
    except KeysMissing:
        yield fault("keys_file")
        return
    except KeysUnreadable:
        yield fault("keys_unreadable")
        return
    yield (
        fine("keys_file", mark=keys.mark) if keys_file.is_private(keys_path) else fault("keys_open")
    )
    if keys.next_master is not None:
        yield noted("rotation")
    yield from _inside(store, keys, keys_path, clock)


def _version() -> Finding:
    safe = sqlite.wal_is_safe(dbapi2.sqlite_version_info)
    return (fine if safe else fault)("sqlite", version=dbapi2.sqlite_version)


def _room(store: Path) -> Finding:
    disk = shutil.disk_usage(store.parent)
    free = {"free_mb": disk.free // 2**20, "percent": 100 * disk.free // disk.total}
    size = store.stat().st_size
    if disk.free < size:
        return fault("room", **free)
    return (noted if disk.free < LEAST_FREE * disk.total else fine)("room", **free)


def _inside(
    store: Path, keys: KeySet, keys_path: Path, clock: Callable[[], datetime]
) -> Iterator[Finding]:
    try:
        with looking(store, keys, keys_path, clock) as turn:
            findings = list(soundness.check(turn))
            if not faults(findings):
                done = [diary.last_time(turn, action) for action in SAFE]
                findings.append(_last_backup(max(filter(None, done), default=None), clock()))
                findings.append(_last_witness(diary.last_time(turn, WITNESSED), clock()))
    except WrongKey:
        yield fault("opens")
    except Damaged:
        yield fault("damaged")
    except NotKept:
        yield noted("busy")
    else:
        yield fine("opens")
        yield from findings


def _last_backup(at: str | None, now: datetime) -> Finding:
    if at is None:
        return noted("no_backup")
    age = now - from_text(at)
    hours = int(age / timedelta(hours=1))
    return (noted if age > BACKUP_EVERY else fine)("last_backup", hours=hours)


def _last_witness(at: str | None, now: datetime) -> Finding:
    if at is None:
        return noted("no_witness")
    age = now - from_text(at)
    hours = int(age / timedelta(hours=1))
    return (noted if age > WITNESS_EVERY else fine)("last_witness", hours=hours)
