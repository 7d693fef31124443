"""So many in a while and no more: keeps what strangers can cause within bounds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic


class Throttle:
    """At most `most` in any stretch of `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._taken: deque[float] = deque()

    def take(self) -> bool:
        """Whether there is room for one more now; if so, it is taken."""
        now = self._clock()
        while self._taken and now - self._taken[0] >= self._seconds:
            self._taken.popleft()
        if len(self._taken) >= self._most:
            return False
        self._taken.append(now)
        return True
