"""What a Direct Line client brings that is no words: told by its kind, heard to its end, never kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from bot.bodies import CUT_OFF, SLOWEST_SECONDS
from bot.channels.declined import Declined

LARGEST_UPLOAD = 25 * 1024 * 1024
"""Bytes that are heard to their end, so that a picture from a phone is answered kindly."""
LARGEST_ACTIVITY = 64 * 1024
MOST_PARTS = 30
ACTIVITY = "activity"
KINDS = {"image": Declined.PHOTO, "audio": Declined.VOICE, "video": Declined.VIDEO}
CARDS = "application/vnd.microsoft.card."
PLACES = frozenset({"GeoCoordinates", "Place"})


@dataclass(frozen=True, slots=True)
class Brought:
    """What came with an upload, but for the files themselves."""

    activity: Mapping[str, object]
    kind: Declined
    too_large: bool


def brought_in(activity: Mapping[str, object]) -> Declined | None:
    """What a message brings besides words and taps; None when it brings nothing."""
    attached = activity.get("attachments")
    if isinstance(attached, list) and attached:
        return _kind(_word(attached[0], "contentType"))
    if activity.get("text") is None and activity.get("value") is None:
        entities = activity.get("entities")
        if isinstance(entities, list) and any(_word(each, "type") in PLACES for each in entities):
            return Declined.LOCATION
    return None


async def uploaded(request: web.Request) -> Brought:
    """Hears an upload to its end, and lets go of every byte of a file as it comes.

    Raises `HTTPBadRequest` for what is no upload, and `HTTPRequestTimeout`.
    """
    try:
        async with asyncio.timeout(SLOWEST_SECONDS * 4):
            if request.content_type.startswith("multipart/"):
                return await _in_parts(request)
            return Brought({}, _kind(request.content_type), await _is_too_large(request))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, LookupError, AssertionError, RecursionError, *CUT_OFF):
        raise web.HTTPBadRequest from None


async def _in_parts(request: web.Request) -> Brought:
    activity: Mapping[str, object] = {}
    kinds: list[Declined] = []
    heard = 0
    reader = await request.multipart()
    for _ in range(MOST_PARTS):
        part = await reader.next()
        if part is None:
            break
        if not isinstance(part, BodyPartReader):
            raise web.HTTPBadRequest
        if part.name == ACTIVITY:
            activity = await _activity(part)
            continue
        kinds.append(_kind(part.headers.get("Content-Type", "")))
        while chunk := await part.read_chunk():
            heard += len(chunk)
            if heard > LARGEST_UPLOAD:
                return Brought(activity, kinds[0], too_large=True)
    if not kinds:
        raise web.HTTPBadRequest
    return Brought(activity, kinds[0], too_large=False)


async def _activity(part: BodyPartReader) -> Mapping[str, object]:
    text = bytearray()
    while chunk := await part.read_chunk():
        text += chunk
        if len(text) > LARGEST_ACTIVITY:
            raise web.HTTPBadRequest
    plain = json.loads(text.decode("utf-8"))
    if not isinstance(plain, dict):
        raise web.HTTPBadRequest
    return plain


async def _is_too_large(request: web.Request) -> bool:
    heard = 0
    async for chunk in request.content.iter_any():
        heard += len(chunk)
        if heard > LARGEST_UPLOAD:
            return True
    return False


def _kind(content_type: str) -> Declined:
    if content_type.startswith(CARDS):
        return Declined.OTHER
    return KINDS.get(content_type.partition("/")[0].strip().lower(), Declined.FILE)


def _word(plain: object, name: str) -> str:
    word = plain.get(name) if isinstance(plain, Mapping) else None
    return word if isinstance(word, str) else ""
