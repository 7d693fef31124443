"""What kind of browser and system a request comes from, in stable words; never its own long word."""

from __future__ import annotations

from aiohttp import web

from storage.devices import Device

BROWSERS = (
    ("edge", ("edg/", "edga/", "edgios/")),
    ("samsung", ("samsungbrowser/",)),
    ("opera", ("opr/", "opios/")),
    ("firefox", ("firefox/", "fxios/")),
    ("chrome", ("chrome/", "crios/", "chromium/")),
    ("safari", ("safari/",)),
)
"""In this order: most of them also say that they are those after them."""
SYSTEMS = (
    ("ipad", ("ipad",)),
    ("iphone", ("iphone", "ipod")),
    ("android", ("android",)),
    ("chromebook", ("cros",)),
    ("windows", ("windows",)),
    ("mac", ("macintosh", "mac os x")),
    ("linux", ("linux", "x11")),
)
OTHER = "other"
LONGEST = 512


def device_of(request: web.BaseRequest) -> Device:
    said = request.headers.get("User-Agent", "")[:LONGEST].lower()
    return Device(_first(BROWSERS, said), _first(SYSTEMS, said))


def _first(table: tuple[tuple[str, tuple[str, ...]], ...], said: str) -> str:
    return next((word for word, signs in table if any(sign in said for sign in signs)), OTHER)
