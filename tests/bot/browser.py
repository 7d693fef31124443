"""A browser and a Direct Line client, as small as a test can do with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, CookieJar
from aiohttp.test_utils import TestServer

from bot.session import enter_path
from care.people import Person
from tests.bot.house import PROFILE

LINE = "/v3/directline"


class Browser:
    """Follows no redirect by itself, and keeps its cookies."""

    def __init__(self, server: TestServer, secret: bytes) -> None:
        self._server = server
        self._secret = secret
        self.session = ClientSession(cookie_jar=CookieJar(unsafe=True), auto_decompress=True)

    @property
    def origin(self) -> str:
        return str(self._server.make_url("/")).rstrip("/")

    def move_to(self, server: TestServer) -> None:
        """The same browser and cookies, and another process behind the address."""
        self._server = server

    async def close(self) -> None:
        await self.session.close()

    async def get(self, path: str, **more: Any) -> ClientResponse:
        answer = await self.session.get(self.origin + path, allow_redirects=False, **more)
        await answer.read()
        return answer

    async def post(self, path: str, **more: Any) -> ClientResponse:
        answer = await self.session.post(self.origin + path, allow_redirects=False, **more)
        await answer.read()
        return answer

    async def enter(self, person: Person) -> Browser:
        answer = await self.get(enter_path(self._secret, person.key))
        assert answer.status == 303, answer.status
        return self

    async def csrf(self) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', await (await self.get("/")).text())
        assert found
        return found.group(1)

    async def start(self, profile: str = PROFILE) -> dict[str, Any]:
        """What the chat page hands to its script."""
        text = await (await self.get(f"/chat?profile={profile}")).text()
        found = re.search(r'id="kith-start">(.*?)</script>', text, re.DOTALL)
        assert found
        plain: dict[str, Any] = json.loads(found.group(1))
        return plain

    async def chat(self, profile: str = PROFILE) -> Chat:
        chat = Chat(self, (await self.start(profile))["token"])
        await chat.begin()
        return chat


@dataclass
class Chat:
    """One conversation over Direct Line."""

    browser: Browser
    token: str
    id: str = ""
    stream_url: str = ""
    opened: dict[str, Any] = field(default_factory=dict)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def begin(self) -> None:
        answer = await self.browser.post(f"{LINE}/conversations", headers=self.bearer)
        assert answer.status == 201, await answer.text()
        self.opened = await answer.json()
        self.id = self.opened["conversationId"]
        self.stream_url = self.opened["streamUrl"]

    async def say(self, text: str | None, message: str = "", **kith: Any) -> ClientResponse:
        data: dict[str, Any] = {"kith": {"id": message, **kith}} if message else {}
        return await self.send({"type": "message", "text": text, "channelData": data})

    async def send(self, activity: Any, **headers: str) -> ClientResponse:
        return await self.browser.post(
            f"{LINE}/conversations/{self.id}/activities",
            json=activity,
            headers={**self.bearer, **headers},
        )

    async def activities(self, watermark: str = "") -> tuple[list[dict[str, Any]], str]:
        answer = await self.browser.get(
            f"{LINE}/conversations/{self.id}/activities?watermark={watermark}", headers=self.bearer
        )
        assert answer.status == 200, await answer.text()
        plain = await answer.json()
        return plain["activities"], plain["watermark"]

    async def listen(self, url: str = "", **headers: str) -> ClientWebSocketResponse:
        return await self.browser.session.ws_connect(url or self.stream_url, headers=headers)


def texts(activities: list[dict[str, Any]]) -> list[str]:
    return [each["text"] for each in activities if each["type"] == "message"]
