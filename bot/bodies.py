"""What a request holds, or a refusal; whatever arrives, never a fault of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

LARGEST_BODY = 512 * 1024
"""Bytes. A card with five stories of 20,000 characters, four bytes each, still fits."""
MOST_NAMES = 50
MOST_PARTS = 8
LARGEST_PART = 4_096
FAR_TOO_MUCH = 5
CUT_OFF = (web.RequestPayloadError, ConnectionResetError)
"""A body packed otherwise than it says, and a caller who is gone: no fault of ours, for no log."""
SLOWEST_SECONDS = 15.0
"""A body that takes longer holds a place that others need; see `Patience` in `bot/listening.py`."""
UPLOAD_SECONDS = 60.0
"""For a whole form with a file in it, on a slow telephone; without a byte, no longer than any other."""


async def read_json(request: web.Request) -> dict[str, object]:
    """The object in the body. Raises `HTTPBadRequest` for anything else."""
    body = await _read(request)
    try:
        plain = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(plain, dict):
        raise web.HTTPBadRequest
    return plain


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a small form, as our pages post them. Raises `HTTPBadRequest`."""
    return dict(await read_fields(request))


async def read_fields(request: web.Request) -> list[tuple[str, str]]:
    """The same where a name may stand more than once, as ticked boxes do."""
    body = await _read(request)
    try:
        text = body.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_NAMES)
    except ValueError:
        raise web.HTTPBadRequest from None


async def read_parts(request: web.Request, largest: Mapping[str, int]) -> dict[str, bytes]:
    """The fields of a form that brings a file, in memory and nowhere else. `largest` says how many
    bytes a field may have that is not a short one; of more, one byte more than that is given.

    Raises `HTTPBadRequest` for anything that is not such a form, `HTTPRequestEntityTooLarge`, and
    `HTTPRequestTimeout` for one that stands still or never ends.
    """
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPBadRequest
    found: dict[str, bytes] = {}
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            reader = await request.multipart()
            for _ in range(MOST_PARTS):
                async with asyncio.timeout(SLOWEST_SECONDS):
                    part = await reader.next()
                if part is None:
                    break
                if not isinstance(part, BodyPartReader) or not part.name:
                    raise web.HTTPBadRequest
                found[part.name] = await _piece(part, largest.get(part.name, LARGEST_PART))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, LookupError, AssertionError, *CUT_OFF):
        raise web.HTTPBadRequest from None
    return found


async def _piece(part: BodyPartReader, limit: int) -> bytes:
    """The bytes of one field, and one more than the limit when there are more than that.

    What is only a little too big is heard to its end, so that it can be answered kindly.
    """
    data, heard = bytearray(), 0
    while chunk := await _chunk(part):
        heard += len(chunk)
        if heard > limit * FAR_TOO_MUCH:
            raise web.HTTPRequestEntityTooLarge(limit, heard)
        data += chunk[: max(0, limit + 1 - len(data))]
    return bytes(data)


async def _chunk(part: BodyPartReader) -> bytes:
    async with asyncio.timeout(SLOWEST_SECONDS):
        return await part.read_chunk()


async def _read(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(SLOWEST_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except CUT_OFF:
        raise web.HTTPBadRequest from None
