"""Things for tests of what an operator does: a folder with a store and its keys, and its readers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from dialogs.answers import Given
from storage import backup, keys_file, profiles, rotation, subjects
from storage import tables as t
from storage.backup import Copied
from storage.keys_file import KeySet
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import (
    FILE_KEY,
    MASTER_KEY,
    a_profile,
    begin_store,
    counting_ids,
    note,
    said,
)

KEYS = KeySet(FILE_KEY, MASTER_KEY, bytes(range(64, 96)))
WRONG = KeySet(b"f" * 32, b"m" * 32, b"w" * 32)
ACTOR = "operator:test"
PASSPHRASE = "four herons over the weir"
CHILDREN = ("jordan", "sam", "noor")
WISH = "Kestrel-by-the-harbour"


def now() -> datetime:
    return datetime.now(UTC)


def keys_of(folder: Path) -> Path:
    return folder / keys_file.NAME


def store_of(folder: Path) -> Path:
    return folder / "kith.db"


def opened(folder: Path, word: str = "later") -> Store:
    """As the server opens it: with the file key and the one master key of the keys file."""
    keys = keys_file.read(keys_of(folder))
    return Store.open(
        store_of(folder),
        file_key=keys.file,
        master_key=keys.master,
        clock=now,
        new_id=counting_ids(word),
    )


def a_folder(folder: Path, children: tuple[str, ...] = CHILDREN) -> Path:
    """A folder with keys and a store in which every child has one answer."""
    folder.mkdir(mode=0o700)
    keys_file.write(keys_of(folder), KEYS)
    begin_store(store_of(folder))
    store = opened(folder, "first")
    for child in children:
        store.perform_now(lambda turn, child=child: begin(turn, child))  # type: ignore[misc]
    store.close()
    return folder


def begin(turn: Turn, child: str) -> None:
    said(turn, a_profile(turn, child), {"home.wish": f"{WISH} {child}"})


def wishes(turn: Turn) -> dict[str, str]:
    """What every child wishes, by reference: nothing of it is found unless every key opens."""
    found = {}
    for profile, subject in turn.all(select(t.profile.c.id, t.profile.c.subject)):
        kept = profiles.find(turn, profile)
        child = subjects.child(turn, subject)
        assert kept is not None
        assert child is not None
        answer = profiles.progress(turn, kept).answers["home.wish"]
        assert isinstance(answer, Given)
        found[child.ref] = str(answer.value)
    return found


def read_all(folder: Path) -> dict[str, str]:
    store = opened(folder, "reading")
    try:
        return store.perform_now(wishes)
    finally:
        store.close()


def wished(*children: str) -> dict[str, str]:
    return {f"C-{child}": f"{WISH} {child}" for child in children or CHILDREN}


def one_more(turn: Turn, child: str) -> None:
    """Another child, with a key made for them now."""
    note(turn)
    begin(turn, child)


def taken(folder: Path, to: Path) -> Copied:
    return backup.take(store_of(folder), KEYS, keys_of(folder), to, now)


def restored(source: Path, to: Path, keys: KeySet = KEYS, **more: Any) -> Copied:
    return backup.restore(
        source,
        to,
        keys,
        now,
        counting_ids("restored"),
        store_name="kith.db",
        actor="operator:test",
        **more,
    )


def rotated(folder: Path) -> rotation.Rotated:
    store = opened(folder)
    try:
        return rotation.rotate(store, keys_of(folder), ACTOR)
    finally:
        store.close()


def tamper(folder: Path, *statements: str) -> None:
    store = opened(folder)

    def work(turn: Turn) -> None:
        turn.write_diary("test.changed", "test", "t", "tester", "test")
        for statement in statements:
            turn.connection.execute(text(statement))

    store.perform_now(work)
    store.close()
