"""Coming in and going out: the demo's personal links, the sign-in page, signing out here or everywhere."""

from __future__ import annotations

from aiohttp import web

from bot.bodies import read_form
from bot.channels.directline import DirectLine
from bot.device_words import device_of
from bot.errors import NotForYou
from bot.headers import is_at_home, site_of
from bot.house import House
from bot.pages import Pages
from bot.passkey_wire import place_of
from bot.rates import Rates
from bot.session import (
    CHANNEL,
    DEMO,
    Visit,
    begin_cookie,
    cookie_in,
    end_cookie,
    enter_path,
    entering,
    new_session,
    visit_from,
)
from bot.slips import slip_of
from bot.words import has_words, words
from care.people import Person
from storage import accounts, linkings, people, sessions
from storage.turn import Turn

__all__ = ["CHANNEL", "Door"]

OUT = "/sign-in?said="
SAID = ("out", "everywhere", "refused", "silent")
"""What the sign-in page can be asked to say, beside what it sees by itself."""
CLEAR = '"cache", "cookies", "storage"'


class Door:
    """Everything about being signed in."""

    def __init__(
        self,
        house: House,
        pages: Pages,
        line: DirectLine,
        rates: Rates,
        *,
        provided: bool = False,
    ) -> None:
        self._house = house
        self._rates = rates
        self._provided = provided
        self._pages = pages
        self._line = line

    async def enter(self, request: web.Request) -> web.Response:
        """A personal link of the demo: on this machine only, and a new sign-in every time."""
        if not (self._house.demo and is_at_home(request)):
            raise NotForYou
        self._rates.stranger(request)
        token = request.match_info["token"]
        key = entering(self._house.secret, token)
        old = await visit_from(self._house, request)

        def come_in(turn: Turn) -> str:
            linked = None if key else sessions.person_of_link(turn, token)
            person = people.person_by_key(turn, key) if key else None
            if linked:
                person = people.person(turn, linked)
            if person is None or not person.active:
                raise NotForYou
            return new_session(turn, person, DEMO, old.session, device_of(request))

        session = await self._house.store.perform(come_in)
        self._line.end_session(old.session)
        response = web.Response(status=303, headers={"Location": "/"})
        begin_cookie(self._house, response, session)
        return response

    async def sign_in(self, request: web.Request) -> web.Response:
        visit = await visit_from(self._house, request)
        if visit.person is None:
            self._rates.stranger(request)
        said = request.query.get("said", "")
        if visit.person is None and said not in SAID and cookie_in(self._house, request):
            said = "locked"
        return self.say(visit, said if said in (*SAID, "locked") else "")

    def say(
        self, visit: Visit, said: str, status: int = 200, name: str = "", **values: object
    ) -> web.Response:
        """The sign-in page with a word on what has just happened; none for whoever is in."""
        word = words("sign_in", said, **values) if said and visit.person is None else ""
        slip = slip_of(self._house, visit.request)
        response = self._pages.page(
            visit,
            "sign_in.html",
            status,
            word=word,
            provided=self._provided,
            slip=slip.mark,
            typed=name,
            passkeys=place_of(site_of(visit.request, self._house.site)) is not None,
        )
        if visit.person is None:
            slip.put(response)
        return response

    async def sign_out(self, visit: Visit) -> web.Response:
        if not visit.is_ours((await read_form(visit.request)).get("csrf")):
            raise web.HTTPForbidden

        def go(turn: Turn) -> None:
            sessions.end(turn, visit.session)
            turn.write_diary("session.ended", "person", visit.who.id, visit.who.id, CHANNEL)

        await visit.perform(go)
        self._line.end_session(visit.session)
        return self._gone("out")

    async def sign_out_everywhere(self, visit: Visit) -> web.Response:
        """Every browser of this person, every conversation in one, and every account elsewhere."""
        if not visit.is_ours((await read_form(visit.request)).get("csrf")):
            raise web.HTTPForbidden
        person = visit.who

        def go(turn: Turn) -> None:
            sessions.end_all(turn, person.id)
            linkings.end_all(turn, person.id)
            accounts.end_all(turn, person.id)
            turn.write_diary("session.ended_everywhere", "person", person.id, person.id, CHANNEL)

        await visit.perform(go)
        self._line.end_session(visit.session)
        self._line.end_person(person.id)
        return self._gone("everywhere")

    def _gone(self, said: str) -> web.Response:
        response = web.Response(status=303, headers={"Location": "/"})
        if not self._house.demo:
            # Not in the demo: there it would reach whatever else is served on this machine.
            response.headers["Location"] = OUT + said
            response.headers["Clear-Site-Data"] = CLEAR
        end_cookie(self._house, response)
        return response

    async def outside(self, visit: Visit) -> web.Response:
        """What somebody sees who is not signed in: in the demo, whom they can be."""
        if not self._house.demo:
            self._rates.stranger(visit.request)
            return web.Response(status=303, headers={"Location": "/sign-in"})
        everyone = await visit.perform(lambda turn: people.everyone(turn))
        active = [person for person in everyone if person.active]
        noted = [person for person in active if self._note(person)]
        places = {key: place for place, key in enumerate(self._house.guests)}
        chosen = sorted(noted or active, key=lambda one: (places.get(one.key, 0), one.name))
        shown = [self._door_of(person) for person in _one_of_each_role_first(chosen)]
        return self._pages.page(visit, "enter.html", people=shown)

    def _door_of(self, person: Person) -> dict[str, str]:
        role = person.role.value
        return {
            "name": person.name,
            "role_label": words("role", role),
            "enter": enter_path(self._house.secret, person.key),
            "note": self._note(person) or _note_of_role(role),
        }

    def _note(self, person: Person) -> str:
        return self._house.guests.get(person.key, "")


def _one_of_each_role_first(chosen: list[Person]) -> list[Person]:
    """So that a newcomer has somebody of every kind in front of them, then everybody else."""
    first = list({person.role: person for person in reversed(chosen)}.values())
    return sorted(chosen, key=lambda person: person not in first)


def _note_of_role(role: str) -> str:
    return words("enter", role) if has_words("enter", role) else ""
