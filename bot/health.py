"""Alive, and ready: for whatever watches the server."""

from __future__ import annotations

from aiohttp import web

from bot.house import House
from storage import referrals
from storage.errors import StorageError


class Health:
    """Neither says anything about anybody."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def alive(self, _: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """The store answers too, and the forms were read."""
        try:
            await self._house.store.perform(referrals.count_new)
        except StorageError:
            return web.json_response({"ready": False}, status=503)
        return web.json_response({"ready": bool(self._house.forms)})
