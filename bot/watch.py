"""Whatever goes wrong becomes a plain page or a plain line of JSON, and never tells a detail."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from time import perf_counter

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Middleware

from bot.errors import Busy, NotForYou, NotSignedIn, TokenEnded, TooMuch, Unreadable
from bot.headers import SAFE, is_at_home, is_for_us, is_our_own
from bot.house import House
from bot.pages import Pages
from bot.words import words
from storage.errors import DifferentBody, NotKept, Overtaken, StoreClosed

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOG = logging.getLogger("kith.web")
WIRE = "/v3/"
WATCHED = ("/healthz", "/readyz")
"""What watches the server asks by its number, not by its name."""
CODES = {
    400: "BadArgument",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "BadArgument",
    413: "MessageTooLarge",
    429: "TooManyRequests",
    503: "ServiceUnavailable",
}
AGAIN_SECONDS = "1"


def watch(house: House, pages: Pages) -> Middleware:
    """The outermost middleware: guards the door, counts the time, and mends what breaks."""

    @web.middleware
    async def watching(request: web.Request, handler: Handler) -> web.StreamResponse:
        began = perf_counter()
        try:
            response = await _guarded(house, request, handler)
        except asyncio.CancelledError:
            raise
        except web.HTTPException as error:
            if error.status < 400:
                raise
            response = _told(pages, request, error.status)
        except Exception as error:  # noqa: BLE001  the last resort: told to the log, never outside
            status = status_of(error)
            reference = _report(house, request, error) if status == 500 else ""
            response = _told(pages, request, status, reference, ended=status == 403)
            if isinstance(error, TooMuch):
                response.headers["Retry-After"] = str(error.seconds)
        took = (perf_counter() - began) * 1000
        LOG.info("%s %s %d %.1f", request.method, pattern(request), response.status, took)
        return response

    return watching


def status_of(error: Exception) -> int:
    match error:
        case NotForYou():
            return 404
        case NotSignedIn() | TokenEnded():
            return 403
        case NotKept() | StoreClosed() | Overtaken() | Busy():
            return 503
        case DifferentBody():
            return 409
        case Unreadable() | HttpProcessingError():  # the second: in the parts of a form in parts
            return 400
        case TooMuch():
            return 429
        case _:
            return 500


def pattern(request: web.Request) -> str:
    """The route as it is written in the table; an address that matched none is not repeated."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "-"


async def _guarded(house: House, request: web.Request, handler: Handler) -> web.StreamResponse:
    if house.demo and not is_at_home(request):
        raise NotForYou
    if request.path not in WATCHED and not is_for_us(request, house.site):
        raise NotForYou
    changes = request.method not in SAFE
    listens = "upgrade" in request.headers.get("Connection", "").lower()
    if (changes or listens) and not is_our_own(request, house.site):
        raise web.HTTPForbidden
    return await handler(request)


def _told(
    pages: Pages, request: web.Request, status: int, reference: str = "", *, ended: bool = False
) -> web.Response:
    if request.path.startswith(WIRE):
        code = CODES.get(status, "InternalError" if status >= 500 else "BadArgument")
        code = "TokenExpired" if ended else code
        body = {"error": {"code": code, "message": words("wire", code)}}
        response = web.json_response(body, status=status)
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
    else:
        response = pages.problem(status, reference=reference)
    if status in (429, 503):
        response.headers["Retry-After"] = AGAIN_SECONDS
    return response


def _report(house: House, request: web.Request, error: Exception) -> str:
    """Where it happened and what kind it was, under a number; what it said may be personal."""
    reference = house.new_id()[:10]
    where = " < ".join(
        f"{frame.name}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    LOG.error("%s %s %s at %s", reference, pattern(request), type(error).__name__, where)
    return reference
