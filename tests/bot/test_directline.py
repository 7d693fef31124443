"""Direct Line: a conversation over HTTP and WebSocket, kept once, for one person only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.live import KEPT, Live
from dialogs.message import SaidCard, SaidPress, SaidText
from storage.errors import NotKept
from tests.bot.browser import LINE, Chat, texts
from tests.bot.conftest import Open
from tests.bot.house import PROFILE, WORKER, Small
from tests.bot.line_client import generate, path_of, restarted, told


async def test_kith_speaks_first(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    said, _ = await chat.activities()
    assert texts(said) == ["Welcome back."]
    assert said[0]["from"] == {"id": "kith", "name": "Kith", "role": "bot"}
    assert said[0]["conversation"] == {"id": chat.id}
    assert said[0]["channelData"]["kith"]["asked"] == "play.likes"


async def test_a_message_is_echoed_and_answered_after_it_was_kept(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    _, mark = await chat.activities()
    answer = await chat.say("Trains", "m1", asked="play.likes")
    assert answer.status == 200
    said, _ = await chat.activities(mark)
    assert texts(said) == ["Trains", "Saved.", "You said Trains"]
    assert said[0]["from"]["role"] == "user"
    assert said[0]["id"] == (await answer.json())["id"]
    assert said[0]["channelData"]["kith"]["id"] == "m1"
    assert {each["replyToId"] for each in said[1:]} == {said[0]["id"]}
    assert small.assistant.heard == [(WORKER.id, PROFILE, SaidText("Trains", "play.likes"), "web")]


async def test_the_stream_brings_everything_in_order(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    socket = await chat.listen()
    first = json.loads((await socket.receive()).data)
    assert texts(first["activities"]) == ["Welcome back."]
    await socket.send_str("")
    await chat.say("Trains", "m1")
    then = json.loads((await socket.receive()).data)
    assert texts(then["activities"]) == ["Trains", "Saved.", "You said Trains"]
    assert then["watermark"] == "4"
    await socket.close()


async def test_a_lost_stream_goes_on_after_its_watermark(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    await (await chat.listen()).close()
    await chat.say("Trains", "m1")
    answer = await chat.browser.get(
        f"{LINE}/conversations/{chat.id}?watermark=1", headers=chat.bearer
    )
    socket = await chat.listen((await answer.json())["streamUrl"])
    then = json.loads((await socket.receive()).data)
    assert texts(then["activities"]) == ["Trains", "Saved.", "You said Trains"]
    await socket.close()


async def test_a_newer_stream_takes_the_place_of_the_older(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    older = await chat.listen()
    await older.receive()
    answer = await chat.browser.get(f"{LINE}/conversations/{chat.id}", headers=chat.bearer)
    newer = await chat.listen((await answer.json())["streamUrl"])
    assert (await older.receive()).type.name in ("CLOSE", "CLOSING", "CLOSED")
    await newer.close()


async def test_a_message_sent_again_is_answered_once(browser: Open, small: Small) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    first = await chat.say("Trains", "m1")
    before, _ = await chat.activities()
    again = await chat.say("Trains", "m1")
    after, _ = await chat.activities()
    assert (await first.json()) == (await again.json())
    assert before == after
    assert len(small.assistant.heard) == 1


async def test_a_busy_store_asks_for_the_message_again_and_shows_nothing(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    small.assistant.busy = 1
    answer = await chat.say("Trains", "m1")
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    said, _ = await chat.activities()
    assert texts(said) == ["Welcome back."]
    assert (await chat.say("Trains", "m1")).status == 200


async def test_a_fault_says_nothing_of_what_was_wrong(
    browser: Open, small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    chat = await (await (await browser()).enter(WORKER)).chat()
    small.assistant.broken = True
    answer = await chat.say("He lives at 4 Hill Street", "m1")
    assert answer.status == 500
    assert "Hill" not in await answer.text() + caplog.text
    assert "RuntimeError" in caplog.text


async def test_the_log_holds_no_query_no_token_and_no_words(
    browser: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="kith")
    chat = await (await (await browser()).enter(WORKER)).chat()
    await chat.say("Trains", "m1")
    await chat.activities()
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "POST /v3/directline/conversations/{conversation}/activities 200" in logged
    for secret in (PROFILE, chat.id, chat.token, "Trains", "wilma"):
        assert secret not in logged


async def test_an_idle_conversation_is_forgotten_and_a_new_one_goes_on(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    small.clock.pass_by(timedelta(minutes=61))
    fresh = Chat(chat.browser, (await chat.browser.start())["token"], chat.id)
    assert (await fresh.say("Trains", "m1")).status == 404
    await fresh.begin()
    assert (await fresh.say("Trains", "m1")).status == 200


async def test_the_same_persons_other_window_is_told_to_look_again(browser: Open) -> None:
    one = await (await (await browser()).enter(WORKER)).chat()
    other = await one.browser.chat()
    _, mark = await other.activities()
    await one.say("Trains", "m1")
    said, _ = await other.activities(mark)
    assert [(each["type"], each["name"]) for each in said] == [("event", "kith/changed")]


async def test_taps_and_cards_of_our_page_are_understood(browser: Open, small: Small) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    await chat.say("Yes", "m1", press="yes", asked="play.likes")
    await chat.say("", "m2", asked="p", fields={"a": "1", "b": ["x", "y"]}, not_known=["c"])
    assert [said for _, _, said, _ in small.assistant.heard] == [
        SaidPress("yes", "play.likes"),
        SaidCard({"a": "1", "b": ("x", "y")}, frozenset({"c"}), "p"),
    ]


async def test_any_other_client_can_tap_fill_in_and_type(browser: Open, small: Small) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    await chat.send({"type": "message", "text": "Trains"})
    said, _ = await chat.activities()
    asked = said[-1]
    tap, address, urgent = asked["suggestedActions"]["actions"]
    assert urgent["value"] == {"kith": {"press": "urgent", "asked": "play.likes"}}
    assert address["type"] == "openUrl"
    assert address["value"] == f"{chat.browser.origin}/referrals"
    card = asked["attachments"][0]["content"]
    submit = card["actions"][0]["data"]
    names = [each["id"] for each in card["body"] if "id" in each]
    assert names == ["say:play.day", "many:play.kinds", "say:play.where", "unknown:play.where"]
    await chat.send({"type": "message", "text": tap["text"], "value": tap["value"]})
    filled = {"say:play.day": "3 May", "many:play.kinds": "a,b", "unknown:play.where": "true"}
    await chat.send({"type": "message", "value": {**submit, **filled}})
    assert [said for _, _, said, _ in small.assistant.heard] == [
        SaidText("Trains", "play.likes"),
        SaidPress("yes", "play.likes"),
        SaidCard(
            {"play.day": "3 May", "play.kinds": ("a", "b")},
            frozenset({"play.where"}),
            "play.likes",
        ),
    ]


async def test_words_of_a_client_that_does_not_say_belong_to_what_it_was_shown(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    await chat.send({"type": "message", "text": "Trains"})
    await chat.say("Boats", "m1", asked="play.other")
    await chat.say("Kites", "m2", asked="")
    asked = [said.asked for _, _, said, _ in small.assistant.heard]
    assert asked == ["play.likes", "play.other", ""]


async def test_what_is_no_message_is_taken_and_left_alone(browser: Open, small: Small) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    for kind in ("typing", "event", "somethingNew"):
        assert (await chat.send({"type": kind, "name": "webchat/join"})).status == 200
    assert not small.assistant.heard


async def test_twenty_thousand_emoji_arrive_whole(browser: Open, small: Small) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    long = "👩‍👧 <b>{{7*7}}" * 1400
    assert (await chat.say(long, "m1")).status == 200
    said = small.assistant.heard[0][2]
    assert isinstance(said, SaidText)
    assert said.text == long
    shown, _ = await chat.activities()
    assert long in texts(shown)


def test_a_conversation_keeps_its_last_two_hundred_activities() -> None:
    live = Live("c", "p", "f", "s")
    live.push(str(number) for number in range(KEPT + 50))
    kept, mark = live.after(0)
    assert len(kept) == KEPT
    assert kept[-1] == str(KEPT + 49)
    assert mark == KEPT + 50


async def test_a_house_too_busy_to_begin_a_conversation_begins_it_when_it_is_asked_again(
    browser: Open, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await (await browser()).enter(WORKER)
    given = await (await generate(one)).json()
    chat, greet = Chat(one, given["token"]), small.assistant.greet
    monkeypatch.setattr(small.assistant, "greet", busy_once(greet))
    first = await one.post(f"{LINE}/conversations", headers=chat.bearer)
    assert await told(first) == (503, "ServiceUnavailable")
    await chat.begin()
    assert chat.id == given["conversationId"]
    server = await restarted(chat, small)
    monkeypatch.setattr(small.assistant, "greet", busy_once(greet))
    gone_on = [await one.get(path_of(chat), headers=chat.bearer) for _ in range(2)]
    assert [each.status for each in gone_on] == [503, 200]
    await server.close()


def busy_once(greet: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but for the first time, when the house has too much to do."""
    faults: list[Exception] = [NotKept()]

    def greeting(*given: Any) -> Any:
        if faults:
            raise faults.pop()
        return greet(*given)

    return greeting
