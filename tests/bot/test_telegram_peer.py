"""A Telegram that nobody here wrote, from npm: asked for updates, buttons tapped, messages edited."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.doorway import Doorway
from bot.channels.telegram_door import TelegramDoor
from bot.door_settings import TelegramSettings
from bot.rates import Rates
from bot.words import words
from tests.bot.fake_telegram import TOKEN, Watch
from tests.bot.telegram_town import ROSA_ID, Line, a_line
from tests.peers import peers
from tests.peers.peers import node, peer

SCRIPT = Path(peers.__file__).parent / "telegram.mjs"


@dataclass
class Person:
    """Somebody on that Telegram."""

    session: ClientSession
    api: str
    user: int
    heard: list[dict[str, Any]]

    async def _ask(self, method: str, plain: dict[str, Any]) -> Any:
        async with self.session.post(f"{self.api}/{method}", json=plain) as answer:
            return (await answer.json()).get("result")

    def _common(self) -> dict[str, Any]:
        person = {"id": self.user, "first_name": "Rosie", "is_bot": False}
        chat = {"id": self.user, "type": "private"}
        return {"botToken": TOKEN, "date": 1, "from": person, "chat": chat}

    async def say(self, text: str) -> None:
        await self._ask("sendMessage", {**self._common(), "text": text})

    async def tap(self, label: str) -> None:
        last = self.heard[-1]
        rows = last["message"]["reply_markup"]["inline_keyboard"]
        [data] = [b["callback_data"] for row in rows for b in row if b["text"] == label]
        common = self._common()
        under = {"message_id": last["messageId"], "chat": common["chat"], "date": 1}
        await self._ask("sendCallback", {**common, "message": under, "data": data})

    async def hears(self, count: int) -> None:
        """Comes back when so many messages in all have come from the bot."""
        async with asyncio.timeout(20):
            while len(self.heard) < count:
                found = await self._ask("getUpdates", {"token": TOKEN, "chatId": self.user})
                self.heard += found or []
                await asyncio.sleep(0.02)

    async def now(self, message: int) -> list[list[dict[str, Any]]]:
        """The buttons of a message as it stands there now."""
        history = await self._ask("getUpdatesHistory", {"token": TOKEN})
        [found] = [each for each in history if each["messageId"] == message and _has_rows(each)]
        rows: list[list[dict[str, Any]]] = found["message"]["reply_markup"]["inline_keyboard"]
        return rows


def _has_rows(each: dict[str, Any]) -> bool:
    """That Telegram numbers what people say by itself: only what has buttons is ours."""
    return "inline_keyboard" in each.get("message", {}).get("reply_markup", {})


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path) as made:
        yield made


@pytest.fixture
async def api() -> AsyncIterator[str]:
    folder = peer("telegram-test-api").parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = await asyncio.create_subprocess_exec(
        node(),
        str(SCRIPT),
        str(folder),
        str(port),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdin
    assert running.stdout
    assert await asyncio.wait_for(running.stdout.readline(), 20) == b"open\n"
    yield f"http://127.0.0.1:{port}"
    running.stdin.close()
    await asyncio.wait_for(running.wait(), 20)


@pytest.fixture
async def rosa(line: Line, api: str) -> AsyncIterator[Person]:
    """Rosa there, and our bot asking that Telegram for what is new."""
    house = line.town.house
    doorway = Doorway(house, lambda *_: None)
    settings = TelegramSettings(TOKEN, api=api)
    door = TelegramDoor(house, doorway, Rates(house), settings, Watch().pacing())
    door.start()
    async with ClientSession() as session:
        yield Person(session, api, ROSA_ID, [])
    await door.stop()
    await doorway.stop()
    await door.close()


async def test_a_conversation_with_buttons_that_come_back_and_go_away(
    rosa: Person, line: Line
) -> None:
    await rosa.say("/menu")
    await rosa.hears(1)
    menu = rosa.heard[-1]
    assert await rosa.now(menu["messageId"])
    await rosa.tap("Your skills profile")
    await rosa.hears(3)
    await rosa.tap("Leave it for now")
    await rosa.hears(4)
    question = rosa.heard[-1]
    assert "How sure do you feel" in question["message"]["text"]
    await rosa.tap("Not yet")
    await rosa.hears(5)
    assert rosa.heard[-1]["message"]["text"].startswith("Saved.")
    assert line.given() == 1
    async with asyncio.timeout(20):
        while await rosa.now(question["messageId"]) or await rosa.now(menu["messageId"]):
            await asyncio.sleep(0.02)


async def test_somebody_who_is_nobody_there_hears_the_neutral_answer(rosa: Person) -> None:
    rosa.user = 4002
    await rosa.say("hello")
    await rosa.hears(1)
    assert rosa.heard[0]["message"]["text"] == words("account", "stranger")
