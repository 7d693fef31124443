"""How fast Kith may speak on Telegram, kept on our own side so that nobody has to tell us twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic

EACH_SECONDS = 1.0
"""In one chat, Telegram asks for about one message a second."""
AT_ONCE = 4
"""A reply of a few bubbles may go at once; the pace is made up for afterwards."""
ALL_A_SECOND = 30
ROOM = 10_000


class Pacing:
    """One for each bot. Whoever waits longest goes first; nothing is refused here but in `held`."""

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self.sleep = sleep
        self._chats: OrderedDict[str, float] = OrderedDict()
        """When each chat would be back at rest: it is ahead of now by what was said too fast."""
        self._all = 0.0
        self._held: dict[str, float] = {}

    async def turn(self, chat: str) -> None:
        """Returns when it is this chat's turn to be written to."""
        now = self._clock()
        at_rest = max(self._chats.get(chat, now), now)
        self._chats[chat] = at_rest + EACH_SECONDS
        self._chats.move_to_end(chat)
        while len(self._chats) > ROOM:
            self._chats.popitem(last=False)
        overall = max(self._all, now)
        self._all = overall + 1 / ALL_A_SECOND
        wait = max(at_rest - now - (AT_ONCE - 1) * EACH_SECONDS, overall - now - 1)
        if wait > 0:
            await self.sleep(wait)

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram asked us to leave this chat alone for so long."""
        now = self._clock()
        self._held = {each: until for each, until in self._held.items() if until > now}
        self._held[chat] = now + seconds

    def held(self, chat: str) -> float:
        """The seconds that it is still to be left alone."""
        return max(0.0, self._held.get(chat, 0.0) - self._clock())
