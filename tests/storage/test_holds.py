"""Holds for the law: what is held does not go, whoever asks and however old it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot import holding, operators, records
from care.retention import About, schedule
from storage import diary, erasures, forgetting, holds, profiles, receipts, retention, subjects
from storage.erasures import Erasure
from storage.errors import AlreadyThere, Held, NotFound, SealBroken
from storage.store import Store
from storage.turn import Turn
from tests.bot.commanding import Kith, commander
from tests.storage.builders import a_profile, note, noted
from tests.storage.folders import opened, restored, taken, tamper
from tests.storage.whole_record import a_whole_folder

BY = schedule()
LONG_AFTER = date(2150, 1, 1)
ROBIN = "child-robin"
WHY = "The Larkshire inquiry asked for everything about Robin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_whole_folder(tmp_path / "house")


@pytest.fixture
def kith(capsys: pytest.CaptureFixture[str]) -> Kith:
    add = (
        operators.add_operator_commands,
        records.add_record_commands,
        holding.add_hold_commands,
    )
    return commander(capsys, add, ("inquiry asked", "Imogen", "Quillfeather"))


def hold(store: Store, reason: str = "inquiry") -> None:
    store.perform_now(noted(lambda turn: holds.place(turn, ROBIN, reason, "Imogen", WHY)))


def hand_over(turn: Turn) -> None:
    note(turn)
    receipts.give(turn, ROBIN, "0" * 64, receipts.state_of(turn, ROBIN), "Imogen")


def due(store: Store) -> list[retention.Due]:
    plan = store.perform_now(lambda turn: retention.plan(turn, BY, LONG_AFTER))
    return [each for each in plan.due if each.id == ROBIN]


def test_a_held_record_never_goes_by_its_age(folder: Path) -> None:
    store = opened(folder)
    store.perform_now(hand_over)
    assert due(store)[0].may_go
    hold(store)
    [held] = due(store)
    assert held.held
    assert not held.may_go
    with pytest.raises(Held):
        store.perform_now(lambda turn: retention.carry_out(turn, held, BY, LONG_AFTER, "op:t"))
    store.perform_now(noted(lambda turn: holds.lift(turn, ROBIN, "inquiry", "Imogen", "")))
    assert due(store)[0].may_go
    store.close()


def test_a_held_record_is_not_forgotten_even_on_purpose(folder: Path) -> None:
    store = opened(folder)
    hold(store)
    for without in (False, True):
        with pytest.raises(Held):
            store.perform_now(
                lambda turn, w=without: forgetting.forget(  # type: ignore[misc]
                    turn, ROBIN, "asked", "op:t", without_receipt=w
                )
            )
    assert store.perform_now(lambda turn: subjects.child(turn, ROBIN)) is not None
    store.close()


def test_a_draft_about_somebody_held_stays_with_the_record(folder: Path) -> None:
    store = opened(folder)

    def begin(turn: Turn) -> str:
        note(turn)
        return profiles.open_profile(turn, "child_profile.1", ROBIN, "person-worker-robin").id

    draft = store.perform_now(begin)
    hold(store)
    plan = store.perform_now(lambda turn: retention.plan(turn, BY, LONG_AFTER))
    [found] = [each for each in plan.due if each.id == draft]
    assert found.about is About.DRAFT
    assert not found.may_go
    with pytest.raises(Held):
        store.perform_now(lambda turn: retention.carry_out(turn, found, BY, LONG_AFTER, "op:t"))
    store.close()


def test_a_restore_does_not_erase_again_what_is_held_there(folder: Path, tmp_path: Path) -> None:
    store = opened(folder)
    hold(store)
    store.close()
    backup = taken(folder, tmp_path / "one.kith").path
    known = (Erasure(ROBIN, "child", "2026-03-05T00:00:00", "asked"),)
    done = restored(backup, tmp_path / "again", erasures=known)
    assert done.held == 1
    back = opened(tmp_path / "again")
    assert back.perform_now(lambda turn: subjects.child(turn, ROBIN)) is not None
    assert not back.perform_now(lambda turn: erasures.is_erased(turn, ROBIN))
    back.close()


def test_one_hold_lifted_leaves_the_others(folder: Path) -> None:
    store = opened(folder)
    hold(store)
    hold(store, "court")
    with pytest.raises(AlreadyThere):
        hold(store, "court")
    store.perform_now(noted(lambda turn: holds.lift(turn, ROBIN, "court", "Imogen", "Over")))
    assert store.perform_now(lambda turn: holds.is_held(turn, ROBIN))
    with pytest.raises(NotFound):
        store.perform_now(noted(lambda turn: holds.lift(turn, ROBIN, "court", "Imogen", "")))
    ever = store.perform_now(lambda turn: holds.ever_of(turn, ROBIN))
    assert {(each.reason, each.lifted_note) for each in ever} == {
        ("inquiry", ""),
        ("court", "Over"),
    }
    store.close()


def test_why_it_is_held_is_sealed_and_bound_to_its_place(folder: Path) -> None:
    store = opened(folder)
    hold(store)
    hold(store, "court")
    store.close()
    assert WHY.encode() not in (folder / "kith.db").read_bytes()
    tamper(folder, "UPDATE hold SET sealed = (SELECT sealed FROM hold WHERE reason = 'court')")
    store = opened(folder)
    with pytest.raises(SealBroken):
        store.perform_now(lambda turn: holds.of_subject(turn, ROBIN))
    store.close()


def test_the_commands_hold_list_and_lift_and_never_say_why(
    folder: Path, tmp_path: Path, kith: Kith
) -> None:
    why = tmp_path / "why.txt"
    why.write_text(WHY, encoding="utf-8")
    about = ("--data", folder, "--subject", "C-robin", "--reason", "inquiry", "--by", "Imogen")
    status, said = kith("hold", "place", *about, "--why-file", why)
    why.unlink()  # a file that was given is the operator’s to delete
    assert (status, "C-robin" in said) == (0, True)
    assert kith("hold", "place", *about)[0] == 1
    status, said = kith("hold", "list", "--data", folder)
    assert status == 0
    assert "C-robin" in said
    assert "inquiry" in said
    assert kith("hold", "lift", *about)[0] == 0
    assert kith("hold", "lift", *about)[0] == 1
    assert "C-robin" not in kith("hold", "list", "--data", folder)[1]
    store = opened(folder)
    actions = store.perform_now(lambda turn: [each.action for _, each in diary.lines(turn, ROBIN)])
    store.close()
    assert actions[-2:] == ["hold.placed", "hold.lifted"]


def test_the_dry_run_says_what_is_held_and_doing_it_lets_it_stay(folder: Path, kith: Kith) -> None:
    store = opened(folder)
    store.perform_now(hand_over)
    hold(store)
    store.close()
    for more in ((), ("--do-it",)):
        status, said = kith("retention", "--data", folder, "--today", "2150-01-01", *more)
        assert status == 0
        assert "the law holds it" in said
        held, _, waits = said.partition("until it is handed over")
        assert "C-robin" in held
        assert "C-robin" not in waits
    store = opened(folder)
    assert store.perform_now(lambda turn: subjects.child(turn, ROBIN)) is not None
    store.close()


def test_forgetting_says_that_the_law_holds_it(folder: Path, kith: Kith) -> None:
    store = opened(folder)
    hold(store)
    store.close()
    status, said = kith("forget", "--data", folder, "--subject", "C-robin", "--reason", "asked")
    assert status == 1
    assert "kith hold lift" in said


def test_a_hold_goes_with_whoever_is_forgotten_after_it_was_lifted(folder: Path) -> None:
    store = opened(folder)
    hold(store)
    store.perform_now(noted(lambda turn: holds.lift(turn, ROBIN, "inquiry", "Imogen", "")))
    store.perform_now(
        lambda turn: forgetting.forget(turn, ROBIN, "asked", "op:t", without_receipt=True)
    )
    assert store.perform_now(lambda turn: holds.ever_of(turn, ROBIN)) == []
    store.close()


def test_a_store_may_hold_nobody(store: Store) -> None:
    store.perform_now(lambda turn: a_profile(turn, "wren"))
    assert store.perform_now(holds.standing) == []
