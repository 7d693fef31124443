"""Everything about one app in Teams put together: what hears, what speaks, and how it begins and ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from aiohttp import web

from bot.bodies import read_json
from bot.channels.chats import Chats
from bot.channels.doorway import Doorway
from bot.channels.teams import Files, Teams
from bot.channels.teams_adapter import TeamsAdapter
from bot.channels.teams_errors import KeysNotHere, NotFromThere
from bot.channels.teams_gate import Delivery, Gate
from bot.channels.teams_keys import BotKeys
from bot.channels.teams_outlet import TeamsOutlet
from bot.channels.teams_read import Heard, Nothing, Unheard, Words, read
from bot.channels.teams_tokens import OurTokens
from bot.channels.teams_wire import TeamsWire
from bot.door_settings import TeamsSettings
from bot.errors import Busy, NotForYou, Unreadable
from bot.house import House
from bot.oidc_errors import TokenRefused
from bot.rates import Rates
from storage.errors import StorageError

LOG = logging.getLogger("kith.teams")

AGAIN_SECONDS = "15"
ANSWERED = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.activity.message",
    "value": "",
}
"""What Teams wants to hear about a tap of its newer kind; what we say to it comes by itself."""


class TeamsDoor:
    """One for each process. Shut, with nothing behind it, where no app is set."""

    def __init__(
        self,
        house: House,
        doorway: Doorway,
        rates: Rates,
        settings: TeamsSettings | None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._gate: Gate | None = None
        if settings is None:
            return
        self._rates = rates
        self._keys = BotKeys(settings.metadata, clock)
        self._tokens = OurTokens(settings, clock)
        self.wire = TeamsWire(settings, self._tokens)
        self.adapter = TeamsAdapter(self.wire, settings.app_id)
        self.outlet = TeamsOutlet(self.adapter, house.site)
        doorway.register(self.outlet)
        self._teams = Teams(house, doorway, rates, self.wire, self.adapter, self.outlet)
        self._chats = Chats()
        self._gate = Gate(settings, self._keys, house.clock)

    def see_to_files(self, files: Files) -> None:
        """Who is told when somebody says yes or no to a file."""
        if self._gate is not None:
            self._teams.files = files

    def start(self) -> None:
        """Begins to fetch the keys. Nobody waits for it: until they are there, it is said so."""
        if self._gate is not None:
            self._keys.start()

    async def stop(self) -> None:
        """Hears nothing more; what is being said is the doorway's to end, before `close`."""
        if self._gate is not None:
            await self._keys.stop()
            await self._teams.stop()

    async def close(self) -> None:
        if self._gate is not None:
            await self.wire.close()
            await self._tokens.close()

    async def post(self, request: web.Request) -> web.StreamResponse:
        """`POST /api/messages`: 401 for a token that is not good, 403 for what it may not bring,
        400 for what is no activity, 503 while it cannot be said or kept. Then nothing was done."""
        if self._gate is None:
            raise NotForYou
        try:
            ticket = await self._gate.ticket(request.headers.get("Authorization", ""))
        except TokenRefused:
            self._rates.stranger(request)
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        except KeysNotHere:
            return web.Response(status=503, headers={"Retry-After": AGAIN_SECONDS})
        try:
            delivery = self._gate.admit(ticket, await read_json(request))
            heard = read(delivery)
        except NotFromThere:
            return web.Response(status=403)
        except Unreadable:
            return web.Response(status=400)
        except web.HTTPException as error:
            return web.Response(status=error.status)
        return await self._take(delivery, heard)

    async def _take(self, delivery: Delivery, heard: Heard) -> web.Response:
        """One at a time in each conversation; a repeat of what was just heard gets the same answer."""
        match heard:
            case Nothing():
                return web.Response()
            case Unheard():
                return web.Response(status=501)
        try:
            async with self._chats.turn(
                delivery.conversation, getattr(heard, "name", "")
            ) as is_new:
                if is_new:
                    await self._teams.hear(delivery, heard)
        except (StorageError, Busy) as error:
            LOG.warning("teams turn: %s", type(error).__name__)
            return web.Response(status=503, headers={"Retry-After": AGAIN_SECONDS})
        if isinstance(heard, Words) and heard.invoked:
            return web.json_response(ANSWERED)
        return web.Response()
