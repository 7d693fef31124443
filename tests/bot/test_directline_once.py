"""The real assistant on Direct Line: once is once, and what comes late touches no other question."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from bot.app import make_app
from bot.assistant import Assistant
from bot.channels.directline import DirectLine
from bot.pace import WORK
from dialogs.answers import Given
from dialogs.form import Form, Kind, Question, Section
from storage import profiles
from storage.turn import Turn
from tests.bot.browser import Chat, texts
from tests.bot.conftest import Open
from tests.bot.house import FORM, PROFILE, STRANGER, WORKER, Small
from tests.bot.line_client import begin

ASKED = ("likes", "place", "friend", "song")
FOUR: Form = replace(
    FORM,
    sections=(
        Section(
            "play",
            "Play",
            tuple(
                Question(f"play.{each}", Kind.TEXT, f"Tell me about their {each}.", each.title())
                for each in ASKED
            ),
        ),
    ),
)


@pytest.fixture
def app(small: Small) -> web.Application:
    forms = {FOUR.name: FOUR}
    assistant = Assistant(forms, "Larkshire County Council", "01632 960 999", lambda _: ())
    # the pace of work, at which fifty turns at once would be too many: a repeat is none
    return make_app(replace(small.house, assistant=assistant, forms=forms, pace=WORK))


def answers(small: Small) -> dict[str, Any]:
    def look(turn: Turn) -> dict[str, Any]:
        found = profiles.find(turn, PROFILE)
        assert found
        return dict(profiles.progress(turn, found).answers)

    return small.store.perform_now(look)


async def says(chat: Chat, text: str, when: int, message: str = "") -> int:
    """Words of a client that does not say what they answer; `when` is a second of its own clock."""
    stamp = f"2026-11-21T10:00:{when:02}.000+01:00"
    data = {"clientActivityID": message or text}
    plain = {"type": "message", "text": text, "localTimestamp": stamp, "channelData": data}
    return (await chat.send(plain)).status


async def test_the_same_words_fifty_times_at_once_are_one_answer(
    browser: Open, small: Small
) -> None:
    chat = await begin(browser)
    sent = [chat.say("Trains", "m1", asked="play.likes") for _ in range(50)]
    replies = {(each.status, await each.text()) for each in await asyncio.gather(*sent)}
    assert len(replies) == 1
    assert {status for status, _ in replies} == {200}
    assert answers(small) == {"play.likes": Given("Trains")}
    said, _ = await chat.activities()
    assert [text for text in texts(said) if "Trains" in text] == ["Trains", "Saved: Trains."]


async def test_the_same_words_from_fifty_windows_at_once_are_one_answer(
    browser: Open, small: Small
) -> None:
    chats = [await begin(browser) for _ in range(10)]
    sent = [chat.say("Trains", "m1", asked="play.likes") for _ in range(5) for chat in chats]
    statuses = [each.status for each in await asyncio.gather(*sent)]
    assert statuses == [200] * 50
    assert answers(small) == {"play.likes": Given("Trains")}
    replies = []
    for chat in chats:
        said, _ = await chat.activities()
        replies.append([each["text"] for each in said if each.get("replyToId")])
    assert all(each == replies[0] for each in replies)


@pytest.mark.parametrize("seed", range(5))
async def test_taps_and_words_of_our_page_in_any_order_answer_their_own_question(
    browser: Open, small: Small, seed: int
) -> None:
    chat = await begin(browser)
    sent = [(f"play.{each}", each.upper()) for each in ASKED] * 2
    random.Random(seed).shuffle(sent)
    for path, words in sent:
        assert (await chat.say(words, words, asked=path)).status == 200
    for path, answer in answers(small).items():
        assert answer == Given(path.removeprefix("play.").upper())


async def test_words_that_come_late_never_answer_the_question_that_is_open_now(
    browser: Open, small: Small
) -> None:
    chat = await begin(browser)
    assert await says(chat, "Trains", 10) == 200
    assert await says(chat, "Boats, I meant", 5) == 200
    beside = {"play.likes": Given("Trains"), "play.likes~note": Given("Boats, I meant")}
    assert answers(small) == beside
    assert await says(chat, "The park", 20) == 200
    assert await says(chat, "Yes", 12) == 200
    assert {**answers(small), **beside} == answers(small)
    assert answers(small)["play.place"] == Given("The park")
    assert "play.friend" not in answers(small)
    assert await says(chat, "Sam", 30) == 200
    assert answers(small)["play.friend"] == Given("Sam")


async def test_a_late_repeat_changes_nothing_and_shows_nothing(browser: Open, small: Small) -> None:
    chat = await begin(browser)
    await says(chat, "Trains", 10)
    await says(chat, "The park", 20)
    before = await chat.activities()
    assert await says(chat, "Trains", 10) == 200
    assert await chat.activities() == before
    assert len(answers(small)) == 2


async def test_the_windows_of_a_person_hear_that_something_was_said_elsewhere(
    small: Small,
) -> None:
    line = DirectLine(small.house)
    theirs = line.conversations.open(WORKER.id, PROFILE, "m", "")
    for person, profile in ((WORKER.id, "another"), (STRANGER.id, PROFILE)):
        line.conversations.open(person, profile, "m", "")
    line.changed(WORKER.id, PROFILE)
    assert [each for each in line.conversations if each.newest] == [theirs]
    assert json.loads(theirs.after(0)[0][0])["name"] == "kith/changed"
