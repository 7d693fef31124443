"""Keeps a household's address out of papers that go further than the people who know it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from care.text import clean
from dialogs.answers import Given, Rows
from templates.layout import household_layout
from templates.parts import Withheld
from templates.review import ReviewParts
from templates.words import say

SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Address:
    """Where a household lives, as its record has it."""

    record: Mapping[str, str]
    children: tuple[str, ...] = field(default=(), repr=False)
    """First names of children who live there, or did, as the yearly review has them."""

    def left_out(self, text: str) -> str:
        """The text with the address, its street and its postcode left out, and that said in its
        place. A town or a part of the county is no address, and stays. A child's name goes too."""
        for name in self.children:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", say("matching.a_child"), text)
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


def safe_words(parts: ReviewParts) -> Address:
    """What the page for matching leaves out: where they live, and who lives with them. A child who is
    called as a carer is stays, since nobody could tell them apart."""
    group, field_key = household_layout().children_names
    answers = parts.review.answers if parts.review else {}
    rows = answers.get(group)
    ids = rows.value.ids if isinstance(rows, Given) and isinstance(rows.value, Rows) else ()
    told = [answers.get(f"{group}.{row}.{field_key}") for row in ids]
    names = {clean(str(each.value)).strip() for each in told if isinstance(each, Given)}
    names -= {"", *(carer.name for carer in parts.carers)}
    return Address(parts.facts.record, tuple(sorted(names, key=len, reverse=True)))
