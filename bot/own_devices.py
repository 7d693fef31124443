"""A person's own page on where they are signed in and how: to look, to end, to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.bodies import read_form, read_json
from bot.challenges import Challenges
from bot.channels.directline import DirectLine
from bot.device_views import keys, places
from bot.device_words import device_of
from bot.elsewhere import Offer, Talk, offers, talks
from bot.errors import NotForYou, NotJoined
from bot.headers import site_of
from bot.house import House
from bot.linking_ways import LinkWay
from bot.one_time import step_of
from bot.own_door import CHALLENGE
from bot.pages import Pages
from bot.passkey_wire import Place, ask_for_new, new_key, place_of
from bot.passwords import Passwords, fault_in
from bot.rates import Rates
from bot.session import CHANNEL, DEMO, Limits, Visit, put_cookie, take_cookie
from bot.words import words
from storage import credentials, passkeys, sessions, waits
from storage.passkeys import Passkey
from storage.sessions import Session
from storage.turn import Turn

CSRF = "X-Csrf-Token"
FRESH = timedelta(minutes=15)
"""Whoever changes how they sign in has signed in no longer ago: a window left open is not enough."""
AGAIN = 422
MOST_KEYS = 10
SAID = (
    *("password_changed", "key_added", "key_removed", "ended"),
    *("linked", "link_refused", "link_over", "unlinked", "confirmed"),
)
"""What the page can be asked to say first."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where somebody is signed in, and how they can."""

    here: Session
    everywhere: tuple[Session, ...]
    keys: tuple[Passkey, ...]
    name: str
    """What they sign in with, when they have a password."""
    talks: tuple[Talk, ...]
    """Where else they talk with Kith, and where they may."""
    offers: tuple[Offer, ...]

    @property
    def own(self) -> bool:
        """Whether they chose how they sign in, rather than come with an account at the council."""
        return bool(self.keys or self.name)


class OwnDevices:
    """Everything here is a person's own, and nobody else's."""

    def __init__(
        self,
        house: House,
        pages: Pages,
        line: DirectLine,
        rates: Rates,
        passwords: Passwords,
        challenges: Challenges,
        limits: Limits,
        ways: Sequence[LinkWay] = (),
    ) -> None:
        self._house = house
        self._pages = pages
        self._line = line
        self._rates = rates
        self._passwords = passwords
        self._challenges = challenges
        self._link_ways = ways
        self._idle = (DEMO if house.demo else limits).idle

    async def page(self, visit: Visit) -> web.Response:
        said = visit.request.query.get("said", "")
        return await self._show(visit, said if said in SAID else "")

    async def sign_out(self, visit: Visit) -> web.Response:
        """Ends one of one's own sign-ins, elsewhere or here."""
        named = (await _posted(visit)).get("session", "")

        def end(turn: Turn) -> str:
            ended = sessions.end_one(turn, visit.who.id, named)
            if ended is None:
                raise NotForYou
            turn.write_diary("session.ended", "person", visit.who.id, visit.who.id, CHANNEL)
            return ended

        self._line.end_mark(await visit.perform(end))
        return _to("ended")

    async def password(self, visit: Visit) -> web.Response:
        """Another password, for who knows the one before and has their phone; it ends the others."""
        posted = await _posted(visit)
        self._rates.sign_in(visit.request)
        try:
            await self._change(visit, posted)
        except NotJoined as why:
            return await self._show(visit, why.word, AGAIN)
        self._line.end_person(visit.who.id)
        return _to("password_changed")

    async def ask_passkey(self, visit: Visit) -> web.Response:
        """What the browser is to ask this phone or computer to make."""
        place = self._ours(visit)
        try:
            ways = await self._may_change(visit)
        except NotJoined as why:
            return _not_yet(why.word)
        cookie, challenge = self._challenges.begin(self._purpose(visit))
        council, who = self._house.council.name, visit.who
        asked = ask_for_new(place, council, who.id, who.name, challenge, ways.keys)
        response = web.json_response(asked)
        put_cookie(self._house, response, CHALLENGE, cookie)
        return response

    async def passkey(self, visit: Visit) -> web.Response:
        """The passkey that was made."""
        place, answer = self._ours(visit), await read_json(visit.request)
        try:
            await self._may_change(visit)
        except NotJoined as why:
            return _not_yet(why.word)
        cookie = take_cookie(self._house, visit.request, CHALLENGE)
        challenge = self._challenges.end(cookie, self._purpose(visit))
        key = new_key(place, answer, challenge) if challenge else None
        device = device_of(visit.request)

        def add(turn: Turn) -> bool:
            if key is None or not passkeys.add(
                turn, visit.who.id, key.credential, key.public_key, key.count, device
            ):
                return False
            turn.write_diary("passkey.added", "person", visit.who.id, visit.who.id, CHANNEL)
            return True

        if not await visit.perform(add):
            return _not_yet("key_not_made")
        response = web.json_response({"go": "/devices?said=key_added"})
        put_cookie(self._house, response, CHALLENGE, "")
        return response

    async def remove(self, visit: Visit) -> web.Response:
        """Takes a passkey away, unless it is the only way in."""
        named = (await _posted(visit)).get("passkey", "")
        try:
            ways = await self._may_change(visit)
        except NotJoined as why:
            return await self._show(visit, why.word, AGAIN)
        if len(ways.keys) == 1 and not ways.name:
            return await self._show(visit, "only_way", AGAIN)

        def end(turn: Turn) -> None:
            if not passkeys.end(turn, visit.who.id, named):
                raise NotForYou
            turn.write_diary("passkey.removed", "person", visit.who.id, visit.who.id, CHANNEL)

        await visit.perform(end)
        return _to("key_removed")

    # ------------------------------------------------------------ how it is, and whether it may change

    async def _show(self, visit: Visit, said: str, status: int = 200) -> web.Response:
        ways = await visit.perform(lambda turn: self._ways(turn, visit))
        now = self._house.clock()
        place = place_of(site_of(visit.request, self._house.site))
        return self._pages.page(
            visit,
            "devices.html",
            status,
            word=words("devices", said) if said else "",
            alarm=status == AGAIN,
            places=places(ways.everywhere, ways.here, now),
            keys=keys(ways.keys, now),
            talks=ways.talks,
            offers=ways.offers,
            own=ways.own,
            sign_in_name=ways.name,
            passkeys=place is not None and ways.own and len(ways.keys) < MOST_KEYS,
        )

    def _ways(self, turn: Turn, visit: Visit) -> Ways:
        here = sessions.find(turn, visit.session)
        if here is None:
            raise NotForYou
        password = credentials.of_person(turn, visit.who.id)
        return Ways(
            here,
            tuple(sessions.of_person(turn, visit.who.id, self._idle)),
            tuple(passkeys.of_person(turn, visit.who.id)),
            password.name if password else "",
            tuple(talks(turn, visit.who)),
            tuple(offers(turn, visit.who, self._link_ways)),
        )

    async def _may_change(self, visit: Visit) -> Ways:
        """Raises `NotForYou` for who has an account at the council, `NotJoined` when it is too long ago."""
        ways = await visit.perform(lambda turn: self._ways(turn, visit))
        if not ways.own:
            raise NotForYou
        if self._house.clock() - ways.here.begun_at > FRESH or len(ways.keys) > MOST_KEYS:
            raise NotJoined("too_long_ago")
        return ways

    async def _change(self, visit: Visit, posted: dict[str, str]) -> None:
        """Raises `NotJoined` with the word for what is not right yet."""
        who, chosen = visit.who, posted.get("password", "")
        kept = await visit.perform(lambda turn: credentials.of_person(turn, who.id))
        if kept is None:
            raise NotForYou
        if fault := fault_in(chosen, kept.name, who.name, self._house.council.name):
            raise NotJoined(fault)
        if chosen != posted.get("again"):
            raise NotJoined("password_differs")
        if await visit.perform(lambda turn: waits.begin_try(turn, kept.name)):
            raise NotJoined("wait")
        right = await self._passwords.is_right(kept.hashed, posted.get("old", ""))
        step = step_of(kept.secret, posted.get("code", ""), self._house.clock(), kept.last_step)
        if not right or step is None:
            raise NotJoined("not_right")
        hashed, shown = await self._passwords.hash(chosen), step

        def change(turn: Turn) -> bool:
            if not credentials.spend(turn, who.id, shown):
                return False
            waits.clear(turn, kept.name)
            credentials.keep_hash(turn, who.id, hashed)
            sessions.end_others(turn, who.id, visit.session)
            turn.write_diary("password.changed", "person", who.id, who.id, CHANNEL)
            return True

        if not await visit.perform(change):
            raise NotJoined("not_right")

    def _ours(self, visit: Visit) -> Place:
        self._rates.sign_in(visit.request)
        if not visit.is_ours(visit.request.headers.get(CSRF)):
            raise web.HTTPForbidden
        place = place_of(site_of(visit.request, self._house.site))
        if place is None:
            raise NotForYou
        return place

    def _purpose(self, visit: Visit) -> str:
        return f"add {visit.who.id} {visit.session}"


def _to(said: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/devices?said={said}"})


def _not_yet(word: str) -> web.Response:
    """What the script says beside its button."""
    return web.json_response({"said": words("devices", word)}, status=AGAIN)


async def _posted(visit: Visit) -> dict[str, str]:
    posted = await read_form(visit.request)
    if not visit.is_ours(posted.get("csrf")):
        raise web.HTTPForbidden
    return posted
