"""What a passkey signs: a challenge for one browser and one purpose, good for five minutes and once."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

LASTS = timedelta(minutes=5)
ROOM = 10_000
LONGEST = 200


class Challenges:
    """Nothing is kept of a challenge until it is used: it is made from the seed in a cookie.

    The key is this process's own, so that a restart makes every challenge before it worthless.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._key = secrets.token_bytes(32)
        self._clock = clock
        self._gone: OrderedDict[str, int] = OrderedDict()

    def begin(self, purpose: str) -> tuple[str, bytes]:
        """A cookie's value, and the challenge. The purpose names for what, and for whom."""
        until = int((self._clock() + LASTS).timestamp())
        slip = f"{secrets.token_urlsafe(24)}.{until}"
        return f"{slip}.{self._make('slip', slip).hex()}", self._make(purpose, slip)

    def end(self, cookie: str, purpose: str) -> bytes | None:
        """The challenge of a cookie, once; None for a cookie that is not ours, too old or spent."""
        slip, _, mark = cookie[:LONGEST].rpartition(".")
        good = hmac.compare_digest(
            mark.encode("utf-8", "replace"), self._make("slip", slip).hex().encode()
        )
        if not slip or not good:
            return None
        until = int(slip.rpartition(".")[2])
        now = self._clock().timestamp()
        while self._gone and (len(self._gone) >= ROOM or next(iter(self._gone.values())) <= now):
            self._gone.popitem(last=False)
        if now >= until or slip in self._gone:
            return None
        self._gone[slip] = until
        return self._make(purpose, slip)

    def _make(self, purpose: str, slip: str) -> bytes:
        return hmac.digest(self._key, f"{purpose}\n{slip}".encode("utf-8", "replace"), "sha256")
