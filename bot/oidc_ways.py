"""A way to the provider and back: state, nonce and PKCE of one browser, kept in its own cookie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.oidc_errors import WayLost

LASTS = timedelta(minutes=10)
ROOM = 10_000
LONGEST = 256


@dataclass(frozen=True, slots=True)
class Way:
    """What is told to the provider, and what it or the browser must bring back."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def challenge(self) -> str:
        """PKCE's S256 of the verifier."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    def is_answered_by(self, nonce: object) -> bool:
        return isinstance(nonce, str) and _same(nonce, self.nonce)


class Ways:
    """Gives ways and takes them back, each once. A cookie holds a seed, its end and our mark.

    State, nonce and verifier are made from the seed with a key that only we have, so none of them
    stands in the cookie, and one that we did not give is good for nothing.
    """

    def __init__(self, secret: bytes, clock: Callable[[], datetime]) -> None:
        self._key = hmac.digest(secret, b"openid connect way", "sha256")
        self._clock = clock
        self._gone: OrderedDict[str, float] = OrderedDict()

    def begin(self) -> tuple[str, Way]:
        """A cookie's value, and the way that belongs to it."""
        seed = secrets.token_urlsafe(24)
        until = int((self._clock() + LASTS).timestamp())
        words = f"{seed}.{until}"
        return f"{words}.{self._mark('cookie', words)}", self._way(seed)

    def end(self, cookie: str, state: str) -> Way:
        """The way of whoever comes back, once. Raises `WayLost`."""
        if len(cookie) > LONGEST or len(state) > LONGEST:
            raise WayLost
        words, _, mark = cookie.rpartition(".")
        if not words or not _same(mark, self._mark("cookie", words)):
            raise WayLost
        seed, _, until = words.partition(".")
        way = self._way(seed)
        now = self._clock().timestamp()
        if now >= int(until) or not _same(state, way.state) or not self._spend(seed, int(until)):
            raise WayLost
        return way

    def _spend(self, seed: str, until: float) -> bool:
        now = self._clock().timestamp()
        while self._gone and (len(self._gone) >= ROOM or next(iter(self._gone.values())) <= now):
            self._gone.popitem(last=False)
        if seed in self._gone:
            return False
        self._gone[seed] = until
        return True

    def _way(self, seed: str) -> Way:
        return Way(*(self._mark(purpose, seed) for purpose in ("state", "nonce", "verifier")))

    def _mark(self, purpose: str, words: str) -> str:
        told = f"{purpose}.{words}".encode("utf-8", "replace")
        return _text(hmac.digest(self._key, told, "sha256"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
