"""How much is allowed in a while: for one person, one address, one channel; told politely."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer, make_mocked_request
from limits.storage import memory

from bot.app import make_app
from bot.errors import TooMuch
from bot.headers import address_of
from bot.pace import WORK, Pace
from bot.rates import Rates
from tests.bot.browser import LINE, Browser
from tests.bot.fostering import SANDRA, SUE, Visitor, fostering_house, invitation
from tests.bot.house import MANAGER, SECRET, WORKER, Small, small_house
from tests.bot.oidc_provider import LIMITS

PROXY = frozenset({"127.0.0.1"})
FEW = Pace(
    turns="3 per minute",
    channel="5 per minute",
    papers="2 per minute",
    strangers="3 per minute",
    sign_ins="3 per minute",
)
Served = Callable[[Small], Awaitable[TestServer]]


class Time:
    """The clock of the limits, which a test moves on."""

    now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    moved = Time()
    monkeypatch.setattr(memory, "time", moved)
    monkeypatch.setattr("bot.rates.time", moved)
    return moved


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Small]:
    """A house in which little is allowed."""
    made = small_house(tmp_path)
    yield replace(made, house=replace(made.house, pace=FEW))
    made.store.close()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    open_ones: list[TestServer] = []

    async def serve(small: Small) -> TestServer:
        server = TestServer(make_app(small.house, limits=LIMITS), host="127.0.0.1")
        await server.start_server(access_log=None)
        open_ones.append(server)
        return server

    yield serve
    for server in open_ones:
        await server.close()


async def test_what_one_person_says_is_limited_and_nobody_elses(
    busy: Small, served: Served, time: Time
) -> None:
    server = await served(busy)
    one, other = Browser(server, SECRET), Browser(server, SECRET)
    chat = await (await one.enter(WORKER)).chat()
    for number in range(3):
        assert (await chat.say("Trains", f"m-{number}")).status == 200
    refused = await chat.say("Boats", "m-3")
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await refused.json())["error"]["code"] == "TooManyRequests"
    assert len(busy.assistant.heard) == 3
    second = await one.chat()
    assert (await second.say("Boats", "m-4")).status == 429, "another window is the same person"
    await other.enter(MANAGER)
    token = (await other.start(""))["token"]
    from tests.bot.browser import Chat

    theirs = Chat(other, token)
    await theirs.begin()
    assert (await theirs.say("Hello", "o-1")).status == 200
    time.now += 61
    assert (await chat.say("Boats", "m-3")).status == 200, "the same message, and not lost"
    assert [said.text for _, _, said, _ in busy.assistant.heard if hasattr(said, "text")][-1] == (
        "Boats"
    )
    await one.close()
    await other.close()


async def test_a_channel_is_limited_as_a_whole(busy: Small, time: Time) -> None:
    rates = Rates(busy.house)
    for number in range(5):
        rates.turn(f"person-{number}", "web")
    with pytest.raises(TooMuch):
        rates.turn("person-9", "web")
    rates.turn("person-9", "teams")


async def test_papers_are_limited_for_each_person(busy: Small, served: Served, time: Time) -> None:
    one = Browser(await served(busy), SECRET)
    await one.enter(WORKER)
    path = "/referrals/none/council.docx"
    assert [(await one.get(path)).status for _ in range(3)] == [404, 404, 429]
    answer = await one.get(path)
    assert "One moment" in await answer.text()
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await one.get("/")).status == 200
    await one.close()


async def test_pages_are_limited_for_each_person_and_papers_beside_them(
    busy: Small, served: Served, time: Time
) -> None:
    pace = replace(FEW, pages="4 per minute")
    server = await served(replace(busy, house=replace(busy.house, pace=pace)))
    one, other = Browser(server, SECRET), Browser(server, SECRET)
    await one.enter(WORKER)
    await other.enter(MANAGER)
    paths = ["/", "/chat", "/devices", "/", "/", "/chat"]
    assert [(await one.get(path)).status for path in paths] == [200, 200, 200, 200, 429, 429]
    answer = await one.get("/")
    assert int(answer.headers["Retry-After"]) >= 1
    assert "One moment" in await answer.text()
    assert (await one.get("/referrals/none/council.docx")).status == 404, "papers have their own"
    assert (await other.get("/")).status == 200, "nobody else waits"
    time.now += 61
    assert (await one.get("/")).status == 200
    await one.close()
    await other.close()


async def test_strangers_are_limited_by_their_address_and_whoever_is_in_is_not(
    tmp_path: Path, served: Served, time: Time
) -> None:
    made = fostering_house(tmp_path)
    server = await served(replace(made, house=replace(made.house, pace=FEW, proxies=PROXY)))
    one = Visitor(server, made)
    near, far = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    paths = itertools.cycle(["/sign-in", "/chat", f"{LINE}/conversations", "/join/x", "/"])
    asked = [await one.ask("GET", next(paths), headers=near) for _ in range(10)]
    assert 429 not in [answer.status for answer in asked[:3]]
    assert asked[-1].status == 429
    assert (await one.ask("GET", "/sign-in", headers=near)).status == 429
    assert (await one.ask("GET", "/sign-in", headers=far)).status == 200
    await one.come_as(SUE)
    for _ in range(5):
        assert (await one.ask("GET", "/", headers=near)).status == 200
    await one.close()
    made.store.close()


async def test_signing_in_and_joining_are_limited_by_the_address(
    tmp_path: Path, served: Served, time: Time
) -> None:
    made = fostering_house(tmp_path)
    pace = replace(FEW, strangers="1000 per minute")
    server = await served(replace(made, house=replace(made.house, pace=pace, proxies=PROXY)))
    worker = await Visitor(server, made).come_as(SUE)
    link, _ = await invitation(worker, SANDRA)
    await worker.close()
    for path, names in (
        ("/sign-in/password", {"name": "x", "password": "y", "code": "z"}),
        (link, {"word": "000 000"}),
    ):
        one = Visitor(server, made)
        page = "/sign-in" if path.startswith("/sign-in") else link
        slip = await one.field(page, "slip")
        near = {"X-Forwarded-For": f"198.51.100.{len(path)}"}
        told = [
            (await one.post(path, {**names, "slip": slip}, headers=near)).status for _ in range(5)
        ]
        assert told == [403, 403, 403, 429, 429]
        await one.close()
    made.store.close()


@pytest.mark.parametrize(
    ("peer", "written", "proxies", "found"),
    [
        ("203.0.113.9", "198.51.100.1", frozenset(), "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", PROXY, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", frozenset(), ""),
        ("127.0.0.1", "198.51.100.1", PROXY, "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1", PROXY, "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 127.0.0.1", PROXY, "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, garbage", PROXY, ""),
        ("127.0.0.1", "", PROXY, ""),
        ("127.0.0.1", "127.0.0.1", PROXY, ""),
        ("127.0.0.1", "198.51.100.1:4711", PROXY, "198.51.100.1"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", PROXY, "2001:db8:1:2::/64"),
        ("127.0.0.1", "::ffff:198.51.100.1", PROXY, "198.51.100.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", PROXY, "198.51.100.1"),
    ],
)
def test_an_address_is_believed_only_from_a_proxy_that_we_know(
    peer: str, written: str, proxies: frozenset[str], found: str
) -> None:
    class Transport:
        def get_extra_info(self, name: str, default: Any = None) -> Any:
            return (peer, 1) if name == "peername" else default

    headers = {"X-Forwarded-For": written} if written else {}
    request = make_mocked_request("GET", "/", headers=headers, transport=Transport())
    assert address_of(request, proxies) == found


def test_at_work_somebody_quick_is_not_held_up(busy: Small, time: Time) -> None:
    rates = Rates(replace(busy.house, pace=WORK))
    for _ in range(20):
        rates.turn("p", "web")
    with pytest.raises(TooMuch) as held:
        rates.turn("p", "web")
    assert held.value.seconds <= 6
    for _ in range(2):
        time.now += 6
        for _ in range(20):
            rates.turn("p", "web")
    time.now += 6
    with pytest.raises(TooMuch) as held:
        rates.turn("p", "web")
    assert 30 <= held.value.seconds <= 60


async def test_in_the_demo_nobody_is_held_up(tmp_path: Path, served: Served) -> None:
    made = small_house(tmp_path)
    one = Browser(await served(made), SECRET)
    chat = await (await one.enter(WORKER)).chat()
    for number in range(150):
        assert (await chat.say("Trains", f"m-{number}")).status == 200
    for _ in range(150):
        assert (await one.get("/sign-in")).status == 200
    await one.close()
    made.store.close()
