"""The server as it is started: it says where it is, and goes away cleanly."""

from __future__ import annotations

import asyncio

from aiohttp import ClientSession

from bot.app import serve
from tests.bot.house import Small


async def test_the_server_says_where_it_is_and_stops_when_told(small: Small) -> None:
    stop = asyncio.Event()
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(small.house, "127.0.0.1", 0, told.set_result, stop))
    address = await told
    async with ClientSession() as client, client.get(f"{address}/healthz") as answer:
        assert answer.status == 200
    stop.set()
    await serving
    assert address.startswith("http://127.0.0.1:")
