"""Who comes by an invitation, whether it still lets them in, and letting them in once."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.bodies import read_form
from bot.channels.directline import DirectLine
from bot.device_words import device_of
from bot.errors import NotForYou, NotJoined
from bot.headers import site_of
from bot.house import House
from bot.one_time import secret_from
from bot.own_door import CHALLENGE, MARK
from bot.passkey_wire import Place, place_of
from bot.rates import Rates
from bot.serve_people import INVITED
from bot.session import (
    CHANNEL,
    DEMO,
    Limits,
    begin_cookie,
    new_session,
    put_cookie,
    take_cookie,
    visit_from,
)
from bot.slips import Slip, our_slip, same, slip_of
from care.people import Person
from storage import accounts, credentials, invitations, linkings, people, sessions
from storage.invitations import Invitation, State
from storage.turn import Turn

COOKIE = "join"
"""The cookie of a browser in which the spoken code was right."""
LEFT, UNKNOWN = "left", "unknown"


@dataclass(frozen=True, slots=True)
class Invited:
    """Who comes, by which invitation, and from which browser."""

    invitation: Invitation
    person: Person
    slip: Slip

    @property
    def proof(self) -> str:
        return self.slip.bound(f"join {self.invitation.id}")

    @property
    def purpose(self) -> str:
        """What a passkey's challenge is good for."""
        return f"join {self.invitation.id} {self.slip.value}"


class Gate:
    """Asks the store again at every step: an invitation can end between two of them."""

    def __init__(self, house: House, line: DirectLine, rates: Rates, limits: Limits) -> None:
        self._house = house
        self._line = line
        self._rates = rates
        self._limits = DEMO if house.demo else limits
        self._key = hmac.digest(house.secret, b"joining", "sha256")

    async def find(self, request: web.Request) -> Invited:
        """Who is invited by this link. Raises `NotJoined` with the word for why nobody is."""
        token = request.match_info["token"]

        def look(turn: Turn) -> tuple[Invitation, Person]:
            return _standing(turn, invitations.by_token(turn, token))

        asked, person = await self._house.store.perform(look)
        return Invited(asked, person, slip_of(self._house, request))

    async def look(self, request: web.Request) -> Invited:
        self._rates.stranger(request)
        return await self.find(request)

    async def form(self, request: web.Request) -> tuple[dict[str, str], Invited]:
        """A form of one of our pages. Raises `NotJoined`, and `HTTPForbidden` for one that is not."""
        self._rates.sign_in(request)
        posted = await read_form(request)
        found = await self.find(request)
        our_slip(self._house, request, posted.get("slip"))
        return posted, found

    async def script(self, request: web.Request) -> tuple[Place, Invited]:
        """A request of our script, in a browser in which the spoken code was right."""
        self._rates.sign_in(request)
        found = await self.find(request)
        our_slip(self._house, request, request.headers.get(MARK))
        self.need_proof(request, found)
        return self.place(request), found

    def place(self, request: web.Request) -> Place:
        place = place_of(site_of(request, self._house.site))
        if place is None:
            raise NotForYou
        return place

    def has_proof(self, request: web.Request, found: Invited) -> bool:
        return same(take_cookie(self._house, request, COOKIE), found.proof)

    def need_proof(self, request: web.Request, found: Invited) -> None:
        if not self.has_proof(request, found):
            raise web.HTTPForbidden

    def secret(self, found: Invited) -> str:
        """What the codes of this person's app will be made from: the same at every look."""
        return secret_from(self._key, f"{found.invitation.id} {found.slip.value}")

    async def word(self, found: Invited, said: str) -> bool:
        """Whether this is the spoken code; said wrong too often, it spoils the invitation."""

        def ask(turn: Turn) -> bool:
            asked, person = _standing(turn, invitations.find(turn, found.invitation.id))
            right = invitations.is_word(turn, asked, said)
            word = "right" if right else "wrong"
            turn.write_diary("invitation.word", "invitation", asked.id, person.id, CHANNEL, word)
            return right

        return await self._house.store.perform(ask)

    async def join(
        self,
        request: web.Request,
        found: Invited,
        how: str,
        choose: Callable[[Turn, Person], None],
        done: web.Response,
    ) -> web.Response:
        """Lets them in, once, with what they chose. What they had before is ended.

        Raises `NotJoined`, here or in `choose`, and then nothing has changed.
        """
        old = await visit_from(self._house, request)

        def join(turn: Turn) -> str:
            asked, person = _standing(turn, invitations.find(turn, found.invitation.id))
            invitations.use(turn, asked)
            credentials.end_all(turn, person.id)
            sessions.end_all(turn, person.id)
            linkings.end_all(turn, person.id)
            accounts.end_all(turn, person.id, reason="rejoined")
            choose(turn, person)
            turn.write_diary("person.joined", "person", person.id, person.id, CHANNEL, how)
            return new_session(turn, person, self._limits, old.session, device_of(request))

        session = await self._house.store.perform(join)
        self._line.end_person(found.person.id)
        if old.session:
            self._line.end_session(old.session)
        begin_cookie(self._house, done, session)
        put_cookie(self._house, done, CHALLENGE, "")
        put_cookie(self._house, done, COOKIE, "")
        return done


def _standing(turn: Turn, asked: Invitation | None) -> tuple[Invitation, Person]:
    person = people.person(turn, asked.person_id) if asked else None
    if asked is None or person is None:
        raise NotJoined(UNKNOWN)
    if not person.active:
        raise NotJoined(LEFT)
    if person.role not in INVITED:
        raise NotJoined(State.WITHDRAWN.value)
    if asked.state is not State.OPEN:
        raise NotJoined(asked.state.value)
    return asked, person
