"""Keeps a household's address out of papers that go further than the people who know it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from care.text import clean
from templates.parts import Withheld
from templates.words import say

SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Address:
    """Where a household lives, as its record has it."""

    record: Mapping[str, str]

    def left_out(self, text: str) -> str:
        """The text with the address, its street and its postcode left out, and that said in its
        place. A town or a part of the county is no address, and stays."""
        for pattern in self._patterns():
            text = pattern.sub(say("matching.no_address"), text)
        return text

    def withheld(self) -> Iterator[Withheld]:
        """The same for reading back."""
        for name, text in self._texts():
            yield Withheld(f"record.{name}", text, identity=True)

    def _texts(self) -> Iterator[tuple[str, str]]:
        whole = clean(self.record.get("address", "")).strip()
        street = re.split(r"[,\n]", whole)[0].strip()
        postcode = clean(self.record.get("postcode", "")).strip()
        for name, text in (("address", whole), ("address", street), ("postcode", postcode)):
            if len(text) >= SHORTEST and (name == "postcode" or " " in text):
                yield name, text

    def _patterns(self) -> Iterator[re.Pattern[str]]:
        for name, text in self._texts():
            words = [re.escape(word) for word in re.split(r"[\s,]+", text) if word]
            between = r"\s*" if name == "postcode" else r"[\s,]+"
            yield re.compile(rf"(?<!\w){between.join(words)}(?!\w)", re.IGNORECASE)
