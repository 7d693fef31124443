"""Restoring: a store from a backup and its keys, or a kind word and an untouched folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import backup, diary, keys_file, sessions
from storage.errors import (
    CutOff,
    Damaged,
    FolderNotEmpty,
    Unsound,
    WrongKey,
)
from storage.keys_file import KeySet
from storage.turn import Turn
from tests.storage.builders import note
from tests.storage.folders import (
    KEYS,
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


def test_what_a_backup_holds_comes_back_and_the_diary_goes_on(copied: Path, tmp_path: Path) -> None:
    to = tmp_path / "again"
    assert restored(copied, to).sound
    assert read_all(to) == wished()
    assert to.stat().st_mode & 0o777 == 0o700
    for path in (keys_of(to), store_of(to)):
        assert keys_file.is_private(path)
    store = opened(to)
    assert store.perform_now(diary.verify) is None
    assert store.perform_now(diary.lines)[-1][1].action == "store.restored"
    store.close()


def test_a_folder_that_holds_the_keys_already_can_be_restored_into(
    copied: Path, tmp_path: Path
) -> None:
    to = tmp_path / "again"
    to.mkdir()
    keys_file.write(keys_of(to), KEYS)
    restored(copied, to)
    assert read_all(to) == wished()


def test_a_folder_with_other_keys_in_it_keeps_them(copied: Path, tmp_path: Path) -> None:
    to = tmp_path / "again"
    to.mkdir()
    keys_file.write(keys_of(to), WRONG)
    with pytest.raises(FolderNotEmpty):
        restored(copied, to)
    assert keys_file.read(keys_of(to)) == WRONG
    assert left(to) == [keys_file.NAME]


def test_nobody_is_signed_in_after_a_restore(folder: Path, tmp_path: Path) -> None:
    store = opened(folder)

    def sign_in(turn: Turn) -> None:
        from datetime import timedelta

        note(turn)
        sessions.start(turn, "secret", "person-amara", timedelta(hours=8))

    store.perform_now(sign_in)
    store.close()
    to = tmp_path / "again"
    restored(taken(folder, tmp_path / "one.kith").path, to)
    store = opened(to)
    assert store.perform_now(lambda turn: sessions.find(turn, "secret")) is None
    store.close()


def left(to: Path) -> list[str]:
    return [each.name for each in to.iterdir()] if to.exists() else []


def test_a_wrong_key_restores_nothing_and_says_so(copied: Path, tmp_path: Path) -> None:
    for keys in (WRONG, KeySet(KEYS.file, WRONG.master, KEYS.web)):
        with pytest.raises(WrongKey):
            restored(copied, tmp_path / "again", keys)
        assert left(tmp_path / "again") == []


@pytest.mark.parametrize("length", [0, 1, 100, 4096, 5000, 8192, -4096, -1])
def test_a_backup_that_was_cut_off_is_refused_and_the_folder_stays_empty(
    copied: Path, tmp_path: Path, length: int
) -> None:
    copied.write_bytes(copied.read_bytes()[:length])
    with pytest.raises((CutOff, Damaged)):
        restored(copied, tmp_path / "again")
    assert left(tmp_path / "again") == []


@pytest.mark.parametrize("part", [0, 0.3, 0.5, 0.7, 0.999])
def test_a_backup_with_one_byte_changed_is_refused_wherever_it_is(
    copied: Path, tmp_path: Path, part: float
) -> None:
    data = bytearray(copied.read_bytes())
    data[int(len(data) * part)] ^= 1
    copied.write_bytes(data)
    with pytest.raises((Unsound, Damaged, WrongKey)):
        restored(copied, tmp_path / "again")
    assert left(tmp_path / "again") == []


def test_a_folder_with_anything_in_it_is_not_restored_into(copied: Path, tmp_path: Path) -> None:
    to = tmp_path / "again"
    to.mkdir()
    (to / "letter.txt").write_text("dear")
    with pytest.raises(FolderNotEmpty):
        restored(copied, to)
    assert left(to) == ["letter.txt"]


def test_a_backup_taken_before_a_rotation_opens_with_the_keys_of_its_own_time(
    folder: Path, copied: Path, tmp_path: Path
) -> None:
    from storage import rotation

    store = opened(folder)
    rotation.rotate(store, keys_of(folder), "operator:test")
    store.close()
    with pytest.raises(WrongKey):
        restored(copied, tmp_path / "again", keys_file.read(keys_of(folder)))
    restored(copied, tmp_path / "again", KEYS)
    assert read_all(tmp_path / "again") == wished()


def test_a_backup_taken_in_the_middle_of_a_rotation_opens_with_both_keys(
    folder: Path, tmp_path: Path
) -> None:
    from dataclasses import replace

    both = replace(KEYS, next_master=b"n" * 32)
    keys_file.write(keys_of(folder), both)
    store = opened(folder)

    def half(turn: Turn) -> None:
        note(turn)
        turn.memory.keys.wrap_again(turn.connection, b"n" * 32)

    store.perform_now(half)
    store.close()
    done = backup.take(store_of(folder), both, keys_of(folder), tmp_path / "one.kith", now)
    restored(done.path, tmp_path / "again", both)
    assert read_all(tmp_path / "again") == wished()
