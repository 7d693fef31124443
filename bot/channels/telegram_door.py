"""Everything about one bot on Telegram put together: what hears, what speaks, and how it begins and ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from aiohttp import web

from bot.channels.doorway import Doorway
from bot.channels.telegram import TelegramAdapter
from bot.channels.telegram_hook import Hook
from bot.channels.telegram_outlet import TelegramOutlet
from bot.channels.telegram_pace import Pacing
from bot.channels.telegram_poll import Polling
from bot.channels.telegram_wire import TelegramRefused, TelegramWire
from bot.door_settings import TelegramSettings
from bot.errors import BotError, NotForYou
from bot.house import House
from bot.rates import Rates
from bot.words import words

LOG = logging.getLogger("kith.telegram")

COMMANDS = ("menu", "parts", "summary", "back", "pause", "urgent", "help", "stop")
"""What stands in the menu beside the box, each with its words in `words.toml`."""


class TelegramDoor:
    """One for each process. Shut, with nothing behind it, where no bot is set."""

    def __init__(
        self,
        house: House,
        doorway: Doorway,
        rates: Rates,
        settings: TelegramSettings | None,
        pacing: Pacing | None = None,
    ) -> None:
        self.bot_name = ""
        """What the bot is called there, for links that begin a chat; empty until Telegram said it."""
        self._hook: Hook | None = None
        self._polling: Polling | None = None
        self.adapter: TelegramAdapter | None = None
        self._wire: TelegramWire | None = None
        self._greeting: asyncio.Task[None] | None = None
        if settings is None:
            return
        self._wire = TelegramWire(settings, pacing)
        outlet = TelegramOutlet(self._wire)
        doorway.register(outlet)
        self.adapter = TelegramAdapter(house, doorway, rates, self._wire, outlet)
        if settings.webhook:
            self._hook = Hook(self._wire, self.adapter.take, settings.secret, house.site)
        else:
            self._polling = Polling(self._wire, self.adapter.take)

    async def take(self, plain: object) -> None:
        """One update, from wherever it came. Raises `NotForYou` where no bot is set."""
        if self.adapter is None:
            raise NotForYou
        await self.adapter.take(plain)

    async def post(self, request: web.Request) -> web.StreamResponse:
        """`POST /telegram/webhook`. Nothing is there unless a bot is set that posts."""
        if self._hook is None:
            raise NotForYou
        return await self._hook.post(request)

    def start(self) -> None:
        """Begins to hear. Telegram need not be there yet."""
        if self._wire is not None:
            self._greeting = asyncio.create_task(self._introduce(self._wire))
        if self._polling is not None:
            self._polling.start()
        if self._hook is not None:
            self._hook.start()

    async def stop(self) -> None:
        """Hears nothing more; what is being said is the doorway's to end, before `close`."""
        if self._greeting is not None:
            self._greeting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._greeting
        if self._polling is not None:
            await self._polling.stop()
        if self._hook is not None:
            await self._hook.stop()
        if self.adapter is not None:
            await self.adapter.stop()

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close()

    async def _introduce(self, wire: TelegramWire) -> None:
        """Learns the bot's name and puts up its menu. Neither is needed to talk."""
        wait = 1.0
        while True:
            try:
                self.bot_name = await wire.me()
                await wire.set_commands([(name, words("telegram", name)) for name in COMMANDS])
                return
            except TelegramRefused:
                LOG.warning("telegram start: TelegramRefused")
                return
            except BotError as error:
                LOG.warning("telegram start: %s", type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 300.0)
