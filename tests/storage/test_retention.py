"""What has been kept long enough: the plan changes nothing, and only what may go does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from care.retention import About, schedule
from storage import diary, erasures, inbox, outbox, profiles, receipts, retention, subjects
from storage.erasures import Erasure
from storage.errors import NoReceipt
from storage.receipts import Standing
from storage.retention import Due, Plan
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import a_child, a_household, a_profile, note, said
from tests.storage.folders import opened
from tests.storage.whole_record import a_whole_folder, counts

BY = schedule()
LONG_AFTER = date(2150, 1, 1)
ROBIN = "child-robin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_whole_folder(tmp_path / "house")


def planned(store: Store, today: date) -> Plan:
    return store.perform_now(lambda turn: retention.plan(turn, BY, today))


def hand_over(turn: Turn, subject: str = ROBIN) -> None:
    note(turn)
    receipts.give(turn, subject, "0" * 64, receipts.state_of(turn, subject), "Imogen")


def carried_out(store: Store, due: Due, today: date) -> Erasure | int:
    return store.perform_now(
        lambda turn: retention.carry_out(turn, due, BY, today, "operator:test")
    )


def test_a_record_is_due_on_the_day_after_the_last_day_it_is_kept(folder: Path) -> None:
    store = opened(folder)

    def due(today: date) -> set[str]:
        return {each.ref for each in planned(store, today).due if each.about is About.CHILD}

    assert due(date(2025, 1, 2)) == set()  # both were born on 2 January 1950
    assert due(date(2025, 1, 3)) == {"C-robin", "C-wren"}
    store.close()


def test_looking_at_what_is_due_changes_nothing(folder: Path) -> None:
    store = opened(folder)

    def standing(turn: Turn) -> tuple[dict[str, int], object]:
        return counts(turn), diary.head(turn)

    before = store.perform_now(standing)
    assert planned(store, LONG_AFTER).due
    assert store.perform_now(standing) == before
    store.close()


def test_nothing_statutory_goes_before_it_was_handed_over_as_it_is_now(folder: Path) -> None:
    store = opened(folder)

    def robin() -> Due:
        return next(each for each in planned(store, LONG_AFTER).due if each.ref == "C-robin")

    assert (robin().may_go, robin().standing) == (False, Standing.NONE)
    with pytest.raises(NoReceipt):
        carried_out(store, robin(), LONG_AFTER)
    store.perform_now(hand_over)
    assert robin().may_go
    may_go = robin()

    def say_more(turn: Turn) -> None:
        [profile] = profiles.about(turn, ROBIN)
        said(turn, profile, {"home.wish": "a dog"})

    store.perform_now(say_more)
    assert (robin().may_go, robin().standing) == (False, Standing.STALE)
    with pytest.raises(NoReceipt):  # the plan in hand is older than the change
        carried_out(store, may_go, LONG_AFTER)
    store.perform_now(hand_over)
    gone = carried_out(store, robin(), LONG_AFTER)
    assert isinstance(gone, Erasure)
    assert gone.reason == "child_record"
    assert [each.ref for each in store.perform_now(subjects.children)] == ["C-wren"]
    assert store.perform_now(diary.verify) is None
    store.close()


def test_what_is_not_due_any_more_when_its_turn_comes_stays(folder: Path) -> None:
    store = opened(folder)
    store.perform_now(hand_over)
    due = next(each for each in planned(store, LONG_AFTER).due if each.ref == "C-robin")
    assert carried_out(store, due, date(2025, 1, 2)) == 0
    assert store.perform_now(lambda turn: subjects.child(turn, ROBIN)) is not None
    store.close()


def test_whoever_has_no_day_to_count_from_stays_and_is_named(folder: Path) -> None:
    store = opened(folder)
    store.perform_now(a_child)
    store.perform_now(a_household)
    assert planned(store, LONG_AFTER).undated == ("C-jordan", "H-moss")
    store.close()


def test_an_old_draft_goes_alone_and_whom_it_is_about_stays(folder: Path) -> None:
    store = opened(folder)

    def begin(turn: Turn) -> str:
        profile = a_profile(turn, "jordan", "worker-robin")
        return said(turn, profile, {"home.wish": "a cat"}).id

    draft = store.perform_now(begin)
    found = [each for each in planned(store, LONG_AFTER).due if each.about is About.DRAFT]
    assert [each.id for each in found] == [draft]  # what was sent is no draft
    gone = carried_out(store, found[0], LONG_AFTER)
    assert isinstance(gone, Erasure)
    assert store.perform_now(lambda turn: profiles.find(turn, draft)) is None
    assert store.perform_now(lambda turn: subjects.child_by_ref(turn, "C-jordan")) is not None
    assert store.perform_now(lambda turn: erasures.is_erased(turn, draft))
    assert carried_out(store, found[0], LONG_AFTER) == 0
    store.close()


def test_old_replies_go_and_what_still_waits_to_be_sent_stays(folder: Path) -> None:
    store = opened(folder)
    today = datetime.now(UTC).date()
    assert not [each for each in planned(store, today).due if each.about is About.REPLIES]
    due = {each.about: each for each in planned(store, LONG_AFTER).due}
    assert due[About.REPLIES].count == 2
    assert About.POSTS not in due  # none was delivered yet
    assert carried_out(store, due[About.REPLIES], LONG_AFTER) == 2
    assert store.perform_now(lambda turn: inbox.kept_reply(turn, "web", "m-wren", "hello")) is None

    def deliver(turn: Turn) -> None:
        note(turn)
        for post in outbox.claim(turn, 9):
            outbox.done(turn, post)

    store.perform_now(deliver)
    posts = next(each for each in planned(store, LONG_AFTER).due if each.about is About.POSTS)
    assert carried_out(store, posts, LONG_AFTER) == 2
    assert store.perform_now(diary.verify) is None
    last = store.perform_now(diary.lines)[-1][1]
    assert (last.action, last.object_id, last.reason) == ("posts.let_go", "2", "posts")
    store.close()
