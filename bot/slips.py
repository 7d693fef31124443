"""What shows that a form is ours before anybody is signed in: a slip in a cookie, its mark in the form.

Another site can send our forms from somebody's browser, but it cannot read the page that holds the
mark, nor set a cookie of ours. (That is how a stranger would sign somebody in as the stranger.)
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from aiohttp import web

from bot.house import House
from bot.session import SLIP, put_cookie, take_cookie

FEWEST = 20


@dataclass(frozen=True, slots=True)
class Slip:
    """A browser that nobody is signed in with yet, from its first form to its last."""

    house: House
    value: str

    @property
    def mark(self) -> str:
        """What our form carries."""
        return self.bound("form")

    def bound(self, purpose: str) -> str:
        """Something that only this browser has, for one purpose; the same at every look."""
        key = hmac.digest(self.house.secret, b"slip", "sha256")
        told = f"{purpose}\n{self.value}".encode("utf-8", "replace")
        return hmac.digest(key, told, "sha256").hex()

    def is_ours(self, mark: object) -> bool:
        return isinstance(mark, str) and same(mark, self.mark)

    def put(self, response: web.StreamResponse) -> None:
        put_cookie(self.house, response, SLIP, self.value)


def slip_of(house: House, request: web.Request) -> Slip:
    """The slip that the browser brought, or a new one for it."""
    brought = take_cookie(house, request, SLIP)
    return Slip(house, brought if len(brought) >= FEWEST else secrets.token_urlsafe(24))


def our_slip(house: House, request: web.Request, mark: object) -> Slip:
    """The slip of a form that is ours. Raises `HTTPForbidden` for any other."""
    slip = Slip(house, take_cookie(house, request, SLIP))
    if len(slip.value) < FEWEST or not slip.is_ours(mark):
        raise web.HTTPForbidden
    return slip


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
