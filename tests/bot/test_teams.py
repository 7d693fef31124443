"""Talking in Teams: answered once and in order, whatever arrives twice, late or not at all."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from storage.store import Store
from tests.bot.fake_connector import CHAT, Fault
from tests.bot.house import Small
from tests.bot.teams_town import Town, teams_town
from tests.bot.teams_town import linked as linked
from tests.bot.teams_town import patience as patience
from tests.bot.teams_town import soon as soon
from tests.bot.teams_town import town as town

# ---------------------------------------------------------------- one turn


async def test_what_is_said_is_kept_and_answered_with_the_next_question(linked: Town) -> None:
    assert await linked.phone.say("Trains and boats") == 200
    assert "play.likes" in linked.answers()
    [asked] = linked.connector.sent
    assert "Saved: Trains and boats." in asked.words
    assert "Where does Robin" in asked.words
    assert asked.conversation == CHAT


async def test_an_answer_stands_in_its_own_card_and_is_not_repeated_below_it(linked: Town) -> None:
    await linked.phone.say("Trains")
    await linked.phone.say("In the garden")
    before, now = linked.connector.sent
    assert "Saved: In the garden." in before.words
    assert "Saved." in now.words
    assert "garden" not in now.words


async def test_a_list_that_is_over_says_nothing_of_what_was_saved(linked: Town) -> None:
    await linked.phone.say("Trains")
    await linked.phone.say("summary")
    listed = linked.connector.sent[-1]
    assert "Carry on" in listed.words
    carry_on = next(e for e in _data(listed.activity) if e["press"] == "carry_on")
    await linked.phone.tap({"kith": carry_on})
    await linked.phone.say("In the garden")
    assert "Saved" not in listed.words


async def test_fifty_deliveries_of_the_same_are_one_answer_and_fifty_equal_replies(
    linked: Town,
) -> None:
    plain = linked.phone.activity(text="Trains")
    replies = await asyncio.gather(*(linked.phone.bring(plain) for _ in range(50)))
    assert {(each.status, await each.text()) for each in replies} == {(200, "")}
    assert len(linked.connector.sent) == 1
    assert linked.count("inbox") == 1


async def test_the_same_after_a_restart_is_not_said_again(small: Small) -> None:
    async with teams_town(small) as town:
        town.link()
        plain = town.phone.activity(text="Trains")
        await town.phone.bring(plain)
        assert len(town.connector.sent) == 1
    async with teams_town(small) as town:
        plain["serviceUrl"] = town.connector.service
        assert (await town.phone.bring(plain)).status == 200
        assert not town.connector.sent


async def test_fifty_turns_take_the_same_connections_and_one_token(linked: Town) -> None:
    linked.link("")
    for number in range(50):
        linked.pass_by(timedelta(seconds=10))
        said = len(linked.connector.sent)
        assert await linked.phone.say(f"menu {number}") == 200
        await linked.connector.until(said + 1)  # what comes quicker is answered together
    # one for what is said; another may be for the card before it, which is settled meanwhile
    assert len(linked.connector.connections) <= 2
    assert linked.connector.asked_tokens == 1


async def test_a_tap_answers_and_its_card_says_what_was_saved(linked: Town) -> None:
    await linked.phone.say("Trains")
    await linked.phone.say("In the garden")
    asked = linked.connector.sent[-1]
    assert "Every day?" in asked.words
    data = next(each for each in _data(asked.activity) if each["press"] == "answer:yes")
    assert await linked.phone.tap({"kith": data}) == 200
    assert len(linked.answers()) == 3
    assert asked.edits == 1
    assert not list(_data(asked.activity))


async def test_an_old_button_is_harmless(linked: Town) -> None:
    await linked.phone.say("Trains")
    await linked.phone.say("In the garden")
    data = next(iter(_data(linked.connector.sent[-1].activity)))
    await linked.phone.tap({"kith": data})
    kept = linked.answers()
    assert await linked.phone.tap({"kith": data}) == 200
    assert linked.answers() == kept


async def test_a_tap_of_the_newer_kind_is_answered_as_teams_wants_it(linked: Town) -> None:
    data = {"kith": {"press": "home"}}
    plain = linked.phone.activity(
        "invoke", name="adaptiveCard/action", value={"action": {"data": data}}
    )
    answer = await linked.phone.bring(plain)
    assert answer.status == 200
    assert (await answer.json())["statusCode"] == 200
    assert linked.connector.sent


async def test_calls_that_we_never_offered_are_not_known(linked: Town) -> None:
    for name in ("composeExtension/query", "task/fetch", None):
        plain = linked.phone.activity("invoke", name=name, value={"x": 1})
        assert (await linked.phone.bring(plain)).status == 501
    assert not linked.connector.sent


async def test_our_own_name_in_front_and_the_signs_of_the_wire_are_no_words(linked: Town) -> None:
    entity = {"type": "mention", "text": "<at>Kith</at>", "mentioned": {"id": "28:kith"}}
    plain = linked.phone.activity(
        text='<at>Kith</at> <quoted messageId="1"/>Bread &amp; butter &lt;3&nbsp;',
        entities=[entity],
        recipient={"id": "28:kith"},
        attachments=[{"contentType": "text/html", "content": "<p>Bread &amp; butter</p>"}],
    )
    assert (await linked.phone.bring(plain)).status == 200
    assert "Bread & butter <3" in str(linked.answers()["play.likes"])


# ---------------------------------------------------------------- when things go wrong


async def test_what_teams_puts_off_is_said_a_moment_later(linked: Town) -> None:
    linked.connector.faults = [Fault(429, retry_after="0")]
    assert await linked.phone.say("Trains") == 200
    await linked.connector.until(1)
    assert len(linked.connector.sent) == 1


async def test_a_delivery_is_acknowledged_while_teams_is_still_thinking(
    linked: Town, monkeypatch: pytest.MonkeyPatch, soon: None
) -> None:
    monkeypatch.setattr("bot.channels.teams.SLOW_SECONDS", 0.01)
    linked.connector.faults = [Fault(hang=True)]
    assert await linked.phone.say("Trains") == 200
    assert not linked.connector.sent
    assert linked.connector.typing == 1
    assert "play.likes" in linked.answers()
    linked.connector.hanging.set()
    await linked.connector.until(1)


@pytest.mark.parametrize("fault", [Fault(500, after=True), Fault(500), Fault(400)])
async def test_what_may_not_have_arrived_is_answered_by_nothing_typed_and_asked_when_somebody_writes(
    linked: Town, fault: Fault
) -> None:
    await linked.phone.say("Trains")
    linked.connector.faults = [fault]
    await linked.phone.say("In the garden")
    kept = linked.answers()
    assert await linked.phone.say("Hello? Are you there?") == 200
    assert linked.answers() == kept
    assert "Every day?" in linked.connector.said[-1]
    assert sum("Every day?" in said for said in linked.connector.said) == 1 + fault.after
    assert await linked.phone.say("Yes") == 200
    assert "play.often" in linked.answers()


async def test_a_question_that_was_there_before_is_answered_though_its_repeat_may_be_lost(
    linked: Town,
) -> None:
    await linked.phone.say("Trains")
    linked.connector.faults = [Fault(500)]
    await linked.phone.say("why")
    await linked.phone.say("In the garden")
    assert "play.place" in linked.answers()


async def test_who_blocked_us_is_linked_no_more(linked: Town) -> None:
    linked.connector.faults = [Fault(403)]
    assert await linked.phone.say("Trains") == 200
    assert linked.account() is None
    assert "play.likes" in linked.answers()


async def test_what_cannot_be_kept_now_is_to_be_brought_again(
    linked: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.errors import NotKept

    perform = Store.perform

    async def busy(*_: Any) -> Any:
        raise NotKept

    plain = linked.phone.activity(text="Trains")
    monkeypatch.setattr(Store, "perform", busy)
    answer = await linked.phone.bring(plain)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.setattr(Store, "perform", perform)
    assert (await linked.phone.bring(plain)).status == 200
    assert len(linked.connector.sent) == 1


async def test_a_conversation_that_moved_is_written_to_where_it_is(linked: Town) -> None:
    linked.phone.chat = "a:another"
    await linked.phone.say("Trains")
    assert linked.connector.sent[0].conversation == "a:another"


async def test_too_much_at_once_is_told_so_and_not_kept(linked: Town) -> None:
    from dataclasses import replace

    from bot.rates import Rates

    pace = replace(linked.house, pace=None, demo=False)
    linked.door._teams._rates = Rates(pace)
    for number in range(25):
        assert await linked.phone.say(f"word {number}") == 200
    assert linked.count("inbox") == 20


def _data(activity: Any) -> Any:
    """What every tap in a card brings back."""
    match activity:
        case {"type": "Action.Submit", "data": {"kith": data}}:
            yield data
        case dict():
            for each in activity.values():
                yield from _data(each)
        case list():
            for each in activity:
                yield from _data(each)
