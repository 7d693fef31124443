"""Reads a picture that somebody sent: decoded, made upright, made smaller, and everything else dropped."""

from __future__ import annotations

import io
import logging
import warnings
from typing import TYPE_CHECKING

from bot.errors import NotAPicture

if TYPE_CHECKING:
    from PIL import Image  # read when the first picture comes, not when the house opens its doors

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png"}
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 12_000_000}
"""What a phone's camera takes, and more than any screen shows. A small file can claim a great many
more, and all of a PNG has to be unpacked at once; of a JPEG no more is than is needed."""
LONGEST_SIDE = 1600
QUALITY = 85

logging.getLogger("PIL").setLevel(logging.WARNING)
"""It would tell a log that is asked for everything where a picture was taken."""


def read_picture(data: bytes) -> tuple[bytes, str]:
    """The picture itself and its media type, without the place and the day it was taken.

    Raises `NotAPicture` for anything but a JPEG or PNG of a sensible size.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(KINDS)) as found:
                kind = found.format or ""
                if found.width * found.height > MOST_PIXELS[kind] or min(found.size) < 1:
                    raise NotAPicture
                found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _written(ImageOps.exif_transpose(found), kind), KINDS[kind]
    except Exception:  # noqa: BLE001  whatever a decoder makes of bytes that were made to break it
        raise NotAPicture from None


def _written(picture: Image.Image, kind: str) -> bytes:
    """Only its pixels are written: a new picture has nothing of what came with the old one."""
    from PIL import Image

    mode = "RGBA" if kind == "PNG" and picture.mode in ("RGBA", "LA", "P") else "RGB"
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    out = io.BytesIO()
    if kind == "PNG":
        plain.save(out, "PNG", optimize=True)
    else:
        plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
