"""Sealing: a value opens where it was sealed and nowhere else, and the file shows nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table, delete, select, text, update

from care.people import Person, Role
from storage import documents, inbox, outbox, people, profiles, referrals, sealed, subjects
from storage import tables as t
from storage.errors import SealBroken
from storage.sealed import DataKey, cipher, place
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import a_person, a_profile, note, open_store, said

Parts = tuple[str, str, str, str]
CANARY = "Kestrel-by-the-harbour"
KEY = DataKey(1, cipher(bytes(32)))
HERE = place("answer", "sealed", "child-1", "profile-1 1 home.wish")


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_again(plain: bytes) -> None:
    assert sealed.unseal(KEY, sealed.seal(KEY, plain, HERE), HERE) == plain


def test_the_same_words_are_never_sealed_alike() -> None:
    assert sealed.seal(KEY, b"a dog", HERE) != sealed.seal(KEY, b"a dog", HERE)


@given(st.integers(0, 60), st.integers(1, 255))
def test_a_sealed_value_with_any_byte_changed_does_not_open(at: int, by: int) -> None:
    value = bytearray(sealed.seal(KEY, b"a dog", HERE))
    value[at % len(value)] ^= by
    with pytest.raises(SealBroken):
        sealed.unseal(KEY, bytes(value), HERE)


@given(st.integers(0, 33))
def test_a_sealed_value_that_was_cut_short_does_not_open(length: int) -> None:
    value = sealed.seal(KEY, b"a dog", HERE)
    with pytest.raises(SealBroken):
        sealed.unseal(KEY, value[: min(length, len(value) - 1)], HERE)


PLACES = st.tuples(*[st.text("a1:|", max_size=4)] * 4)


@given(PLACES, PLACES)
def test_no_two_places_read_alike(one: Parts, other: Parts) -> None:
    assert (place(*one) == place(*other)) == (one == other)


def test_another_key_does_not_open() -> None:
    value = sealed.seal(KEY, b"a dog", HERE)
    for other in (DataKey(1, cipher(b"1" * 32)), DataKey(2, cipher(bytes(32)))):
        with pytest.raises(SealBroken):
            sealed.unseal(other, value, HERE)


def test_a_key_has_no_readable_form() -> None:
    assert repr(DataKey(1, cipher(b"k" * 32))) == "DataKey(1)"


def paste(turn: Turn, table: Table, over: str, pasted: str) -> None:
    """What somebody with the file key and SQL could do, triggers or not."""
    note(turn)
    turn.connection.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_refuses_update"))
    turn.connection.execute(update(table).where(text(over)).values(sealed=text(f"({pasted})")))


def reopened(path: Path, work: Any) -> Any:
    store = open_store(path)
    try:
        return store.perform_now(work)
    finally:
        store.close()


@pytest.mark.parametrize(
    "pasted",
    [
        "SELECT sealed FROM answer WHERE profile = 'jordans' AND path = 'home.fear'",
        "SELECT sealed FROM answer WHERE profile = 'sams' AND path = 'home.wish'",
        "SELECT sealed FROM subject WHERE id = 'child-jordan'",
        "SELECT wrapped FROM data_key WHERE subject = 'child-jordan'",
        "x''",
        "x'00'",
    ],
    ids=["another row", "another child", "another table", "a key", "nothing", "rubbish"],
)
def test_a_value_pasted_over_an_answer_does_not_open(tmp_path: Path, pasted: str) -> None:
    path = tmp_path / "kith.db"
    store = open_store(path)
    for child in ("jordan", "sam"):

        def begin(turn: Turn, child: str = child) -> None:
            made = a_profile(turn, child)
            opened = profiles.open_profile(
                turn, made.form, made.subject_id, made.owner_id, f"{child}s"
            )
            said(turn, opened, {"home.wish": "A dog", "home.fear": "The dark"})

        store.perform_now(begin)
    over = "profile = 'jordans' AND path = 'home.wish'"
    store.perform_now(lambda turn: paste(turn, t.answer, over, pasted))
    store.close()

    def read(turn: Turn) -> object:
        found = profiles.find(turn, "jordans")
        assert found is not None
        return profiles.progress(turn, found)

    with pytest.raises(SealBroken):
        reopened(path, read)


def test_an_older_answer_pasted_over_a_newer_one_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    store = open_store(path)
    profile = store.perform_now(a_profile)
    first = store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    kept = store.perform_now(lambda turn: said(turn, first, {"home.wish": "A cat"}))
    older = "SELECT sealed FROM answer WHERE seq = 1"
    store.perform_now(lambda turn: paste(turn, t.answer, "seq = 2", older))
    store.close()
    with pytest.raises(SealBroken):
        reopened(path, lambda turn: profiles.progress(turn, kept))


def test_an_answer_moved_under_another_question_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    store = open_store(path)
    profile = store.perform_now(a_profile)
    kept = store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))

    def move(turn: Turn) -> None:
        note(turn)
        turn.connection.execute(text("DROP TRIGGER answer_refuses_update"))
        turn.connection.execute(update(t.answer).values(path="home.fear"))

    store.perform_now(move)
    store.close()
    with pytest.raises(SealBroken):
        reopened(path, lambda turn: profiles.progress(turn, kept))


def test_a_name_pasted_onto_another_person_does_not_open(store: Store) -> None:
    store.perform_now(lambda turn: (a_person(turn, "amara"), a_person(turn, "grace")))
    stolen = "SELECT sealed FROM person WHERE key = 'amara'"
    store.perform_now(lambda turn: paste(turn, t.person, "key = 'grace'", stolen))
    with pytest.raises(SealBroken):
        store.perform_now(people.everyone)


def test_a_column_is_part_of_the_seal(store: Store) -> None:
    def cross(turn: Turn) -> None:
        value = turn.seal("A dog", "referral", "digest", "R 1", "")
        turn.unseal(value, "referral", "snapshot", "R 1", "")

    with pytest.raises(SealBroken):
        store.perform_now(cross)


def test_a_child_whose_key_is_destroyed_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    store = open_store(path)
    store.perform_now(lambda turn: (a_profile(turn, "jordan"), a_profile(turn, "sam")))

    def forget(turn: Turn) -> None:
        note(turn)
        turn.change(delete(t.data_key).where(t.data_key.c.subject == "child-jordan"), {})

    store.perform_now(forget)
    store.close()
    assert reopened(path, lambda turn: subjects.child(turn, "child-sam")) is not None
    with pytest.raises(SealBroken):
        reopened(path, lambda turn: subjects.child(turn, "child-jordan"))


def plant(turn: Turn) -> None:
    """The canary in every place where words about somebody can go."""
    profile = a_profile(turn, "jordan")
    people.add(turn, Person("p", "p", CANARY, Role.FOSTER_CARER))
    subjects.keep_record(turn, profile.subject_id, {"address": CANARY})
    profile = said(turn, profile, {"home.wish": CANARY, "home.people.1.name": CANARY})
    sent = referrals.send(
        turn,
        profile,
        sent_by=profile.owner_id,
        emergency=True,
        needed_by=None,
        digest=CANARY,
        gaps=0,
        snapshot={"wish": CANARY},
    )
    documents.keep(turn, sent, "council", CANARY.encode())
    inbox.keep_reply(turn, "web", "m1", CANARY, CANARY)
    outbox.post(turn, "d1", profile.owner_id, "notice", CANARY)


@pytest.mark.tells_on_purpose("it puts a secret even into a notice")
def test_no_value_in_any_table_shows_the_words_that_were_kept(store: Store) -> None:
    store.perform_now(plant)

    def everything(turn: Turn) -> list[object]:
        tables = t.Row.metadata.sorted_tables
        return [value for each in tables for row in turn.all(select(each)) for value in row]

    values = store.perform_now(everything)
    assert len(values) > 100
    for value in values:
        kept = value if isinstance(value, bytes) else str(value).encode()
        assert CANARY.encode() not in kept
        assert CANARY.lower().encode() not in kept.lower()


@pytest.mark.tells_on_purpose("it puts a secret even into a notice")
def test_no_file_of_the_store_shows_a_word_not_even_the_names_of_tables(
    tmp_path: Path, store: Store
) -> None:
    store.perform_now(plant)
    while_open = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert {"kith.db", "kith.db-wal"} <= set(while_open)
    store.close()
    after = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    for data in (*while_open.values(), *after.values()):
        for word in (CANARY.encode(), b"SQLite format", b"CREATE TABLE", b"home.wish"):
            assert word not in data


def test_a_subjects_values_open_after_a_new_key_and_new_ones_use_it(store: Store) -> None:
    profile = store.perform_now(a_profile)
    first = store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))

    def another_key(turn: Turn) -> None:
        note(turn)
        turn.make_key(profile.subject_id)

    store.perform_now(another_key)
    store.perform_now(lambda turn: said(turn, first, {"home.fear": "The dark"}))
    rows = store.perform_now(lambda turn: turn.all(select(t.answer.c.sealed)))
    assert [row.sealed[1] for row in rows] == [1, 2]
    assert store.perform_now(lambda turn: subjects.child(turn, profile.subject_id))
