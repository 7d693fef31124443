"""Forgetting: nothing opens any more, not in the store, its log or an old backup; others are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from storage import (
    diary,
    documents,
    erasures,
    forgetting,
    inbox,
    profiles,
    receipts,
    referrals,
    subjects,
)
from storage import tables as t
from storage import tables_around as around
from storage.erasures import Erasure
from storage.errors import (
    DiaryLineRefused,
    Forgotten,
    KeysMissing,
    NoReceipt,
    NotFound,
    NotKept,
    SealBroken,
)
from storage.sealed import HOUSE
from storage.store import Store
from storage.tables import Row
from storage.turn import Turn
from tests.storage.builders import FILE_KEY, note
from tests.storage.folders import opened, restored, store_of, taken
from tests.storage.whole_record import a_whole_folder

ROBIN, WREN = "child-robin", "child-wren"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_whole_folder(tmp_path / "house")


def forget(turn: Turn) -> Erasure:
    return forgetting.forget(turn, ROBIN, "asked", "operator:test", without_receipt=True)


def sealed_of(turn: Turn, subject: str) -> list[bytes]:
    """Everything of one child's that is sealed, straight from the tables."""
    profiles_of = select(t.profile.c.id).where(t.profile.c.subject == subject)
    found = [
        *turn.all(select(t.subject.c.sealed).where(t.subject.c.id == subject)),
        *turn.all(select(t.answer.c.sealed).where(t.answer.c.profile.in_(profiles_of))),
        *turn.all(select(around.referral.c.snapshot).where(around.referral.c.subject == subject)),
        *turn.all(select(around.inbox.c.sealed).where(around.inbox.c.subject == subject)),
    ]
    return [row[0] for row in found]


def everything_said(turn: Turn) -> str:
    """Every column of every row that is not the diary, as one text."""
    rows = [turn.all(select(each)) for each in Row.metadata.sorted_tables if each.name != "diary"]
    return repr(rows)


def assert_forgotten(store: Store) -> None:
    def look(turn: Turn) -> None:
        assert [each.id for each in subjects.children(turn)] == [WREN]
        assert subjects.subject_of(turn, ROBIN) is None
        assert subjects.child_by_ref(turn, "C-robin") is None
        assert [each.subject_id for each in referrals.all_newest(turn)] == [WREN]
        assert profiles.about(turn, ROBIN) == []
        assert sealed_of(turn, ROBIN) == []
        assert inbox.kept_reply(turn, "web", "m-robin", "hello") is None
        assert turn.all(select(t.data_key).where(t.data_key.c.subject == ROBIN)) == []
        told = everything_said(turn)
        assert "C-robin" not in told
        assert "soon" in told  # wren's countable answer; robin's is gone with the rest
        assert turn.all(select(t.answer.c.profile).where(t.answer.c.plain == "soon"))[1:] == []
        with pytest.raises(Forgotten):
            subjects.read(turn, ROBIN)
        with pytest.raises(Forgotten):
            subjects.keep_record(turn, ROBIN, {})
        assert diary.verify(turn) is None
        assert turn.all(text("PRAGMA foreign_key_check")) == []

    store.perform_now(look)


def assert_unharmed(store: Store) -> None:
    def look(turn: Turn) -> None:
        wren = subjects.child(turn, WREN)
        assert wren is not None
        assert wren.record["school_name"] == "canary-record-bird-wren"
        [profile] = profiles.about(turn, WREN)
        assert "canary-answer-bird-wren" in str(profiles.progress(turn, profile).answers)
        [sent] = referrals.all_newest(turn)
        assert referrals.snapshot(turn, sent) == {"said": "canary-snapshot-bird-wren"}
        assert documents.find(turn, sent, "council") == b"canary-word-bird-wren"
        assert inbox.kept_reply(turn, "web", "m-wren", "hello") == "canary-reply-bird-wren"

    store.perform_now(look)


def test_after_forgetting_nothing_of_a_child_is_left_and_the_others_are_unharmed(
    folder: Path,
) -> None:
    store = opened(folder)
    store.perform_now(forget)
    assert_forgotten(store)
    assert_unharmed(store)
    store.close()
    again = opened(folder)
    assert_forgotten(again)
    again.close()


def test_what_was_sealed_before_does_not_open_though_somebody_kept_the_ciphertext(
    folder: Path,
) -> None:
    store = opened(folder)
    kept = store.perform_now(lambda turn: sealed_of(turn, ROBIN))
    assert len(kept) > 5
    store.perform_now(forget)

    def try_them(turn: Turn) -> None:
        for each in kept:
            with pytest.raises(SealBroken):
                turn.unseal(each, "subject", "record", ROBIN, ROBIN)

    store.perform_now(try_them)
    store.close()


def test_a_server_that_has_the_keys_in_memory_forgets_them_at_its_next_turn(folder: Path) -> None:
    server, operator = opened(folder, "server"), opened(folder, "operator")
    assert server.perform_now(lambda turn: subjects.child(turn, ROBIN)) is not None
    operator.perform_now(forget)
    assert_forgotten(server)
    assert_unharmed(server)
    server.close()
    operator.close()


def test_the_wrapped_keys_are_neither_in_the_pages_nor_in_the_log_afterwards(folder: Path) -> None:
    store = opened(folder)
    of = select(t.data_key.c.wrapped).where(t.data_key.c.subject == ROBIN)
    [wrapped] = [row[0] for row in store.perform_now(lambda turn: turn.all(of))]
    assert wrapped in without_the_file_key(folder, "before")
    store.perform_now(forget)
    assert forgetting.empty_log(store_of(folder), FILE_KEY)
    assert store_of(folder).with_name("kith.db-wal").stat().st_size == 0
    store.close()
    assert wrapped not in without_the_file_key(folder, "after")


def without_the_file_key(folder: Path, name: str) -> bytes:
    """The store as somebody who has the file key can write it out: every row there is."""
    from storage import sqlite

    engine = sqlite.reader(store_of(folder), FILE_KEY)
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("ATTACH DATABASE ? AS plain KEY ''", (str(folder / name),))
    cursor.execute("PRAGMA query_only = OFF")
    cursor.execute("SELECT sqlcipher_export('plain')")
    raw.close()
    engine.dispose()
    return (folder / name).read_bytes()


def test_an_old_backup_brings_nobody_back_when_the_list_is_given(
    folder: Path, tmp_path: Path
) -> None:
    copied = taken(folder, tmp_path / "old.kith").path
    store = opened(folder)
    made = store.perform_now(forget)
    store.close()
    known = erasures.remember(tmp_path / "erasures.json", [made])
    restored(copied, tmp_path / "again", erasures=known)
    again = opened(tmp_path / "again")
    assert_forgotten(again)
    assert_unharmed(again)
    actions = [line.action for _, line in again.perform_now(lambda turn: diary.lines(turn, ROBIN))]
    assert actions[-1] == "erasure.replayed"
    assert again.perform_now(erasures.everything) == known
    again.close()


def test_without_the_list_the_old_backup_does_bring_them_back(folder: Path, tmp_path: Path) -> None:
    copied = taken(folder, tmp_path / "old.kith").path
    restored(copied, tmp_path / "again")
    again = opened(tmp_path / "again")
    assert again.perform_now(lambda turn: subjects.child(turn, ROBIN)) is not None
    again.close()


def test_the_diary_keeps_that_it_happened_and_why(folder: Path) -> None:
    store = opened(folder)
    store.perform_now(forget)
    lines = [line for _, line in store.perform_now(lambda turn: diary.lines(turn, ROBIN))]
    assert (lines[-1].action, lines[-1].reason) == ("subject.forgotten_without_receipt", "asked")
    refs = {line.object_id for _, line in store.perform_now(diary.lines)}
    assert any(ref.startswith("LK-") for ref in refs)
    store.close()


def test_nobody_is_forgotten_without_a_receipt_for_what_is_there_now(folder: Path) -> None:
    store = opened(folder)

    def try_it(turn: Turn) -> Erasure:
        return forgetting.forget(turn, ROBIN, "asked", "operator:test")

    def hand_over(turn: Turn) -> None:
        note(turn)
        receipts.give(turn, ROBIN, "0" * 64, receipts.state_of(turn, ROBIN), "Imogen")

    def change(turn: Turn) -> None:
        note(turn)
        subjects.keep_record(turn, ROBIN, {"dob": "1950-01-02"})

    with pytest.raises(NoReceipt):
        store.perform_now(try_it)
    store.perform_now(hand_over)
    store.perform_now(change)
    with pytest.raises(NoReceipt):
        store.perform_now(try_it)
    assert store.perform_now(lambda turn: subjects.child(turn, ROBIN)) is not None
    store.perform_now(hand_over)
    assert store.perform_now(try_it).id == ROBIN
    assert_forgotten(store)
    store.close()


def test_a_reason_that_is_a_sentence_is_refused_and_a_stranger_is_not_found(folder: Path) -> None:
    store = opened(folder)
    with pytest.raises(DiaryLineRefused):
        store.perform_now(
            lambda turn: forgetting.forget(turn, ROBIN, "he asked", "o", without_receipt=True)
        )
    with pytest.raises(NotFound):
        store.perform_now(lambda turn: forgetting.forget(turn, "nobody", "asked", "o"))
    with pytest.raises(NotFound):
        store.perform_now(lambda turn: subjects.read(turn, "nobody"))
    store.perform_now(forget)
    with pytest.raises(Forgotten):
        store.perform_now(forget)
    with pytest.raises(KeysMissing):
        store.perform_now(lambda turn: turn.memory.keys.destroy(turn.connection, HOUSE))
    assert_unharmed(store)
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM answer",
        "UPDATE answer SET path = 'x.y'",
        "DELETE FROM erasure",
        "DELETE FROM receipt",
    ],
)
def test_answers_of_the_others_and_the_proofs_can_still_not_be_deleted(
    folder: Path, statement: str
) -> None:
    store = opened(folder)

    def hand_over(turn: Turn) -> None:
        note(turn)
        receipts.give(turn, WREN, "0" * 64, "", "Imogen")

    store.perform_now(hand_over)
    store.perform_now(forget)

    def tamper(turn: Turn) -> None:
        note(turn)
        turn.connection.execute(text(statement))

    with pytest.raises(NotKept) as told:
        store.perform_now(tamper)
    assert isinstance(told.value.__cause__, DatabaseError)
    assert_unharmed(store)
    store.close()


def test_a_store_in_which_somebody_was_forgotten_is_sound(folder: Path, tmp_path: Path) -> None:
    store = opened(folder)
    store.perform_now(forget)
    store.close()
    assert taken(folder, tmp_path / "new.kith").sound
