"""At an account elsewhere a turn is one transaction too: said once, in order, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.account_due import TO_ACCOUNT
from bot.channels.outlet import NotDelivered
from bot.courier import Courier
from bot.errors import NotSignedIn
from bot.papers import Papers
from dialogs.answers import Given
from storage import accounts, allocations, inbox, outbox, people, profiles, shown
from storage.turn import Turn
from tests.bot.accounts import There, somebody_there
from tests.bot.house import CHILD, PROFILE, WORKER, small_house


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    small = small_house(tmp_path, demo=False)
    yield somebody_there(small)
    small.store.close()


def answer(there: There, path: str) -> object:
    def look(turn: Turn) -> object:
        profile = profiles.find(turn, PROFILE)
        assert profile
        return profiles.progress(turn, profile).answers.get(path)

    return there.small.store.perform_now(look)


def waiting(there: There) -> int:
    return len(there.small.store.perform_now(lambda turn: outbox.waiting_for(turn, TO_ACCOUNT)))


async def opened(there: There) -> There:
    await there.press(f"open:{PROFILE}", "open-1")
    there.outlet.parcels.clear()
    return there


async def test_somebody_who_writes_first_gets_their_list_and_opens_a_profile_from_it(
    there: There,
) -> None:
    await there.say("hello", "1")
    (parcel,) = there.outlet.parcels
    last = parcel.bubbles[-1]
    assert last.shown
    assert f"open:{PROFILE}" in [each.press for each in last.message.buttons]
    await there.press(f"open:{PROFILE}", "2")
    assert any("What does" in text for text in there.outlet.texts)
    assert there.outlet.parcels[-1].spent[0].external.startswith("m1")


async def test_what_is_said_there_answers_the_question_and_the_windows_hear_of_it(
    there: There,
) -> None:
    await opened(there)
    await there.say("Trains", "2")
    assert answer(there, "play.likes") == Given("Trains")
    assert there.changed[-1] == (WORKER.id, PROFILE)
    assert any("Where does" in text for text in there.outlet.texts)
    assert not waiting(there)


async def test_the_same_delivery_fifty_times_at_once_is_one_answer_said_once(there: There) -> None:
    await opened(there)
    await asyncio.gather(*(there.say("Trains", "2") for _ in range(50)))
    assert len(there.outlet.parcels) == 1
    assert answer(there, "play.likes") == Given("Trains")
    assert answer(there, "play.place") is None


async def test_a_repeat_that_comes_when_another_profile_is_open_is_still_a_repeat(
    there: There,
) -> None:
    await opened(there)
    await there.say("Trains", "2")
    await there.say("home", "3")
    said = len(there.outlet.parcels)
    await there.say("Trains", "2")
    assert len(there.outlet.parcels) == said


async def test_words_for_the_account_are_not_an_answer(there: There) -> None:
    await opened(there)
    await there.say("/home", "2")
    assert answer(there, "play.likes") is None
    assert there.outlet.parcels[-1].bubbles[-1].message.role == "tasks"


async def test_what_fails_is_said_later_by_the_courier_and_in_order(there: There) -> None:
    await opened(there)
    there.outlet.fails = [NotDelivered(60)]
    await there.say("Trains", "2")
    await there.say("The park", "3")
    assert not there.outlet.parcels
    papers = Papers(there.small.house)
    courier = Courier(there.small.house, papers, lambda *_: None, there.doorway)
    while await courier.round():
        pass
    asked = [
        each.message.asked
        for parcel in there.outlet.parcels
        for each in parcel.bubbles
        if each.message.asked
    ]
    assert asked == ["play.place"], "only the last that waited asks"
    assert there.outlet.texts[0] == "Saved: Trains."
    assert not waiting(there)
    await there.say("The park", "4")
    assert answer(there, "play.place") == Given("The park")
    papers.close()


async def test_a_channel_that_asks_for_a_moment_is_given_it_and_says_only_the_rest(
    there: There,
) -> None:
    await opened(there)
    there.outlet.fails = [NotDelivered(0.0, said=1)]
    await there.say("Trains", "2")
    (parcel,) = there.outlet.parcels
    assert [each.message.role for each in parcel.bubbles] == ["ask"]


async def test_the_courier_says_only_what_was_not_said_before_it_failed(there: There) -> None:
    await opened(there)
    there.outlet.fails = [NotDelivered(60, said=1)]
    await there.say("Trains", "2")
    papers = Papers(there.small.house)
    courier = Courier(there.small.house, papers, lambda *_: None, there.doorway)
    while await courier.round():
        pass
    papers.close()
    replies = [parcel for parcel in there.outlet.parcels if parcel.bubbles[-1].message.asked]
    assert [each.message.role for parcel in replies for each in parcel.bubbles] == ["ask"]


async def test_asking_for_the_list_is_not_words_for_a_form(there: There) -> None:
    await there.say("home", "1")
    (parcel,) = there.outlet.parcels
    assert [each.message.role for each in parcel.bubbles] == ["tasks"]


async def test_an_account_that_cannot_be_reached_any_more_ends(there: There) -> None:
    await opened(there)
    there.outlet.fails = [NotDelivered(final=True)]
    await there.say("Trains", "2")
    assert await there.doorway.known("teams", "t/4711") is None
    assert answer(there, "play.likes") == Given("Trains")


async def test_a_stop_between_the_answer_and_its_reply_loses_nothing(there: There) -> None:
    await opened(there)
    there.handler._mouth = None
    await there.say("Trains", "2")
    papers = Papers(there.small.house)
    courier = Courier(there.small.house, papers, lambda *_: None, there.doorway)
    while await courier.round():
        pass
    assert waiting(there) == 1  # whoever put it in may still be saying it
    await there.doorway.begin()
    while await courier.round():
        pass
    assert any("Where does" in text for text in there.outlet.texts)
    papers.close()


async def test_a_new_start_does_not_hurry_what_was_to_be_tried_later(there: There) -> None:
    await opened(there)
    there.handler._mouth = None
    await there.say("Trains", "2")
    there.small.clock.pass_by(outbox.HELD)

    def put_off(turn: Turn) -> None:
        for post in outbox.claim(turn, 5):
            outbox.retry_later(turn, post, turn.now + timedelta(minutes=5), "NotDelivered")

    there.small.store.perform_now(put_off)
    assert waiting(there)
    await there.doorway.begin()
    assert not there.small.store.perform_now(lambda turn: outbox.claim(turn, 1))


async def test_a_short_id_brings_back_its_press_and_only_at_its_own_account(there: There) -> None:
    await opened(there)
    await there.say("Trains", "2")
    await there.say("The park", "3")
    known = await there.doorway.known("teams", "t/4711")
    assert known
    last = there.outlet.parcels[-1].bubbles[-1]
    presses = [each.press for each in last.message.buttons]
    assert await there.doorway.press(known, last.shown, 0) == (presses[0], "play.often")
    assert await there.doorway.press(known, last.shown, len(presses)) is None
    assert await there.doorway.press(known, last.shown + 1, 0) is None
    assert await there.doorway.press(known, last.shown, -1) is None


async def test_an_old_button_is_harmless(there: There) -> None:
    await opened(there)
    await there.say("Trains", "2")
    await there.say("The park", "3")
    await there.press("answer:yes", "4", "play.often")
    await there.press("answer:no", "5", "play.often")
    assert answer(there, "play.often") == Given("yes")


async def test_whoever_may_not_any_more_gets_their_list_and_answers_nothing(there: There) -> None:
    await opened(there)

    def take(turn: Turn) -> None:
        allocations.end_allocation(turn, WORKER.id, CHILD.id)
        turn.write_diary("allocation.ended", "subject", CHILD.id, "test", "")

    there.small.store.perform_now(take)
    await there.say("Trains", "2")
    assert answer(there, "play.likes") is None
    assert there.outlet.parcels[-1].bubbles[-1].message.role == "tasks"
    assert not any("What does" in text for text in there.outlet.texts)


async def test_a_leaver_and_an_account_unconfirmed_for_long_are_nobody(there: There) -> None:
    await opened(there)
    there.small.clock.pass_by(accounts.CONFIRMED_FOR)
    assert await there.doorway.known("teams", "t/4711") is None
    with pytest.raises(NotSignedIn):
        await there.say("Trains", "2")
    assert answer(there, "play.likes") is None


async def test_stop_talking_here_is_asked_once_more_and_then_done_at_once(there: There) -> None:
    await opened(there)
    await there.say("unlink", "2")
    presses = [each.press for each in there.outlet.parcels[-1].bubbles[-1].message.buttons]
    await there.press(presses[1], "3")
    assert await there.doorway.known("teams", "t/4711")
    await there.press(presses[0], "4")
    assert await there.doorway.known("teams", "t/4711") is None
    assert there.outlet.parcels[-1].bubbles[0].message.role == "goodbye"


async def test_the_names_of_a_list_are_not_kept(there: There) -> None:
    await there.say("hello", "1")

    def kept(turn: Turn) -> list[str]:
        rows = shown.live(turn, there.account.id)
        return [inbox.reply_to(turn, "teams", each.inbox_id) or "" for each in rows]

    (text,) = there.small.store.perform_now(kept)
    assert "Robin" not in text
    assert f"open:{PROFILE}" in text


async def test_a_changed_message_becomes_an_offer_and_changes_nothing(there: There) -> None:
    await opened(there)
    await there.say("Trains", "2")
    there.outlet.parcels.clear()
    await there.say("Boats", "2", kind="messageUpdate")
    assert answer(there, "play.likes") == Given("Trains")
    presses = [each.press for each in there.outlet.parcels[-1].bubbles[-1].message.buttons]
    assert "change:play.likes" in presses
    await there.say("Cars", "never-seen", kind="messageUpdate")
    assert answer(there, "play.likes") == Given("Trains")


async def test_a_person_who_comes_back_is_welcomed_where_they_were(there: There) -> None:
    await opened(there)
    await there.say("Trains", "2")
    await there.say("", "3", kind="conversationUpdate")
    assert there.outlet.parcels[-1].bubbles[-1].message.asked == "play.place"


async def test_somebody_who_left_is_told_nothing_any_more(there: There) -> None:
    await opened(there)
    there.handler._mouth = None
    await there.say("Trains", "2")

    def go(turn: Turn) -> None:
        people.leave(turn, WORKER.id)
        turn.write_diary("person.left", "person", WORKER.id, "test", "")

    there.small.store.perform_now(go)
    there.small.clock.pass_by(outbox.HELD + timedelta(seconds=1))
    papers = Papers(there.small.house)
    courier = Courier(there.small.house, papers, lambda *_: None, there.doorway)
    while await courier.round():
        pass
    assert not there.outlet.parcels
    papers.close()
