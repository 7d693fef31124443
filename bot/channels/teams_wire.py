"""The Bot Connector over kept connections: says, changes and takes back, and only where we may write."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from bot.channels.outlet import NotDelivered
from bot.channels.teams_gate import is_allowed
from bot.channels.teams_tokens import OurTokens
from bot.door_settings import TeamsSettings

LOG = logging.getLogger("kith.teams")

Json = Mapping[str, Any]

PATIENCE = ClientTimeout(total=15, connect=5)
KEPT_SECONDS = 45.0
"""How long an idle connection stays: less than the other side keeps it, so that none is half gone."""
MOST_CONNECTIONS = 32
LATER = frozenset({412, 429, 502, 504})
"""Nothing was done, and it may be tried again."""
GONE = frozenset({403, 404})
"""The app was taken away or blocked, or there is no such conversation any more."""
USUAL_WAIT = 5.0
LONGEST_WAIT = 3_600.0
SHORT_WAIT = 5.0
"""Seconds that what is said once, or stands half there, waits until Teams takes it."""
LARGEST = 64 * 1024
T = TypeVar("T")

NOWHERE = frozenset({"", ".", ".."})
"""Names that no conversation has, and that would make another address of its address."""
UNFIT = frozenset({400, 413, 422})


class NotTaken(NotDelivered):
    """Teams does not take this as it is, now or ever: too large, or made of what it does not know."""


class TeamsWire:
    """One for each app: no cookies, no redirects, no proxy of the environment."""

    def __init__(self, settings: TeamsSettings, tokens: OurTokens) -> None:
        self._hosts = settings.hosts
        self._tokens = tokens
        self._session: ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(
        self, service: str, conversation: str, activity: Json, reply_to: str = ""
    ) -> str:
        """Says it; the id it got there. It is asked once, and never again when it may have arrived:
        then it counts as said, and its id is not known.

        Raises `NotDelivered`, final when nobody is there any more; and `NotTaken`.
        """
        path = ("conversations", conversation, "activities", *([reply_to] if reply_to else []))
        status, body, wait = await self._ask("POST", service, path, activity)
        if status in GONE:
            raise NotDelivered(final=True)
        if status in LATER:
            raise NotDelivered(wait)
        if status in UNFIT:
            raise NotTaken
        if 300 <= status < 500:
            raise NotDelivered
        if not status or status >= 500:
            LOG.warning("said, or not: %d", status)
        return _id(body)

    async def update(
        self, service: str, conversation: str, activity_id: str, activity: Json
    ) -> None:
        """Something else in its place. One that is gone is no fault. Raises `NotDelivered`, after
        which it may be tried again: twice is the same as once."""
        await self._repeatable("PUT", service, conversation, activity_id, activity)

    async def delete(self, service: str, conversation: str, activity_id: str) -> None:
        await self._repeatable("DELETE", service, conversation, activity_id, None)

    async def member(self, service: str, conversation: str, user: str) -> Json:
        """What Teams knows of somebody in a conversation. Raises `NotDelivered` if it does not say."""
        path = ("conversations", conversation, "members", user)
        status, body, wait = await self._ask("GET", service, path, None)
        found = _object(body)
        if status != 200 or not found:
            raise NotDelivered(wait)
        return found

    async def typing(self, service: str, conversation: str) -> None:
        """That something is being written. Whether it arrives matters to nobody."""
        try:
            path = ("conversations", conversation, "activities")
            await self._ask("POST", service, path, {"type": "typing"})
        except NotDelivered:
            return

    async def _repeatable(
        self, method: str, service: str, conversation: str, activity_id: str, activity: Json | None
    ) -> None:
        path = ("conversations", conversation, "activities", activity_id)
        status, _, wait = await self._ask(method, service, path, activity)
        if status in LATER or status >= 500 or not status:
            raise NotDelivered(wait)

    async def _ask(
        self, method: str, service: str, path: tuple[str, ...], body: Json | None
    ) -> tuple[int, bytes, float]:
        """Status, body, and how long to wait; status 0 when nobody knows whether it arrived."""
        if not is_allowed(service, self._hosts) or not NOWHERE.isdisjoint(path):
            raise NotDelivered
        way = "/".join(quote(each, safe="") for each in path)
        address = URL(f"{service.removesuffix('/')}/v3/{way}", encoded=True)
        data = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        token = await self._tokens.token()
        found = await self._once(method, address, data, token)
        if found[0] == 401:
            found = await self._once(method, address, data, await self._tokens.token(token))
        return found

    async def _once(
        self, method: str, address: URL, data: bytes | None, token: str
    ) -> tuple[int, bytes, float]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            async with self._open().request(
                method, address, data=data, headers=headers, allow_redirects=False
            ) as response:
                return response.status, await _body(response), _wait(response)
        except (ClientConnectorError, ConnectionTimeoutError):
            raise NotDelivered(USUAL_WAIT) from None  # it was never reached, so nothing was done
        except (TimeoutError, ClientError, OSError, ValueError):
            return 0, b"", USUAL_WAIT

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=KEPT_SECONDS),
                timeout=PATIENCE,
                cookie_jar=DummyCookieJar(),
                raise_for_status=False,
            )
        return self._session


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Does it, and once more after a short wait when Teams asks for one. Raises `NotDelivered`."""
    try:
        return await work()
    except NotDelivered as why:
        if why.seconds is None or why.seconds > SHORT_WAIT:
            raise
        await asyncio.sleep(why.seconds)
    return await work()


async def _body(response: ClientResponse) -> bytes:
    """To its end, so that the connection is kept. What was done is done, whatever comes of this."""
    body = bytearray()
    try:
        async for piece in response.content.iter_chunked(16 * 1024):
            body += piece
            if len(body) > LARGEST:
                return b""
    except (TimeoutError, ClientError, OSError):
        return b""
    return bytes(body)


def _wait(response: ClientResponse) -> float:
    text = response.headers.get("Retry-After", "")
    good = text.isascii() and text.isdecimal() and len(text) < 6
    return min(float(text), LONGEST_WAIT) if good else USUAL_WAIT


def _object(body: bytes) -> Json:
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def _id(body: bytes) -> str:
    found = _object(body).get("id")
    return found if isinstance(found, str) else ""
