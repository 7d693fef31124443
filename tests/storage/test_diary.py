"""The diary: every change has its line, and nobody can mend it unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from storage import diary
from storage.diary_line import DiaryLine
from storage.errors import DiaryLineRefused
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import Clock, a_person, open_store


@pytest.fixture
def written(store: Store, clock: Clock) -> Store:
    """Six lines: the first is the store's own, about its beginning."""
    for number in range(1, 6):
        clock.on(minutes=1)
        store.perform_now(
            lambda turn, n=number: turn.write_diary(  # type: ignore[misc]
                "profile.answered", "profile", f"p{n}", "person-amara", "web", f"reason_{n}"
            )
        )
    return store


def tamper(store: Store, *statements: str) -> int | None:
    def work(turn: Turn) -> int | None:
        for name in ("update", "delete"):
            turn.connection.execute(text(f"DROP TRIGGER diary_refuses_{name}"))
        for statement in statements:
            turn.connection.execute(text(statement))
        return diary.verify(turn)

    found: list[int | None] = []

    def and_undo(turn: Turn) -> None:
        found.append(work(turn))
        raise KeyError

    with pytest.raises(KeyError):
        store.perform_now(and_undo)
    return found[0]


def test_a_diary_nobody_touched_is_whole(written: Store) -> None:
    assert written.perform_now(diary.verify) is None
    assert tamper(written) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'somebody'"),
        ("action", "'profile.read'"),
        ("object_id", "'p9'"),
        ("reason", "''"),
        ("behalf_of", "'x'"),
        ("channel", "'teams'"),
        ("object_kind", "'referral'"),
        ("at", "'2020'"),
        ("hash", "'0'"),
        ("previous", "'0'"),
        ("seq", "99"),
        ("reason", "'a sentence that no line may hold'"),
    ],
)
def test_a_line_that_was_changed_is_found(written: Store, column: str, value: str) -> None:
    assert tamper(written, "UPDATE diary SET " + f"{column} = {value} WHERE seq = 3") == 3


@pytest.mark.parametrize(("gone", "first_missing"), [(1, 1), (3, 3), (6, 6)])
def test_a_line_that_was_deleted_is_found_even_the_last(
    written: Store, gone: int, first_missing: int
) -> None:
    assert tamper(written, f"DELETE FROM diary WHERE seq = {gone}") == first_missing


def test_a_diary_that_was_emptied_is_found(written: Store) -> None:
    assert tamper(written, "DELETE FROM diary") == 1


def test_the_end_cannot_be_cut_off_with_the_head_that_knows_it(written: Store) -> None:
    assert tamper(written, "DELETE FROM diary WHERE seq > 4", "DELETE FROM diary_head") == 5


def test_a_chain_hashed_anew_does_not_agree_with_its_sealed_head(written: Store) -> None:
    forged = DiaryLine("2020", "somebody", "web", "profile.read", "profile", "p5")
    (previous,) = written.perform_now(
        lambda turn: turn.all(text("SELECT hash FROM diary WHERE seq = 5"))
    )[0]
    line = (
        f"at = '2020', actor = 'somebody', action = 'profile.read', reason = '',"
        f" hash = '{forged.hash(6, previous)}'"
    )
    assert tamper(written, "UPDATE diary SET " + f"{line} WHERE seq = 6") == 7


def test_lines_are_told_oldest_first_and_by_what_they_are_about(written: Store) -> None:
    every = written.perform_now(diary.lines)
    assert [seq for seq, _ in every] == [1, 2, 3, 4, 5, 6]
    about = written.perform_now(lambda turn: diary.lines(turn, "p2"))
    assert [(seq, line.reason) for seq, line in about] == [(3, "reason_2")]


def test_lines_of_this_turn_can_be_read_in_it(store: Store) -> None:
    def work(turn: Turn) -> int:
        a_person(turn)
        return len(diary.lines(turn))

    assert store.perform_now(work) == 2
    assert store.perform_now(diary.verify) is None


def test_the_chain_goes_on_when_the_store_is_opened_again(tmp_path: object, store: Store) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    store.perform_now(a_person)
    again = open_store(tmp_path / "kith.db")
    again.perform_now(lambda turn: a_person(turn, "grace"))
    assert again.perform_now(diary.verify) is None
    assert [seq for seq, _ in again.perform_now(diary.lines)] == [1, 2, 3]
    again.close()


Write = Callable[[Turn], None]


@pytest.mark.parametrize(
    "write",
    [
        lambda turn: turn.write_diary("Jordan ran away", "profile", "p", "a", "web"),
        lambda turn: turn.write_diary("profile.read", "profile", "Jordan Marsh", "a", "web"),
        lambda turn: turn.write_diary("profile.read", "profile", "p", "a", "web", "He is afraid"),
        lambda turn: turn.write_diary("profile.read", "profile", "p", "a", "web", "x" * 121),
        lambda turn: turn.write_diary("", "profile", "p", "a", "web"),
        lambda turn: turn.write_diary("profile.read", "profile", "p", "", "web"),
    ],
)
def test_a_sentence_or_a_nameless_actor_does_not_get_into_the_diary(
    store: Store, write: Write
) -> None:
    with pytest.raises(DiaryLineRefused):
        store.perform_now(write)


def test_a_line_says_on_whose_behalf(store: Store) -> None:
    store.perform_now(
        lambda turn: turn.write_diary(
            "profile.answered", "profile", "p", "a", "web", behalf_of="person-sam"
        )
    )
    assert store.perform_now(lambda turn: diary.lines(turn, "p"))[0][1].behalf_of == "person-sam"
