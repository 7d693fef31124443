"""Each door as a scripted conversation goes through it: our page, Teams and Telegram, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.channels.doorway import Doorway
from bot.channels.telegram_door import TelegramDoor
from bot.pace import DEMO
from bot.rates import Rates
from dialogs.message import SaidCard
from dialogs.transcript import Talk
from storage import accounts, profiles
from storage.turn import Turn
from tests.bot.browser import Browser, Chat
from tests.bot.fake_connector import Sent as Shown
from tests.bot.fake_telegram import Watch, telegram
from tests.bot.house import FORM, SECRET, WORKER, Small, small_house
from tests.bot.larger import CARER, HOME, move_in
from tests.bot.scripted import Scripted, Through
from tests.bot.teams_town import KEY, Town, teams_town
from tests.bot.telegram_phone import Phone

CARERS = "profile-home"


@dataclass
class ThroughWeb:
    assistant: Scripted
    chat: Chat
    seen: list[str] = field(default_factory=list)
    mark: str = "0"
    number: int = 0

    async def _post(self, text: str, **ours: Any) -> None:
        self.number += 1
        answer = await self.chat.say(text, f"w{self.number}", **ours)
        assert answer.status == 200, answer.status
        said, self.mark = await self.chat.activities(self.mark)
        self.seen += [json.dumps(each, ensure_ascii=False) for each in said]

    async def say(self, text: str) -> None:
        await self._post(text, asked=self.assistant.talk.asked)

    async def press(self, press: str, asked: str) -> bool:
        await self._post("…", press=press, asked=asked)
        return True

    async def fill(self, card: SaidCard) -> bool:
        fields = {name: list(v) if isinstance(v, tuple) else v for name, v in card.fields.items()}
        await self._post("…", fields=fields, not_known=sorted(card.not_known), asked=card.asked)
        return True

    async def come_back(self) -> None:
        """The page asks under the question that it shows."""

    def read(self) -> str:
        said, self.seen = self.seen, []
        return "\n".join(said)


@dataclass
class ThroughTeams:
    assistant: Scripted
    town: Town
    had: dict[str, int] = field(default_factory=dict)

    async def say(self, text: str) -> None:
        assert await self.town.phone.say(text) == 200
        await self.town.doorway.stop()

    async def press(self, press: str, asked: str) -> bool:
        for shown in reversed(self.town.connector.sent):
            for data in _actions(shown):
                ours = data.get("kith", {})
                if ours.get("press") == press and ours.get("asked") == asked:
                    assert await self.town.phone.tap(data) == 200
                    await self.town.doorway.stop()
                    return True
        return False

    async def fill(self, card: SaidCard) -> bool:
        for shown in reversed(self.town.connector.sent):
            boxes = {each["id"]: each for each in _parts(shown) if "id" in each}
            asks = [name for name in boxes if not name.startswith("unknown:")]
            names = {name.partition(":")[2]: name for name in asks}
            if not names or not set(card.fields) <= set(names):
                continue
            value: dict[str, Any] = {}
            for path, said in card.fields.items():
                text = ",".join(said) if isinstance(said, tuple) else said
                value[names[path]] = _chosen(boxes[names[path]], text)
            for path in card.not_known:
                value[f"unknown:{path}"] = "true"
            (data,) = [each for each in _actions(shown) if "press" not in each.get("kith", {})]
            assert await self.town.phone.tap({**data, **value}) == 200
            await self.town.doorway.stop()
            return True
        return False

    async def come_back(self) -> None:
        sit_down(self.town.small, "teams", KEY, self.assistant)

    def read(self) -> str:
        """What is new, and what was put in the place of a card that is over."""
        sent = self.town.connector.sent
        new = [each for each in sent if self.had.get(each.id) != each.edits]
        self.had = {each.id: each.edits for each in sent}
        return "\n".join(json.dumps(each.activity, ensure_ascii=False) for each in new)


@dataclass
class ThroughTelegram:
    assistant: Scripted
    small: Small
    phone: Phone
    door: TelegramDoor
    doorway: Doorway
    had: int = 0
    here: bool = True
    """Whether the last that was said here is what is open now."""

    async def _bring(self, what: dict[str, Any]) -> None:
        self.here, fake = True, self.phone.telegram
        fake.next_update += 1
        await self.door.take({"update_id": fake.next_update, **what})
        await self.doorway.stop()

    async def say(self, text: str) -> None:
        await self._bring({"message": self.phone.message(text=text)})

    async def press(self, press: str, asked: str) -> bool:
        label = next(
            (
                each.label
                for message in self.assistant.talk.messages
                for each in message.buttons
                if each.press == press and message.asked == asked
            ),
            None,
        )
        seen = self.here and self.phone.sent
        labels = self.phone.last.labels if seen else []
        if label is None or label not in labels:
            return False
        await self._bring(self.phone.callback(self.phone.last, label))
        return True

    async def fill(self, card: SaidCard) -> bool:
        return False

    async def come_back(self) -> None:
        self.here = False
        sit_down(self.small, "telegram", "4001", self.assistant)

    def read(self) -> str:
        sent = self.phone.sent  # the last may have been changed where it stood
        new, self.had = sent[max(0, self.had - 1) :], len(sent)
        return "\n".join("\n".join([each.text, *each.labels]) for each in new)


@asynccontextmanager
async def through(channel: str, folder: Path, talk: Talk) -> AsyncIterator[Through]:
    """Somebody at this door, with this conversation behind it."""
    small, assistant = small_house(folder), Scripted(talk)
    talk.begin()
    house = replace(small.house, assistant=assistant, pace=DEMO)
    small = replace(small, house=house)
    match channel:
        case "web":
            door = _web(small, assistant)
        case "teams":
            door = _teams(small, assistant)
        case _:
            door = _telegram(small, assistant)
    try:
        async with door as one:
            yield one
    finally:
        small.store.close()


@asynccontextmanager
async def _web(small: Small, assistant: Scripted) -> AsyncIterator[Through]:
    server = TestServer(make_app(small.house), host="127.0.0.1")
    await server.start_server(access_log=None)
    browser = Browser(server, SECRET)
    try:
        await browser.enter(WORKER)
        yield ThroughWeb(assistant, await browser.chat())
    finally:
        await browser.close()
        await server.close()


@asynccontextmanager
async def _teams(small: Small, assistant: Scripted) -> AsyncIterator[Through]:
    async with teams_town(small, real=False) as town:
        town.link()
        await town.phone.bring(town.phone.activity("installationUpdate", action="add"))
        await town.doorway.stop()
        yield ThroughTeams(assistant, town)


@asynccontextmanager
async def _telegram(small: Small, assistant: Scripted) -> AsyncIterator[Through]:
    move_in(small)

    def settle(turn: Turn) -> None:
        profiles.open_profile(turn, FORM.name, HOME.id, CARER.id, CARERS)
        account = accounts.link(turn, "telegram", "4001", CARER.id, {"chat": "4001"}, "Cora")
        accounts.sit(turn, account, CARERS, assistant.talk.asked)
        turn.write_diary("test.settled", "house", "1", "test", "")

    small.store.perform_now(settle)
    async with telegram() as fake:
        fake.chats[4001] = []
        doorway = Doorway(small.house, lambda *_: None)
        rates, pacing = Rates(small.house), Watch().pacing()
        door = TelegramDoor(small.house, doorway, rates, fake.settings(), pacing)
        try:
            yield ThroughTelegram(assistant, small, Phone(fake, 4001, "Cora"), door, doorway)
        finally:
            await door.stop()
            await doorway.stop()
            await door.close()


def sit_down(small: Small, channel: str, key: str, assistant: Scripted) -> None:
    """What is open at an account is the question that is open now."""

    def sit(turn: Turn) -> None:
        account = accounts.find(turn, channel, key)
        assert account
        accounts.sit(turn, account, account.profile, assistant.talk.asked)

    small.store.perform_now(sit)


def _parts(shown: Shown) -> Iterator[dict[str, Any]]:
    def walk(plain: Any) -> Iterator[dict[str, Any]]:
        match plain:
            case dict():
                yield plain
                for each in plain.values():
                    yield from walk(each)
            case list():
                for each in plain:
                    yield from walk(each)

    for attachment in shown.activity.get("attachments", []):
        yield from walk(attachment.get("content"))


def _actions(shown: Shown) -> list[dict[str, Any]]:
    return [each["data"] for each in _parts(shown) if each.get("type") == "Action.Submit"]


def _chosen(box: dict[str, Any], text: str) -> str:
    """What a box sends for what somebody chose in it by its words."""
    by_title = {each["title"]: each["value"] for each in box.get("choices", [])}
    if not by_title:
        return text
    return ",".join(by_title.get(each.strip(), each.strip()) for each in text.split(","))
