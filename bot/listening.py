"""Where Kith listens: how long it waits for whoever calls, how much it hears, what it says to noise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.headers import put_headers
from bot.quiet import quiet_log, quiet_warnings
from bot.words import words

WAITING = 128
"""Connections that the system holds for us while we are busy."""
LONGEST_LINE = 8190
LONGEST_HEADER = 8190
MOST_HEADERS = 64
STOPPING_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. Together they let go of a caller who says half of something within twenty.

    A WebSocket is not meant: it is heard to the end by `bot/channels/stream.py`.
    """

    head: float = 15.0
    """From the first contact, or from the last answer, until a request's headers are all there."""
    tail: float = 3.0
    """For the rest of a body that nobody waits for any more; see `bot/bodies.py` for one that is read."""


USUAL = Patience()


@dataclass(frozen=True, slots=True)
class Listening:
    """An open port, and the address it has."""

    port: int
    server: asyncio.Server


class Plain(web.RequestHandler):
    """Hears HTTP as the library does; answers what is no HTTP without repeating a byte of it."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The library's own page quotes the request, and the request may be somebody's words."""
        super().handle_error(request, status, exc, None)
        code = "BadArgument" if status < 500 else "InternalError"
        response = web.Response(status=status, text=words("wire", code) + "\n")
        # It comes from below the app, so nothing else gives it what every answer has.
        put_headers(response, encrypted=False)
        response.headers["Server"] = "Kith"
        response.force_close()
        return response


@asynccontextmanager
async def listening(
    app: web.Application,
    host: str,
    port: int,
    patience: Patience = USUAL,
) -> AsyncIterator[Listening]:
    """The app, served on this address until the end. Port 0 takes any. Raises `OSError`."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOPPING_SECONDS)
    await runner.setup()
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(
            _meeting(runner, patience), host, port, backlog=WAITING, reuse_address=True
        )
        try:
            yield Listening(int(server.sockets[0].getsockname()[1]), server)
        finally:
            server.close()
    finally:
        await runner.cleanup()


def _meeting(runner: web.AppRunner, patience: Patience) -> Callable[[], Plain]:
    """What meets each caller. The library waits for headers as long as it keeps an idle caller."""
    loop, kith = asyncio.get_running_loop(), runner.server
    if kith is None:
        raise RuntimeError("set up first")
    quiet_warnings()
    return lambda: Plain(
        kith,
        loop=loop,
        logger=quiet_log(),
        access_log=None,  # type: ignore[arg-type]  # none is what turns it off
        keepalive_timeout=patience.head,
        lingering_time=patience.tail,
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_HEADER,
        max_headers=MOST_HEADERS,
    )
