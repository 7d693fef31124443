"""Backups: whole, encrypted and read back before they count, whoever writes meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from storage import backup, diary, sqlite
from storage import tables_around as around
from storage.errors import (
    AlreadyThere,
    NoStore,
    NotKept,
    Unsound,
    WrongKey,
)
from storage.turn import Turn
from tests.reading_code import HOUSE
from tests.storage.builders import note
from tests.storage.folders import (
    KEYS,
    WISH,
    WRONG,
    keys_of,
    now,
    opened,
    read_all,
    restored,
    store_of,
    taken,
    wished,
)


def test_a_backup_is_one_private_file_that_was_read_back(folder: Path, tmp_path: Path) -> None:
    done = taken(folder, tmp_path / "one.kith")
    assert done.sound
    assert done.current
    assert {each.name for each in done.findings} == {
        "pages",
        "schema",
        "canary",
        "wrapped",
        "values",
        "chain",
    }
    assert done.path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["house", "one.kith"]


def test_a_backup_shows_no_word_of_what_is_in_it(copied: Path) -> None:
    data = copied.read_bytes()
    for word in (WISH, "SQLite format", "CREATE TABLE", "home.wish", "jordan"):
        assert word.encode() not in data


def test_the_keys_are_not_in_a_backup(copied: Path) -> None:
    data = copied.read_bytes()
    for key in (KEYS.file, KEYS.master, KEYS.web):
        assert key not in data
        assert key.hex().encode() not in data


def test_a_backup_never_takes_the_place_of_a_file(folder: Path, copied: Path) -> None:
    before = copied.read_bytes()
    with pytest.raises(AlreadyThere):
        taken(folder, copied)
    assert copied.read_bytes() == before


def test_a_file_that_appeared_meanwhile_is_left_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "one.kith"
    copy = sqlite.copy

    def slowly(*paths: Any) -> None:
        copy(*paths)
        to.write_text("somebody else's")

    monkeypatch.setattr(sqlite, "copy", slowly)
    with pytest.raises(AlreadyThere):
        taken(folder, to)
    assert to.read_text() == "somebody else's"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["house", "one.kith"]


def test_no_backup_is_made_of_nothing_nor_with_another_stores_keys(
    folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(NoStore):
        taken(tmp_path / "nowhere", tmp_path / "one.kith")
    with pytest.raises(WrongKey):
        backup.take(store_of(folder), WRONG, keys_of(folder), tmp_path / "one.kith", now)
    assert [each.name for each in tmp_path.iterdir()] == ["house"]


def test_a_full_disk_leaves_no_half_of_a_backup(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr(sqlite, "copy", full)
    with pytest.raises(NotKept):
        taken(folder, tmp_path / "one.kith")
    assert [each.name for each in tmp_path.iterdir()] == ["house"]


def test_a_store_with_a_broken_diary_is_copied_but_not_called_a_backup(
    folder: Path, tmp_path: Path
) -> None:
    store = opened(folder)

    def tamper(turn: Turn) -> None:
        turn.write_diary("test.changed", "test", "t", "tester", "test")
        turn.connection.execute(text("DROP TRIGGER diary_refuses_update"))
        turn.connection.execute(text("UPDATE diary SET actor = 'nobody' WHERE seq = 2"))

    store.perform_now(tamper)
    store.close()
    done = taken(folder, tmp_path / "one.kith")
    assert not done.sound
    assert [each.details for each in done.findings if each.name == "chain"] == [{"line": 2}]
    assert done.path.name == "one.kith.unsound"
    assert not (tmp_path / "one.kith").exists()
    with pytest.raises(Unsound):
        restored(done.path, tmp_path / "again")
    assert not list((tmp_path / "again").iterdir())
    assert not restored(done.path, tmp_path / "again", despite_faults=True).sound
    assert read_all(tmp_path / "again") == wished()


@pytest.fixture
def writer(folder: Path) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.other_process", "write", str(folder)],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield child
    child.kill()
    child.wait()
    assert child.stdout is not None
    child.stdout.close()


def test_a_backup_taken_while_another_process_writes_has_every_answer_told_before(
    folder: Path, tmp_path: Path, writer: subprocess.Popen[str]
) -> None:
    assert writer.stdout is not None
    for round_ in range(3):
        told = 0
        for _ in range(5):
            told = int(writer.stdout.readline())
        done = taken(folder, tmp_path / f"{round_}.kith")
        assert done.sound
        to = tmp_path / f"again{round_}"
        restored(done.path, to)
        found = read_all(to)
        written = len(found) - len(wished())
        assert written >= told
        # What was written while it was copied is there from the first on, without a hole.
        assert found == wished(
            *[*("jordan", "sam", "noor"), *(f"w{n + 1}" for n in range(written))]
        )
    assert writer.poll() is None


def test_looking_changes_nothing_and_a_writer_does_not_wait_for_it(folder: Path) -> None:
    from storage.looking import looking

    store = opened(folder)
    with looking(store_of(folder), KEYS, keys_of(folder), now) as turn:
        before = diary.head(turn)
        store.perform_now(lambda turn: note(turn))
        assert diary.head(turn) == before
        with pytest.raises(Exception, match="readonly"):
            turn.connection.execute(around.canary.delete())
    assert len(store.perform_now(lambda turn: turn.all(select(around.canary)))) == 1
    store.close()
