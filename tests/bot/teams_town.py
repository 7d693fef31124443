"""A house behind Teams' door, with the connector on loopback and somebody whose account is linked."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.assistant import Assistant
from bot.channels.doorway import Doorway
from bot.channels.teams_door import TeamsDoor
from bot.channels.teams_tokens import OurTokens
from bot.channels.teams_wire import TeamsWire
from bot.door_settings import TeamsSettings
from bot.house import House
from bot.pages import Pages
from bot.rates import RATES, Rates
from bot.routes import OpenRoute, add_routes
from bot.static_files import StaticFiles
from bot.watch import watch
from care.access import Action
from storage import accounts, linkings, profiles
from storage.accounts import Account
from storage.turn import Turn
from tests.bot.accounts import TALK
from tests.bot.fake_connector import (
    CHAT,
    OBJECT,
    TENANT,
    FakeConnector,
    served_connector,
)
from tests.bot.house import CHILD, PROFILE, WORKER, Small
from tests.bot.teams_phone import Phone, a_phone

KEY = f"{TENANT}/{OBJECT}"


@dataclass
class Seconds:
    """Time as the keys and tokens count it."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Town:
    small: Small
    house: House
    connector: FakeConnector
    phone: Phone
    door: TeamsDoor
    doorway: Doorway
    address: str
    seconds: Seconds
    log: list[logging.LogRecord] = field(default_factory=list)

    def link(self, profile: str = PROFILE) -> Account:
        """Makes the phone's account the worker's, with a profile open there."""
        place = {
            "service": self.connector.service.rstrip("/"),
            "conversation": CHAT,
            "bot": "28:kith",
            "user": f"29:{OBJECT}",
            "tenant": TENANT,
        }

        def work(turn: Turn) -> Account:
            account = accounts.link(turn, "teams", KEY, WORKER.id, place, "Wilma")
            accounts.sit(turn, account, profile, "")
            return account

        return self.small.store.perform_now(work)

    def offer(self, token: str, code: str) -> None:
        self.small.store.perform_now(
            lambda turn: linkings.make(turn, WORKER.id, "teams", token, code)
        )

    def account(self) -> Account | None:
        return self.small.store.perform_now(lambda turn: accounts.find(turn, "teams", KEY))

    def answers(self) -> dict[str, Any]:
        """What has been answered, by path."""

        def look(turn: Turn) -> dict[str, Any]:
            [found] = profiles.about(turn, CHILD.id)
            return {each.path: each.answer for each in profiles.progress(turn, found).entries}

        return self.small.store.perform_now(look)

    def count(self, table: str) -> int:
        """How many rows there are, straight from the store."""
        from sqlalchemy import text

        return int(
            self.small.store.perform_now(
                lambda turn: turn.all(text(f"SELECT count(*) AS n FROM {table}"))[0].n
            )
        )

    def pass_by(self, time: timedelta) -> None:
        self.small.clock.pass_by(time)
        self.phone.now += time.total_seconds()
        self.seconds.now += time.total_seconds()


@asynccontextmanager
async def teams_town(
    small: Small, settings: TeamsSettings | None = None, *, real: bool = True, ready: bool = True
) -> AsyncIterator[Town]:
    """Served until the end. `real` is for the real assistant; `ready` waits for the keys."""
    house = small.house
    if real:
        assistant = Assistant({TALK.name: TALK}, "Larkshire County Council", "01632", lambda _: ())
        house = replace(house, assistant=assistant, forms={TALK.name: TALK})
    seconds = Seconds()
    async with served_connector() as connector:
        doorway, rates = Doorway(house, lambda *_: None), Rates(house)
        door = TeamsDoor(house, doorway, rates, settings or connector.settings, seconds)
        server = TestServer(_app(house, door, rates), host="127.0.0.1")
        await server.start_server(access_log=None)
        address = str(server.make_url("")).rstrip("/")
        door.start()
        async with a_phone(connector, address, now=small.clock.now.timestamp()) as phone:
            town = Town(small, house, connector, phone, door, doorway, address, seconds)
            try:
                if ready:
                    await until_ready(town)
                yield town
            finally:
                connector.hanging.set()
                await server.close()
                await door.stop()
                await doorway.stop()
                await door.close()


async def until_ready(town: Town) -> None:
    """The keys are there when a delivery of nothing at all is answered."""
    for _ in range(500):
        answer = await town.phone.bring(town.phone.activity("typing"))
        if answer.status == 200:
            return
        assert answer.status == 503
    raise AssertionError


def _app(house: House, door: TeamsDoor, rates: Rates) -> web.Application:
    app = web.Application(
        middlewares=[watch(house, Pages(house, StaticFiles()))], client_max_size=512 * 1024
    )
    app[RATES] = rates
    add_routes(
        app, house, [OpenRoute("POST", "/api/messages", Action.BRING_FROM_CHANNEL, door.post)]
    )
    return app


@pytest.fixture
async def connector() -> AsyncIterator[FakeConnector]:
    async with served_connector() as made:
        yield made


@pytest.fixture
async def wire(connector: FakeConnector) -> AsyncIterator[TeamsWire]:
    tokens = OurTokens(connector.settings)
    made = TeamsWire(connector.settings, tokens)
    yield made
    connector.hanging.set()
    await made.close()
    await tokens.close()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is no channel that hangs: what is said is waited for."""
    monkeypatch.setattr("bot.channels.doorway.ANSWERS_WITHIN", 20)
    monkeypatch.setattr("bot.channels.teams.TOLD_WITHIN", 20)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch, patience: None) -> None:
    """Where the channel hangs, nobody in a test waits as long as somebody in Teams may."""
    monkeypatch.setattr("bot.channels.doorway.ANSWERS_WITHIN", 0.2)
    monkeypatch.setattr("bot.channels.teams.TOLD_WITHIN", 0.2)


@pytest.fixture
async def town(small: Small, patience: None) -> AsyncIterator[Town]:
    """A house of the real assistant, with nobody linked."""
    async with teams_town(small) as made:
        yield made


@pytest.fixture
def linked(town: Town) -> Town:
    town.link()
    return town
