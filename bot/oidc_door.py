"""Coming in through the council's provider: sent there, and believed or not on coming back."""

from __future__ import annotations

import logging

from aiohttp import web

from bot.channels.directline import DirectLine
from bot.device_words import device_of
from bot.door import Door
from bot.errors import NotForYou
from bot.house import House
from bot.oidc import Provider
from bot.oidc_errors import ProviderSilent, SignInRefused, TokenRefused, WayLost
from bot.oidc_ways import LASTS, Way, Ways
from bot.rates import Rates
from bot.session import CHANNEL, Limits, begin_cookie, new_session, visit_from
from bot.throttle import Throttle
from storage import people
from storage.turn import Turn

LOG = logging.getLogger("kith.sign_in")
COOKIE = "__Host-kith-way"
STRANGER = "stranger"
"""Who did it, in the diary, when nobody knows."""
LINES_A_MINUTE = 60
"""Refusals that are written down; strangers must not be able to fill the diary."""
LONGEST_CODE = 4_096


class ProviderDoor:
    """Every refusal looks the same from outside. The diary and the log know a stable word of it."""

    def __init__(
        self,
        house: House,
        door: Door,
        line: DirectLine,
        rates: Rates,
        provider: Provider | None,
        limits: Limits,
    ) -> None:
        self._rates = rates
        self._house = house
        self._door = door
        self._line = line
        self._limits = limits
        self._provider = provider
        self._ways = Ways(house.secret, house.clock)
        self._lines = Throttle(LINES_A_MINUTE, 60.0)

    async def begin(self, request: web.Request) -> web.Response:
        """Sends the browser to the provider, with a cookie that it must bring back."""
        provider = self._open()
        self._rates.stranger(request)
        cookie, way = self._ways.begin()
        try:
            address = await provider.address_for(way)
        except ProviderSilent as error:
            LOG.warning("sign-in cannot begin: %s", type(error).__name__)
            return self._door.say(await visit_from(self._house, request), "silent", 503)
        response = web.Response(status=303, headers={"Location": address})
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=int(LASTS.total_seconds()),
            path="/",
            httponly=True,
            samesite="Lax",
            secure=True,
        )
        return response

    async def back(self, request: web.Request) -> web.Response:
        """Signs somebody in under a new id, or says no without saying why."""
        provider = self._open()
        self._rates.stranger(request)
        try:
            key = await provider.person_key(*self._brought(request))
            response = await self._come_in(request, key)
        except SignInRefused as refused:
            response = await self._refuse(request, type(refused).__name__)
        except ProviderSilent as error:
            LOG.warning("sign-in cannot end: %s", type(error).__name__)
            response = self._door.say(await visit_from(self._house, request), "silent", 503)
        response.del_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=True)
        return response

    def _open(self) -> Provider:
        if self._provider is None or self._house.demo:
            raise NotForYou
        return self._provider

    def _brought(self, request: web.Request) -> tuple[str, Way]:
        """The code and the way. The way is over whatever else came with it."""
        way = self._ways.end(request.cookies.get(COOKIE, ""), request.query.get("state", ""))
        code = request.query.get("code", "")
        if "error" in request.query or not 0 < len(code) <= LONGEST_CODE:
            raise TokenRefused
        if request.query.get("iss", provider_of(self._provider)) != provider_of(self._provider):
            raise WayLost
        return code, way

    async def _come_in(self, request: web.Request, key: str) -> web.Response:
        old = await visit_from(self._house, request)

        def come_in(turn: Turn) -> str | None:
            person = people.person_by_key(turn, key)
            if person is None or not person.active:
                # Who they say they are is a hash, and it may be what an administrator looks for.
                turn.write_diary("session.refused", "identity", key, STRANGER, CHANNEL)
                return None
            return new_session(turn, person, self._limits, old.session, device_of(request))

        session = await self._house.store.perform(come_in)
        if session is None:
            return await self._refuse(request, "", write=False)
        if old.session:
            self._line.end_session(old.session)
        response = web.Response(status=303, headers={"Location": "/"})
        begin_cookie(self._house, response, session)
        return response

    async def _refuse(
        self, request: web.Request, reason: str, *, write: bool = True
    ) -> web.Response:
        if write and self._lines.take():
            LOG.warning("sign-in refused: %s", reason)
            await self._house.store.perform(
                lambda turn: turn.write_diary(
                    "session.refused", "identity", "", STRANGER, CHANNEL, reason
                )
            )
        return self._door.say(await visit_from(self._house, request), "refused", 403)


def provider_of(provider: Provider | None) -> str:
    return provider.client.issuer if provider else ""
