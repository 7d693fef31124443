"""Telegram on loopback, honest or not: the Bot API over real HTTP, strict about what it is asked."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer

from bot.channels.telegram_pace import Pacing
from bot.door_settings import TelegramSettings
from tests.bot.telegram_rules import Refusal, check

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9"
SECRET = "webhook-secret-of-a-test_0123456789abcdef"
GUARD_SECONDS = 20
"""How long a test waits for what should happen before it fails."""


@dataclass
class Fault:
    """What goes wrong with one call. `after` is true when it is done all the same."""

    status: int = 500
    about: str = "Internal Server Error"
    retry_after: int = 0
    after: bool = False
    hang: bool = False
    body: bytes | None = None


@dataclass
class Sent:
    """One message of the bot's, as it stands in the chat now."""

    number: int
    text: str
    keyboard: list[list[dict[str, Any]]]
    protected: bool
    edits: int = 0

    def button(self, label: str) -> dict[str, Any]:
        [found] = [each for row in self.keyboard for each in row if each["text"] == label]
        return found

    @property
    def labels(self) -> list[str]:
        return [each["text"] for row in self.keyboard for each in row]


@dataclass
class FakeTelegram:
    """The servers of Telegram. Tests put faults in `faults`, by method; each is used once, None is none."""

    api: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Every time it said no to something that it should never have been asked."""
    faults: defaultdict[str, list[Fault | None]] = field(default_factory=lambda: defaultdict(list))
    chats: defaultdict[int, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    blocked: set[int] = field(default_factory=set)
    open_callbacks: set[str] = field(default_factory=set)
    answered: list[str] = field(default_factory=list)
    pending: list[dict[str, Any]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    next_update: int = 700_000_001
    next_message: int = 10
    polls: int = 0
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def settings(self, *, webhook: bool = False) -> TelegramSettings:
        return TelegramSettings(TOKEN, webhook, SECRET if webhook else "", self.api)

    def asked(self, method: str) -> list[dict[str, Any]]:
        return [payload for name, payload in self.calls if name == method]

    async def until(self, true: Callable[[], bool]) -> None:
        """Comes back when something is so; the test fails when it never is."""
        async with asyncio.timeout(GUARD_SECONDS), self.news:
            await self.news.wait_for(true)

    async def changed(self) -> None:
        async with self.news:
            self.news.notify_all()

    async def bring(self, what: dict[str, Any], *, update: int = 0) -> dict[str, Any]:
        """A new update: it waits to be asked for, or is posted to the webhook, once."""
        made = {"update_id": update or self.next_update, **what}
        self.next_update = made["update_id"] + 1
        if self.webhook:
            await self.deliver(made)
        else:
            self.pending.append(made)
            await self.changed()
        return made

    async def deliver(self, update: Any, secret: str | None = SECRET) -> int:
        """Posts an update as Telegram does; the status it got."""
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        said = {**headers, "Content-Type": "application/json"}
        if "host" in self.webhook:  # what stands in front of the house would have led it here
            said["Host"] = self.webhook["host"]
        async with (
            ClientSession(cookie_jar=DummyCookieJar()) as session,
            session.post(self.webhook["url"], data=body, headers=said) as response,
        ):
            await response.read()
            return response.status

    # ------------------------------------------------------------ the API

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return _no(401, "Unauthorized")
        method = request.match_info["method"]
        asked = await request.json() if request.can_read_body else {}
        self.calls.append((method, asked))
        await self.changed()
        fault = self.faults[method].pop(0) if self.faults[method] else None
        try:
            if fault is not None and not fault.after:
                return await self._fault(fault)
            check(method, asked)
            result = await getattr(self, _ours(method))(asked)
        except Refusal as no:
            if no.status == 400:
                self.refused.append(f"{method}: {no.about}")
            return _no(no.status, no.about)
        finally:
            await self.changed()
        if fault is not None:
            return await self._fault(fault)
        return web.json_response({"ok": True, "result": result})

    async def _fault(self, fault: Fault) -> web.StreamResponse:
        if fault.hang:
            await asyncio.Event().wait()
        if fault.body is not None:
            return web.Response(body=fault.body, status=fault.status)
        return _no(fault.status, fault.about, fault.retry_after)

    async def get_me(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"id": 110201543, "is_bot": True, "first_name": "Kith", "username": "kith_bot"}

    async def get_updates(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal("Conflict: can't use getUpdates method while webhook is active", 409)
        self.polls += 1
        mine = self.polls
        if "offset" in asked:  # and what is older than that is never heard of again
            first = asked["offset"]
            self.pending = [e for e in self.pending if e.get("update_id", first) >= first]

        def woken() -> bool:
            return bool(self.pending) or self.polls != mine

        if asked.get("timeout", 0) and not self.pending:
            async with self.news:
                await self.news.wait_for(woken)
        if self.polls != mine:
            raise Refusal("Conflict: terminated by other getUpdates request", 409)
        if "offset" in asked:
            return [e for e in self.pending if e["update_id"] >= asked["offset"]][:100]
        return self.pending[: asked.get("limit", 100)]

    async def set_webhook(self, asked: dict[str, Any]) -> bool:
        self.webhook = asked
        return True

    async def delete_webhook(self, _: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    async def send_message(self, asked: dict[str, Any]) -> dict[str, Any]:
        chat = asked["chat_id"]
        if chat in self.blocked:
            raise Refusal("Forbidden: bot was blocked by the user", 403)
        if chat not in self.chats:
            raise Refusal("Bad Request: chat not found")
        self.next_message += 1
        keyboard = asked.get("reply_markup", {}).get("inline_keyboard", [])
        sent = Sent(self.next_message, asked["text"], keyboard, asked.get("protect_content", False))
        self.chats[chat].append(sent)
        return {"message_id": sent.number, "date": 1, "chat": {"id": chat, "type": "private"}}

    async def edit_message_text(self, asked: dict[str, Any]) -> bool:
        found, keyboard = self._to_edit(asked)
        if (found.text, found.keyboard) == (asked["text"], keyboard):
            raise Refusal("Bad Request: message is not modified")
        found.text, found.keyboard, found.edits = asked["text"], keyboard, found.edits + 1
        return True

    async def edit_message_reply_markup(self, asked: dict[str, Any]) -> bool:
        found, keyboard = self._to_edit(asked)
        if found.keyboard == keyboard:
            raise Refusal("Bad Request: message is not modified")
        found.keyboard, found.edits = keyboard, found.edits + 1
        return True

    def _to_edit(self, asked: dict[str, Any]) -> tuple[Sent, list[list[dict[str, Any]]]]:
        found = [e for e in self.chats[asked["chat_id"]] if e.number == asked["message_id"]]
        if not found:
            raise Refusal("Bad Request: message to edit not found")
        return found[0], asked.get("reply_markup", {}).get("inline_keyboard", [])

    async def answer_callback_query(self, asked: dict[str, Any]) -> bool:
        if asked["callback_query_id"] not in self.open_callbacks:
            raise Refusal("Bad Request: query is too old and response timeout expired")
        self.open_callbacks.discard(asked["callback_query_id"])
        self.answered.append(asked["callback_query_id"])
        return True

    async def send_chat_action(self, _: dict[str, Any]) -> bool:
        return True

    async def set_my_commands(self, _: dict[str, Any]) -> bool:
        return True


def _ours(method: str) -> str:
    """`getMe` is `get_me` here."""
    return re.sub(r"[A-Z]", lambda letter: f"_{letter.group().lower()}", method)


def _no(status: int, about: str, retry_after: int = 0) -> web.Response:
    plain: dict[str, Any] = {"ok": False, "error_code": status, "description": about}
    if retry_after:
        plain["parameters"] = {"retry_after": retry_after}
    return web.json_response(plain, status=status)


class Watch:
    """A clock that only moves when somebody waits, and then at once."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waited: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now

    def pacing(self) -> Pacing:
        return Pacing(self, self.sleep)


@asynccontextmanager
async def telegram() -> AsyncIterator[FakeTelegram]:
    made = FakeTelegram()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", made.handle)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(access_log=None, shutdown_timeout=0.1)
    made.api = f"http://127.0.0.1:{server.port}"
    try:
        yield made
    finally:
        await server.close()
