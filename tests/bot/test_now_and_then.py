"""Looking now and then goes on whatever happened to one look, and ends when it is told to."""

from __future__ import annotations

import asyncio

from bot.now_and_then import NowAndThen
from storage.errors import NotKept


class Watcher(NowAndThen):
    every_seconds = 0.0

    def __init__(self, *troubles: Exception | None, at_once: bool = True) -> None:
        super().__init__()
        self.at_once = at_once
        self.troubles = list(troubles)
        self.looks = 0
        self.told: list[Exception] = []
        self.done = asyncio.Event()

    async def look(self) -> None:
        self.looks += 1
        trouble = self.troubles.pop(0) if self.troubles else None
        if not self.troubles:
            self.done.set()
        if trouble is not None:
            raise trouble

    def could_not(self, error: Exception) -> None:
        self.told.append(error)


async def test_a_store_and_a_disk_in_trouble_are_told_and_looked_at_again() -> None:
    watcher = Watcher(NotKept(), OSError(), None)
    watcher.start()
    await watcher.done.wait()
    await watcher.stop()
    assert watcher.looks >= 3
    assert [type(each) for each in watcher.told] == [NotKept, OSError]


async def test_it_ends_when_it_is_stopped_and_may_never_have_begun() -> None:
    await Watcher().stop()
    watcher = Watcher()
    watcher.start()
    await watcher.done.wait()
    await watcher.stop()
    looks = watcher.looks
    for _ in range(5):
        await asyncio.sleep(0)
    assert watcher.looks == looks


async def test_one_that_waits_first_has_not_looked_when_it_starts() -> None:
    watcher = Watcher(at_once=False)
    watcher.every_seconds = 3600.0
    watcher.start()
    for _ in range(5):
        await asyncio.sleep(0)
    assert watcher.looks == 0
    await watcher.stop()
