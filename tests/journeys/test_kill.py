"""The server is killed again and again while people answer; what was acknowledged is kept once."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bot.demo import new_id, now
from bot.settings import DemoSettings
from care.people import Child, Person, Role
from dialogs.answers import Given
from storage import people, profiles, subjects
from storage.store import Store
from storage.turn import Turn
from tests.journeys.demo_process import HERE, Client, DemoProcess, fresh_id, start_demo

PEOPLE = 6
KILLS = 16 if os.environ.get("CI") else 8
PATH = "physical_health.strength"


@dataclass
class Writer:
    """Somebody who answers the same question with new words, over and over, and notes what was
    acknowledged. A message without an answer is sent again unchanged, as a page would."""

    person: str
    profile: str
    acknowledged: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def _writers(turn: Turn) -> list[Writer]:
    """A small council of its own: a few social workers, each with one child."""
    found: list[Writer] = []
    for number in range(PEOPLE):
        person = Person(turn.new_id(), f"worker{number}", f"Worker {number}", Role.SOCIAL_WORKER)
        child = Child(turn.new_id(), f"C-{number}", {"preferred_name": f"Child {number}"})
        people.add(turn, person)
        subjects.add_child(turn, child)
        subjects.allocate(turn, person.id, child.id)
        opened = profiles.open_profile(turn, "child_profile.1", child.id, person.id)
        turn.write_diary("profile.begun", "profile", opened.id, person.id, "test")
        found.append(Writer(person.key, opened.id))
    return found


def _store(data: Path) -> Store:
    settings = DemoSettings(data)
    keys = settings.keys()
    return Store.open(
        settings.store, file_key=keys.file, master_key=keys.master, clock=now, new_id=new_id
    )


class Storm:
    """People writing, a server dying, and a door that opens when it is back."""

    def __init__(self, data: Path, script: Path | None, seed: int) -> None:
        self.data = data
        self.script = script
        self.chance = random.Random(seed)
        self.up = asyncio.Event()
        self.demo: DemoProcess | None = None
        self.answers = 0
        self.kill_at = 0
        self.reached = asyncio.Event()

    async def start(self) -> None:
        self.demo = await start_demo(self.data, self.script)
        self.reached.clear()
        self.kill_at = self.answers + self.chance.randint(3, 25)
        self.up.set()

    async def write(self, writer: Writer) -> None:
        number = 0
        client: Client | None = None
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            while True:
                number += 1
                words = f"{writer.person} {number} {self.chance.random()}"
                writer.said.append(words)
                messages = [
                    ({"press": f"change:{PATH}"}, "Change", fresh_id()),
                    ({"asked": PATH}, words, fresh_id()),
                ]
                for kith, text, message_id in messages:
                    client = await self.deliver(http, client, writer, kith, text, message_id)
                writer.acknowledged.append(words)
                self.answers += 1
                if self.answers >= self.kill_at:
                    self.reached.set()

    async def deliver(
        self,
        http: aiohttp.ClientSession,
        client: Client | None,
        writer: Writer,
        kith: dict[str, object],
        text: str,
        message_id: str,
    ) -> Client:
        """Sends until it is acknowledged, now and then twice at once."""
        while True:
            await self.up.wait()
            assert self.demo is not None
            try:
                if client is None or client.demo is not self.demo:
                    client = Client(http, self.demo, writer.profile)
                    await client.come_in(writer.person)
                times = 2 if self.chance.random() < 0.2 else 1
                found = await asyncio.gather(
                    *(client.post(kith, text, message_id) for _ in range(times))
                )
                if 200 in found:
                    return client
                client = None
            except (aiohttp.ClientError, ConnectionError, AssertionError):
                client = None

    async def run(self, writers: list[Writer], kills: int) -> None:
        await self.start()
        tasks = [asyncio.create_task(self.write(writer)) for writer in writers]
        try:
            for _ in range(kills):
                await self.reached.wait()
                self.up.clear()
                assert self.demo is not None
                await self.demo.kill()
                await self.start()
            await self.reached.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self.demo is not None:
                await self.demo.stop()


def _kept(turn: Turn, writer: Writer) -> list[str]:
    """Everything kept in the profile, in order; what is under another question says so."""
    profile = profiles.find(turn, writer.profile)
    assert profile is not None
    return [
        str(entry.answer.value) if entry.path == PATH else f"{entry.path}: {entry.answer.value}"
        for entry in profiles.progress(turn, profile).entries
        if isinstance(entry.answer, Given)
    ]


def _faults(kept: list[str], writer: Writer) -> list[str]:
    counts = Counter(kept)
    faults = [f"lost: {words}" for words in writer.acknowledged if not counts[words]]
    faults += [f"kept {count} times: {words}" for words, count in counts.items() if count > 1]
    faults += [f"nobody said: {words}" for words in kept if words not in writer.said]
    order = [words for words in writer.said if counts[words]]
    if [*dict.fromkeys(kept)] != order:
        faults.append("the order is not the order they were said in")
    return faults


async def _storm(data: Path, script: Path | None, kills: int, seed: int) -> list[str]:
    with closing(_store(data)) as store:
        writers = await store.perform(_writers)
    storm = Storm(data, script, seed)
    await storm.run(writers, kills)
    with closing(_store(data)) as store:
        kept = [await store.perform(lambda turn, w=w: _kept(turn, w)) for w in writers]
    assert sum(len(writer.acknowledged) for writer in writers) >= kills * 3
    return [
        fault
        for writer, words in zip(writers, kept, strict=True)
        for fault in _faults(words, writer)
    ]


async def test_every_acknowledged_answer_is_there_exactly_once_however_often_it_is_killed(
    tmp_path: Path,
) -> None:
    assert await _storm(tmp_path, None, KILLS, seed=7) == []


async def test_the_kill_test_notices_when_the_transaction_is_split(tmp_path: Path) -> None:
    for seed in range(6):
        if await _storm(tmp_path / str(seed), HERE / "split_demo.py", 4, seed):
            return
    pytest.fail("twenty-four kills of a split transaction left no trace")
