"""Asks Telegram for what is new, again and again, and confirms only what is safely kept."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from time import monotonic

from bot.channels.telegram_read import update_id
from bot.channels.telegram_wire import (
    LISTENING_SECONDS,
    TelegramConflict,
    TelegramSlow,
    TelegramWire,
)
from bot.errors import BotError, Busy
from storage.errors import StorageError

LOG = logging.getLogger("kith.telegram")

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
CONFLICT_WAIT = 10.0
MOST_TRIES = 10
BREATH = 0.1
"""Seconds between two questions when an answer came at once and had nothing in it."""
STOPS_WITHIN = 0.8
CONFIRMS_WITHIN = 0.3


class Polling:
    """One for each bot. Two of them for the same bot would take from each other; Telegram says so.

    The updates of one answer are taken side by side, each chat in its own order. What could not
    be kept is not confirmed, and comes again with the next answer.
    """

    def __init__(self, wire: TelegramWire, take: Callable[[object], Awaitable[None]]) -> None:
        self._wire = wire
        self._take = take
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._done: set[int] = set()
        """Taken, and not confirmed yet, because an older one could not be kept."""
        self._tries: Counter[int] = Counter()
        self._failures = 0

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends within a second. What was in hand is confirmed, or comes again."""
        self._stopping.set()
        if self._task is None:
            return
        _, left = await asyncio.wait({self._task}, timeout=STOPS_WITHIN)
        for task in left:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while not self._stopping.is_set() and not await self._tried(self._wire.delete_webhook()):
            pass
        offset: int | None = None
        while not self._stopping.is_set():
            offset = await self._round(offset)
        if offset is not None:
            with contextlib.suppress(BotError, TimeoutError):
                await asyncio.wait_for(self._wire.updates(offset, 0), CONFIRMS_WITHIN)

    async def _round(self, offset: int | None) -> int | None:
        """One question and what it brings; from where to ask next.

        What was kept is confirmed by a question that waits for nothing; the one that waits asks
        from no number at all. After a quiet week Telegram goes on at any, perhaps a lower one.
        """
        began, patience = monotonic(), LISTENING_SECONDS if offset is None else 0
        listening = asyncio.create_task(self._wire.updates(offset, patience))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({listening, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not listening.done():
                return offset
            news = listening.result()
        except BotError as error:
            await self._failed(error)
            return offset
        finally:
            for task in (listening, stopping):
                task.cancel()
            await asyncio.gather(listening, stopping, return_exceptions=True)
        self._failures = 0
        if offset is not None:
            self._done = {each for each in self._done if each >= offset}
            self._tries = Counter({n: many for n, many in self._tries.items() if n >= offset})
        if not news:
            if offset is None and monotonic() - began < BREATH:
                await self._pause(BREATH)
            return None
        return await self._all(news)

    async def _all(self, news: list[object]) -> int | None:
        """Takes them all; the number after the last one before which everything is kept."""
        numbered = [(number, each) for each in news if (number := update_id(each)) is not None]
        kept = await asyncio.gather(*(self._one(number, each) for number, each in numbered))
        if any(kept):
            kept = [
                good or self._hopeless(number)
                for (number, _), good in zip(numbered, kept, strict=True)
            ]
        confirmed: int | None = None
        for (number, _), is_kept in zip(numbered, kept, strict=True):
            if not is_kept:
                await self._failed(Busy())
                break
            confirmed = number + 1
        return confirmed

    async def _one(self, number: int, plain: object) -> bool:
        if number in self._done:
            return True
        try:
            await self._take(plain)
        except (StorageError, Busy):
            self._tries[number] += 1
            return False
        self._done.add(number)
        return True

    def _hopeless(self, number: int) -> bool:
        """Whether one has failed so often, while others went well, that it is let go."""
        if self._tries[number] < MOST_TRIES:
            return False
        LOG.error("telegram poll: one update was given up")
        self._done.add(number)
        return True

    # ------------------------------------------------------------ when it does not work

    async def _tried(self, asking: Awaitable[None]) -> bool:
        try:
            await asking
        except BotError as error:
            await self._failed(error)
            return False
        return True

    async def _failed(self, error: BotError) -> None:
        """Waits, longer every time, a little more than others do, and never less than it is told."""
        self._failures += 1
        LOG.warning("telegram poll: %s", type(error).__name__)
        match error:
            case TelegramSlow():
                seconds = error.seconds
            case TelegramConflict():
                seconds = CONFLICT_WAIT
            case _:
                seconds = min(FIRST_WAIT * 2.0 ** min(self._failures - 1, 10), LONGEST_WAIT)
        await self._pause(seconds * (100 + secrets.randbelow(50)) / 100)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
