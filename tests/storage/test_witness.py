"""The witness: whoever owns the database, its keys even, cannot rewrite what was seen outside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import witness
from storage.diary import Head
from storage.diary_line import BEGINNING
from storage.errors import WitnessUnreadable
from storage.store import Store
from storage.turn import Turn
from storage.witness import Broken, Rewritten, Seen, Shortened, Verdict, Whole
from tests.storage.builders import Clock, open_store


def write(store: Store, first: int, last: int, word: str = "page") -> None:
    for number in range(first, last + 1):
        store.perform_now(
            lambda turn, n=number: turn.write_diary(  # type: ignore[misc]
                "profile.read", "profile", f"{word}{n}", "person-amara", "web"
            )
        )


@pytest.fixture
def written(store: Store) -> Store:
    write(store, 2, 5)
    return store


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "witness"


def look(store: Store, book: Path, clock: Clock) -> Verdict:
    """As the command does: compare, and remember the end when all is well."""
    seen = witness.read(book)
    found = store.perform_now(lambda turn: witness.verdict(turn, seen))
    if isinstance(found, Whole):
        book.parent.mkdir(exist_ok=True)
        witness.append(book, found.head, clock.now, seen)
    return found


def test_a_diary_that_only_grew_agrees_with_its_witness(
    written: Store, book: Path, clock: Clock
) -> None:
    assert isinstance(look(written, book, clock), Whole)
    write(written, 6, 8)
    clock.on(days=1)
    assert isinstance(look(written, book, clock), Whole)
    assert isinstance(look(written, book, clock), Whole)
    assert [each.seq for each in witness.read(book)] == [5, 8]
    assert book.stat().st_mode & 0o777 == 0o600


def test_the_diary_of_an_older_copy_of_the_store_is_shorter_than_the_witness_saw(
    tmp_path: Path, clock: Clock, book: Path
) -> None:
    store = open_store(tmp_path / "kith.db", clock)
    write(store, 2, 3)
    store.close()
    shutil.copy(tmp_path / "kith.db", tmp_path / "older.db")
    store = open_store(tmp_path / "kith.db", clock)
    write(store, 4, 9)
    look(store, book, clock)
    store.close()
    older = open_store(tmp_path / "older.db", clock)
    found = look(older, book, clock)
    assert isinstance(found, Shortened)
    assert (found.head.seq, found.seen.seq) == (3, 9)
    write(older, 4, 12, "other")
    assert look(older, book, clock) == Rewritten(witness.read(book)[0])
    assert len(witness.read(book)) == 1
    older.close()


def forge(turn: Turn) -> None:
    """What somebody with every key could do: take the end off, and seal a new end."""
    kept = turn.all(text("SELECT hash FROM diary WHERE seq = 3"))[0][0]
    for change in ("update", "delete"):
        turn.connection.execute(text(f"DROP TRIGGER diary_refuses_{change}"))
    turn.connection.execute(text("DELETE FROM diary WHERE seq > 3"))
    head = turn.seal(f"3 {kept}", "diary_head", "sealed", "1", "")
    turn.connection.execute(text("UPDATE diary_head SET sealed = :head"), {"head": head})
    turn.write_diary("profile.read", "profile", "forged", "person-amara", "web")


def test_a_chain_forged_with_the_keys_themselves_is_noticed_by_the_witness_alone(
    written: Store, book: Path, clock: Clock
) -> None:
    look(written, book, clock)
    written.perform_now(forge)
    assert isinstance(written.perform_now(witness.verdict), Whole)
    assert isinstance(look(written, book, clock), Shortened)
    write(written, 5, 9)
    assert isinstance(look(written, book, clock), Rewritten)


def test_a_broken_line_is_named_before_the_witness_is_asked(
    written: Store, book: Path, clock: Clock
) -> None:
    look(written, book, clock)

    def tamper(turn: Turn) -> None:
        turn.connection.execute(text("DROP TRIGGER diary_refuses_update"))
        turn.connection.execute(text("UPDATE diary SET actor = 'nobody' WHERE seq = 4"))
        turn.write_diary("test.changed", "test", "t", "tester", "test")

    written.perform_now(tamper)
    assert look(written, book, clock) == Broken(4)


@pytest.mark.parametrize(
    "rubbish",
    ["hello", "5 abc 2026-01-01", "5 " + "0" * 64 + " yesterday", "\u00e9", "", "-1 2 3"],
)
def test_a_witness_file_that_was_touched_is_not_believed(book: Path, rubbish: str) -> None:
    book.parent.mkdir()
    book.write_text(f"5 {'0' * 64} 2026-01-01T00:00:00+00:00\n{rubbish}\n", encoding="utf-8")
    with pytest.raises(WitnessUnreadable):
        witness.read(book)


def test_a_witness_that_saw_nothing_has_nothing_against_an_empty_diary(clock: Clock) -> None:
    assert witness.read(Path("nowhere at all")) == ()
    assert Seen(0, BEGINNING, clock.now).hash == Head(0, BEGINNING).hash
