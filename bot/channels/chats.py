"""One at a time in each chat, in order, and a repeat of what was just heard is not heard again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.errors import Busy

MOST_WAITING = 100
"""In one chat. Whoever brings more is asked to bring it again later."""
REMEMBERED = 10_000


@dataclass(slots=True)
class _Chat:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Chats:
    """One for each channel, in memory: what may happen only once ever is the inbox's to know."""

    def __init__(self) -> None:
        self._chats: dict[str, _Chat] = {}
        self._heard: OrderedDict[str, None] = OrderedDict()

    @asynccontextmanager
    async def turn(self, chat: str, name: str) -> AsyncIterator[bool]:
        """The chat's turn for this message, and whether it is new. Raises `Busy`.

        It counts as heard when the turn went through; one without a name is always new.
        """
        here = self._chats.setdefault(chat, _Chat())
        if here.waiting >= MOST_WAITING:
            raise Busy
        here.waiting += 1
        try:
            async with here.lock:
                yield name not in self._heard
                if name:
                    self._remember(name)
        finally:
            here.waiting -= 1
            if not here.waiting:
                self._chats.pop(chat, None)

    def _remember(self, name: str) -> None:
        self._heard[name] = None
        while len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)
