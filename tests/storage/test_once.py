"""What a turn asks again is answered from what it found, until a row changes; and what is kept ready."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select
from sqlalchemy import update as change_rows
from sqlcipher3 import dbapi2

from storage import allocations, inbox, people, profiles, sqlite
from storage import tables as t
from storage import tables_around as around
from storage.doors import door
from storage.errors import NotKept
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import (
    Clock,
    a_child,
    a_person,
    a_profile,
    counting_ids,
    note,
    noted,
    open_store,
)
from tests.storage.whole_record import fill


class Asked:
    """A question that counts how often it was really asked."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self.times = 0
        self._ask = ask

    def __call__(self) -> Any:
        self.times += 1
        return self._ask()


def teams(turn: Turn) -> tuple[str, ...]:
    return tuple(person.team for person in people.everyone(turn))


def test_the_same_question_is_asked_once_until_a_row_changes(store: Store) -> None:
    def work(turn: Turn) -> None:
        asked = Asked(lambda: teams(turn))
        assert [turn.once("teams", asked) for _ in range(3)] == [()] * 3
        assert asked.times == 1
        a_person(turn, "amara")
        assert [turn.once("teams", asked) for _ in range(3)] == [("North",)] * 3
        assert asked.times == 2
        turn.change(change_rows(t.person).values(team="South"), {})
        assert turn.once("teams", asked) == ("South",)

    store.perform_now(work)


def test_a_tidy_change_and_many_rows_at_once_are_noticed_too(store: Store) -> None:
    def work(turn: Turn) -> None:
        asked = Asked(lambda: turn.at)
        turn.once("at", asked)
        a_profile(turn)
        inbox.keep_reply(turn, "web", "m-1", "hello", "{}", "")
        turn.once("at", asked)
        assert asked.times == 2
        turn.tidy(change_rows(around.inbox).values(body_sha256=b""), {})
        turn.once("at", asked)
        assert asked.times == 3
        row = ("person-amara", "child-jordan", turn.at, None, "case")
        columns = "person, subject, since, until, kind"
        turn.add(f"INSERT INTO allocation ({columns}) VALUES (?, ?, ?, ?, ?)", [row])
        turn.once("at", asked)
        assert asked.times == 4

    store.perform_now(work)


def test_nothing_is_remembered_for_the_next_turn_nor_under_another_name(store: Store) -> None:
    asked = Asked(lambda: 1)
    for _ in range(2):
        store.perform_now(lambda turn: (turn.once("a", asked), turn.once("b", asked)))
    assert asked.times == 4


def test_a_question_that_failed_is_asked_again(store: Store) -> None:
    answers: list[Any] = [KeyError("no"), None, "late"]

    def ask() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def work(turn: Turn) -> None:
        with pytest.raises(KeyError):
            turn.once("it", ask)
        assert turn.once("it", ask) is None
        assert turn.once("it", ask) is None, "nothing is an answer, too"

    store.perform_now(work)
    assert answers == ["late"]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_done_between_it_says_what_asking_anew_would(store: Store, seed: int) -> None:
    dice = random.Random(seed)

    def work(turn: Turn) -> None:
        for number in range(30):
            match dice.randrange(4):
                case 0:
                    a_person(turn, f"p{number}")
                case 1:
                    turn.change(change_rows(t.person).values(team=f"All {number}"), {})
                case 2:
                    turn.change(change_rows(t.person).values(team="x"), {})
            assert turn.once("teams", lambda: teams(turn)) == teams(turn)
        if dice.random() < 0.3:
            raise ZeroDivisionError

    for _ in range(3):
        try:
            store.perform_now(work)
        except ZeroDivisionError:
            continue
        break


# ---------------------------------------------------------------- who asks so


def test_beside_a_profile_are_all_about_the_same_child_and_nobody_elses(
    store: Store, clock: Clock
) -> None:
    first = store.perform_now(a_profile)
    clock.on(minutes=1)
    second = store.perform_now(lambda turn: a_profile(turn, owner="ben"))
    store.perform_now(lambda turn: a_profile(turn, child="sam"))

    def look(turn: Turn) -> None:
        found = profiles.beside(turn, first.id)
        assert found == tuple(profiles.about(turn, first.subject_id))
        assert found == profiles.beside(turn, second.id)
        assert profiles.named(found, second.id) == second
        assert profiles.beside(turn, "nobody's") == ()

    store.perform_now(look)


def test_a_profile_that_is_begun_in_the_turn_is_beside_the_others_at_once(store: Store) -> None:
    first = store.perform_now(a_profile)

    def work(turn: Turn) -> None:
        assert len(profiles.beside(turn, first.id)) == 1
        new = a_profile(turn, owner="ben")
        assert {each.id for each in profiles.beside(turn, first.id)} == {first.id, new.id}
        gone = profiles.set_aside(turn, new)
        assert profiles.named(profiles.beside(turn, new.id), new.id) == gone

    store.perform_now(noted(work))


def test_the_doors_follow_what_is_done_in_the_same_turn(store: Store) -> None:
    def work(turn: Turn) -> None:
        child, amara = a_child(turn), a_person(turn)
        before = door(turn, child.id)
        assert before is not None
        assert before.working.now == frozenset()
        allocations.allocate(turn, amara.id, child.id)
        after = door(turn, child.id)
        assert after is not None
        assert after.working.now == {amara.id}

    store.perform_now(noted(work))


# ---------------------------------------------------------------- what is kept ready


def test_whatever_a_whole_record_takes_has_room_on_the_drivers_shelf(store: Store) -> None:
    seen: set[str] = set()

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.add(statement)

    event.listen(Engine, "before_cursor_execute", see)
    try:
        store.perform_now(fill)
        again = len(seen)
        store.perform_now(lambda turn: fill(turn, "wren", "-wren"))
    finally:
        event.remove(Engine, "before_cursor_execute", see)
    assert len(seen) == again, "nobody's own statement is made for them"
    assert 20 < len(seen) < sqlite.STATEMENTS / 2


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """How the driver was asked for a connection, every time."""
    asked: list[dict[str, object]] = []
    real = dbapi2.connect

    def connect(*args: object, **named: object) -> object:
        asked.append(named)
        return real(*args, **named)

    monkeypatch.setattr(dbapi2, "connect", connect)
    return asked


def test_a_store_that_was_just_made_is_used_through_a_fresh_connection(
    tmp_path: Path, opened: list[dict[str, object]]
) -> None:
    path = tmp_path / "kith.db"
    keys = {"file_key": b"f" * 32, "master_key": b"m" * 32}
    made = Store.open(path, **keys, clock=Clock(), new_id=counting_ids())
    assert len(opened) == 2, "the hundreds of statements that made tables went with the first"
    made.perform_now(a_child)
    assert len(opened) == 2
    made.close()
    opened.clear()
    again = Store.open(path, **keys, clock=Clock(), new_id=counting_ids("later"))
    assert len(opened) == 1, "there was nothing to bring up to date"
    assert again.perform_now(lambda turn: turn.first(select(t.subject.c.ref))) == ("C-jordan",)
    again.close()
    assert {each["cached_statements"] for each in opened} == {sqlite.STATEMENTS}


def test_what_is_known_by_heart_goes_with_a_lost_connection(store: Store) -> None:
    profile = store.perform_now(a_profile)

    def breaks(turn: Turn) -> None:
        note(turn)
        turn.change(insert(t.person), {"id": "p"})

    with pytest.raises(NotKept):
        store.perform_now(breaks)
    assert store.perform_now(lambda turn: profiles.beside(turn, profile.id)) == (profile,)


def test_a_second_store_on_the_file_sees_what_the_first_one_changed(
    tmp_path: Path, store: Store
) -> None:
    profile = store.perform_now(a_profile)
    other = open_store(tmp_path / "kith.db", new_id=counting_ids("other"))
    assert other.perform_now(lambda turn: profiles.beside(turn, profile.id)) == (profile,)
    aside = store.perform_now(noted(lambda turn: profiles.set_aside(turn, profile)))
    assert other.perform_now(lambda turn: profiles.beside(turn, profile.id)) == (aside,)
    other.close()
