"""What a request holds, or a refusal; whatever arrives, never a fault of ours."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qsl

from aiohttp import web

LARGEST_BODY = 512 * 1024
"""Bytes. A card with five stories of 20,000 characters, four bytes each, still fits."""
MOST_NAMES = 50
SLOWEST_SECONDS = 15.0
"""A body that takes longer holds a place that others need; see `Patience` in `bot/listening.py`."""


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


async def _read(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(SLOWEST_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
