"""Things kept in memory between turns, the least used put away first; a failed turn leaves none."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Thing = TypeVar("Thing")


class Shelf(Generic[Key, Thing]):
    """What a turn puts here is seen by that turn only, until `settle` after its commit."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._settled: OrderedDict[Key, Thing] = OrderedDict()
        self._fresh: OrderedDict[Key, Thing] = OrderedDict()

    def get(self, key: Key) -> Thing | None:
        if key in self._fresh:
            return self._fresh[key]
        if key in self._settled:
            self._settled.move_to_end(key)
            return self._settled[key]
        return None

    def put(self, key: Key, thing: Thing) -> None:
        # What was true before is given up, so that it cannot come back while the turn is open.
        self._settled.pop(key, None)
        self._fresh[key] = thing
        self._fresh.move_to_end(key)
        _trim(self._fresh, self._room)

    def settle(self) -> None:
        """The turn was committed: what it put here is true for everybody."""
        self._settled.update(self._fresh)
        self._fresh.clear()
        _trim(self._settled, self._room)

    def drop(self) -> None:
        """The turn was taken back: what it put here never was."""
        self._fresh.clear()

    def clear(self) -> None:
        """Nothing is known any more: somebody else may have changed what it was made from."""
        self._fresh.clear()
        self._settled.clear()


def _trim(things: OrderedDict[Key, Thing], room: int) -> None:
    while len(things) > room:
        things.popitem(last=False)
