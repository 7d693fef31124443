"""Openings in an emergency as they are kept: sealed, four hours long, and gone with the record."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from care.glass import Category, Outcome, review_by
from dialogs.read import read_forms
from storage import export, forgetting, glass, subjects
from storage.errors import SealBroken
from storage.glass import Opening
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import Clock, a_child, a_person, note, noted
from tests.storage.folders import a_folder, opened, tamper

WHY = "The duty line rang about Jordan and the doctor"
NOTE = "It was right to open it"
DUE = date(2026, 3, 4)


def begin(turn: Turn, who: str = "amara", child: str = "jordan", why: str = WHY) -> Opening:
    person = a_person(turn, who)
    about = subjects.child_by_ref(turn, f"C-{child}") or a_child(turn, child)
    return glass.open_record(turn, person.id, about.id, Category.HEALTH, why, DUE)


def test_it_is_open_for_four_hours_for_whoever_opened_it(store: Store, clock: Clock) -> None:
    opening = store.perform_now(begin)

    def who(turn: Turn) -> frozenset[str]:
        return glass.open_for(turn, opening.subject_id)

    assert store.perform_now(who) == {"person-amara"}
    clock.on(hours=3, minutes=59)
    assert store.perform_now(who) == {"person-amara"}
    clock.on(minutes=1)
    assert store.perform_now(who) == frozenset()


def test_it_is_open_for_nobody_else_and_nothing_else(store: Store) -> None:
    opening = store.perform_now(begin)
    store.perform_now(lambda turn: begin(turn, "bea", "wren"))
    assert store.perform_now(lambda turn: glass.open_for(turn, opening.subject_id)) == {
        "person-amara"
    }
    mine = store.perform_now(lambda turn: glass.open_of(turn, "person-bea"))
    assert [each.subject_id for each in mine] == ["child-wren"]


def test_closing_ends_it_once(store: Store, clock: Clock) -> None:
    opening = store.perform_now(begin)
    clock.on(minutes=5)
    assert store.perform_now(noted(lambda turn: glass.close(turn, opening.id)))
    assert not store.perform_now(noted(lambda turn: glass.close(turn, opening.id)))
    assert store.perform_now(lambda turn: glass.open_of(turn, "person-amara")) == []
    found = store.perform_now(lambda turn: glass.find(turn, opening.id))
    assert found is not None
    assert found.until == clock.now


def test_the_newest_review_counts_and_the_older_stay(store: Store, clock: Clock) -> None:
    opening = store.perform_now(begin)
    for outcome in (Outcome.LOOK_INTO, Outcome.NOT_NEEDED):
        clock.on(hours=1)
        store.perform_now(
            noted(
                lambda turn, said=outcome: glass.review(  # type: ignore[misc]
                    turn, opening, "person-amara", said, NOTE
                )
            )
        )
        over = outcome is Outcome.NOT_NEEDED
        assert store.perform_now(lambda turn: glass.is_settled(turn, opening)) is over
        assert bool(store.perform_now(glass.unsettled)) is not over
    kept = store.perform_now(lambda turn: glass.reviews(turn, opening))
    assert [each.outcome for each in kept] == [Outcome.LOOK_INTO, Outcome.NOT_NEEDED]


def test_reasons_and_notes_are_sealed_and_open_in_their_own_place_only(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "house")
    store = opened(folder)
    one = store.perform_now(lambda turn: begin(turn, "abel"))
    store.perform_now(lambda turn: begin(turn, "bea", "wren", WHY + " too"))
    held = (folder / "kith.db").read_bytes() + (folder / "kith.db-wal").read_bytes()
    assert WHY.encode() not in held
    store.close()
    tamper(
        folder,
        f"UPDATE glass SET sealed = (SELECT sealed FROM glass WHERE id <> '{one.id}')"
        f" WHERE id = '{one.id}'",
    )
    store = opened(folder)
    with pytest.raises(SealBroken):
        store.perform_now(lambda turn: glass.find(turn, one.id))
    store.close()


def test_whoever_is_forgotten_takes_the_openings_along(store: Store) -> None:
    opening = store.perform_now(begin)
    store.perform_now(
        noted(lambda turn: glass.review(turn, opening, "person-amara", Outcome.NEEDED, NOTE))
    )
    store.perform_now(lambda turn: begin(turn, "bea", "wren"))

    def forget(turn: Turn) -> None:
        forgetting.forget(turn, opening.subject_id, "asked", "op:t", without_receipt=True)

    store.perform_now(forget)
    assert store.perform_now(lambda turn: glass.find(turn, opening.id)) is None
    assert [each.subject_id for each in store.perform_now(glass.unsettled)] == ["child-wren"]


def test_a_bundle_has_every_opening_with_its_reason_and_its_review(store: Store) -> None:
    opening = store.perform_now(begin)
    store.perform_now(
        noted(lambda turn: glass.review(turn, opening, "person-amara", Outcome.NEEDED, NOTE))
    )

    def gather(turn: Turn) -> export.Bundle:
        return export.gather(turn, subjects.read(turn, "C-jordan"), read_forms())

    [found] = json.loads(store.perform_now(gather).files["openings.json"])
    assert (found["reason"], found["reviews"][0]["note"]) == (WHY, NOTE)


def test_a_guess_counts_for_as_long_as_is_asked(store: Store, clock: Clock) -> None:
    def guess(turn: Turn) -> None:
        note(turn)
        turn.write_diary(glass.UNKNOWN, "person", "p-1", "p-1", "web")

    store.perform_now(guess)
    store.perform_now(guess)

    def count(turn: Turn) -> int:
        from care.glass import GUESSING

        return glass.guesses(turn, "p-1", GUESSING)

    assert store.perform_now(count) == 2
    clock.on(minutes=59, seconds=59)
    assert store.perform_now(count) == 2
    clock.on(seconds=1)
    assert store.perform_now(count) == 0


@pytest.mark.parametrize(
    ("opened_on", "last"),
    [
        (date(2026, 11, 18), date(2026, 11, 20)),  # Wednesday to Friday
        (date(2026, 11, 20), date(2026, 11, 24)),  # Friday to Tuesday
        (date(2026, 11, 21), date(2026, 11, 24)),  # a Saturday
    ],
)
def test_the_review_is_due_on_the_second_working_day(opened_on: date, last: date) -> None:
    assert review_by(opened_on, ()) == last
