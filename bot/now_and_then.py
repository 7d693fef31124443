"""Something that is looked at now and then while the house is open, and is never the end of it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress

from storage.errors import StorageError


class NowAndThen(ABC):
    """One task: it looks, waits and looks again, until it is stopped.

    A store or a disk that is in trouble is told about and looked at again the next time.
    """

    every_seconds: float
    at_once = True
    """Whether the first look is when it starts, and not only after the first wait."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    @abstractmethod
    async def look(self) -> object:
        """Looks once."""

    @abstractmethod
    def could_not(self, error: Exception) -> None:
        """Says in the log that this look was in vain, and nothing of what it saw."""

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends at once, in the middle of a look if need be. Stopping what never began is harmless."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        if not self.at_once:
            await asyncio.sleep(self.every_seconds)
        while True:
            try:
                await self.look()
            except (StorageError, OSError) as error:
                self.could_not(error)
            await asyncio.sleep(self.every_seconds)
