"""Telegram from the update to the answer: whose it is, what is kept, what is said, and what is not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.door_settings import Doors
from bot.words import words
from dialogs.answers import Given
from tests.bot.fake_telegram import TOKEN
from tests.bot.review_town import OTHER_CARER
from tests.bot.telegram_phone import Phone
from tests.bot.telegram_town import SITE, Line, a_line

STRANGER = words("account", "stranger")


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path) as made:
        yield made
        assert [each for each in made.fake.refused if "too old" not in each] == []


# ---------------------------------------------------------------- a conversation


async def test_a_carer_opens_her_profile_and_answers_with_taps(line: Line) -> None:
    await line.skills()
    before = line.rosa.last
    assert before.labels[:2] == ["Not yet", "Foundation"]
    assert "• Foundation: I understand the basics" in before.text
    await line.tap("Not yet")
    assert line.rosa.last.text.startswith("Saved.\n\n"), "one turn is one message"
    assert before.labels == []
    assert "Would you like to learn more" in line.rosa.last.text
    assert line.given() == 1
    assert all(each.protected for each in line.rosa.sent)
    assert len(line.fake.answered) == 3


async def test_what_is_for_the_web_is_a_link_to_it_and_the_conversation_goes_on(
    line: Line,
) -> None:
    await line.say("/menu")
    await line.tap("Your skills profile")
    [link] = [each for row in line.rosa.last.keyboard for each in row if "url" in each]
    assert link["url"].startswith(f"{SITE}/chat?profile=")
    await line.tap("Leave it for now")
    assert "How sure do you feel" in line.rosa.last.text


async def test_taps_of_several_answers_stand_in_one_message(line: Line) -> None:
    await line.skills()
    await line.tap("Not yet")
    await line.tap("Yes, with support")
    count, question = len(line.rosa.sent), line.rosa.last.number
    await line.tap("Training")
    await line.tap("Planned breaks")
    assert len(line.rosa.sent) == count
    assert line.rosa.last.number == question
    assert "Saved (2)" in line.rosa.last.text
    await line.tap("That's all")
    assert len(line.rosa.sent) > count


async def test_words_between_two_taps_are_answered_below_them(line: Line) -> None:
    await line.skills()
    await line.tap("Not yet")
    await line.tap("Yes, with support")
    count = len(line.rosa.sent)
    await line.say("training")
    assert len(line.rosa.sent) > count


@pytest.mark.parametrize("word", ["/summary", "/back", "/help", "/pause", "/menu", "/why", "/HELP"])
async def test_commands_are_understood_with_and_without_the_name_of_the_bot(
    line: Line, word: str
) -> None:
    await line.skills()
    count = len(line.rosa.sent)
    await line.say(word)
    plain = [each.text for each in line.rosa.sent[count:]]
    count = len(line.rosa.sent)
    await line.say(f"{word}@kith_bot")
    assert plain
    assert line.rosa.sent[count:]
    assert STRANGER not in plain


async def test_from_the_list_somebody_carries_on_where_they_were_and_can_ask_for_help(
    line: Line,
) -> None:
    await line.skills()
    await line.say("menu")
    assert "Your skills profile" in line.rosa.last.labels
    await line.say("/help")
    assert "a form helper and not a person" in line.rosa.sent[-2].text
    assert "Urgent help" in line.rosa.last.labels
    await line.tap("Urgent help")
    assert "999" in line.rosa.sent[-2].text
    await line.say("carry on")
    assert "How sure do you feel" in line.rosa.last.text


async def test_an_account_that_is_new_says_how_to_end_it_and_what_is_open(line: Line) -> None:
    linked, listed = line.rosa.sent
    assert linked.text == words("account_told", "linked_here")
    assert "Your skills profile" in listed.labels
    await line.say("hello")
    assert line.rosa.last.text == listed.text, "a greeting is no answer that was lost"


async def test_stop_unlinks_after_a_yes_and_not_before(line: Line) -> None:
    await line.skills()
    await line.say("/stop")
    await line.tap("No, carry on")
    assert "How sure do you feel" in line.rosa.last.text
    await line.say("/stop@kith_bot")
    await line.tap("Yes, stop here")
    assert line.rosa.last.text == words("account", "unlinked")
    await line.say("hello?")
    await line.settle()
    assert line.rosa.last.text == STRANGER


# ---------------------------------------------------------------- once, in order, or not at all


async def test_the_same_update_fifty_times_at_once_is_one_answer(line: Line) -> None:
    await line.skills()
    press = {"update_id": 5, **line.rosa.callback(line.rosa.last, "Not yet")}
    count = len(line.rosa.sent)
    await asyncio.gather(*(line.door.take(press) for _ in range(50)))
    assert len(line.rosa.sent) == count + 1
    kept = line.kept()
    other = await line.again()  # another process, which remembers nothing
    await asyncio.gather(*(other.take(press) for _ in range(50)))
    await other.stop()
    await other.close()
    assert len(line.rosa.sent) == count + 1
    assert line.kept() == kept


async def test_two_taps_on_one_button_answer_once_and_the_second_says_where_we_are(
    line: Line,
) -> None:
    await line.skills()
    question = line.rosa.last
    first, second = (line.rosa.callback(question, "Not yet") for _ in range(2))
    second["callback_query"]["id"] += "b"
    await line.door.take({"update_id": 5, **first})
    answers = line.answers("carer_skills")
    await line.door.take({"update_id": 6, **second})
    assert line.answers("carer_skills") == answers
    assert "Would you like to learn more" in line.rosa.last.text


async def test_a_late_reply_to_an_older_question_never_answers_the_one_that_is_open(
    line: Line,
) -> None:
    await line.skills()
    older = line.rosa.last
    await line.tap("Not yet")
    answers = line.answers("carer_skills")
    await line.say("2", reply_to_message={"message_id": older.number, "chat": line.rosa.chat()})
    now = line.answers("carer_skills")
    assert {path for path in now if now[path] != answers.get(path)} <= {
        path for path, each in answers.items() if isinstance(each, Given)
    }


async def test_updates_of_one_chat_are_taken_in_their_order_and_others_do_not_wait(
    line: Line,
) -> None:
    una = Phone(line.fake, 4002, "Una")
    line.link(OTHER_CARER, 4002)
    count = len(line.rosa.sent)
    order = [line.rosa.message(text=text) for text in ("/menu", "/help", "/menu", "/help")]
    await asyncio.gather(
        *(line.door.take({"update_id": 9 + n, "message": m}) for n, m in enumerate(order)),
        line.door.take({"update_id": 99, "message": una.message(text="/menu")}),
    )
    heard = [each.text for each in line.rosa.sent[count:]]
    assert heard[: len(heard) // 2] == heard[len(heard) // 2 :]
    assert una.sent


async def test_a_stale_button_is_answered_at_once_and_says_where_we_are(line: Line) -> None:
    await line.skills()
    count = len(line.rosa.sent)
    callback = line.rosa.callback(line.rosa.last, "Not yet")
    for number, data in enumerate(("999999:0", "0:0", "nonsense", f"{2**62}:1", "1:99")):
        callback["callback_query"]["data"] = data
        callback["callback_query"]["id"] = f"stale-{number}"
        line.fake.open_callbacks.add(f"stale-{number}")
        await line.door.take({"update_id": 20 + number, **callback})
    await line.settle()
    assert not line.fake.open_callbacks & {f"stale-{n}" for n in range(5)}
    assert words("account", "past") in [each.text for each in line.rosa.sent[count:]]
    assert "How sure do you feel" in [e for e in line.rosa.sent if e.keyboard][-1].text
    assert line.given() == 0


async def test_somebody_elses_button_does_nothing_and_tells_nothing(line: Line) -> None:
    await line.skills()
    una = Phone(line.fake, 4002, "Una")
    line.link(OTHER_CARER, 4002)
    theirs = una.callback(line.rosa.last, "Not yet")
    await line.door.take({"update_id": 30, **theirs})
    await line.settle()
    assert line.given() == 0
    assert "How sure" not in " ".join(each.text for each in una.sent)


async def test_an_edited_answer_is_an_offer_to_change_it(line: Line) -> None:
    await line.skills()
    said = await line.say("3")
    assert line.answers("carer_skills")
    before, count = line.answers("carer_skills"), len(line.rosa.sent)
    edit = {"update_id": 77, "edited_message": {**said["message"], "text": "4", "edit_date": 2}}
    await line.door.take(edit)
    await line.door.take(edit)
    assert line.answers("carer_skills") == before
    [offer] = line.rosa.sent[count:]
    assert offer.labels
    await line.say("Not a number at all")  # and an edit of what answered nothing
    count = len(line.rosa.sent)
    await line.door.take({"update_id": 78, "edited_message": {**line.said["message"], "text": "x"}})
    assert line.rosa.sent[count].text == words("account", "edit_unknown")


# ---------------------------------------------------------------- nothing about anybody


async def test_nothing_that_goes_to_telegram_says_anything_of_anybody(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await line.skills()
    for label in ("Not yet", "Yes, with support", "Training", "That's all"):
        await line.tap(label)
    for text in ("Wren Ashworth lives with us", "/summary", "/back", "change", "12 May 2020", "2"):
        await line.say(text)
    await line.say("/menu")
    said = " ".join(repr(payload) for _, payload in line.fake.calls)
    for word in ("Rosa", "Hale", "Tom", "Ferro", "Wren", "Ashworth", "LH-301", "Rosie", "May 2020"):
        assert word not in said, word
        assert word not in caplog.text, word
    assert TOKEN not in caplog.text
    assert not [name for name, _ in line.fake.calls if "Document" in name]


# ---------------------------------------------------------------- the whole house


@pytest.mark.parametrize("webhook", [False, True])
async def test_the_whole_house_hears_and_answers_on_telegram(line: Line, *, webhook: bool) -> None:
    settings = line.fake.settings(webhook=webhook)
    app = make_app(line.town.house, doors=Doors(telegram=settings))
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(access_log=None)
    if webhook:
        await line.fake.until(lambda: bool(line.fake.webhook))
        assert line.fake.webhook["url"] == f"{SITE}/telegram/webhook"
        here = str(server.make_url("/telegram/webhook"))
        line.fake.webhook |= {"url": here, "host": SITE.partition("//")[2]}
    count = len(line.rosa.sent)
    await line.rosa.say("/menu")
    await line.rosa.hears(count + 1)
    assert "Your skills profile" in line.rosa.last.labels
    await server.close()
