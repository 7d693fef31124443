"""Linking an account elsewhere to oneself: the offer, the question whose it is, and the end of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from aiohttp import web

from bot.bodies import read_form
from bot.days import time_words
from bot.elsewhere import shown_name
from bot.errors import NotForYou
from bot.house import House
from bot.linking_ways import LinkWay, way_for
from bot.own_devices import AGAIN, FRESH
from bot.pages import Pages
from bot.rates import Rates
from bot.session import Visit
from bot.words import words
from storage import accounts, linkings, sessions
from storage.linkings import Linking
from storage.turn import Turn

TOKEN_BYTES = 24
"""As many random bytes in a deep link as a cookie has."""


class LinkingPages:
    """Everything here is a person's own. What is not switched on, or not for them, is not there."""

    def __init__(
        self, house: House, pages: Pages, rates: Rates, ways: Sequence[LinkWay] = ()
    ) -> None:
        self._house = house
        self._pages = pages
        self._rates = rates
        self._ways = tuple(ways)

    async def page(self, visit: Visit) -> web.Response:
        """What linking means here, before anything is made; or the question whose account it is."""
        way = self._way(visit, visit.request.match_info["channel"])
        waits = await visit.perform(lambda turn: _waiting(turn, visit, way))
        return self._ask(visit, waits) if waits else self._begin(visit, way)

    async def link(self, visit: Visit) -> web.Response:
        """Makes an offer and shows its words, once; or looks whether it was claimed meanwhile."""
        posted = await _posted(visit)
        way = self._way(visit, posted.get("channel", ""))
        self._rates.sign_in(visit.request)
        if "token" in posted or "code" in posted:
            return await self._look_again(visit, way, posted)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        code = linkings.a_code(secrets.choice)

        def make(turn: Turn) -> Linking | None:
            here = sessions.find(turn, visit.session)
            if here is None or turn.now - here.begun_at > FRESH:
                return None
            return linkings.make(turn, visit.who.id, way.channel, token, code)

        made = await visit.perform(make)
        if made is None:
            return self._begin(visit, way, "link_too_long_ago")
        return self._offer(visit, way, made, token, code)

    async def confirm_link(self, visit: Visit) -> web.Response:
        """It is theirs, and linked; or it is not, and nothing is."""
        posted = await _posted(visit)
        named, answer = posted.get("linking", ""), posted.get("answer")

        def settle(turn: Turn) -> str:
            found = [each for each in linkings.waiting(turn, visit.who.id) if each.id == named]
            if answer == "no":
                linkings.withdraw(turn, visit.who.id, named)
                return "link_refused"
            if answer != "yes" or not found:
                return "link_over"
            self._way(visit, found[0].channel)
            return "linked" if linkings.confirm(turn, visit.who.id, named) else "link_over"

        return _to(await visit.perform(settle))

    async def unlink(self, visit: Visit) -> web.Response:
        """Whoever writes from there is nobody that we know, from now on."""
        named = (await _posted(visit)).get("account", "")

        def end(turn: Turn) -> None:
            if not accounts.end(turn, visit.who.id, named):
                raise NotForYou

        await visit.perform(end)
        return _to("unlinked")

    async def confirm(self, visit: Visit) -> web.Response:
        """An account is theirs still, for as long again."""
        named = (await _posted(visit)).get("account", "")

        def keep(turn: Turn) -> None:
            if not accounts.confirm(turn, visit.who.id, named):
                raise NotForYou

        await visit.perform(keep)
        return _to("confirmed")

    # ------------------------------------------------------------ what is shown

    async def _look_again(self, visit: Visit, way: LinkWay, posted: dict[str, str]) -> web.Response:
        """They say they have done it there. The words come back from their own page, and are
        shown again only while they are the ones that were made for them."""
        token, code = posted.get("token", ""), posted.get("code", "")

        def look(turn: Turn) -> tuple[Linking | None, Linking | None]:
            offered = linkings.offered(turn, visit.who.id, way.channel, token, code)
            return _waiting(turn, visit, way), offered

        waits, offered = await visit.perform(look)
        if waits:
            return web.Response(status=303, headers={"Location": f"/devices/link/{way.channel}"})
        if offered is None:
            return self._begin(visit, way, "link_over")
        return self._offer(visit, way, offered, token, code, "not_yet")

    def _begin(self, visit: Visit, way: LinkWay, said: str = "") -> web.Response:
        return self._pages.page(
            visit,
            "link_begin.html",
            AGAIN if said else 200,
            channel=way.channel,
            label=words("channel", way.channel),
            word=words("devices", said) if said else "",
        )

    def _offer(
        self, visit: Visit, way: LinkWay, offer: Linking, token: str, code: str, said: str = ""
    ) -> web.Response:
        shown = linkings.in_groups(code)
        return self._pages.page(
            visit,
            "link_offer.html",
            channel=way.channel,
            label=words("channel", way.channel),
            address=way.address(token, shown),
            called=way.called(),
            token=token,
            code=code,
            shown=shown,
            until=time_words(offer.expires_at),
            word=words("devices", said) if said else "",
        )

    def _ask(self, visit: Visit, waits: Linking) -> web.Response:
        return self._pages.page(
            visit,
            "link_ask.html",
            label=words("channel", waits.channel),
            called=shown_name(waits.name),
            linking=waits.id,
        )

    def _way(self, visit: Visit, channel: str) -> LinkWay:
        way = way_for(self._ways, visit.who.role, channel)
        if way is None:
            raise NotForYou
        return way


def _waiting(turn: Turn, visit: Visit, way: LinkWay) -> Linking | None:
    theirs = linkings.waiting(turn, visit.who.id)
    return next((each for each in theirs if each.channel == way.channel), None)


def _to(said: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/devices?said={said}"})


async def _posted(visit: Visit) -> dict[str, str]:
    posted = await read_form(visit.request)
    if not visit.is_ours(posted.get("csrf")):
        raise web.HTTPForbidden
    return posted
