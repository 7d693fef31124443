"""Attacks at the doors beside the web: things said under one profile, or by one person, that meet another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.answers import Given
from storage import allocations, diary, profiles, shown, subjects
from storage.turn import Turn
from tests.bot.accounts import TALK, There, somebody_there
from tests.bot.house import CHILD, PROFILE, STRANGER, WORKER, small_house

OTHER, FAR = "profile-2", "profile-3"
PLAYS = "play.often"


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    """The worker has two children with the same form; a third is somebody else's."""
    small = small_house(tmp_path, demo=False)

    def more(turn: Turn) -> None:
        for name, profile, worker in (("c-2", OTHER, WORKER), ("c-3", FAR, STRANGER)):
            record = {**CHILD.record, "preferred_name": f"Sam {name}"}
            subjects.add_child(turn, replace(CHILD, id=name, ref=f"C-{name}", record=record))
            subjects.allocate(turn, worker.id, name)
            profiles.open_profile(turn, TALK.name, name, worker.id, profile)
        turn.write_diary("test.begun", "house", "1", "test", "")

    small.store.perform_now(more)
    yield somebody_there(small)
    small.store.close()


def answer(there: There, path: str, profile: str) -> object:
    def look(turn: Turn) -> object:
        found = profiles.find(turn, profile)
        assert found
        return profiles.progress(turn, found).answers.get(path)

    return there.small.store.perform_now(look)


async def to_the_last_question(there: There, profile: str) -> tuple[int, dict[str, str]]:
    """The message that asks it, and what a tap on its first button brings back in Teams."""
    await there.press(f"open:{profile}", f"open {profile}")
    await there.say("Trains", f"1 {profile}")
    await there.say("The park", f"2 {profile}")
    last = there.outlet.parcels[-1].bubbles[-1]
    assert last.message.asked == PLAYS
    return last.shown, {"press": last.message.buttons[0].press, "asked": PLAYS}


# ---------------------------------------------------------------- one child's card under another


async def test_a_tap_under_one_childs_question_never_answers_for_another(there: There) -> None:
    number, tap = await to_the_last_question(there, PROFILE)
    await to_the_last_question(there, OTHER)
    await there.say("", "tap", {"kith": {**tap, "shown": number}})
    assert answer(there, PLAYS, OTHER) is None
    assert answer(there, PLAYS, PROFILE) is None


async def test_a_short_id_of_one_childs_question_means_nothing_under_another(there: There) -> None:
    number, _ = await to_the_last_question(there, PROFILE)
    mine, _ = await to_the_last_question(there, OTHER)
    known = await there.doorway.known("teams", "t/4711")
    assert known
    assert await there.doorway.press(known, mine, 0) is not None
    assert await there.doorway.press(known, number, 0) is None


async def test_the_list_can_be_tapped_whatever_is_open(there: There) -> None:
    await there.say("home", "1")
    listed = there.outlet.parcels[-1].bubbles[-1].shown
    await to_the_last_question(there, OTHER)
    known = await there.doorway.known("teams", "t/4711")
    assert known
    found = await there.doorway.press(known, listed, 0)
    assert found
    assert found[0].startswith("open:")


async def test_an_edit_of_what_was_said_of_one_child_offers_nothing_of_another(
    there: There,
) -> None:
    await there.press(f"open:{PROFILE}", "o1")
    await there.say("Trains", "said-of-robin")
    await there.press(f"open:{OTHER}", "o2")
    await there.say("Boats", "said-of-sam")
    there.outlet.parcels.clear()
    await there.say("Cars", "said-of-robin", kind="messageUpdate")
    presses = [each.press for each in there.outlet.parcels[-1].bubbles[-1].message.buttons]
    assert "change:play.likes" not in presses
    assert answer(there, "play.likes", OTHER) == Given("Boats")


# ---------------------------------------------------------------- what is not theirs


async def test_opening_what_is_not_theirs_opens_nothing_and_leaves_a_line(there: There) -> None:
    await there.press(f"open:{FAR}", "1")
    assert there.outlet.parcels[-1].bubbles[-1].message.role == "tasks"
    assert not any("Sam c-3" in text for text in there.outlet.texts)
    assert refusals(there) == [(WORKER.id, FAR, "teams")]
    await there.press("open:no-such-profile", "2")
    await there.press(f"open:{FAR}", "3")
    assert refusals(there) == [(WORKER.id, FAR, "teams")]


async def test_what_was_taken_away_in_mid_talk_is_refused_with_a_line(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")

    def take(turn: Turn) -> None:
        allocations.end_allocation(turn, WORKER.id, CHILD.id)
        turn.write_diary("allocation.ended", "subject", CHILD.id, "test", "")

    there.small.store.perform_now(take)
    await there.say("Trains", "2")
    assert answer(there, "play.likes", PROFILE) is None
    assert (WORKER.id, PROFILE, "teams") in refusals(there)


async def test_an_edit_of_what_was_taken_away_gets_the_list_and_not_a_stranger(
    there: There,
) -> None:
    await there.press(f"open:{PROFILE}", "1")
    await there.say("Trains", "2")

    def take(turn: Turn) -> None:
        allocations.end_allocation(turn, WORKER.id, CHILD.id)
        turn.write_diary("allocation.ended", "subject", CHILD.id, "test", "")

    there.small.store.perform_now(take)
    there.outlet.parcels.clear()
    await there.say("Boats", "2", kind="messageUpdate")
    assert there.outlet.parcels[-1].bubbles[-1].message.role == "tasks"
    assert (WORKER.id, PROFILE, "teams") in refusals(there)


def refusals(there: There) -> list[tuple[str, str, str]]:
    def look(turn: Turn) -> list[tuple[str, str, str]]:
        return [
            (line.actor, line.object_id, line.channel)
            for _, line in diary.lines(turn)
            if line.action == diary.REFUSED
        ]

    return there.small.store.perform_now(look)


async def test_a_shown_number_of_somebody_elses_account_is_nobodys(there: There) -> None:
    number, _ = await to_the_last_question(there, PROFILE)

    def another(turn: Turn) -> object:
        from storage import accounts

        other = accounts.link(turn, "teams", "t/2", STRANGER.id, {"chat": "2"}, "Stan")
        return shown.find(turn, other.id, number)

    assert there.small.store.perform_now(another) is None
    known = await there.doorway.known("teams", "t/2")
    assert known
    assert await there.doorway.press(known, number, 0) is None
