"""What is sealed beside the answers is looked at too, and what decides who came in is handed over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from care.glass import Category
from care.people import Person, Role
from dialogs.read import read_forms
from storage import allocations, export, glass, holds, invitations, people, subjects
from storage.checkup import examine
from storage.finding import State
from storage.turn import Turn
from tests.storage.folders import a_folder, keys_of, now, opened, store_of

CHILD = "child-jordan"
WORKER = Person("p-1", "one", "One Worker", Role.SOCIAL_WORKER)
AUNT = Person("p-2", "two", "Ann Aunt", Role.SOCIAL_WORKER)
CARER = Person("p-3", "three", "Cara Carer", Role.FOSTER_CARER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A child whose record was opened in an emergency, and is held; and somebody who is invited."""
    made = a_folder(tmp_path / "house")
    store = opened(made)

    def happen(turn: Turn) -> None:
        for each in (WORKER, AUNT, CARER):
            people.add(turn, each)
        day = datetime.now(UTC).date()
        glass.open_record(turn, WORKER.id, CHILD, Category.AT_RISK, "The duty line rang.", day)
        holds.place(turn, CHILD, "court", "an operator", "Asked for by the court")
        invitations.make(turn, "t" * 40, "123456", CARER.id, WORKER.id)
        allocations.cover(turn, WORKER.id, CHILD, turn.now + timedelta(days=2))
        allocations.declare_conflict(turn, AUNT.id, CHILD, "family")
        turn.write_diary("test.happened", "child", CHILD, "test", "")

    store.perform_now(happen)
    store.close()
    return made


def values(folder: Path) -> str:
    look = examine(store_of(folder), keys_of(folder), now)
    return next(each.state.value for each in look if each.name == "values")


def test_what_was_sealed_of_emergencies_holds_and_invitations_opens(folder: Path) -> None:
    assert values(folder) == State.FINE


@pytest.mark.parametrize("table", ["glass", "hold", "invitation"])
def test_what_does_not_open_of_them_is_named_as_a_fault(folder: Path, table: str) -> None:
    store = opened(folder)

    def spoil(turn: Turn) -> None:
        turn.write_diary("test.changed", "test", "t", "tester", "test")
        turn.connection.execute(text(f"UPDATE {table} SET sealed = x'0102030405'"))

    store.perform_now(spoil)
    store.close()
    assert values(folder) == State.FAULT


def test_a_bundle_says_who_only_covered_and_who_was_kept_away_and_why(folder: Path) -> None:
    store = opened(folder)

    def gather(turn: Turn) -> export.Bundle:
        child = subjects.child(turn, CHILD)
        assert child
        return export.gather(turn, child, read_forms())

    access = json.loads(store.perform_now(gather).files["access.json"])
    store.close()
    assert {each["kind"] for each in access["worked_with"] if each["person"] == WORKER.id} == {
        "cover"
    }
    kept_away = [(each["person"], each["reason"]) for each in access["conflicts"]]
    assert kept_away == [(AUNT.id, "family")]
    assert access["people"][AUNT.id]["name"] == AUNT.name
