"""The stream of a conversation: a WebSocket that says what is new until either side ends."""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import WSCloseCode, web

from bot.channels.live import Live
from bot.channels.wire import frame

PING_SECONDS = 25
LONGEST_FRAME = 4096
"""A client has nothing to say on the stream but an empty ping."""


async def listen(request: web.Request, live: Live, watermark: int) -> web.WebSocketResponse:
    """Everything after the watermark, then everything that follows."""
    socket = web.WebSocketResponse(
        heartbeat=PING_SECONDS, max_msg_size=LONGEST_FRAME, compress=False
    )
    await socket.prepare(request)
    bell = live.listen()
    writing = asyncio.create_task(_write(socket, live, bell, watermark))
    try:
        async for _ in socket:
            pass
    finally:
        live.leave(bell)
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await writing
    return socket


async def _write(
    socket: web.WebSocketResponse, live: Live, bell: asyncio.Event, watermark: int
) -> None:
    while live.is_newest(bell):
        bell.clear()
        activities, newest = live.after(watermark)
        if activities:
            await socket.send_str(frame(activities, newest))
            watermark = newest
            continue
        await bell.wait()
    if live.ended and live.goodbye:
        await socket.send_str(frame(live.goodbye, watermark))
    await socket.close(code=WSCloseCode.GOING_AWAY)
