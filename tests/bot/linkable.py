"""A house in which accounts elsewhere can be linked, and everything that is done to link one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.linking_ways import LinkWay, teams_way, telegram_way
from care.people import Person
from storage import accounts, linkings
from storage.accounts import Account
from storage.linkings import Linking
from tests.bot.fostering import (
    SANDRA,
    Open,
    Visitor,
    field_in,
)
from tests.bot.house import Small
from tests.bot.oidc_provider import LIMITS

CHAT = {"chat": "4711"}
WAYS = (teams_way("an-app"), telegram_way(lambda: "LarkshireKithBot"))


@pytest.fixture
def ways() -> tuple[LinkWay, ...]:
    return WAYS


@pytest.fixture
async def server(
    small: Small, ways: tuple[LinkWay, ...], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TestServer]:
    monkeypatch.setattr("bot.other_doors.link_ways", lambda *_: ways)
    served = TestServer(make_app(small.house, limits=LIMITS), host="127.0.0.1")
    await served.start_server(access_log=None)
    yield served
    await served.close()


async def at(visitor: Open, person: Person = SANDRA) -> Visitor:
    return await (await visitor()).come_as(person)


async def offered(one: Visitor, channel: str = "telegram") -> str:
    """The page with the words of a new offer."""
    csrf = await one.field("/devices", "csrf")
    answer = await one.post("/devices/link", {"csrf": csrf, "channel": channel})
    page = await answer.text()
    assert answer.status == 200, page
    return page


def claimed(
    small: Small, word: str, key: str = "4711", channel: str = "telegram", name: str = "San"
) -> Linking | None:
    """What the channel does when somebody says a token or a code there."""
    return small.store.perform_now(
        lambda turn: linkings.claim(turn, channel, word, key, CHAT, name)
    )


def account(small: Small, key: str = "4711", channel: str = "telegram") -> Account | None:
    return small.store.perform_now(lambda turn: accounts.find(turn, channel, key))


def linked(small: Small, person: Person = SANDRA, key: str = "4711", name: str = "San") -> Account:
    return small.store.perform_now(
        lambda turn: accounts.link(turn, "telegram", key, person.id, CHAT, name)
    )


async def answered(one: Visitor, answer: str, channel: str = "telegram") -> str:
    """Where they are sent after yes or no."""
    page = await (await one.get(f"/devices/link/{channel}")).text()
    form = {name: field_in(page, name) for name in ("csrf", "linking")}
    done = await one.post("/devices/link/confirm", {**form, "answer": answer})
    assert done.status == 303
    return done.headers["Location"]
