"""The words that steer a conversation, read from `commands.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

COMMANDS = Path(__file__).parent / "commands.toml"
TINTS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
"""What colours a picture sign, such as a thumb, and changes nothing in what it says."""


def plain(text: str) -> str:
    """Words as they are compared: small, without a leading slash or closing stops."""
    words = TINTS.sub("", text.casefold().replace("\u2019", "'")).strip()
    words = words.removeprefix("/") if len(words) > 1 else words
    return re.sub(r"\s+", " ", words.strip(" .!?,;:") if words != "?" else words)


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    read = tomllib.loads(COMMANDS.read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {"": {}}
    for name, value in read.items():
        if isinstance(value, list):
            found[""].update(dict.fromkeys(value, name))
        else:
            found[name] = {words: key for key, each in value.items() for words in each}
    return found


def command(text: str) -> str | None:
    """The command that these words are, whole: `back`, `not_known`, …; None if they are none."""
    return _tables()[""].get(plain(text))


def taking(text: str) -> tuple[str, str] | None:
    """A command with a name after it: `("change", "allergies")`."""
    words = plain(text)
    for before, name in _tables()["taking"].items():
        rest = words.removeprefix(before)
        if rest != words and rest:
            return name, rest
    return None


def meaning(table: str, text: str) -> str | None:
    """What the words mean in one of the small tables: `groups`, `yes_no`, `me`."""
    return _tables()[table].get(plain(text))


def farewell(text: str) -> bool:
    """Whether there is nothing in these words but thanks and goodbye."""
    pieces = [piece for piece in re.split(r"[,.!;\n]| and ", text.casefold()) if plain(piece)]
    return bool(pieces) and all(meaning("farewell", piece) for piece in pieces)
