"""Signing in without an account at the council: a name, password and code, or a passkey.

For wrong and for unknown the answer is the same and takes as long. A name that is tried in vain has
to wait, longer each time (`storage/waits.py`), and so does an address (`bot/rates.py`); nobody is
ever locked out for good. Neither a passkey nor a browser in which somebody came in by that name before
waits for what others try with it.
"""

from __future__ import annotations

import hmac
import logging
import math
from datetime import timedelta
from typing import TypeGuard

from aiohttp import web

from bot.bodies import read_form, read_json
from bot.challenges import Challenges
from bot.channels.directline import DirectLine
from bot.device_words import device_of
from bot.door import Door
from bot.errors import NotForYou
from bot.headers import site_of
from bot.house import House
from bot.names import plain_name
from bot.one_time import step_of
from bot.passkey_wire import Place, ask_for_known, count_of, credential_in, is_owners, place_of
from bot.passwords import Passwords
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
from bot.slips import our_slip, same
from bot.throttle import Throttle
from bot.words import words
from care.people import Person
from storage import credentials, passkeys, people, waits
from storage.credentials import Password
from storage.passkeys import Passkey
from storage.turn import Turn

LOG = logging.getLogger("kith.sign_in")
STRANGER = "stranger"
LINES_A_MINUTE = 60
CHALLENGE = "challenge"
"""The cookie that a passkey's challenge is made from."""
SIGN_IN = "sign in"
MARK = "X-Kith-Slip"
KNOWN = "known"
"""The cookie of a browser in which somebody came in by their name before."""
KNOWN_FOR = timedelta(days=400)
NOBODYS_SECRET = "A" * 32
"""A code is worked out for an unknown name as well."""


class OwnDoor:
    """Signing in with what one chose oneself, when one was invited."""

    def __init__(
        self,
        house: House,
        door: Door,
        line: DirectLine,
        rates: Rates,
        passwords: Passwords,
        challenges: Challenges,
        limits: Limits,
    ) -> None:
        self._house = house
        self._door = door
        self._line = line
        self._rates = rates
        self._passwords = passwords
        self._challenges = challenges
        self._limits = DEMO if house.demo else limits
        self._lines = Throttle(LINES_A_MINUTE, 60.0)

    # ------------------------------------------------------------ a name, a password and a code

    async def password(self, request: web.Request) -> web.Response:
        """The form of the sign-in page. It works without a script."""
        posted = await read_form(request)
        our_slip(self._house, request, posted.get("slip"))
        self._rates.sign_in(request)
        name = plain_name(posted.get("name", ""))
        waiting = self._waits_as(request, name)
        wait = await self._house.store.perform(lambda turn: waits.begin_try(turn, waiting))
        if wait:
            return await self._wait(request, wait, posted.get("name", ""))
        found = await self._house.store.perform(lambda turn: credentials.by_name(turn, name))
        given = posted.get("password", "")
        right = await self._passwords.is_right(found.hashed if found else None, given)
        step = step_of(
            found.secret if found else NOBODYS_SECRET,
            posted.get("code", ""),
            self._house.clock(),
            found.last_step if found else 0,
        )
        if found is None or not right or step is None:
            return await self._refuse(request, found.person_id if found else "", "password")
        anew = ""
        if self._passwords.is_old(found.hashed):
            anew = await self._passwords.hash(given)
        old = await visit_from(self._house, request)

        def come_in(turn: Turn) -> str:
            session = self._with_password(turn, request, found, name, step, anew, old.session)
            if session:
                waits.clear(turn, waiting)
            return session

        session = await self._house.store.perform(come_in)
        if not session:
            return await self._refuse(request, found.person_id, "password")
        response = web.Response(status=303, headers={"Location": "/"})
        put_cookie(self._house, response, KNOWN, self._known(name), KNOWN_FOR)
        return self._enter(response, session, old.session)

    def _known(self, name: str) -> str:
        key = hmac.digest(self._house.secret, b"known", "sha256")
        return hmac.digest(key, name.encode("utf-8", "replace"), "sha256").hex()

    def _waits_as(self, request: web.Request, name: str) -> str:
        """What waits after tries in vain: the name; or the name in the browsers in which somebody
        came in by it, so that a stranger who tries it elsewhere keeps nobody out there."""
        known = self._known(name)
        return f"{name} {known}" if same(take_cookie(self._house, request, KNOWN), known) else name

    def _with_password(
        self,
        turn: Turn,
        request: web.Request,
        checked: Password,
        name: str,
        step: int,
        anew: str,
        old: str,
    ) -> str:
        """A new sign-in, or nothing: what was checked may have changed while it was checked."""
        now = credentials.by_name(turn, name)
        person = people.person(turn, checked.person_id)
        if now is None or now.hashed != checked.hashed or now.secret != checked.secret:
            return ""
        if not _may_come(person) or not credentials.spend(turn, person.id, step):
            return ""
        if anew:
            credentials.keep_hash(turn, person.id, anew)
        return new_session(turn, person, self._limits, old, device_of(request))

    # ------------------------------------------------------------ a passkey

    async def ask_passkey(self, request: web.Request) -> web.Response:
        """What the browser is to ask the person's phone or computer for."""
        our_slip(self._house, request, request.headers.get(MARK))
        self._rates.stranger(request)
        cookie, challenge = self._challenges.begin(SIGN_IN)
        response = web.json_response(ask_for_known(self._place(request), challenge))
        put_cookie(self._house, response, CHALLENGE, cookie)
        return response

    async def passkey(self, request: web.Request) -> web.Response:
        """Signs in whoever's passkey answers the challenge."""
        our_slip(self._house, request, request.headers.get(MARK))
        self._rates.sign_in(request)
        place, answer = self._place(request), await read_json(request)
        challenge = self._challenges.end(take_cookie(self._house, request, CHALLENGE), SIGN_IN)
        credential = credential_in(answer)
        found = await self._house.store.perform(
            lambda turn: passkeys.by_credential(turn, credential)
        )
        count = None
        if challenge is not None and found is not None and is_owners(answer, found.person_id):
            count = count_of(place, answer, challenge, found)
        old = await visit_from(self._house, request)
        session = ""
        if found is not None and count is not None:
            known, signed = found, count
            session = await self._house.store.perform(
                lambda turn: self._with_passkey(turn, request, known, signed, old.session)
            )
        if not session:
            await self._note(found.person_id if found else "", "passkey")
            said = {"said": words("sign_in", "passkey_refused")}
            response = web.json_response(said, status=403)
            put_cookie(self._house, response, CHALLENGE, "")
            return response
        return self._enter(web.json_response({"go": "/"}), session, old.session)

    def _with_passkey(
        self, turn: Turn, request: web.Request, key: Passkey, count: int, old: str
    ) -> str:
        person = people.person(turn, key.person_id)
        if not _may_come(person) or not passkeys.used(turn, key, count):
            return ""
        return new_session(turn, person, self._limits, old, device_of(request))

    def _place(self, request: web.Request) -> Place:
        place = place_of(site_of(request, self._house.site))
        if place is None:
            raise NotForYou
        return place

    # ------------------------------------------------------------ in, or not

    def _enter(self, response: web.Response, session: str, old: str) -> web.Response:
        if old:
            self._line.end_session(old)
        begin_cookie(self._house, response, session)
        put_cookie(self._house, response, CHALLENGE, "")
        return response

    async def _refuse(self, request: web.Request, person_id: str, how: str) -> web.Response:
        await self._note(person_id, how)
        name = (await read_form(request)).get("name", "")
        visit = await visit_from(self._house, request)
        return self._door.say(visit, "wrong", 403, name=name)

    async def _wait(self, request: web.Request, wait: timedelta, name: str) -> web.Response:
        """The same for a name that nobody has."""
        seconds = math.ceil(wait.total_seconds())
        visit = await visit_from(self._house, request)
        said, count = (
            ("wait_minutes", math.ceil(seconds / 60)) if seconds > 90 else ("wait_seconds", seconds)
        )
        response = self._door.say(visit, said, 429, name=name, count=count)
        response.headers["Retry-After"] = str(seconds)
        return response

    async def _note(self, person_id: str, how: str) -> None:
        if not self._lines.take():
            return
        LOG.warning("sign-in refused: %s", how)
        kind = "person" if person_id else "identity"
        await self._house.store.perform(
            lambda turn: turn.write_diary(
                "session.refused", kind, person_id, STRANGER, CHANNEL, how
            )
        )


def _may_come(person: Person | None) -> TypeGuard[Person]:
    """Whoever works at the council by now comes in with an account there, whatever they had before."""
    return person is not None and person.active and person.role in INVITED
