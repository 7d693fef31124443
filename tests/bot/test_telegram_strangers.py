"""Accounts of nobody, groups, pictures and all the rest: a polite answer, and nothing is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.words import words
from care.people import Role
from storage import accounts, linkings, people
from storage.turn import Turn
from tests.bot.review_town import OTHER_CARER, ROSA, WILMA
from tests.bot.telegram_phone import Phone
from tests.bot.telegram_town import Line, a_line

STRANGER = words("account", "stranger")


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path) as made:
        yield made
        assert [each for each in made.fake.refused if "too old" not in each] == []


# ---------------------------------------------------------------- nobody we know


async def test_an_account_of_nobody_hears_the_same_whatever_it_says(line: Line) -> None:
    una, kept = Phone(line.fake, 4002, "Una"), line.kept()
    line.fake.chats[4002] = []
    for text in ("hello", "/menu", "/start", "Rosa Hale", "/stop"):
        await line.door.take({"update_id": 1, "message": una.message(text=text)})
    await line.settle()
    assert {each.text for each in una.sent} == {STRANGER}
    assert len(una.sent) == 5
    for number in range(50):
        await line.door.take({"update_id": 1, "message": una.message(text=f"and {number}")})
    await line.settle()
    assert len(una.sent) == 5
    assert line.kept() == kept


@pytest.mark.parametrize("word", ["token", "code"])
async def test_a_link_or_a_typed_code_is_claimed_once_and_waits_for_a_yes_on_the_web(
    line: Line, word: str
) -> None:
    una = Phone(line.fake, 4002, "Una O.")
    line.fake.chats[4002] = []
    token, code = "t" * 43, "7K2M9QXR4D"

    def make(turn: Turn) -> None:
        linkings.make(turn, OTHER_CARER.id, "telegram", token, code)

    line.town.store.perform_now(make)
    said = f"/start {token}" if word == "token" else "7k2m-9qxr-4d"
    for _ in range(2):
        await line.door.take({"update_id": 1, "message": una.message(text=said)})
    await line.settle()
    assert [each.text for each in una.sent] == [
        words("account", "claimed"),
        words("account", "not_a_code"),
    ]
    [waits] = line.town.store.perform_now(lambda turn: linkings.waiting(turn, OTHER_CARER.id))
    assert waits.name == "Una O."
    assert await line.doorway.known("telegram", "4002") is None
    line.town.store.perform_now(lambda turn: linkings.confirm(turn, OTHER_CARER.id, waits.id))
    await line.courier()
    assert len(una.sent) > 2
    await line.door.take({"update_id": 1, "message": una.message(text="hello")})
    assert STRANGER not in {each.text for each in una.sent}


async def test_wrong_codes_are_told_the_same_and_soon_nothing(line: Line) -> None:
    una = Phone(line.fake, 4002, "Una")
    line.fake.chats[4002] = []
    for number in range(12):
        text = f"/start wrong-token-of-nobody-{number:04}" if number % 2 else f"7K2M9QXR{number:02}"
        await line.door.take({"update_id": 1, "message": una.message(text=text)})
    await line.settle()
    assert {each.text for each in una.sent} == {words("account", "not_a_code")}
    assert len(una.sent) == 5


async def test_only_foster_carers_are_known_here(line: Line) -> None:
    worker = Phone(line.fake, 4003, "Will")
    line.link(WILMA, 4003)
    await line.door.take({"update_id": 1, "message": worker.message(text="hello")})
    await line.settle()
    assert [each.text for each in worker.sent] == [STRANGER]
    await line.skills()

    def other_work(turn: Turn) -> None:
        turn.write_diary("person.changed", "person", ROSA.id, "test", "")
        people.change(turn, replace(ROSA, role=Role.COMMISSIONER))

    line.town.store.perform_now(other_work)
    await line.tap("Not yet")
    await line.settle()
    assert line.rosa.last.text == STRANGER


async def test_an_account_that_nobody_confirmed_for_long_is_nobodys(line: Line) -> None:
    line.town.clock.pass_by(accounts.CONFIRMED_FOR + timedelta(minutes=1))
    count = len(line.rosa.sent)
    await line.say("hello")
    await line.settle()
    assert [each.text for each in line.rosa.sent[count:]] == [STRANGER]


# ---------------------------------------------------------------- what is not taken


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ({"photo": [{"file_id": "x"}], "caption": "Robin at home"}, "photo"),
        ({"voice": {"file_id": "x"}}, "voice"),
        ({"sticker": {"emoji": "👍"}}, "sticker"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        ({"contact": {"phone_number": "01632"}}, "contact"),
        ({"poll": {"question": "Robin?"}}, "poll"),
        ({"document": {"file_name": "Robin.docx"}}, "file"),
        ({"video": {}}, "video"),
        ({"dice": {"value": 3}}, "sticker"),
        ({"text": "about Robin", "forward_origin": {"type": "user"}}, "forward"),
        ({"something_new": {}}, "other"),
    ],
)
async def test_what_is_not_words_gets_a_polite_answer_and_nothing_is_kept(
    line: Line, what: dict[str, Any], kind: str
) -> None:
    await line.skills()
    kept, count = line.kept(), len(line.rosa.sent)
    await line.door.take({"update_id": 1, "message": line.rosa.message(**what)})
    await line.settle()
    assert [each.text for each in line.rosa.sent[count:]] == [words("declined", kind)]
    assert line.kept() == kept


async def test_several_pictures_at_once_get_one_answer(line: Line) -> None:
    count = len(line.rosa.sent)
    for album in ("1371", "1371", "1371", "1372"):
        picture = line.rosa.message(photo=[{"file_id": "x"}], media_group_id=album)
        await line.door.take({"update_id": 1, "message": picture})
    await line.settle()
    assert [each.text for each in line.rosa.sent[count:]] == [words("declined", "photo")] * 2


async def test_in_a_group_nobody_is_known_and_little_is_said(line: Line) -> None:
    await line.skills()
    group = {"id": -1007, "type": "supergroup", "title": "Carers"}
    line.fake.chats[-1007] = []
    for number in range(20):
        message = {**line.rosa.message(text="/summary"), "chat": group, "message_id": number}
        await line.door.take({"update_id": number, "message": message})
    callback = line.rosa.callback(line.rosa.last, "Not yet")
    callback["callback_query"]["message"]["chat"] = group
    await line.door.take({"update_id": 1, **callback})
    await line.settle()
    assert {each.text for each in line.fake.chats[-1007]} == {words("declined", "group")}
    assert len(line.fake.chats[-1007]) == 5
    assert line.given() == 0
