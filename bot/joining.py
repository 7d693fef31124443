"""Joining: somebody with an invitation says their code, and chooses how they will sign in.

The link alone opens nothing: the code is told another way. Both together let in one person, once.
Whoever could sign in before and comes by a new invitation begins afresh, which is also how a lost
phone is mended.
"""

from __future__ import annotations

from aiohttp import web

from bot.bodies import read_json
from bot.challenges import Challenges
from bot.device_words import device_of
from bot.errors import NotJoined
from bot.headers import site_of
from bot.house import House
from bot.invited import COOKIE, UNKNOWN, Gate, Invited
from bot.names import is_name, plain_name
from bot.one_time import in_fours, link, step_of
from bot.own_door import CHALLENGE
from bot.pages import Pages
from bot.passkey_wire import ask_for_new, new_key, place_of
from bot.passwords import Passwords, fault_in
from bot.session import put_cookie, take_cookie, visit_from
from bot.words import words
from care.people import Person
from storage import credentials, passkeys
from storage.turn import Turn

NAME_TAKEN = "name_taken"
NOT_MADE = "passkey_not_made"
AGAIN = 422
FAULTS = frozenset(
    {
        NAME_TAKEN,
        "name_odd",
        "password_short",
        "password_long",
        "password_plain",
        "password_common",
        "password_yours",
        "password_differs",
        "code_wrong",
    }
)
"""What can be put right on the same page."""


class Joining:
    """The pages of an invitation."""

    def __init__(
        self, house: House, pages: Pages, gate: Gate, passwords: Passwords, challenges: Challenges
    ) -> None:
        self._house = house
        self._pages = pages
        self._gate = gate
        self._passwords = passwords
        self._challenges = challenges

    async def page(self, request: web.Request) -> web.Response:
        """What the link leads to: the code first, then the choice. Looking at it spends nothing."""
        try:
            return await self._show(request, await self._gate.look(request))
        except NotJoined as why:
            return await self._over(request, why.word)

    async def word(self, request: web.Request) -> web.Response:
        """The spoken code."""
        try:
            posted, found = await self._gate.form(request)
            if not await self._gate.word(found, "".join(posted.get("word", "").split())):
                return await self._show(request, await self._gate.find(request), "wrong_word", 403)
        except NotJoined as why:
            return await self._over(request, why.word)
        response = web.Response(status=303, headers={"Location": request.path})
        put_cookie(self._house, response, COOKIE, found.proof)
        return response

    async def password(self, request: web.Request) -> web.Response:
        """A name, a password twice, and a code that shows that the app on the phone works."""
        try:
            posted, found = await self._gate.form(request)
            self._gate.need_proof(request, found)
            try:
                return await self._with_password(request, found, posted)
            except NotJoined as why:
                if why.word not in FAULTS:
                    raise
                typed = posted.get("name", "")
                return await self._show(request, found, why.word, AGAIN, typed)
        except NotJoined as why:
            return await self._over(request, why.word)

    async def ask_passkey(self, request: web.Request) -> web.Response:
        """What the browser is to ask the person's phone or computer to make."""
        try:
            place, found = await self._gate.script(request)
        except NotJoined:
            return _elsewhere(request)
        cookie, challenge = self._challenges.begin(found.purpose)
        council, person = self._house.council.name, found.person
        asked = ask_for_new(place, council, person.id, person.name, challenge, ())
        response = web.json_response(asked)
        put_cookie(self._house, response, CHALLENGE, cookie)
        return response

    async def passkey(self, request: web.Request) -> web.Response:
        """The passkey that was made."""
        try:
            return await self._with_passkey(request)
        except NotJoined as why:
            if why.word != NOT_MADE:
                return _elsewhere(request)
            return web.json_response({"said": words("join", NOT_MADE)}, status=AGAIN)

    # ------------------------------------------------------------ what they chose

    async def _with_password(
        self, request: web.Request, found: Invited, posted: dict[str, str]
    ) -> web.Response:
        name, chosen = plain_name(posted.get("name", "")), posted.get("password", "")
        secret = self._gate.secret(found)
        step = step_of(secret, posted.get("code", ""), self._house.clock())
        if not is_name(name):
            raise NotJoined("name_odd")
        if fault := fault_in(chosen, name, found.person.name, self._house.council.name):
            raise NotJoined(fault)
        if chosen != posted.get("again"):
            raise NotJoined("password_differs")
        if step is None:
            raise NotJoined("code_wrong")
        hashed, shown = await self._passwords.hash(chosen), step

        def choose(turn: Turn, person: Person) -> None:
            if not credentials.add(turn, person.id, name, hashed, secret, shown):
                raise NotJoined(NAME_TAKEN)

        done = web.Response(status=303, headers={"Location": "/"})
        return await self._gate.join(request, found, "password", choose, done)

    async def _with_passkey(self, request: web.Request) -> web.Response:
        place, found = await self._gate.script(request)
        answer = await read_json(request)
        cookie = take_cookie(self._house, request, CHALLENGE)
        challenge = self._challenges.end(cookie, found.purpose)
        key = new_key(place, answer, challenge) if challenge else None
        if key is None:
            raise NotJoined(NOT_MADE)
        made, device = key, device_of(request)

        def choose(turn: Turn, person: Person) -> None:
            if not passkeys.add(
                turn, person.id, made.credential, made.public_key, made.count, device
            ):
                raise NotJoined(NOT_MADE)

        done = web.json_response({"go": "/"})
        return await self._gate.join(request, found, "passkey", choose, done)

    # ------------------------------------------------------------ the pages

    async def _show(
        self,
        request: web.Request,
        found: Invited,
        said: str = "",
        status: int = 200,
        name: str = "",
    ) -> web.Response:
        visit = await visit_from(self._house, request)
        visit.person = None  # whoever is signed in here is not who is joining
        proven = self._gate.has_proof(request, found)
        secret = self._gate.secret(found) if proven else ""
        council = self._house.council.name
        response = self._pages.page(
            visit,
            "join.html",
            status,
            base=f"/join/{request.match_info['token']}",
            typed=name,
            first=found.person.name.split(" ")[0],
            proven=proven,
            word=words("join", said) if said else "",
            slip=found.slip.mark,
            passkeys=place_of(site_of(request, self._house.site)) is not None,
            secret=in_fours(secret),
            link=link(secret, f"Kith {council}", council) if secret else "",
        )
        found.slip.put(response)
        return response

    async def _over(self, request: web.Request, why: str) -> web.Response:
        """Kind and exact: whoever has the link has been told that much already."""
        visit = await visit_from(self._house, request)
        status = 404 if why == UNKNOWN else 410
        return self._pages.page(
            visit,
            "join_over.html",
            status,
            title=words("join_over", f"title_{why}"),
            text=words("join_over", f"text_{why}"),
            can_sign_in=why == "used",
        )


def _elsewhere(request: web.Request) -> web.Response:
    """To the page of the invitation, which says what has become of it."""
    return web.json_response({"go": f"/join/{request.match_info['token']}"}, status=404)
