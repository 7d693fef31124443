"""The demo as a process of its own, to be talked to, killed and started again."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

HERE = Path(__file__).parent
START = re.compile(r'id="kith-start">(.*?)</script>', re.DOTALL)


@dataclass
class DemoProcess:
    """One run of the server. `say` is what it printed when it was ready."""

    process: asyncio.subprocess.Process
    say: Mapping[str, Any]

    @property
    def url(self) -> str:
        return str(self.say["url"])

    def enter(self, key: str) -> str:
        return next(str(each["enter"]) for each in self.say["people"] if each["key"] == key)

    async def kill(self) -> None:
        """SIGKILL: no goodbye, nothing tidied."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()


async def start_demo(data: Path, script: Path | None = None) -> DemoProcess:
    """Starts the demo on a free port and waits for its line of JSON."""
    program = [str(script)] if script else ["-m", "bot.commands"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        "demo",
        "--port",
        "0",
        "--json",
        "--data",
        str(data),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout._limit = 2**20  # type: ignore[attr-defined]
    line = await process.stdout.readline()
    assert line, "the demo did not start"
    return DemoProcess(process, json.loads(line))


class Client:
    """A Direct Line client of one person at one profile, as a page in a browser would be."""

    def __init__(self, http: aiohttp.ClientSession, demo: DemoProcess, profile: str) -> None:
        self.http = http
        self.demo = demo
        self.profile = profile
        self.conversation = ""
        self.token = ""

    async def come_in(self, person: str) -> None:
        """Signs in with the personal link and opens the conversation."""
        async with self.http.get(self.demo.enter(person)) as response:
            assert response.status == 200
        address = f"{self.demo.url}/chat?profile={self.profile}"
        async with self.http.get(address) as response:
            page = await response.text()
            assert response.status == 200, response.status
        start = START.search(page)
        assert start is not None
        self.token = json.loads(start[1])["token"]
        async with self.http.post(
            f"{self.demo.url}/v3/directline/conversations", headers=self._bearer()
        ) as response:
            assert response.status == 201, response.status
            plain = await response.json()
        self.conversation, self.token = plain["conversationId"], plain["token"]

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, kith: Mapping[str, object], text: str, message_id: str) -> int:
        """Sends one message; the status. 200 means that it is safe."""
        activity = {
            "type": "message",
            "from": {"id": "me"},
            "text": text,
            "channelData": {"kith": {"id": message_id, **kith}},
        }
        address = f"{self.demo.url}/v3/directline/conversations/{self.conversation}/activities"
        async with self.http.post(address, json=activity, headers=self._bearer()) as response:
            await response.read()
            return response.status

    async def heard(self) -> list[Any]:
        address = f"{self.demo.url}/v3/directline/conversations/{self.conversation}/activities"
        async with self.http.get(address, headers=self._bearer()) as response:
            return list((await response.json())["activities"])


def fresh_id() -> str:
    return uuid4().hex
