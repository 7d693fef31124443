"""Files that pretend to be pictures, and pictures that bring more than a picture: never a fault, never kept."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData
from PIL import Image

from bot.errors import NotAPicture
from bot.picture import read_picture
from tests.bot.review_town import HOME, ROSA, Town, a_town, browsing

ODD_EXIF = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4QB8RXhpZgAATU0AKgAAAAgAAwEOAAIAAAAMAAAAMgESAAMAAAABAAYAAIgl"
    "AAQAAAABAAAAPgAAAABTRUNSRVRQTEFDRQAAAgACAAIAAAACTgAAAAACAAUAAAADAAAAXAAAAAAAAAAzAAAAAQAA"
    "AB4AAAABAAAAAAAAAAH/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcp"
    "LDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy"
    "MjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCABAAEADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQF"
    "BgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK"
    "FhcYGRolJicoKSo0NTY3ODk6GAgktENERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SV"
    "lpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8B"
    "AAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKC//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXET"
    "IjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpz"
    "dHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uLj5OXm"
    "5+jp6vLz9PX29/j5+v/aAAwDAQACEQMRAD8A4uiiivmT9xCiiigAooooAKKKKACiiigAooooAKKKKACiiigAoooo"
    "AKKKKACiiigAooooAKKKKACiiigAooooAKKKKAP/2Q=="
)
"""A JPEG whose words on where it was taken are of a kind that nobody expects there."""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says how large it is, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9))


def written(kind: str, size: int = 40, **more: Any) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (size, size), "green").save(kept, kind, **more)
    return kept.getvalue()


REFUSED = {
    "svg": SVG,
    "gif": written("GIF"),
    "webp": written("WEBP"),
    "tiff": written("TIFF"),
    "a hundred megapixels": claims(10_000, 10_000),
    "as many as a number can say": claims(2**31 - 1, 2**31 - 1),
    "a screen that nobody has": claims(4_000, 4_000),
    "nothing": b"",
    "half of one": written("PNG", 200)[:80],
    "half of a jpeg's head": written("JPEG")[:150],
    "a zip": b"PK\x03\x04" + b"\0" * 100,
    "odd words in it": ODD_EXIF,
    "a bomb of words": b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 6, 0, 0, 0))
    + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 80_000_000, 9)),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_picture_for_us_is_refused_and_breaks_nothing(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        read_picture(data)


def test_a_picture_keeps_its_pixels_and_nothing_of_what_came_with_them() -> None:
    told = Image.Exif()
    told[0x0112], told[0x010E], told[0x8825] = 6, "SECRETPLACE", {1: "N", 2: (51.0, 30.0, 0.0)}
    for data in (
        written("JPEG", exif=told, comment=b"SECRETPLACE"),
        written("PNG", exif=told) + b"PK\x03\x04SECRETPLACE",
        written("JPEG") + b"<script>SECRETPLACE</script>",
        written("PNG", save_all=True, append_images=[Image.new("RGB", (40, 40), "red")]),
    ):
        kept, _ = read_picture(data)
        for word in (b"SECRETPLACE", b"Exif", b"acTL", b"PK\x03", b"<script"):
            assert word not in kept


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


async def test_a_files_name_and_what_it_is_said_to_be_mean_nothing(town: Town) -> None:
    address = f"/households/{HOME.ref}/pictures"
    async with browsing(town, ROSA) as (rosa,):
        csrf = await rosa.csrf()

        async def send(data: bytes, name: str, kind: str) -> int:
            form = FormData()
            form.add_field("csrf", csrf)
            form.add_field("words", "{{7*7}} <b>Our dog</b>")
            form.add_field("picture", io.BytesIO(data), filename=name, content_type=kind)
            return (await rosa.post(address, data=form)).status

        assert await send(SVG, "dog.png", "image/png") == 400
        assert await send(ODD_EXIF, "dog.jpg", "image/jpeg") == 400
        assert await send(b"x" * (5 * 2**20 + 1), "dog.png", "image/png") == 413
        assert await send(written("PNG"), "../../etc/cron.d/x.svg", "image/svg+xml") == 303
        page = await (await rosa.get(address)).text()
        assert "cron" not in page
        assert "&lt;b&gt;Our dog" in page
        found = page.partition(f'src="{address}/')[2].partition('"')[0]
        shown = await rosa.get(f"{address}/{found}")
        assert shown.headers["Content-Type"] == "image/png"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert shown.headers["Cache-Control"] == "no-store"
        word = await rosa.get(f"/households/{HOME.ref}/welcome.docx")
        assert word.status == 200
        assert b"cron" not in await word.read()
