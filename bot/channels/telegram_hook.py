"""Where Telegram posts updates, for a council that would rather be told than ask."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.bodies import read_json
from bot.channels.telegram_wire import TelegramSlow, TelegramWire
from bot.errors import BotError
from bot.rates import RATES

LOG = logging.getLogger("kith.telegram")

PATH = "/telegram/webhook"
NAME = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 128 * 1024
"""Bytes. A message of 4,096 letters, everything written as six, with all that comes along."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0


class Hook:
    """One for each bot."""

    def __init__(
        self, wire: TelegramWire, take: Callable[[object], Awaitable[None]], secret: str, site: str
    ) -> None:
        self._wire = wire
        self._take = take
        self._secret = secret.encode()
        self._site = site
        self._task: asyncio.Task[None] | None = None

    async def post(self, request: web.Request) -> web.Response:
        """One update. Answered when what it says is committed; anything but 200 brings it again."""
        given = request.headers.get(NAME, "").encode("utf-8", "surrogateescape")
        if not self._secret or not hmac.compare_digest(given, self._secret):
            request.app[RATES].stranger(request)
            raise web.HTTPUnauthorized
        if (request.content_length or 0) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
        await self._take(await read_json(request))
        return web.json_response({})

    def start(self) -> None:
        """Tells Telegram where to post, and goes on until it has heard."""
        self._task = asyncio.create_task(self._announce())

    async def stop(self) -> None:
        """What Telegram has to say until we are back waits with it."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _announce(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                await self._wire.set_webhook(self._site + PATH)
                return
            except BotError as error:
                LOG.warning("telegram webhook: %s", type(error).__name__)
                slow = error.seconds if isinstance(error, TelegramSlow) else 0.0
                await asyncio.sleep(max(wait, slow))
                wait = min(wait * 2, LONGEST_WAIT)
