"""A foster carer with her account on the fake Telegram, the real forms, and everything in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.channels.doorway import Doorway
from bot.channels.telegram_door import TelegramDoor
from bot.courier import Courier
from bot.pace import DEMO
from bot.papers import Papers
from bot.rates import Rates
from bot.reviewing import of_review
from care.people import Person
from dialogs.answers import Answer, Given
from storage import accounts, outbox, profiles
from storage.reviews import Review
from storage.tables_around import inbox
from storage.turn import Turn
from tests.bot.fake_telegram import FakeTelegram, Watch, telegram
from tests.bot.review_town import ROSA, Town, a_town
from tests.bot.telegram_phone import Phone

SITE = "https://kith.example"
ROSA_ID = 4001


@dataclass
class Line:
    """The house on one end, Telegram on the other."""

    town: Town
    fake: FakeTelegram
    doorway: Doorway
    door: TelegramDoor
    rosa: Phone
    review: Review
    watch: Watch
    changed: list[tuple[str, str]] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)

    def link(self, person: Person = ROSA, user: int = ROSA_ID) -> accounts.Account:
        """The account is this person's, as if it had been said on the web."""
        self.fake.chats[user] = self.fake.chats[user]

        def act(turn: Turn) -> accounts.Account:
            place = {"chat": str(user)}
            return accounts.link(turn, "telegram", str(user), person.id, place, "Rosie")

        return self.town.store.perform_now(act)

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        """One message, delivered to the door straight away; what was delivered."""
        made = {"update_id": self.fake.next_update, "message": self.rosa.message(text=text, **more)}
        self.fake.next_update += 1
        self.said = made
        await self.door.take(made)
        return made

    async def again(self) -> TelegramDoor:
        """The door of another process on the same store."""
        settings = self.fake.settings()
        house = self.town.house
        return TelegramDoor(house, self.doorway, Rates(house), settings, self.watch.pacing())

    async def settle(self) -> None:
        """Comes back when what is said beside the turns has been said."""
        assert self.door.adapter
        await asyncio.gather(*self.door.adapter.beside.tasks, return_exceptions=True)

    async def tap(self, label: str) -> None:
        await self.door.take({"update_id": 3, **self.rosa.callback(self.rosa.last, label)})

    def answers(self, form: str) -> dict[str, Answer]:
        """What is kept in a profile of Rosa's now."""

        def look(turn: Turn) -> dict[str, Answer]:
            [found] = [
                each
                for each in of_review(turn, self.review)
                if each.form.startswith(f"{form}.") and each.voice in ("", ROSA.id)
            ]
            return dict(profiles.progress(turn, found).answers)

        return self.town.store.perform_now(look)

    def kept(self) -> int:
        """How many messages have been answered for ever."""
        return self.town.store.perform_now(lambda turn: len(turn.all(inbox.select())))

    async def skills(self) -> None:
        """Rosa is at the first question of her skills profile that can be tapped."""
        await self.say("/menu")
        await self.tap("Your skills profile")
        await self.tap("Leave it for now")

    def given(self) -> int:
        """How many questions of her skills profile have an answer."""
        return sum(isinstance(each, Given) for each in self.answers("carer_skills").values())

    def waiting(self) -> int:
        return self.town.store.perform_now(outbox.waiting)

    async def courier(self, minutes: int = 3) -> None:
        """A while later, the courier makes a round."""
        self.town.clock.pass_by(timedelta(minutes=minutes))
        self.watch.now += minutes * 60
        papers = Papers(self.town.house)
        one = Courier(self.town.house, papers, lambda *_: None, self.doorway)
        while await one.round():
            pass
        papers.close()


@asynccontextmanager
async def a_line(
    folder: Path, *, webhook: bool = False, linked: bool = True
) -> AsyncIterator[Line]:
    town = a_town(folder)
    house = replace(town.house, site=SITE, demo=False, pace=DEMO)
    town = replace(town, house=house)
    review = town.begin()
    async with telegram() as fake:
        watch, changed = Watch(), list[tuple[str, str]]()
        doorway = Doorway(house, lambda *who: changed.append(who))
        settings = fake.settings(webhook=webhook)
        door = TelegramDoor(house, doorway, Rates(house), settings, watch.pacing())
        line = Line(
            town, fake, doorway, door, Phone(fake, ROSA_ID, "Rosie"), review, watch, changed
        )
        fake.chats[ROSA_ID] = []
        if linked:
            line.link()
            await line.courier()
        yield line
        await door.stop()
        await doorway.stop()
        await door.close()
    town.store.close()
