"""A Direct Line client as the protocol has it, for the tests of what it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer

from bot.app import make_app
from tests.bot.browser import LINE, Browser, Chat
from tests.bot.conftest import Open
from tests.bot.house import PROFILE, WORKER, Small

PICTURE = b"\x89PNG" + b"x" * 2_000


async def begin(browser: Open) -> Chat:
    """A client that was given a token for one conversation, as the protocol has it."""
    one = await (await browser()).enter(WORKER)
    given = await (await generate(one)).json()
    chat = Chat(one, given["token"])
    await chat.begin()
    assert chat.id == given["conversationId"]
    chat.token = chat.opened["token"]
    return chat


async def generate(one: Browser, **body: Any) -> ClientResponse:
    headers = {"X-Csrf-Token": await one.csrf()}
    return await one.post(
        f"{LINE}/tokens/generate", json={"profile": PROFILE, **body}, headers=headers
    )


async def told(answer: ClientResponse) -> tuple[int, str]:
    """A status and its code; the body is what the protocol says, and nothing more."""
    plain = await answer.json()
    assert set(plain) == {"error"}
    assert set(plain["error"]) == {"code", "message"}
    assert plain["error"]["message"]
    return answer.status, plain["error"]["code"]


def path_of(chat: Chat, end: str = "") -> str:
    return f"{LINE}/conversations/{chat.id}{end}"


async def restarted(chat: Chat, small: Small) -> TestServer:
    server = TestServer(make_app(small.house), host="127.0.0.1")
    await server.start_server(access_log=None)
    chat.browser.move_to(server)
    return server


CALLS: dict[str, Callable[[Chat, dict[str, str]], Any]] = {
    "refresh": lambda chat, bearer: chat.browser.post(f"{LINE}/tokens/refresh", headers=bearer),
    "begin": lambda chat, bearer: chat.browser.post(f"{LINE}/conversations", headers=bearer),
    "reconnect": lambda chat, bearer: chat.browser.get(path_of(chat), headers=bearer),
    "read": lambda chat, bearer: chat.browser.get(path_of(chat, "/activities"), headers=bearer),
    "post": lambda chat, bearer: chat.browser.post(
        path_of(chat, "/activities"), json={"type": "message", "text": "x"}, headers=bearer
    ),
    "upload": lambda chat, bearer: chat.browser.post(
        path_of(chat, "/upload"), data=PICTURE, headers={**bearer, "Content-Type": "image/png"}
    ),
}
