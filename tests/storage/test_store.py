"""The store: a turn is kept whole or not at all, and a wrong key opens nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlcipher3 import dbapi2

from storage import diary, people, profiles, sqlite, subjects
from storage import tables as t
from storage import tables_around as around
from storage.errors import (
    NoDiaryLine,
    NotKept,
    StorageError,
    StoreClosed,
    TurnInsideTurn,
    UnknownSchema,
    UnsafeDatabase,
    WrongKey,
)
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import (
    BEGINNING,
    FILE_KEY,
    Clock,
    a_child,
    a_person,
    a_profile,
    note,
    open_store,
    said,
)


def test_a_turn_that_fails_halfway_keeps_nothing(store: Store) -> None:
    profile = store.perform_now(a_profile)

    def fails(turn: Turn) -> None:
        a_person(turn, "grace")
        said(turn, profile, {"home.wish": "A dog"})
        raise KeyError

    with pytest.raises(KeyError):
        store.perform_now(fails)
    assert store.perform_now(lambda turn: people.person_by_key(turn, "grace")) is None
    found = store.perform_now(lambda turn: profiles.find(turn, profile.id))
    assert found == profile
    assert store.perform_now(lambda turn: profiles.progress(turn, profile)).entries == ()


def test_a_child_whose_turn_failed_can_be_added_again_with_a_new_key(store: Store) -> None:
    def fails(turn: Turn) -> None:
        a_child(turn)
        raise KeyError

    with pytest.raises(KeyError):
        store.perform_now(fails)
    store.perform_now(a_child)
    found = store.perform_now(lambda turn: subjects.child_by_ref(turn, "C-jordan"))
    assert found is not None
    assert found.preferred_name == "Jordan"


def test_a_change_without_a_diary_line_is_refused_and_not_kept(store: Store) -> None:
    profile = store.perform_now(a_profile)
    with pytest.raises(NoDiaryLine):
        store.perform_now(lambda turn: profiles.finish(turn, profile))
    assert store.perform_now(lambda turn: profiles.find(turn, profile.id)) == profile


def test_a_turn_that_only_looks_needs_no_diary_line(store: Store) -> None:
    assert store.perform_now(people.everyone) == []


async def test_a_turn_can_be_awaited_and_has_the_time_it_began(store: Store, clock: Clock) -> None:
    clock.on(minutes=5)
    assert await store.perform(lambda turn: turn.now) == clock.now


async def test_a_hundred_turns_at_once_are_done_one_after_the_other(store: Store) -> None:
    profile = store.perform_now(a_profile)

    def add_one(turn: Turn) -> None:
        newest = profiles.find(turn, profile.id)
        assert newest is not None
        said(turn, newest, {f"home.n{newest.revision}": "yes"})

    await asyncio.gather(*(store.perform(add_one) for _ in range(100)))
    newest = store.perform_now(lambda turn: profiles.find(turn, profile.id))
    assert newest is not None
    assert newest.revision == 101
    assert len(store.perform_now(lambda turn: profiles.progress(turn, newest)).answers) == 100


def test_what_was_kept_is_there_when_the_store_is_opened_again(tmp_path: Path) -> None:
    first = open_store(tmp_path / "kith.db")
    profile = first.perform_now(a_profile)
    kept = first.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    first.close()
    again = open_store(tmp_path / "kith.db")
    assert again.perform_now(lambda turn: profiles.find(turn, profile.id)) == kept
    assert again.perform_now(lambda turn: profiles.progress(turn, kept)).turn == 1
    again.close()


@pytest.mark.parametrize("wrong", ["file_key", "master_key"])
def test_a_wrong_key_is_noticed_at_the_door(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "kith.db"
    open_store(path).close()
    keys: dict[str, bytes] = {wrong: b"?" * 32}
    with pytest.raises(WrongKey):
        open_store(path, **keys)  # type: ignore[arg-type]
    open_store(path).close()


@pytest.mark.parametrize("wrong", ["file_key", "master_key"])
def test_a_password_is_not_a_key(tmp_path: Path, wrong: str) -> None:
    keys: dict[str, bytes] = {wrong: b"larkshire"}
    with pytest.raises(ValueError, match="32 bytes"):
        open_store(tmp_path / "kith.db", **keys)  # type: ignore[arg-type]


def test_the_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    open_store(tmp_path / "kith.db").close()
    assert (tmp_path / "kith.db").stat().st_mode & 0o077 == 0


def test_the_database_is_set_to_lose_nothing(store: Store) -> None:
    def settings(turn: Turn) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [turn.all(text(f"PRAGMA {name}"))[0][0] for name in names]

    assert store.perform_now(settings) == ["wal", 2, 1, 5000]


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_a_sqlite_with_the_wal_reset_bug_is_refused(
    tmp_path: Path, version: tuple[int, ...], safe: bool
) -> None:
    assert sqlite.wal_is_safe(version) is safe
    if not safe:
        with pytest.raises(UnsafeDatabase):
            sqlite.engine(tmp_path / "kith.db", FILE_KEY, version)


def test_a_store_of_a_newer_kith_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    store = open_store(path)

    def grow(turn: Turn) -> None:
        note(turn)
        turn.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    store.perform_now(grow)
    store.close()
    with pytest.raises(UnknownSchema):
        open_store(path)


def test_a_full_disk_is_a_clear_refusal_and_the_store_goes_on_when_there_is_room(
    store: Store,
) -> None:
    profile = store.perform_now(a_profile)

    story = {"home.wish": "A dog " * 20_000}

    def too_much(turn: Turn) -> None:
        turn.connection.execute(text("PRAGMA max_page_count = 1"))
        said(turn, profile, story)

    with pytest.raises(NotKept):
        store.perform_now(too_much)
    assert store.perform_now(lambda turn: profiles.find(turn, profile.id)) == profile
    store.perform_now(lambda turn: said(turn, profile, story))


def test_a_turn_that_has_only_read_cannot_be_overtaken_before_it_writes(
    tmp_path: Path, store: Store
) -> None:
    def while_reading(turn: Turn) -> None:
        people.everyone(turn)
        other = sqlite.engine(tmp_path / "kith.db", FILE_KEY).raw_connection()
        cursor = other.cursor()
        cursor.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(dbapi2.OperationalError, match="locked"):
            cursor.execute("BEGIN IMMEDIATE")
        other.close()

    store.perform_now(while_reading)


def test_an_error_of_the_database_says_nothing_of_what_was_being_kept(store: Store) -> None:
    store.perform_now(lambda turn: a_person(turn, "amara"))
    with pytest.raises(NotKept) as refused:
        store.perform_now(lambda turn: a_person(turn, "amara"))
    told = f"{refused.value} {refused.value.__cause__}"
    assert "amara" not in told
    assert "Amara" not in told


@pytest.mark.parametrize("table", [t.answer, around.diary])
@pytest.mark.parametrize("how", [update, delete])
def test_the_database_itself_refuses_to_change_or_delete_answers_and_diary(
    store: Store, table: object, how: object
) -> None:
    profile = store.perform_now(a_profile)
    store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    statement = how(table)  # type: ignore[operator]
    if how is update:
        statement = statement.values(at="2020")
    with pytest.raises(NotKept):
        store.perform_now(lambda turn: turn.change(statement, {}))


def test_a_turn_inside_a_turn_is_refused_rather_than_waited_for(store: Store) -> None:
    with pytest.raises(TurnInsideTurn):
        store.perform_now(lambda turn: store.perform_now(people.everyone))


def test_a_closed_store_says_so_and_can_be_closed_twice(tmp_path: Path) -> None:
    store = open_store(tmp_path / "kith.db")
    store.close()
    store.close()
    with pytest.raises(StoreClosed):
        store.perform_now(people.everyone)


def test_two_stores_on_one_file_see_each_other(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    one, other = open_store(path), open_store(path)
    profile = one.perform_now(a_profile)
    newer = other.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    newest = one.perform_now(lambda turn: said(turn, newer, {"home.wish": "A cat"}))
    entries = other.perform_now(lambda turn: profiles.progress(turn, newest)).entries
    assert [entry.turn for entry in entries] == [1, 2]
    assert other.perform_now(diary.verify) is None
    one.close()
    other.close()


def test_every_message_of_ours_is_a_sentence_without_values() -> None:
    for error in StorageError.__subclasses__():
        assert str(error()).endswith(".")
        assert str(error("Jordan")) == str(error())


def test_the_clock_is_asked_once_a_turn(tmp_path: Path) -> None:
    asked = 0

    def clock() -> object:
        nonlocal asked
        asked += 1
        return BEGINNING

    store = open_store(tmp_path / "kith.db", clock)  # type: ignore[arg-type]
    asked = 0
    store.perform_now(a_profile)
    assert asked == 1
    store.close()
