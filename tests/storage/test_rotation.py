"""Changing the keys: nothing is ever without a key that is on the disk, wherever it is cut off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from storage import diary, keys_file, rotation
from storage import tables as t
from storage.errors import KeysUsedUp, SealBroken, WrongKey
from storage.keys import MOST
from storage.store import Store
from tests.storage.builders import open_store
from tests.storage.folders import (
    ACTOR,
    CHILDREN,
    KEYS,
    keys_of,
    now,
    one_more,
    opened,
    read_all,
    rotated,
    store_of,
    wished,
    wishes,
)


def test_after_a_rotation_the_new_master_key_opens_everything_and_the_old_one_nothing(
    folder: Path,
) -> None:
    done = rotated(folder)
    keys = keys_file.read(keys_of(folder))
    assert (done.wrapped, done.resumed, done.mark) == (4, False, keys.mark)
    assert keys.master != KEYS.master
    assert keys.next_master is None
    assert (keys.file, keys.web) == (KEYS.file, KEYS.web)
    assert keys_file.is_private(keys_of(folder))
    assert read_all(folder) == wished()
    keys_of(folder).unlink()
    with pytest.raises(WrongKey):
        open_store(store_of(folder), now, file_key=KEYS.file, master_key=KEYS.master)


def test_a_rotation_is_in_the_diary(folder: Path) -> None:
    rotated(folder)
    store = opened(folder)
    lines = [line for _, line in store.perform_now(diary.lines)]
    assert (lines[-1].action, lines[-1].actor) == ("keys.rotated", ACTOR)
    assert store.perform_now(diary.verify) is None
    store.close()


def test_a_server_that_runs_goes_on_reading_and_making_keys(folder: Path) -> None:
    server = opened(folder, "server")
    rotated(folder)
    assert server.perform_now(wishes) == wished()
    server.perform_now(lambda turn: one_more(turn, "ash"))
    rotated(folder)
    rotated(folder)
    server.perform_now(lambda turn: one_more(turn, "wren"))
    assert server.perform_now(wishes) == wished(*CHILDREN, "ash", "wren")
    server.close()
    assert read_all(folder) == wished(*CHILDREN, "ash", "wren")


def test_a_child_added_between_the_two_halves_of_a_rotation_keeps_their_key(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = opened(folder, "server")
    check = keys_file.KeySet.rotated
    held: list[str] = []

    def first_a_child(keys: keys_file.KeySet) -> keys_file.KeySet:
        held.append("second half")
        return check(keys)

    monkeypatch.setattr(keys_file.KeySet, "rotated", first_a_child)
    store = opened(folder)
    perform = store.perform_now

    def between(work: Callable[..., Any]) -> Any:
        server.perform_now(lambda turn: one_more(turn, f"between{len(held)}{id(work)}"))
        return perform(work)

    monkeypatch.setattr(store, "perform_now", between)
    rotation.rotate(store, keys_of(folder), ACTOR)
    assert held == ["second half"]
    store.close()
    server.close()
    assert len(read_all(folder)) == len(CHILDREN) + 2


def test_a_key_that_was_changed_while_the_server_started_is_no_wrong_key(folder: Path) -> None:
    rotated(folder)
    late = open_store(store_of(folder), now, file_key=KEYS.file, master_key=KEYS.master)
    assert late.perform_now(wishes) == wished()
    late.close()


def test_the_keys_file_of_another_store_is_not_believed(folder: Path) -> None:
    keys_file.write(keys_of(folder), replace(KEYS, file=b"f" * 32))
    with pytest.raises(WrongKey):
        open_store(store_of(folder), now, file_key=KEYS.file, master_key=b"?" * 32)


def test_a_key_that_does_not_open_stops_the_rotation_before_anything_is_lost(folder: Path) -> None:
    store = opened(folder)

    def spoil(turn: Any) -> None:
        turn.write_diary("test.changed", "test", "t", "tester", "test")
        turn.change(
            update(t.data_key).where(t.data_key.c.subject == "child-sam").values(wrapped=b"\1\1"),
            {},
        )

    store.perform_now(spoil)
    before = store.perform_now(lambda turn: turn.all(select(t.data_key.c.wrapped)))
    with pytest.raises(SealBroken):
        rotation.rotate(store, keys_of(folder), ACTOR)
    assert store.perform_now(lambda turn: turn.all(select(t.data_key.c.wrapped))) == before
    store.close()
    assert keys_file.read(keys_of(folder)).master == KEYS.master


def test_new_data_keys_seal_what_is_written_from_now_on_even_by_a_server_that_runs(
    folder: Path,
) -> None:
    server = opened(folder, "server")
    server.perform_now(wishes)
    store = opened(folder)
    assert rotation.renew(store, ACTOR) == 4
    store.close()
    assert server.perform_now(wishes) == wished()
    server.perform_now(lambda turn: one_more(turn, "sam"))
    numbers = text("SELECT DISTINCT hex(substr(sealed, 2, 1)) FROM answer ORDER BY 1")
    assert [row[0] for row in server.perform_now(lambda turn: turn.all(numbers))] == ["01", "02"]
    assert server.perform_now(diary.verify) is None
    server.close()
    assert read_all(folder) == wished()


def test_nobody_has_more_keys_than_a_sealed_value_can_tell_apart(store: Store) -> None:
    for _ in range(MOST - 1):
        rotation.renew(store, ACTOR)
    with pytest.raises(KeysUsedUp):
        rotation.renew(store, ACTOR)
    assert store.perform_now(diary.verify) is None


def test_a_key_another_process_destroyed_is_gone_from_the_memory_of_a_server(folder: Path) -> None:
    server, other = opened(folder, "server"), opened(folder, "other")
    assert server.perform_now(wishes) == wished()

    def forget(turn: Any) -> None:
        turn.write_diary("test.forgot", "test", "t", "tester", "test")
        turn.connection.execute(text("DELETE FROM data_key WHERE subject = 'child-sam'"))

    other.perform_now(forget)
    with pytest.raises(SealBroken):
        server.perform_now(wishes)
    server.close()
    other.close()
