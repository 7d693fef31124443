"""Once a day the end of the diary is written down in a file outside the store, as a witness."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

from bot.house import House
from bot.now_and_then import NowAndThen
from storage import diary, witness
from storage.errors import WitnessUnreadable
from storage.times import from_text
from storage.turn import Turn
from storage.witness import Seen

LOG = logging.getLogger("kith.diary")
WITNESSED = "diary.witnessed"
EVERY = timedelta(days=1)
KITH = "kith"


class Witnessing(NowAndThen):
    """Looks a few times an hour whether a day has gone by since; a restart begins nothing anew."""

    every_seconds = 900.0

    def __init__(self, house: House, path: Path) -> None:
        super().__init__()
        self._house = house
        self._path = path

    async def look(self) -> bool:
        """Whether the end of the diary was written down just now.

        Nothing is, when what the witness saw last is no longer in the diary: then the log says so
        every time, and `kith diary verify` says more. Raises `WitnessUnreadable`, `OSError`.
        """
        seen = await asyncio.to_thread(witness.read, self._path)
        head = await self._house.store.perform(lambda turn: _head_when_due(turn, seen))
        if head is None:
            return False
        at = self._house.clock()
        new = await asyncio.to_thread(witness.append, self._path, head, at, seen)
        await self._house.store.perform(_say)
        return new

    def could_not(self, error: Exception) -> None:
        LOG.error("the diary could not be witnessed: %s", type(error).__name__)


def _head_when_due(turn: Turn, seen: tuple[Seen, ...]) -> diary.Head | None:
    last = diary.last_time(turn, WITNESSED)
    if last is not None and seen and turn.now - from_text(last) < EVERY:
        return None
    if any(diary.hash_of(turn, each.seq) != each.hash for each in seen[-1:]):
        raise WitnessUnreadable
    return diary.head(turn)


def _say(turn: Turn) -> None:
    turn.write_diary(WITNESSED, "store", "", KITH, "")
