"""Pictures for a household's welcome page: adding one with words that say what is on it, removing one."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from bot.bodies import read_form, read_parts
from bot.errors import NotAPicture, NotForYou
from bot.house import House
from bot.household_pages import household_in
from bot.pages import Pages
from bot.papers import Papers
from bot.picture import read_picture
from bot.session import CHANNEL, Visit
from bot.things import subject_thing
from bot.words import words
from care.access import Action
from care.people import Household
from care.text import clean
from storage import pictures
from storage.errors import TooMany
from storage.pictures import MOST, Picture
from storage.turn import Turn

LARGEST = 5 * 1024 * 1024
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form with a picture brought."""

    csrf: str = ""
    words: str = field(default="", repr=False)
    data: bytes = field(default=b"", repr=False)
    too_big: bool = False


class PicturePages:
    """A picture is only ever shown to those who may read the household, and printed for children."""

    def __init__(self, house: House, pages: Pages, papers: Papers) -> None:
        self._house = house
        self._pages = pages
        self._papers = papers

    async def page(self, visit: Visit) -> web.Response:
        return await self._page(visit)

    async def add(self, visit: Visit) -> web.Response:
        """One more, made anew from its pixels alone."""
        sent = await read_sent(visit.request)
        if not visit.is_ours(sent.csrf):
            raise web.HTTPForbidden
        await visit.perform(lambda turn: self._allowed(turn, visit, Action.CHANGE_PICTURES))
        if sent.too_big:
            return await self._page(visit, "too_big", sent.words, 413)
        if not sent.words:
            return await self._page(visit, "no_words", "", 400)
        try:
            data, kind = await self._papers.apart(lambda: read_picture(sent.data))
        except NotAPicture:
            return await self._page(visit, "no_picture", sent.words, 400)

        def keep(turn: Turn) -> None:
            household = self._allowed(turn, visit, Action.CHANGE_PICTURES)
            added = pictures.add(turn, household.id, kind, data, sent.words, visit.who.id)
            turn.write_diary("picture.added", "picture", added.id, visit.who.id, CHANNEL)

        try:
            await visit.perform(keep)
        except TooMany:
            return await self._page(visit, "too_many", sent.words, 409)
        return self._back(visit)

    async def remove(self, visit: Visit) -> web.Response:
        posted = await read_form(visit.request)
        if not visit.is_ours(posted.get("csrf")):
            raise web.HTTPForbidden
        picture_id = visit.request.match_info["picture"]

        def act(turn: Turn) -> None:
            household = self._allowed(turn, visit, Action.CHANGE_PICTURES)
            if pictures.remove(turn, household.id, picture_id):
                turn.write_diary("picture.removed", "picture", picture_id, visit.who.id, CHANNEL)

        await visit.perform(act)
        return self._back(visit)

    async def show(self, visit: Visit) -> web.Response:
        """The picture itself, for the page that lists them."""
        picture_id = visit.request.match_info["picture"]

        def look(turn: Turn) -> tuple[Picture, bytes]:
            household = self._allowed(turn, visit, Action.READ_HOUSEHOLD)
            every = pictures.of_household(turn, household.id)
            found = next((each for each in every if each.id == picture_id), None)
            data = pictures.data(turn, household.id, picture_id) if found else None
            if found is None or data is None:
                raise NotForYou
            return found, data

        found, data = await visit.perform(look)
        return web.Response(body=data, content_type=found.kind)

    async def _page(
        self, visit: Visit, told: str = "", typed: str = "", status: int = 200
    ) -> web.Response:
        def look(turn: Turn) -> tuple[Household, list[Picture]]:
            household = self._allowed(turn, visit, Action.CHANGE_PICTURES)
            return household, pictures.of_household(turn, household.id)

        household, found = await visit.perform(look)
        return self._pages.page(
            visit,
            "pictures.html",
            status=status,
            back=f"/households/{household.ref}",
            address=f"/households/{household.ref}/pictures",
            pictures=[{"id": each.id, "words": each.words} for each in found],
            room=MOST - len(found),
            told=words("pictures", told) if told else "",
            typed=typed,
        )

    def _allowed(self, turn: Turn, visit: Visit, action: Action) -> Household:
        household = household_in(turn, visit)
        visit.allow(action, subject_thing(turn, household))
        return household

    def _back(self, visit: Visit) -> web.Response:
        address = f"/households/{visit.request.match_info['ref']}/pictures"
        return web.Response(status=303, headers={"Location": address})


async def read_sent(request: web.Request) -> Sent:
    """The fields of the form, read piece by piece: what is too big is never held whole.

    Raises `HTTPBadRequest` for anything that is not such a form.
    """
    found = await read_parts(request, {"picture": LARGEST})
    data = found.get("picture", b"")
    return Sent(
        csrf=_text(found.get("csrf", b"")),
        words=" ".join(clean(_text(found.get("words", b""))).split())[:LONGEST_WORDS],
        data=data,
        too_big=len(data) > LARGEST,
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
