"""Reads a picture that somebody sent: decoded, made upright, made smaller, and everything else dropped."""

from __future__ import annotations

import io
import logging
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.errors import NotAPicture

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png"}
MOST_PIXELS = 40_000_000
"""More than any phone's camera takes; a small file can claim a great many more."""
LONGEST_SIDE = 1600
QUALITY = 85

logging.getLogger("PIL").setLevel(logging.WARNING)
"""It would tell a log that is asked for everything where a picture was taken."""


def read_picture(data: bytes) -> tuple[bytes, str]:
    """The picture itself and its media type, without the place and the day it was taken.

    Raises `NotAPicture` for anything but a JPEG or PNG of a sensible size.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(KINDS)) as found:
                if found.width * found.height > MOST_PIXELS or min(found.size) < 1:
                    raise NotAPicture
                kind = found.format or ""
                upright = ImageOps.exif_transpose(found)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _written(upright, kind), KINDS[kind]
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        KeyError,
        EOFError,
        OverflowError,
        MemoryError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise NotAPicture from None


def _written(picture: Image.Image, kind: str) -> bytes:
    """Only its pixels are written: a new picture has nothing of what came with the old one."""
    mode = "RGBA" if kind == "PNG" and picture.mode in ("RGBA", "LA", "P") else "RGB"
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    out = io.BytesIO()
    if kind == "PNG":
        plain.save(out, "PNG", optimize=True)
    else:
        plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
