"""The words of a document, read once from `words.toml` so that people can edit them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path


@cache
def _words() -> dict[str, dict[str, object]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def say(name: str, /, **values: object) -> str:
    """The words under `table.name`, with the values put in. A wrong name is a `KeyError`."""
    table, _, key = name.partition(".")
    words = str(_words()[table][key])
    for each, value in values.items():
        words = words.replace("{" + each + "}", str(value))
    return words


def known(name: str) -> bool:
    table, _, key = name.partition(".")
    return key in _words().get(table, {})


def every_word() -> str:
    """All words of the file, for telling a name from what every document says."""
    return " ".join(str(value) for table in _words().values() for value in table.values())


def number(name: str) -> int:
    return int(say(name))


def _month_name(when: date) -> str:
    return say("months.names").split()[when.month - 1]


def day(when: date) -> str:
    """A date as people in England write it: 3 March 2026."""
    return f"{when.day} {_month_name(when)} {when.year}"


def month(when: date) -> str:
    """A month and year: March 2026."""
    return f"{_month_name(when)} {when.year}"


def joined(items: Iterable[str]) -> str:
    """Several things on one line: sentences one after the other, other things with semicolons."""
    line = ""
    for item in items:
        between = "" if not line else " " if is_sentence(line) else say("gap.join")
        line += between + item
    return line


def is_sentence(text: str) -> bool:
    """Whether a text needs no full stop after it."""
    return text.rstrip("\"'’”)]").endswith((".", "!", "?", "…"))


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
