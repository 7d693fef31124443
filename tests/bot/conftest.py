"""A served house and browsers for it: real HTTP over loopback, a real store, a fake assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.lapse import Lapse
from tests.bot.browser import Browser
from tests.bot.house import Small, small_house

Open = Callable[[], Awaitable[Browser]]


@pytest.fixture(autouse=True)
def nobody_looks_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks for sign-ins that are over goes by the machine's clock and not by the house's: in
    a test that moved the one, on a machine where the other is slow, it would end conversations."""
    monkeypatch.setattr(Lapse, "every_seconds", 3_600.0)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
async def app(small: Small) -> web.Application:
    return make_app(small.house)


@pytest.fixture
async def server(app: web.Application) -> AsyncIterator[TestServer]:
    served = TestServer(app, host="127.0.0.1")
    await served.start_server(access_log=None)
    yield served
    await served.close()


@pytest.fixture
async def browser(server: TestServer, small: Small) -> AsyncIterator[Open]:
    """Opens a browser that nobody is signed in with."""
    opened: list[Browser] = []

    async def open_one() -> Browser:
        opened.append(Browser(server, small.house.secret))
        return opened[-1]

    yield open_one
    for each in opened:
        await each.close()
