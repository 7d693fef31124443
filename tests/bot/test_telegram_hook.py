"""Telegram posts to us: only with its secret, answered when it is kept, and never a fault of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels import telegram_hook
from bot.channels.telegram_hook import NAME, PATH
from bot.rates import RATES, Rates
from bot.watch import watch
from storage import inbox
from storage.errors import NotKept
from tests.bot.fake_telegram import SECRET, Fault
from tests.bot.telegram_town import Line, a_line


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path, webhook=True) as made:
        yield made


@asynccontextmanager
async def served(line: Line) -> AsyncIterator[TestServer]:
    """The one address of the door, behind what guards every address of the house."""

    class Pages:
        def problem(self, status: int, reference: str = "") -> web.Response:
            return web.Response(status=status, text=reference)

    house = replace(line.town.house, site="")
    app = web.Application(middlewares=[watch(house, Pages())])  # type: ignore[arg-type]
    app[RATES] = Rates(line.town.house)
    app.router.add_post(PATH, line.door.post)
    made = TestServer(app, host="127.0.0.1")
    await made.start_server(access_log=None)
    line.fake.webhook = {"url": str(made.make_url(PATH))}
    yield made
    await made.close()


@pytest.fixture
async def server(line: Line) -> AsyncIterator[TestServer]:
    async with served(line) as made:
        yield made


async def test_an_update_with_the_secret_is_a_turn(line: Line, server: TestServer) -> None:
    count = len(line.rosa.sent)
    update = {"update_id": 1, "message": line.rosa.message(text="/menu")}
    assert await line.fake.deliver(update) == 200
    assert len(line.rosa.sent) > count
    count = len(line.rosa.sent)
    assert await asyncio.gather(*(line.fake.deliver(update) for _ in range(50))) == [200] * 50
    assert len(line.rosa.sent) == count


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        "wrong",
        SECRET[:-1],
        SECRET + "x",
        SECRET.upper(),
        "ключ",
        "\udcff\udcfe",
        "é" * 40,
    ],
)
async def test_without_it_nothing_happens_whatever_is_there_instead(
    line: Line, server: TestServer, secret: str | None
) -> None:
    kept, count = line.kept(), len(line.rosa.sent)
    update = json.dumps({"update_id": 1, "message": line.rosa.message(text="/menu")})
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    said = "" if secret is None else f"{NAME}: {secret}\r\n"
    head = f"POST {PATH} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{said}"
    body = f"Content-Type: application/json\r\nContent-Length: {len(update)}\r\n\r\n{update}"
    writer.write((head + body).encode("utf-8", "surrogateescape"))
    answer = await reader.read()
    writer.close()
    assert b" 401 " in answer.split(b"\r\n")[0]
    assert (line.kept(), len(line.rosa.sent)) == (kept, count)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[]", 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b"{}", 200),
        (b'{"update_id":1,"message":5}', 200),
        (b'{"update_id":"x","callback_query":{"id":7}}', 200),
        (b'{"a":"' + b"x" * telegram_hook.LARGEST + b'"}', 413),
    ],
)
async def test_what_is_no_update_is_no_fault_of_ours(
    line: Line, server: TestServer, body: bytes, status: int
) -> None:
    assert await line.fake.deliver(body) == status


async def test_what_could_not_be_kept_is_brought_again(
    line: Line, server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotKept

    update = {"update_id": 1, "message": line.rosa.message(text="/menu")}
    count = len(line.rosa.sent)
    with monkeypatch.context() as now:
        now.setattr(inbox, "keep_reply", full)
        assert await line.fake.deliver(update) == 503
    assert await line.fake.deliver(update) == 200
    assert len(line.rosa.sent) > count


async def test_it_is_answered_while_telegram_keeps_us_waiting(
    line: Line, server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.doorway.ANSWERS_WITHIN", 0.05)
    line.fake.faults["sendMessage"].append(Fault(hang=True))
    before = line.kept()
    update = {"update_id": 1, "message": line.rosa.message(text="/menu")}
    assert await line.fake.deliver(update) == 200
    assert line.kept() == before + 1
    for task in line.doorway._going_on:
        task.cancel()


async def test_telegram_is_told_where_to_post_until_it_has_heard(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_hook, "FIRST_WAIT", 0.01)
    line.fake.faults["setWebhook"] += [Fault(500), Fault(401, "Unauthorized"), None]
    line.door.start()
    await line.fake.until(lambda: bool(line.fake.webhook))
    await line.fake.until(lambda: bool(line.fake.asked("setMyCommands")))
    assert line.fake.webhook["url"] == "https://kith.example/telegram/webhook"
    assert line.fake.webhook["secret_token"] == SECRET
    assert not line.fake.asked("getUpdates")
    await line.door.stop()


async def test_a_door_that_is_shut_has_nothing_behind_it(tmp_path: Path) -> None:
    # it asks for its updates, so nothing may be posted
    async with a_line(tmp_path) as line, served(line):
        assert await line.fake.deliver({"update_id": 1}) == 404
