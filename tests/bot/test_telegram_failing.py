"""Telegram away, slow, full of garbage or killed half-way: nothing is lost, and nothing said twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.words import words
from storage import inbox
from storage.errors import NotKept
from tests.bot.fake_telegram import Fault
from tests.bot.telegram_town import ROSA_ID, Line, a_line

STRANGER = words("account", "stranger")


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path) as made:
        yield made
        assert [each for each in made.fake.refused if "too old" not in each] == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, retry_after=30),
        Fault(401, "Unauthorized"),
        Fault(403, body=b"<html>Blocked by the council's own wall"),
    ],
)
async def test_what_was_not_said_the_courier_says_later(line: Line, fault: Fault) -> None:
    await line.skills()
    count = len(line.rosa.sent)
    line.fake.faults["sendMessage"].append(fault)
    await line.tap("Not yet")
    assert line.given()
    assert len(line.rosa.sent) == count
    assert await line.doorway.known("telegram", str(ROSA_ID)), "a wall is not a carer who blocks us"
    await line.courier()
    assert line.rosa.sent[count].text.startswith("Saved.")
    assert len(line.rosa.sent) == count + 1


async def test_what_may_have_arrived_is_not_said_twice(line: Line) -> None:
    await line.skills()
    count = len(line.rosa.sent)
    line.fake.faults["sendMessage"].append(Fault(500, after=True))
    await line.tap("Not yet")
    await line.courier()
    [said] = [each.text for each in line.rosa.sent[count:]]
    assert said.startswith("Saved.")
    assert "Would you like to learn more" in said


async def test_a_kill_between_commit_and_delivery_loses_and_repeats_nothing(line: Line) -> None:
    await line.skills()
    count, press = len(line.rosa.sent), line.rosa.callback(line.rosa.last, "Not yet")

    async def killed(*_: Any) -> None:
        await asyncio.Event().wait()

    line.doorway.say = killed  # type: ignore[method-assign]
    turn = asyncio.create_task(line.door.take({"update_id": 5, **press}))
    async with asyncio.timeout(20):
        while not line.given():
            await asyncio.sleep(0.01)
    turn.cancel()
    fresh = await line.again()
    await fresh.take({"update_id": 5, **press})  # not confirmed, so Telegram brings it again
    assert len(line.rosa.sent) == count
    await line.courier()
    assert len(line.rosa.sent) == count + 1
    assert line.rosa.last.text.startswith("Saved.")
    await line.courier()
    assert len(line.rosa.sent) == count + 1
    await fresh.stop()
    await fresh.close()


@pytest.mark.parametrize("how", ["blocked", "deactivated"])
async def test_an_account_that_is_closed_to_us_is_unlinked(line: Line, how: str) -> None:
    await line.skills()
    about = f"Forbidden: {'bot was blocked by' if how == 'blocked' else ''} the user {how}"
    line.fake.faults["sendMessage"].append(Fault(403, about))
    await line.tap("Not yet")
    assert await line.doorway.known("telegram", str(ROSA_ID)) is None
    await line.courier()


async def test_blocking_the_bot_unlinks_and_begins_again_as_nobody(line: Line) -> None:
    member = {"user": {"id": 1, "is_bot": True}, "status": "kicked"}
    changed = {"chat": line.rosa.chat(), "from": line.rosa.person(), "new_chat_member": member}
    await line.door.take({"update_id": 1, "my_chat_member": changed})
    assert await line.doorway.known("telegram", str(ROSA_ID)) is None


async def test_a_store_that_is_full_leaves_the_update_for_later(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    await line.skills()

    def full(*_: object, **__: object) -> None:
        raise NotKept

    press = {"update_id": 5, **line.rosa.callback(line.rosa.last, "Not yet")}
    with monkeypatch.context() as now:
        now.setattr(inbox, "keep_reply", full)
        with pytest.raises(NotKept):
            await line.door.take(press)
    await line.door.take(press)
    assert line.given() == 1


async def test_one_bad_update_ends_with_itself(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Rosa lives at 4 Hill Street")

    monkeypatch.setattr(type(line.town.house.assistant), "hear", broken)
    await line.say("hello")
    await line.settle()
    assert line.rosa.last.text == words("account", "busy")
    assert "Hill" not in caplog.text
    for garbage in ({}, [], None, 5, {"message": []}, {"update_id": 5, "message": {"chat": 1}}):
        await line.door.take(garbage)
