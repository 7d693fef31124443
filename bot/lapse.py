"""Ends the conversations of sign-ins that are over, so that an open page notices and says so."""

from __future__ import annotations

import logging

from bot.channels.directline import DirectLine
from bot.channels.live import Live
from bot.errors import NotSignedIn
from bot.house import House
from bot.now_and_then import NowAndThen
from bot.session import standing
from storage.turn import Turn

LOG = logging.getLogger("kith.web")


class Lapse(NowAndThen):
    """Looks now and then; looking does not count as being there.

    A page whose stream ends asks for a new one, is told that nobody is signed in, says so, and
    keeps what was typed. Signing in again in the same browser goes on where it stopped.
    """

    every_seconds = 30.0
    at_once = False

    def __init__(self, house: House, line: DirectLine) -> None:
        super().__init__()
        self._house = house
        self._line = line

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

    def could_not(self, error: Exception) -> None:
        LOG.warning("could not look for sign-ins that are over: %s", type(error).__name__)

    def _is_over(self, turn: Turn, live: Live) -> bool:
        try:
            standing(turn, live.person, self._line.sign_ins.session(live.sign_in, ""), seen=False)
        except NotSignedIn:
            return True
        return False
