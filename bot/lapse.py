"""Ends the conversations of sign-ins that are over, so that an open page notices and says so."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from bot.channels.directline import DirectLine
from bot.channels.live import Live
from bot.errors import NotSignedIn
from bot.house import House
from bot.session import standing
from storage.errors import StorageError
from storage.turn import Turn

LOG = logging.getLogger("kith.web")
EVERY_SECONDS = 30.0


class Lapse:
    """Looks now and then; looking does not count as being there.

    A page whose stream ends asks for a new one, is told that nobody is signed in, says so, and
    keeps what was typed. Signing in again in the same browser goes on where it stopped.
    """

    def __init__(self, house: House, line: DirectLine) -> None:
        self._house = house
        self._line = line
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> int:
        """Ends what is over; how many conversations that were."""
        open_now = list(self._line.conversations)
        if not open_now:
            return 0
        over = await self._house.store.perform(
            lambda turn: [live for live in open_now if self._is_over(turn, live)]
        )
        for live in over:
            self._line.conversations.end(live)
        return len(over)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.look()
            except StorageError as error:
                LOG.warning("could not look for sign-ins that are over: %s", type(error).__name__)

    def _is_over(self, turn: Turn, live: Live) -> bool:
        try:
            standing(turn, live.person, self._line.sign_ins.session(live.sign_in, ""), seen=False)
        except NotSignedIn:
            return True
        return False
