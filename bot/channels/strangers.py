"""How much is said to accounts that are nobody's: little to each, and not much to all of them."""

from __future__ import annotations

from collections import OrderedDict

from bot.throttle import Throttle

ALL, CLAIMS = (60, 10.0), (300, 60.0)
"""Answers to all of them together, and codes that they try: of 2^50, and each lasts ten minutes."""
EACH = (5, 60.0)
"""Answers to one of them, and codes that it tries: few, so that it uses up nobody else's."""
ROOM = 2_000


class Strangers:
    """One for each channel, in memory."""

    def __init__(self) -> None:
        self._all, self._claims = Throttle(*ALL), Throttle(*CLAIMS)
        self._each: OrderedDict[str, Throttle] = OrderedDict()
        self._tries: OrderedDict[str, Throttle] = OrderedDict()

    def may_hear(self, key: str) -> bool:
        """Whether there is room for one more answer to this one."""
        return _of(self._each, key).take() and self._all.take()

    def may_try(self, key: str) -> bool:
        """Whether there is room for one more code from this one."""
        return _of(self._tries, key).take() and self._claims.take()


def _of(each: OrderedDict[str, Throttle], key: str) -> Throttle:
    found = each.setdefault(key, Throttle(*EACH))
    each.move_to_end(key)
    while len(each) > ROOM:
        each.popitem(last=False)
    return found
