"""Microsoft's directlinejs, under node, against our Direct Line: over a stream and by asking."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bot.browser import LINE, Browser
from tests.bot.conftest import Open
from tests.bot.house import PROFILE, WORKER, Small
from tests.peers import peers
from tests.peers.peers import node, peer

ONLINE, EXPIRED, ENDED = 2, 3, 5


@dataclass
class Client:
    """One directlinejs in a process of its own."""

    process: asyncio.subprocess.Process

    async def tell(self, order: str, value: Any = None) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write((json.dumps([order, value]) + "\n").encode())
        await self.process.stdin.drain()

    async def hears(self, word: str) -> Any:
        """The next thing of this kind that it says, whatever it says before."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            said, value = json.loads(line)
            if said == word:
                return value
        raise AssertionError(f"it ended before it said {word}")

    async def reads(self, text: str) -> dict[str, Any]:
        while True:
            heard: dict[str, Any] = await self.hears("heard")
            if heard.get("text", "").startswith(text):
                return heard

    async def reaches(self, status: int) -> None:
        while await self.hears("status") != status:
            pass

    async def ask(self, order: str, answer: str, value: Any = None) -> Any:
        await self.tell(order, value)
        return await self.hears(answer)


Start = Callable[..., Awaitable[Client]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    program, folder = node(), peer("botframework-directlinejs").parent
    begun: list[Client] = []

    async def start_one(one: Browser, token: str, **options: Any) -> Client:
        options |= {"domain": one.origin + LINE, "token": token}
        script = str(Path(peers.__file__).with_name("direct_line.mjs"))
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            program, script, str(folder), json.dumps(options), stdin=pipe, stdout=pipe
        )
        begun.append(Client(process))
        return begun[-1]

    yield start_one
    for each in begun:
        if each.process.returncode is None:
            each.process.kill()
        await each.process.communicate()


async def token_of(one: Browser) -> str:
    answer = await one.post(
        f"{LINE}/tokens/generate",
        json={"profile": PROFILE},
        headers={"X-Csrf-Token": await one.csrf()},
    )
    return str((await answer.json())["token"])


def message(text: str, message_id: str = "", **more: Any) -> dict[str, Any]:
    data = {"clientActivityID": message_id} if message_id else {}
    return {
        "type": "message",
        "from": {"id": "u"},
        "text": text,
        "channelData": data,
        **more,
    }


STREAM_OR_NOT = pytest.mark.parametrize("stream", [True, False], ids=["stream", "polling"])


@STREAM_OR_NOT
async def test_it_talks_taps_and_refreshes(
    browser: Open, small: Small, start: Start, stream: bool
) -> None:
    one = await (await browser()).enter(WORKER)
    client = await start(one, await token_of(one), webSocket=stream)
    await client.reaches(ONLINE)
    await client.reads("Welcome back.")
    posted = await client.ask("post", "posted", message("Trains", "m1"))
    echo = await client.reads("Trains")
    assert echo["id"] == posted
    assert echo["channelData"]["clientActivityID"] == "m1"
    asked = await client.reads("You said Trains")
    tap = asked["suggestedActions"]["actions"][0]
    await client.tell("post", message(tap["text"], value=tap["value"]))
    await client.reads("You said SaidPress")
    small.clock.pass_by(timedelta(minutes=20))
    await client.ask("refresh", "token")
    small.clock.pass_by(timedelta(minutes=20))
    await client.tell("post", message("Boats"))
    await client.reads("You said Boats")


@STREAM_OR_NOT
async def test_it_learns_that_its_token_has_ended(
    browser: Open, small: Small, start: Start, stream: bool
) -> None:
    one = await (await browser()).enter(WORKER)
    client = await start(one, await token_of(one), webSocket=stream)
    await client.reads("Welcome back.")
    small.clock.pass_by(timedelta(minutes=31))
    await client.tell("post", message("Trains"))
    await client.reaches(EXPIRED)
    assert not small.assistant.heard


async def test_a_stream_that_breaks_goes_on_after_the_watermark(
    browser: Open, small: Small, start: Start
) -> None:
    one = await (await browser()).enter(WORKER)
    client = await start(one, await token_of(one), webSocket=True)
    await client.reads("Welcome back.")
    await client.tell("cut")
    await client.tell("post", message("Trains", "m1"))
    assert (await client.hears("heard"))["text"] == "Trains"
    assert (await client.hears("heard"))["text"] == "Saved."
    assert (await client.hears("heard"))["text"] == "You said Trains"
    assert len(small.assistant.heard) == 1


async def test_it_takes_up_a_conversation_where_it_left_it(browser: Open, start: Start) -> None:
    one = await (await browser()).enter(WORKER)
    client = await start(one, await token_of(one), webSocket=True)
    await client.reads("Welcome back.")
    left = await client.ask("where", "where")
    await client.tell("post", message("Trains", "m1"))
    await client.reads("You said Trains")
    later = await start(
        one,
        left["token"],
        webSocket=True,
        conversationId=left["conversationId"],
        watermark=left["watermark"],
    )
    heard = [(await later.hears("heard"))["text"] for _ in range(3)]
    assert heard == ["Trains", "Saved.", "You said Trains"]


async def test_a_conversation_that_was_ended_is_over_for_it(browser: Open, start: Start) -> None:
    one = await (await browser()).enter(WORKER)
    client = await start(one, await token_of(one), webSocket=False)
    await client.reads("Welcome back.")
    await client.tell("post", {"type": "endOfConversation", "from": {"id": "u"}})
    await client.reaches(ENDED)
