"""Who is at the door: sign-ins kept by the store, known here by a cookie that scripts cannot read."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from aiohttp import web

from bot.banner import Banner, banners
from bot.errors import NotSignedIn
from bot.house import House
from bot.things import allow, allow_profile, allow_talk
from care.access import Action, Thing
from care.people import Person
from storage import devices, outbox, people, sessions
from storage.devices import UNKNOWN, Device
from storage.profiles import Profile
from storage.turn import Turn

T = TypeVar("T")

CHANNEL = "web"
NEW_DEVICE = "new_device"
"""What is posted to somebody who signs in on a kind of device that they never used before."""
MOST_DIGITS = 6
ROOM = 10_000
LONGEST_ID = 128
LONGEST_SIDE = 256
SLIP = "slip"
"""The cookie of a browser that nobody is signed in with; see `bot/slips.py`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long somebody stays signed in: with nothing done, and at the very longest."""

    idle: timedelta
    lasts: timedelta


WORK = Limits(idle=timedelta(minutes=15), lasts=timedelta(hours=12))
"""A shared desk for a moment, and a working day."""
DEMO = Limits(idle=timedelta(hours=2), lasts=timedelta(hours=12))
"""Nothing there is anybody's, and nobody should be locked out in the middle of a meeting."""


@dataclass(slots=True)
class Visit:
    """One request by somebody or nobody, and what has been asked about it so far."""

    house: House
    request: web.Request
    person: Person | None
    session: str = field(default="", repr=False)
    asked: set[Action] = field(default_factory=set)
    banners: tuple[Banner, ...] = ()
    """What stands at the top of every page for them, as it was when they came."""

    @property
    def csrf(self) -> str:
        """What a form of ours carries to show that it is ours; another for every sign-in."""
        return _sign(self.house.secret, b"csrf", self.session) if self.session else ""

    @property
    def who(self) -> Person:
        """The person. Raises `NotSignedIn` when there is nobody."""
        if self.person is None:
            raise NotSignedIn
        return self.person

    async def perform(self, work: Callable[[Turn], T]) -> T:
        return await self.house.store.perform(work)

    def allow(self, action: Action, thing: Thing) -> Person:
        """Asks whether this may be done to this thing. Raises `NotForYou`."""
        self.asked.add(action)
        return allow(self.person, action, thing)

    def allow_profile(self, turn: Turn, action: Action, profile_id: str) -> Profile:
        self.asked.add(action)
        return allow_profile(turn, self.person, action, profile_id)

    def allow_talk(self, turn: Turn, action: Action, profile_id: str) -> Profile | None:
        self.asked.add(action)
        return allow_talk(turn, self.person, action, profile_id)

    def is_ours(self, csrf: object) -> bool:
        return isinstance(csrf, str) and bool(self.session) and _same(csrf, self.csrf)


class SignIns:
    """The sign-ins seen by this process, by what a token may say of them.

    A token is read by scripts and must not hold the cookie's id, only its hash; the store knows
    sign-ins by the id. After a restart our own page brings the cookie along with the token.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[str, str] = OrderedDict()

    def see(self, session: str) -> str:
        mark = sign_in_mark(session)
        self._seen[mark] = session
        self._seen.move_to_end(mark)
        while len(self._seen) > ROOM:
            self._seen.popitem(last=False)
        return mark

    def session(self, mark: str, cookie: str) -> str:
        """The session behind a mark. Raises `NotSignedIn` when it was never seen here."""
        if cookie and _same(sign_in_mark(cookie), mark):
            self.see(cookie)
        found = self._seen.get(mark)
        if found is None:
            raise NotSignedIn
        return found

    def forget(self, session: str) -> str:
        mark = sign_in_mark(session)
        self._seen.pop(mark, None)
        return mark


def new_session(
    turn: Turn, person: Person, limits: Limits, old: str = "", device: Device = UNKNOWN
) -> str:
    """Somebody comes in under an id that nobody has seen; the one they came with is over.

    The id ends with the seconds that it may be idle for. The store keeps the hash of the whole,
    so whoever writes another number there has another id, which is nobody's.
    """
    if old:
        sessions.end(turn, old)
    session = f"{turn.new_id()}.{int(limits.idle.total_seconds())}"
    begun = sessions.start(turn, session, person.id, limits.lasts, device)
    turn.write_diary("session.begun", "person", person.id, person.id, CHANNEL)
    if devices.meet(turn, person.id, device):
        outbox.post(turn, f"{NEW_DEVICE} {begun.id}", person.id, NEW_DEVICE, "{}")
    return session


def sign_in_mark(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()


def cookie_name(house: House) -> str:
    """A browser takes a `__Host-` cookie over TLS only; the demo speaks plainly, to loopback."""
    return "kith" if house.demo else "__Host-kith"


def cookie_in(house: House, request: web.Request) -> str:
    cookie = request.cookies.get(cookie_name(house), "")
    return cookie if cookie.isascii() and len(cookie) <= LONGEST_ID else ""


async def visit_from(house: House, request: web.Request) -> Visit:
    """Who is visiting, as the store knows it at this moment."""
    session = cookie_in(house, request)
    if not session:
        return Visit(house, request, None)

    def look(turn: Turn) -> tuple[Person | None, tuple[Banner, ...]]:
        person = _signed_in(turn, session)
        return person, banners(turn, person)

    person, shown = await house.store.perform(look)
    return Visit(house, request, person, session if person else "", banners=shown)


def standing(turn: Turn, person_id: str, session: str, *, seen: bool = True) -> Person:
    """The person, if they are still signed in and still here. Raises `NotSignedIn`.

    What a page does by itself need not count as being `seen`.
    """
    person = _signed_in(turn, session, seen=seen)
    if person is None or person.id != person_id:
        raise NotSignedIn
    return person


def begin_cookie(house: House, response: web.StreamResponse, session: str) -> None:
    """From now on the browser is somebody's; what it brought as nobody's is over."""
    put_cookie(house, response, SLIP, "")
    response.set_cookie(
        cookie_name(house), session, path="/", httponly=True, samesite="Lax", secure=not house.demo
    )


def end_cookie(house: House, response: web.StreamResponse) -> None:
    response.del_cookie(
        cookie_name(house), path="/", httponly=True, samesite="Lax", secure=not house.demo
    )


def put_cookie(
    house: House,
    response: web.StreamResponse,
    name: str,
    value: str,
    lasts: timedelta | None = None,
) -> None:
    """A cookie that scripts cannot read, until the browser is closed or for so long; none when it
    is empty."""
    known = side_cookie(house, name)
    if value:
        response.set_cookie(
            known,
            value,
            path="/",
            max_age=int(lasts.total_seconds()) if lasts else None,
            httponly=True,
            samesite="Lax",
            secure=not house.demo,
        )
    else:
        response.del_cookie(known, path="/", httponly=True, samesite="Lax", secure=not house.demo)


def take_cookie(house: House, request: web.Request, name: str) -> str:
    value = request.cookies.get(side_cookie(house, name), "")
    return value if value.isascii() and len(value) <= LONGEST_SIDE else ""


def side_cookie(house: House, name: str) -> str:
    return f"{cookie_name(house)}-{name}"


def enter_path(secret: bytes, person_key: str) -> str:
    """The demo's personal link of somebody: good for this council's secret, on loopback only."""
    return f"/enter/{person_key}.{_sign(secret, b'enter', person_key)}"


def entering(secret: bytes, token: str) -> str:
    """The key of the person whose link this is; empty for anything else."""
    key, _, signed = token.rpartition(".")
    return key if key and _same(signed, _sign(secret, b"enter", key)) else ""


def _signed_in(turn: Turn, session: str, *, seen: bool = True) -> Person | None:
    idle = session.rpartition(".")[2]
    if not idle.isdecimal() or len(idle) > MOST_DIGITS:
        return None
    found = sessions.find(turn, session, timedelta(seconds=int(idle)), seen=seen)
    person = people.person(turn, found.person_id) if found else None
    return person if person and person.active else None


def _sign(secret: bytes, purpose: bytes, words: str) -> str:
    key = hmac.digest(secret, purpose, "sha256")
    return hmac.digest(key, words.encode("utf-8", "replace"), "sha256").hex()[:40]


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
