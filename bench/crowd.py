"""A crowd of people over HTTP on the loopback, at the pace of people, and then as fast as they can."""

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bench.ours.person import reply_to
from bench.timing import spread
from dialogs.form import Form

PEOPLE, TURNS = 100, 15
PAUSE = (1.0, 3.0)
"""Seconds between a reply and the next message: quicker than anybody types."""
SAID = "Loves swimming, and will try any fruit cut into stars. " * 5

Say = Callable[[int], Awaitable[None]]
"""One message from this person, in that turn; returns when the bot's answer has arrived."""


async def together(say: list[Say], pause: bool) -> dict[str, Any]:
    """Everybody has their turns at once. Times are from sending a message to having the reply."""
    taken: list[float] = []
    dice = random.Random(1)

    async def one(speak: Say, waits: list[float]) -> None:
        for turn, wait in enumerate(waits):
            await asyncio.sleep(wait if pause else 0)
            start = time.perf_counter()
            await speak(turn)
            taken.append(time.perf_counter() - start)

    began = time.perf_counter()
    await asyncio.gather(
        *(one(speak, [dice.uniform(*PAUSE) for _ in range(TURNS)]) for speak in say)
    )
    return spread(taken) | {"each_second": len(taken) / (time.perf_counter() - began)}


async def at_peer(
    session: aiohttp.ClientSession, url: str, memory: Callable[[], float]
) -> dict[str, Any]:
    """The waterfall's server: a message is posted, the replies are in the answer."""

    def speaker(person: str) -> Say:
        async def say(turn: int) -> None:
            told = {"person": person, "text": f"{SAID}{person}, {turn}"}
            async with session.post(url, json=told) as answer:
                assert answer.status == 200, answer.status
                assert await answer.json()

        return say

    calm = [speaker(f"calm{n}") for n in range(PEOPLE)]
    for speak in calm:
        await speak(-1)
    found: dict[str, Any] = {"calm": await together(calm, pause=True), "memory": memory()}
    found["rush"] = await together([speaker(f"rush{n}") for n in range(PEOPLE)], pause=False)
    return found


class Browser:
    """One person with our page open: signed in, a Direct Line conversation, listening on its stream."""

    def __init__(self, url: str, form: Form) -> None:
        self.url = url
        self.form = form
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.asked: dict[str, Any] = {}
        self.replied = asyncio.Event()
        self.waits_for = ""

    async def open(self, enter: str, profile: str) -> None:
        async with self.session.get(self.url + enter) as home:
            assert home.status == 200, home.status
        async with self.session.get(f"{self.url}/chat", params={"profile": profile}) as page:
            found = re.search(r'id="kith-start"[^>]*>(.*?)</script>', await page.text(), re.DOTALL)
        assert found, "the chat page has no beginning"
        start = json.loads(found[1])
        self.headers = {"Authorization": f"Bearer {start['token']}"}
        self.line = f"{self.url}/v3/directline/conversations"
        async with self.session.post(self.line, headers=self.headers) as begun:
            opened = await begun.json()
        self.line = f"{self.line}/{opened['conversationId']}/activities"
        self.stream = await self.session.ws_connect(opened["streamUrl"])
        self.listening = asyncio.create_task(self._listen())
        await self.replied.wait()

    async def _listen(self) -> None:
        async for each in self.stream:
            for activity in json.loads(each.data or "{}").get("activities", []):
                message = activity.get("channelData", {}).get("kith", {})
                if activity["from"]["role"] == "bot" and message.get("asked"):
                    self.asked = message
                    self.replied.set()

    async def say(self, turn: int) -> None:
        told = reply_to(self.form, self.asked, turn)
        text = told.pop("text")
        told["id"] = f"{id(self)}-{turn}"
        self.replied.clear()
        sent = {"type": "message", "text": text, "channelData": {"kith": told}}
        async with self.session.post(self.line, json=sent, headers=self.headers) as answer:
            assert answer.status == 200, answer.status
        await self.replied.wait()

    async def close(self) -> None:
        self.listening.cancel()
        await self.stream.close()
        await self.session.close()


async def at_kith(
    url: str, form: Form, people: list[dict[str, str]], memory: Callable[[], float]
) -> dict[str, Any]:
    """Our own server, by way of the pages and the protocol that a browser uses."""
    found: dict[str, Any] = {}
    for name, some in (("calm", people[:PEOPLE]), ("rush", people[PEOPLE : 2 * PEOPLE])):
        browsers = [Browser(url, form) for _ in some]
        for browser, person in zip(browsers, some, strict=True):
            await browser.open(person["enter"], person["profile"])
        found[name] = await together([browser.say for browser in browsers], pause=name == "calm")
        found.setdefault("memory", memory())
        for browser in browsers:
            await browser.close()
    return found
