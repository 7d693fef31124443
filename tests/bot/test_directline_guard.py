"""Direct Line is shut to everybody but the person, now, from our own page."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.channels.tokens import Grant, Tokens
from dialogs.message import SaidText
from storage import people, sessions, subjects
from storage.turn import Turn
from tests.bot.browser import LINE, Chat, texts
from tests.bot.conftest import Open
from tests.bot.house import CHILD, OFFICER, PROFILE, STRANGER, WORKER, Small


async def test_a_ticket_opens_one_stream_only(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    await (await chat.listen()).close()
    with pytest.raises(WSServerHandshakeError) as refused:
        await chat.listen()
    assert refused.value.status == 404


async def test_another_site_cannot_open_a_stream(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    with pytest.raises(WSServerHandshakeError) as refused:
        await chat.listen(Origin="http://evil.example")
    assert refused.value.status == 403


async def test_another_site_cannot_post(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    activity = {"type": "message", "text": "hello"}
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await chat.send(activity, **headers)).status == 403
    assert (await chat.send(activity, Origin=chat.browser.origin)).status == 200


async def test_the_same_message_id_of_two_people_is_two_messages(
    browser: Open, small: Small
) -> None:
    small.store.perform_now(lambda turn: _allocate(turn, STRANGER.id))
    one = await (await (await browser()).enter(WORKER)).chat()
    other = await (await (await browser()).enter(STRANGER)).chat()
    await one.say("Trains", "m1")
    await other.say("Boats", "m1")
    said, _ = await other.activities()
    assert "You said Boats" in texts(said)
    assert len(small.assistant.heard) == 2


async def test_an_old_token_is_refused_and_a_refreshed_one_is_not(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    small.clock.pass_by(timedelta(minutes=20))
    answer = await chat.browser.post(f"{LINE}/tokens/refresh", headers=chat.bearer)
    newer = Chat(chat.browser, (await answer.json())["token"], chat.id)
    small.clock.pass_by(timedelta(minutes=11))
    assert (await chat.say("Trains", "m1")).status == 403
    assert (await newer.say("Trains", "m1")).status == 200


async def test_without_a_token_there_is_nothing(browser: Open) -> None:
    one = await browser()
    for method, path in (
        (one.post, "/conversations"),
        (one.post, "/tokens/refresh"),
        (one.get, "/conversations/x/activities"),
        (one.post, "/conversations/x/activities"),
        (one.get, "/conversations/x"),
    ):
        assert (await method(LINE + path)).status == 401
        assert (await method(LINE + path, headers={"Authorization": "Bearer a.b"})).status == 403


async def test_nobody_reads_or_writes_in_another_persons_conversation(
    browser: Open, small: Small
) -> None:
    small.store.perform_now(lambda turn: _allocate(turn, STRANGER.id))
    one = await (await (await browser()).enter(WORKER)).chat()
    other = await (await (await browser()).enter(STRANGER)).chat()
    thief = Chat(other.browser, other.token, one.id)
    assert (await thief.say("Trains", "m1")).status == 404
    answer = await other.browser.get(f"{LINE}/conversations/{one.id}", headers=other.bearer)
    assert answer.status == 404


async def test_somebody_who_is_no_longer_allocated_is_stopped_in_mid_conversation(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()

    def end(turn: Turn) -> None:
        subjects.end_allocation(turn, WORKER.id, CHILD.id)
        turn.write_diary("allocation.ended", "person", WORKER.id, "test", "")

    small.store.perform_now(end)
    assert (await chat.say("Trains", "m1")).status == 404
    assert not small.assistant.heard
    assert (await chat.browser.post(f"{LINE}/conversations", headers=chat.bearer)).status == 404


async def test_after_a_restart_the_open_page_goes_on_with_what_it_has(
    browser: Open, small: Small
) -> None:
    one = await (await browser()).enter(WORKER)
    chat = await one.chat()
    restarted = TestServer(make_app(small.house), host="127.0.0.1")
    await restarted.start_server()
    one.move_to(restarted)
    assert (await chat.say("Trains", "m1")).status == 404
    await chat.begin()
    assert (await chat.say("Trains", "m1")).status == 200
    await restarted.close()


async def test_a_sign_in_that_was_ended_elsewhere_is_over_here_too(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()

    def end(turn: Turn) -> None:
        sessions.end_all(turn, WORKER.id)
        turn.write_diary("session.ended", "person", WORKER.id, "test", "")

    small.store.perform_now(end)
    assert (await chat.say("Trains", "m1")).status == 403
    assert not small.assistant.heard


async def test_signing_out_ends_every_conversation_and_token(browser: Open) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    socket = await chat.listen()
    await socket.receive()
    await chat.browser.post("/sign-out", data={"csrf": await chat.browser.csrf()})
    assert (await socket.receive()).type.name in ("CLOSE", "CLOSING", "CLOSED")
    assert (await chat.say("Trains", "m1")).status == 404
    assert (await chat.browser.post(f"{LINE}/conversations", headers=chat.bearer)).status == 403


async def test_a_token_is_made_for_a_client_that_is_signed_in(browser: Open) -> None:
    one = await (await browser()).enter(WORKER)
    path, body = f"{LINE}/tokens/generate", {"profile": PROFILE}
    assert (await one.post(path, json=body)).status == 403
    right = {"X-Csrf-Token": await one.csrf()}
    answer = await one.post(path, json=body, headers=right)
    assert answer.status == 200
    await Chat(one, (await answer.json())["token"]).begin()
    assert (await one.post(path, json={"profile": "x"}, headers=right)).status == 404
    officer = await (await browser()).enter(OFFICER)
    right = {"X-Csrf-Token": await officer.csrf()}
    assert (await officer.post(path, json=body, headers=right)).status == 404


def test_a_token_survives_a_restart_and_no_change(small: Small) -> None:
    grant = Grant("p", "f", "s")
    token = Tokens(small.house.secret).give(grant, small.clock())
    assert Tokens(small.house.secret).read(token, small.clock()) == grant
    assert Tokens(b"x" * 32).read(token, small.clock()) is None
    for broken in ("", ".", "é.é", token[:-2], "A" + token, token + "A", token.replace(".", "")):
        assert Tokens(small.house.secret).read(broken, small.clock()) is None


def _allocate(turn: Turn, person: str) -> None:
    assert people.person(turn, person)
    subjects.allocate(turn, person, CHILD.id)
    turn.write_diary("allocation.begun", "person", person, "test", "")


async def test_a_token_of_one_sign_in_opens_nothing_of_another(browser: Open) -> None:
    here = await (await (await browser()).enter(WORKER)).chat()
    there = await (await (await browser()).enter(WORKER)).chat()
    await there.browser.post("/sign-out", data={"csrf": await there.browser.csrf()})
    thief = Chat(await browser(), there.token, here.id)
    assert (await thief.say("Trains", "m1")).status == 404
    assert (await here.say("Trains", "m2")).status == 200


async def test_a_ticket_is_worth_nothing_when_the_sign_in_was_ended_elsewhere(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()

    def end(turn: Turn) -> None:
        sessions.end_all(turn, WORKER.id)
        turn.write_diary("session.ended", "person", WORKER.id, "test", "")

    small.store.perform_now(end)
    with pytest.raises(WSServerHandshakeError) as refused:
        await chat.listen()
    assert refused.value.status == 403


async def test_the_same_message_id_with_other_words_is_refused_and_nothing_is_lost(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    assert (await chat.say("Trains", "m1")).status == 200
    assert (await chat.say("Boats", "m1")).status == 409
    assert (await chat.say("Boats", "m2")).status == 200
    assert [said.text for _, _, said, _ in small.assistant.heard if isinstance(said, SaidText)] == [
        "Trains",
        "Boats",
    ]


async def test_a_repeat_is_answered_only_while_the_person_still_may(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    await chat.say("Trains", "m1")

    def end(turn: Turn) -> None:
        subjects.end_allocation(turn, WORKER.id, CHILD.id)
        turn.write_diary("allocation.ended", "person", WORKER.id, "test", "")

    small.store.perform_now(end)
    assert (await chat.say("Trains", "m1")).status == 404


async def test_many_at_once_are_each_heard_once_and_the_rest_are_asked_to_wait(
    browser: Open, small: Small
) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    waiting = [f"m{number}" for number in range(40)]
    while waiting:
        answers = await asyncio.gather(*(chat.say(f"Say {each}", each) for each in waiting))
        assert {answer.status for answer in answers} <= {200, 429}
        waiting = [
            each for each, answer in zip(waiting, answers, strict=True) if answer.status == 429
        ]
    heard = [said.text for _, _, said, _ in small.assistant.heard if isinstance(said, SaidText)]
    assert sorted(heard) == sorted(f"Say m{number}" for number in range(40))
