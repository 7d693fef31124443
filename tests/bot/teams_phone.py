"""Somebody's Teams: makes activities as Teams makes them, and brings them with a token."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import ClientResponse, ClientSession, DummyCookieJar

from bot.channels.teams_gate import ISSUER
from tests.bot.fake_connector import APP, CHAT, KEY_ID, OBJECT, TENANT, FakeConnector, name_of
from tests.bot.oidc_provider import rsa_key

JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass
class Phone:
    """One person in one conversation."""

    connector: FakeConnector
    address: str
    session: ClientSession
    user: str = OBJECT
    tenant: str = TENANT
    chat: str = CHAT
    name: str = "Wilma Worker"
    now: float = field(default_factory=time.time)
    """The house's own time."""

    def claims(self, **more: Any) -> dict[str, Any]:
        now = int(self.now)
        return {
            "iss": ISSUER,
            "aud": APP,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": self.connector.service,
            **more,
        }

    def token(self, *, without: str = "", **more: Any) -> str:
        claims = {name: value for name, value in self.claims(**more).items() if name != without}
        return jwt.encode(claims, rsa_key("first"), "RS256", headers={"kid": KEY_ID})

    def activity(self, kind: str = "message", **more: Any) -> dict[str, Any]:
        self.connector.moments += 1
        plain = {
            "type": kind,
            "id": name_of(self.connector.moments),
            "timestamp": "2026-11-21T09:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.connector.service,
            "from": {"id": f"29:{self.user}", "name": self.name, "aadObjectId": self.user},
            "recipient": {"id": f"28:{APP}", "name": "Kith"},
            "conversation": {
                "id": self.chat,
                "conversationType": "personal",
                "tenantId": self.tenant,
            },
            "channelData": {"tenant": {"id": self.tenant}},
            "locale": "en-GB",
            **more,
        }
        return {name: value for name, value in plain.items() if value is not None}

    async def bring(self, plain: Any, token: str | None = None) -> ClientResponse:
        """Brings anything; what the bot's address answers. The text of an answer is read already."""
        good = self.token() if token is None else token
        headers = {"Authorization": f"Bearer {good}"} if good else {}
        body = {"data": plain} if isinstance(plain, bytes | str) else {"json": plain}
        answer = await self.session.post(
            f"{self.address}/api/messages", headers={**headers, **JSON}, **body
        )
        await answer.read()
        return answer

    async def say(self, text: str, **more: Any) -> int:
        entity = {"textFormat": "plain", "text": text}
        answer = await self.bring(self.activity(**{**entity, **more}))
        return answer.status

    async def tap(self, value: dict[str, Any]) -> int:
        """A tap on a card, as Teams sends it: a message without words."""
        answer = await self.bring(self.activity(text=None, value=value))
        return answer.status


@asynccontextmanager
async def a_phone(connector: FakeConnector, address: str, **more: Any) -> AsyncIterator[Phone]:
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield Phone(connector, address, session, **more)
