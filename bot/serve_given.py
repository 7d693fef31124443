"""What was set, as text, and the readers that make something of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.serve_errors import SettingRefused

T = TypeVar("T")

LONGEST = 500
TENANT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""How a directory's id is written, and an app's too."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was set, as text, by the name of the setting."""

    plain: Mapping[str, str] = field(repr=False)

    def need(self, name: str, read: Callable[[str], T | None]) -> T:
        """Raises `SettingRefused` when it is missing or `read` makes nothing of it."""
        text = self.plain.get(name, "").strip()
        if not text:
            raise SettingRefused(name, "missing")
        found = read(text) if len(text) <= LONGEST and text.isprintable() else None
        if found is None:
            raise SettingRefused(name, wrong(name))
        return found

    def take(self, name: str, read: Callable[[str], T | None], without: T) -> T:
        return self.need(name, read) if self.has(name) else without

    def has(self, name: str) -> bool:
        return bool(self.plain.get(name, "").strip())


def wrong(name: str) -> str:
    """The sentence on what this setting must be like."""
    return "wrong_" + name.partition(".")[2]


def like(shape: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if shape.fullmatch(text) else None


def whole(least: int, most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        good = text.isascii() and text.isdecimal() and len(text) < 10
        return int(text) if good and least <= int(text) <= most else None

    return read


def path(text: str) -> Path | None:
    """A whole path, from the root."""
    found = Path(text)
    return found if found.is_absolute() else None
