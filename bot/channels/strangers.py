"""How much is said to accounts that are nobody's: little to each, and not much to all of them."""

from __future__ import annotations

from collections import OrderedDict

from bot.throttle import Throttle

ALL, CLAIMS = (60, 10.0), (60, 60.0)
"""Answers to all of them together, and codes that they try."""
EACH = (5, 60.0)
ROOM = 2_000


class Strangers:
    """One for each channel, in memory."""

    def __init__(self) -> None:
        self._all, self._claims = Throttle(*ALL), Throttle(*CLAIMS)
        self._each: OrderedDict[str, Throttle] = OrderedDict()

    def may_hear(self, key: str) -> bool:
        """Whether there is room for one more answer to this one."""
        each = self._each.setdefault(key, Throttle(*EACH))
        self._each.move_to_end(key)
        while len(self._each) > ROOM:
            self._each.popitem(last=False)
        return each.take() and self._all.take()

    def may_try(self) -> bool:
        """Whether there is room for one more code."""
        return self._claims.take()
