"""The doctor's look: each thing that can be wrong is found, and looking mends and breaks nothing."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlcipher3 import dbapi2

from storage import keys_file
from storage.checkup import examine
from storage.finding import State
from storage.turn import Turn
from tests.storage.folders import KEYS, a_folder, keys_of, now, opened, store_of

Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "house")


NOT_YET = {"no_backup", "no_witness", "room"}
"""What a new store has not, and how full the disk happens to be."""


def found(folder: Path, later: timedelta = timedelta()) -> dict[str, str]:
    look = examine(store_of(folder), keys_of(folder), lambda: now() + later)
    return {each.name: each.state.value for each in look}


def change(folder: Path, *statements: str, line: str = "test.changed") -> None:
    store = opened(folder)

    def work(turn: Turn) -> None:
        turn.write_diary(line, "test", "t", "tester", "test")
        for statement in statements:
            turn.connection.execute(text(statement))

    store.perform_now(work)
    store.close()


def test_a_store_in_order_has_nothing_wrong_with_it(folder: Path) -> None:
    before = store_of(folder).read_bytes()
    states = found(folder)
    assert {state for name, state in states.items() if name not in NOT_YET} == {"fine"}
    assert states["no_backup"] == states["no_witness"] == "note"
    assert len(states) == 13
    assert store_of(folder).read_bytes() == before


@pytest.mark.parametrize("done", ["store.backed_up", "store.restored"])
def test_a_backup_is_remembered_for_a_day(folder: Path, done: str) -> None:
    change(folder, line=done)
    assert found(folder)["last_backup"] == "fine"
    assert found(folder, timedelta(days=2))["last_backup"] == "note"


def test_a_witness_is_remembered_for_two_days(folder: Path) -> None:
    change(folder, line="diary.witnessed")
    assert found(folder, timedelta(days=1.5))["last_witness"] == "fine"
    assert found(folder, timedelta(days=2.5))["last_witness"] == "note"


def spoil_file(folder: Path) -> None:
    store_of(folder).write_bytes(store_of(folder).read_bytes()[:9000])


def flip(folder: Path) -> None:
    data = bytearray(store_of(folder).read_bytes())
    data[len(data) // 2] ^= 1
    store_of(folder).write_bytes(data)


def rewrite_keys(folder: Path, **keys: bytes) -> None:
    keys_file.write(keys_of(folder), replace(KEYS, **keys))


WRONGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no store": (lambda folder: store_of(folder).unlink(), "store"),
    "no keys": (lambda folder: keys_of(folder).unlink(), "keys_file"),
    "cut keys": (lambda folder: keys_of(folder).write_text("{"), "keys_unreadable"),
    "open keys": (lambda folder: keys_of(folder).chmod(0o640), "keys_open"),
    "open store": (lambda folder: store_of(folder).chmod(0o644), "store_open"),
    "file key": (lambda folder: rewrite_keys(folder, file=b"?" * 32), "opens"),
    "master key": (lambda folder: rewrite_keys(folder, master=b"?" * 32), "canary"),
    "cut store": (spoil_file, "damaged"),
    "flipped byte": (flip, "pages"),
    "empty store": (lambda folder: store_of(folder).write_bytes(b""), "no_schema"),
    "newer": (
        lambda folder: change(folder, "UPDATE alembic_version SET version_num = '9999'"),
        "schema",
    ),
    "diary": (
        lambda folder: change(
            folder, "DROP TRIGGER diary_refuses_delete", "DELETE FROM diary WHERE seq = 2"
        ),
        "chain",
    ),
    "a key": (
        lambda folder: change(
            folder, "UPDATE data_key SET wrapped = x'0101' WHERE subject = 'child-sam'"
        ),
        "wrapped",
    ),
    "a record": (
        lambda folder: change(
            folder,
            "UPDATE subject SET sealed = (SELECT sealed FROM subject WHERE id = 'child-sam')"
            " WHERE id = 'child-jordan'",
        ),
        "values",
    ),
    "an answer": (
        lambda folder: change(
            folder,
            "DROP TRIGGER answer_refuses_update",
            "UPDATE answer SET path = 'home.fear' WHERE seq = 1",
        ),
        "values",
    ),
    "a name": (lambda folder: change(folder, "UPDATE person SET sealed = x''"), "values"),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_each_thing_that_is_wrong_is_found(folder: Path, wrong: str) -> None:
    spoil, name = WRONGS[wrong]
    spoil(folder)
    states = found(folder)
    assert states[name] == State.FAULT


def test_somebody_whose_key_was_destroyed_is_forgotten_and_nothing_is_wrong(folder: Path) -> None:
    change(folder, "DELETE FROM data_key WHERE subject = 'child-sam'")
    assert State.FAULT not in found(folder).values()


def test_a_rotation_that_was_cut_off_is_told(folder: Path) -> None:
    rewrite_keys(folder, next_master=b"n" * 32)
    assert found(folder)["rotation"] == "note"


@pytest.mark.parametrize(
    ("free", "state"), [(50 * 2**30, "fine"), (5 * 2**30, "note"), (1000, "fault")]
)
def test_a_disk_that_fills_up_is_told_in_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    disk = Disk(100 * 2**30, 0, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk)
    assert found(folder)["room"] == state


def test_a_sqlite_that_can_lose_data_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 40, 1))
    assert next(examine(store_of(folder), keys_of(folder), now)).state is State.FAULT
