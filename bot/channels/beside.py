"""What happens beside the turns: small things that nobody waits for, and that may go wrong quietly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bot.errors import BotError

LOG = logging.getLogger("kith.beside")

SLOW_SECONDS = 0.7
"""After so long somebody who waits sees that an answer is being written."""
TYPING_LASTS = 4.0


class Beside:
    """One for each channel."""

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[None]] = set()

    def soon(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begins it. What our own exceptions say goes to the log by its name, and no further."""
        task = asyncio.create_task(_quietly(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may never have begun
        return task

    @asynccontextmanager
    async def typing(self, show: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Shows that an answer is being written, when it takes longer than a moment."""

        async def showing() -> None:
            await asyncio.sleep(SLOW_SECONDS)
            while True:
                await show()
                await asyncio.sleep(TYPING_LASTS)

        task = self.soon(showing())
        try:
            yield
        finally:
            task.cancel()

    async def stop(self) -> None:
        """Ends when what was begun is over, within a moment."""
        if self.tasks:
            _, left = await asyncio.wait(set(self.tasks), timeout=0.5)
            for task in left:
                task.cancel()


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except BotError as error:
        LOG.info("beside a turn: %s", type(error).__name__)
    except Exception as error:  # noqa: BLE001  nobody waits for it, and what it says may be personal
        LOG.error("beside a turn: %s", type(error).__name__)
