"""What is not said at an account yet is answered by nobody, and is said later only so far as it is still true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.account_due import TO_ACCOUNT
from bot.channels.outlet import NotDelivered
from bot.courier import Courier
from bot.papers import Papers
from bot.words import words
from dialogs.answers import Given
from dialogs.phrases import phrase
from storage import allocations, outbox, profiles, subjects
from storage.errors import NotKept
from storage.turn import Turn
from tests.bot.accounts import TALK, There, somebody_there
from tests.bot.house import CHILD, PROFILE, WORKER, small_house

OTHER = "profile-2"


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    """The worker has two children with the same form."""
    small = small_house(tmp_path, demo=False)

    def more(turn: Turn) -> None:
        record = {**CHILD.record, "preferred_name": "Sam"}
        subjects.add_child(turn, replace(CHILD, id="c-2", ref="C-2", record=record))
        subjects.allocate(turn, WORKER.id, "c-2")
        profiles.open_profile(turn, TALK.name, "c-2", WORKER.id, OTHER)
        turn.write_diary("test.begun", "house", "1", "test", "")

    small.store.perform_now(more)
    yield somebody_there(small)
    small.store.close()


def answer(there: There, path: str, profile: str = PROFILE) -> object:
    def look(turn: Turn) -> object:
        found = profiles.find(turn, profile)
        assert found
        return profiles.progress(turn, found).answers.get(path)

    return there.small.store.perform_now(look)


async def courier(there: There) -> list[str]:
    """What the courier says at the account, when it goes round; but for the word that it is linked."""
    papers = Papers(there.small.house)
    going = Courier(there.small.house, papers, lambda *_: None, there.doorway)
    before = len(there.outlet.texts)
    while await going.round():
        pass
    papers.close()
    linked = words("account_told", "linked_here")
    return [each for each in there.outlet.texts[before:] if each != linked]


def end(there: There) -> None:
    def take(turn: Turn) -> None:
        allocations.end_allocation(turn, WORKER.id, CHILD.id)
        turn.write_diary("allocation.ended", "subject", CHILD.id, "test", "")

    there.small.store.perform_now(take)


# ------------------------------------------------------------ words for what nobody has seen


async def test_words_sent_twice_into_a_silence_answer_no_question_that_was_not_said(
    there: There,
) -> None:
    await there.press(f"open:{PROFILE}", "1")
    there.outlet.fails = [NotDelivered(60)]
    await there.say("Trains", "2")
    await there.say("Trains", "3")
    assert answer(there, "play.likes") == Given("Trains")
    assert answer(there, "play.place") is None
    assert (await courier(there))[-1].startswith("Where does")
    await there.say("The park", "4")
    assert answer(there, "play.place") == Given("The park")


async def test_words_for_one_child_answer_nothing_of_another_whose_question_is_not_said_yet(
    there: There,
) -> None:
    await there.press(f"open:{PROFILE}", "1")
    there.outlet.fails = [NotDelivered(60)]
    await there.press(f"open:{OTHER}", "2")
    await there.say("Trains", "3")
    assert answer(there, "play.likes", OTHER) is None
    said = await courier(there)
    assert said == [phrase("trouble.offered"), "What does Sam like?"]
    await there.say("Boats", "4")
    assert answer(there, "play.likes", OTHER) == Given("Boats")


async def test_what_was_given_up_is_no_question_either(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")
    there.outlet.fails = [NotDelivered(60)]
    await there.say("Trains", "2")

    def give_up(turn: Turn) -> None:
        posts = outbox.claim(turn, 10)
        outbox.give_up(turn, next(each for each in posts if each.kind == TO_ACCOUNT), "x")

    there.small.store.perform_now(give_up)
    await there.say("Trains", "3")
    assert answer(there, "play.place") is None


async def test_urgent_help_is_asked_for_whatever_waits(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")
    there.outlet.fails = [NotDelivered(60)]
    await there.press(f"open:{OTHER}", "2")
    await there.say("urgent", "3")
    await there.say("hello", "4")
    assert any("01632" in each for each in await courier(there))


# ------------------------------------------------------------ what is said later


async def test_of_all_that_waited_only_the_last_asks(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")
    there.outlet.fails = [NotDelivered(60)]
    await there.say("Trains", "2")
    for number in range(50):
        await there.say("hello", f"hello {number}")
    said = await courier(there)
    assert said[0] == "Saved: Trains."
    assert len([each for each in said if each.startswith("Where does")]) == 1
    assert len(said) < 6


async def test_nothing_of_a_child_is_said_who_is_not_theirs_any_more(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")
    there.outlet.fails = [NotDelivered(60)]
    await there.say("Trains", "2")
    end(there)
    assert await courier(there) == []


async def test_urgent_help_from_a_list_is_said_later_with_the_list(there: There) -> None:
    await courier(there)  # the first words, to an account that was just linked
    there.outlet.fails = [NotDelivered(60)]
    await there.say("urgent", "1")
    urgent, listed = await courier(there)
    assert "01632" in urgent
    bubble = there.outlet.parcels[-1].bubbles[-1]
    known = await there.doorway.known("teams", "t/4711")
    assert known
    assert await there.doorway.press(known, bubble.shown, 0) == (
        bubble.message.buttons[0].press,
        "",
    )
    assert listed == bubble.message.text


async def test_urgent_help_is_said_later_though_the_list_has_changed(there: There) -> None:
    await courier(there)  # the first words, to an account that was just linked
    there.outlet.fails = [NotDelivered(60)]
    await there.say("urgent", "1")
    end(there)
    (urgent,) = await courier(there)
    assert "01632" in urgent


# ------------------------------------------------------------ a store in trouble


@pytest.mark.parametrize("by", ["message", "courier"])
async def test_what_was_said_and_could_not_be_noted_is_not_said_again(
    there: There, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await there.press(f"open:{PROFILE}", "1")
    if by == "courier":
        there.outlet.fails = [NotDelivered(60)]
        await there.say("Trains", "2")
    full = there.outlet.deliver

    async def delivered_to_a_full_disk(parcel: Any) -> Any:
        ids = await full(parcel)
        perform = there.small.store.perform

        async def not_kept(work: Callable[[Turn], Any]) -> Any:
            monkeypatch.setattr(there.small.store, "perform", perform)
            raise NotKept

        monkeypatch.setattr(there.small.store, "perform", not_kept)
        monkeypatch.setattr(there.outlet, "deliver", full)
        return ids

    monkeypatch.setattr(there.outlet, "deliver", delivered_to_a_full_disk)
    if by == "message":
        await there.say("Trains", "2")
        await there.doorway.stop()
    for _ in range(3):
        await courier(there)
        there.small.clock.pass_by(outbox.LEASE * 2)
    assert there.outlet.texts.count("Saved: Trains.") == 1
    assert there.small.store.perform_now(outbox.waiting) == 0
