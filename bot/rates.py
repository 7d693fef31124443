"""How much one person, one address and one channel may do in a while; generous, and never for ever."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

from aiohttp import web
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.errors import TooMuch
from bot.headers import address_of
from bot.house import House
from bot.pace import DEMO, WORK


class Rates:
    """One for each process, in memory: a restart forgives, but for names (`storage/waits.py`)."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        chosen = house.pace or (DEMO if house.demo else WORK)
        self._items: Mapping[str, list[RateLimitItem]] = {
            "turns": parse_many(chosen.turns),
            "channel": parse_many(chosen.channel),
            "pages": parse_many(chosen.pages),
            "papers": parse_many(chosen.papers),
            "strangers": parse_many(chosen.strangers),
            "sign_ins": parse_many(chosen.sign_ins),
        }

    def turn(self, person_id: str, channel: str) -> None:
        """Something is said. Raises `TooMuch`."""
        self._take("turns", person_id)
        self._take("channel", channel)

    def page(self, person_id: str) -> None:
        """Somebody who is signed in opens a page or hands in a form. Raises `TooMuch`."""
        self._take("pages", person_id)

    def paper(self, person_id: str) -> None:
        """A document is fetched. Raises `TooMuch`."""
        self._take("papers", person_id)

    def stranger(self, request: web.BaseRequest) -> None:
        """Nobody is signed in. Raises `TooMuch`."""
        self._from(request, "strangers")

    def sign_in(self, request: web.BaseRequest) -> None:
        """Somebody tries to sign in, or to join. Raises `TooMuch`."""
        self._from(request, "sign_ins")

    def _from(self, request: web.BaseRequest, kind: str) -> None:
        address = address_of(request, self._house.proxies)
        if address:
            self._take(kind, address)

    def _take(self, kind: str, who: str) -> None:
        for item in self._items[kind]:
            if not self._limiter.hit(item, kind, who):
                again = self._limiter.get_window_stats(item, kind, who).reset_time
                raise TooMuch(max(1, math.ceil(again - time.time())))


RATES = web.AppKey("rates", Rates)
