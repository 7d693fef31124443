"""Makes the words of the story bank into one child's: names, pronouns, and days before a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.larkshire.bank import BankError

_PLACE = re.compile(r"\{(\w+)(?::(-?\d+))?\}")
_LONG_AGO = 300
"""Days after which a day or a month is said with its year."""
_PRONOUNS = {
    "M": {"he": "he", "him": "him", "his": "his", "himself": "himself"},
    "F": {"he": "she", "him": "her", "his": "her", "himself": "herself"},
}
_DEPTH = 3
"""A word may hold other words, such as a van with the child's name on it."""


class UnknownWord(BankError):
    """A text of the story bank asks for a word that is not there."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom a text is about, and the day on which it was said."""

    name: str
    sex: str
    words: Mapping[str, str]
    day: date

    def say(self, text: str) -> str:
        """The text with every word filled in. Raises `UnknownWord`."""
        for _ in range(_DEPTH):
            if "{" not in text:
                break
            text = _PLACE.sub(self._word, text)
        return text

    def on(self, days: int) -> date:
        """So many days after the day it was said; before it, when negative."""
        return self.day + timedelta(days=days)

    def _word(self, found: re.Match[str]) -> str:
        name, days = found.groups()
        if days is not None:
            return _dated(name, self.on(-int(days)), int(days))
        known = {"name": self.name, **_PRONOUNS[self.sex], **self.words}
        if name in known:
            return known[name]
        lower = name.removesuffix("_cap").lower()
        if lower in known and lower != name:
            return known[lower][0].upper() + known[lower][1:]
        raise UnknownWord(name)


def _dated(name: str, day: date, days: int) -> str:
    year = f" {day:%Y}" if abs(days) > _LONG_AGO else ""
    if name == "on":
        return f"{day.day} {day:%B}{year}"
    if name == "month":
        return f"{day:%B}{year}"
    raise UnknownWord(name)
