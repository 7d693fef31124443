"""The Direct Line 3.0 protocol as clients know it: every status, every body, every watermark."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import WSServerHandshakeError

from bot.channels.tokens import LIFE
from tests.bot.browser import LINE, Chat, texts
from tests.bot.conftest import Open
from tests.bot.house import PROFILE, WORKER, Small
from tests.bot.line_client import CALLS, begin, generate, path_of, restarted, told

# ------------------------------------------------------------------ tokens


async def test_a_token_is_generated_for_one_conversation_of_somebody_signed_in(
    browser: Open,
) -> None:
    one = await (await browser()).enter(WORKER)
    answer = await generate(one, user={"id": "dl_1"}, trustedOrigins=["https://x.example"])
    assert answer.status == 200
    plain = await answer.json()
    assert set(plain) == {"conversationId", "token", "expires_in"}
    assert plain["expires_in"] == int(LIFE.total_seconds())
    without = await one.post(f"{LINE}/tokens/generate", json={"profile": PROFILE})
    assert await told(without) == (403, "Forbidden")


async def test_nobody_signed_in_generates_no_token(browser: Open) -> None:
    answer = await (await browser()).post(f"{LINE}/tokens/generate", json={"profile": PROFILE})
    assert answer.status in (401, 403, 404)


async def test_a_refreshed_token_is_for_the_same_conversation(browser: Open) -> None:
    chat = await begin(browser)
    answer = await chat.browser.post(f"{LINE}/tokens/refresh", headers=chat.bearer)
    assert answer.status == 200
    plain = await answer.json()
    assert plain["conversationId"] == chat.id
    assert (await Chat(chat.browser, plain["token"], chat.id).say("Trains", "m1")).status == 200


async def test_a_token_opens_no_conversation_but_its_own(browser: Open) -> None:
    chat = await begin(browser)
    other = await chat.browser.chat()
    thief = Chat(chat.browser, chat.token, other.id)
    assert await told(await thief.say("Trains", "m1")) == (404, "NotFound")
    answer = await chat.browser.get(path_of(other), headers=chat.bearer)
    assert await told(answer) == (404, "NotFound")


@pytest.mark.parametrize("call", CALLS)
async def test_every_call_says_what_is_wrong_with_its_token(
    browser: Open, small: Small, call: str
) -> None:
    chat = await begin(browser)
    without = await CALLS[call](chat, {})
    assert without.headers["WWW-Authenticate"] == "Bearer"
    assert await told(without) == (401, "Unauthorized")
    forged = await CALLS[call](chat, {"Authorization": f"Bearer {chat.token[:-2]}xx"})
    assert await told(forged) == (403, "Forbidden")
    small.clock.pass_by(timedelta(minutes=31))
    assert await told(await CALLS[call](chat, chat.bearer)) == (403, "TokenExpired")
    assert not small.assistant.heard


@pytest.mark.parametrize("call", CALLS)
async def test_every_call_ends_with_the_sign_in(browser: Open, call: str) -> None:
    chat = await begin(browser)
    form = {"csrf": await chat.browser.csrf()}
    assert (await chat.browser.post("/sign-out", data=form)).status == 303
    status, code = await told(await CALLS[call](chat, chat.bearer))
    assert (status, code) in ((403, "TokenExpired"), (404, "NotFound"))


# ------------------------------------------------------------------ conversations


async def test_a_conversation_is_begun_once_and_found_again(browser: Open) -> None:
    chat = await begin(browser)
    assert set(chat.opened) == {"conversationId", "token", "expires_in", "streamUrl"}
    again = await chat.browser.post(f"{LINE}/conversations", headers=chat.bearer)
    assert again.status == 200
    assert (await again.json())["conversationId"] == chat.id
    said, _ = await chat.activities()
    assert texts(said) == ["Welcome back."]


async def test_a_token_that_names_no_conversation_begins_another_each_time(browser: Open) -> None:
    one = await (await browser()).enter(WORKER)
    first, second = await one.chat(), await one.chat()
    assert first.id != second.id


async def test_a_conversation_of_nobody_is_not_found(browser: Open) -> None:
    chat = await begin(browser)
    nobody = Chat(chat.browser, chat.token, "no-such")
    assert await told(await nobody.say("Trains", "m1")) == (404, "NotFound")


async def test_an_ended_conversation_stays_ended_and_another_is_begun(browser: Open) -> None:
    chat = await begin(browser)
    assert (await chat.send({"type": "endOfConversation"})).status == 200
    for answer in (
        await chat.say("Trains", "m1"),
        await chat.browser.get(path_of(chat), headers=chat.bearer),
        await chat.browser.get(path_of(chat, "/activities"), headers=chat.bearer),
    ):
        assert await told(answer) == (404, "NotFound")
    ended = chat.id
    await chat.begin()
    assert chat.id != ended


@pytest.mark.parametrize("mark", ["", "?watermark=", "?watermark=1", "?watermark=99"])
async def test_after_a_restart_a_client_goes_on_under_the_same_id_and_misses_nothing(
    browser: Open, small: Small, mark: str
) -> None:
    chat = await begin(browser)
    await chat.say("Trains", "m1")
    server = await restarted(chat, small)
    answer = await chat.browser.get(path_of(chat, mark), headers=chat.bearer)
    assert answer.status == 200
    opened = await answer.json()
    assert opened["conversationId"] == chat.id
    socket = await chat.listen(opened["streamUrl"])
    assert texts(json.loads((await socket.receive()).data)["activities"]) == ["Welcome back."]
    await socket.close()
    assert (await chat.say("Trains", "m1")).status == 200
    assert len(small.assistant.heard) == 1
    await server.close()


async def test_what_is_said_after_a_restart_waits_until_the_client_has_seen_the_question(
    browser: Open, small: Small
) -> None:
    chat = await begin(browser)
    server = await restarted(chat, small)
    assert await told(await chat.send({"type": "message", "text": "Boats"})) == (404, "NotFound")
    said, _ = await chat.activities()
    assert texts(said) == ["Welcome back."]
    assert (await chat.send({"type": "message", "text": "Boats"})).status == 200
    await server.close()


# ------------------------------------------------------------------ watermarks and streams


async def test_polling_brings_what_came_after_the_watermark(browser: Open) -> None:
    chat = await begin(browser)
    first, mark = await chat.activities()
    assert texts(first) == ["Welcome back."]
    assert await chat.activities(mark) == ([], mark)
    await chat.say("Trains", "m1")
    then, newest = await chat.activities(mark)
    assert texts(then) == ["Trains", "Saved.", "You said Trains"]
    assert await chat.activities(newest) == ([], newest)
    for strange in ("", "abc", "-1", "9" * 18, "9" * 40):
        assert texts((await chat.activities(strange))[0])[0] == "Welcome back."


@pytest.mark.parametrize(
    ("query", "heard"),
    [
        ("", ["Boats", "Saved.", "You said Boats"]),
        ("?watermark=", ["Welcome back.", "Trains", "Saved.", "You said Trains"]),
        ("?watermark={first}", ["Trains", "Saved.", "You said Trains"]),
    ],
)
async def test_a_new_stream_goes_on_after_the_watermark_or_from_now(
    browser: Open, query: str, heard: list[str]
) -> None:
    chat = await begin(browser)
    _, first = await chat.activities()
    await chat.say("Trains", "m1")
    path = path_of(chat, query.format(first=first))
    opened = await (await chat.browser.get(path, headers=chat.bearer)).json()
    await chat.say("Boats", "m2") if not query else None
    socket = await chat.listen(opened["streamUrl"])
    assert texts(json.loads((await socket.receive()).data)["activities"]) == heard
    await socket.close()


async def test_a_stream_must_be_opened_within_a_minute(browser: Open, small: Small) -> None:
    chat = await begin(browser)
    small.clock.pass_by(timedelta(seconds=61))
    with pytest.raises(WSServerHandshakeError) as refused:
        await chat.listen()
    assert refused.value.status == 404


# ------------------------------------------------------------------ activities


@pytest.mark.parametrize("kind", ["typing", "event", "conversationUpdate", "invoke", "", None, 7])
async def test_what_is_no_message_is_taken_and_nothing_is_said(
    browser: Open, small: Small, kind: object
) -> None:
    chat = await begin(browser)
    before = await chat.activities()
    answer = await chat.send({"type": kind, "name": "webchat/join", "value": {"a": 1}})
    assert answer.status == 200
    assert set(await answer.json()) == {"id"}
    assert await chat.activities() == before
    assert not small.assistant.heard


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"type":"message"}'])
async def test_what_cannot_be_read_is_a_bad_argument(browser: Open, body: bytes) -> None:
    chat = await begin(browser)
    headers = {**chat.bearer, "Content-Type": "application/json"}
    answer = await chat.browser.post(path_of(chat, "/activities"), data=body, headers=headers)
    assert await told(answer) == (400, "BadArgument")


async def test_a_body_that_is_too_large_and_a_wrong_method_are_told_too(browser: Open) -> None:
    chat = await begin(browser)
    large = await chat.send({"type": "message", "text": "x" * 600_000})
    assert await told(large) == (413, "MessageTooLarge")
    wrong = await chat.browser.post(path_of(chat), headers=chat.bearer)
    assert await told(wrong) == (405, "BadArgument")


async def test_the_same_id_with_other_words_is_refused(browser: Open, small: Small) -> None:
    chat = await begin(browser)
    assert (await chat.say("Trains", "m1")).status == 200
    assert await told(await chat.say("Boats", "m1")) == (409, "BadArgument")
    assert len(small.assistant.heard) == 1


async def test_a_busy_house_says_when_to_come_again(browser: Open, small: Small) -> None:
    chat = await begin(browser)
    small.assistant.busy = 1
    answer = await chat.say("Trains", "m1")
    assert answer.headers["Retry-After"] == "1"
    assert await told(answer) == (503, "ServiceUnavailable")


async def test_the_same_message_fifty_times_at_once_is_one_answer_and_fifty_equal_replies(
    browser: Open, small: Small
) -> None:
    chat = await begin(browser)
    answers = await asyncio.gather(*(chat.say("Trains", "m1") for _ in range(50)))
    replies = {(each.status, await each.text()) for each in answers}
    assert len(replies) == 1
    assert {status for status, _ in replies} == {200}
    said, _ = await chat.activities()
    assert texts(said) == ["Welcome back.", "Trains", "Saved.", "You said Trains"]
    assert len(small.assistant.heard) == 1


async def test_the_times_on_what_was_said_are_in_its_order(
    browser: Open, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await begin(browser)
    hear = small.assistant.hear

    def slowly(*given: Any) -> Any:
        small.clock.pass_by(timedelta(seconds=1))
        return hear(*given)

    monkeypatch.setattr(small.assistant, "hear", slowly)
    await chat.say("Trains", "m1")
    said, _ = await chat.activities()
    assert texts(said)[1:3] == ["Trains", "Saved."]
    times = [each["timestamp"] for each in said]
    assert times == sorted(times)
    assert times[1] < times[2]


async def test_taps_of_other_clients_come_back_as_they_hide_or_show_them(browser: Open) -> None:
    chat = await begin(browser)
    value = {"kith": {"press": "yes", "asked": "play.likes"}}
    data = {"clientActivityID": "m1", "postBack": True, "messageBack": {"displayText": "Yes"}}
    await chat.send({"type": "message", "value": value, "channelData": data, "text": "Yes"})
    echo = (await chat.activities())[0][1]
    assert echo["channelData"] == {**data, "kith": {"id": "m1"}}
    assert "value" not in echo
