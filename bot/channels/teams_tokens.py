"""Our own token, with which Teams takes what we say: asked for once an hour, without holding anybody up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from time import monotonic

from bot.channels.outlet import NotDelivered
from bot.channels.teams_gate import ISSUER
from bot.door_settings import TeamsSettings
from bot.oidc_errors import ProviderSilent, TokenRefused
from bot.oidc_wire import Wire

LOG = logging.getLogger("kith.teams")

SCOPE = f"{ISSUER}/.default"
BEFORE_ITS_END = 300.0
"""Seconds before its end from which on a new one is asked for."""
REST = 30.0
"""Seconds until it is asked for again, when it was refused."""


class OurTokens:
    """One token at a time, for one app. `clock` counts seconds."""

    def __init__(self, settings: TeamsSettings, clock: Callable[[], float] = monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._wire = Wire()
        self._token = ""
        self._until = 0.0
        self._asked = 0.0
        self._rests_until = 0.0
        self._asking = asyncio.Lock()

    def __repr__(self) -> str:
        return type(self).__name__

    async def close(self) -> None:
        await self._wire.close()

    async def token(self, refused: str = "") -> str:
        """One that is good for a while. `refused` is one that was not taken: never that again.

        Raises `NotDelivered` while none can be had.
        """
        if self._good(refused):
            return self._token
        async with self._asking:
            if not self._good(refused):
                if refused and self._token == refused and self._clock() < self._asked + REST:
                    raise NotDelivered(REST)  # a new one is not taken either
                await self._ask()
            return self._token

    def _good(self, refused: str) -> bool:
        return bool(self._token) and self._token != refused and self._clock() < self._until

    async def _ask(self) -> None:
        wait = self._rests_until - self._clock()
        if wait > 0:
            raise NotDelivered(wait)
        address = f"{self._settings.login}/{self._settings.tenant}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.secret,
            "scope": SCOPE,
        }
        try:
            said = await self._wire.post(address, form)
            token, seconds = said.get("access_token"), said.get("expires_in")
            if not isinstance(token, str) or not token or not token.isascii():
                raise ProviderSilent
        except (ProviderSilent, TokenRefused) as why:
            LOG.error("no token of our own: %s", type(why).__name__)
            self._rests_until = self._clock() + REST
            raise NotDelivered(REST) from None
        lasts = float(seconds) if isinstance(seconds, int) and seconds > 0 else BEFORE_ITS_END
        self._token, self._asked = token, self._clock()
        self._until = self._clock() + max(lasts - BEFORE_ITS_END, lasts / 2)
