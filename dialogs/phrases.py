"""The words Kith says, kept in `phrases.toml` so that tone is edited without touching code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PHRASES = Path(__file__).parent / "phrases.toml"


def _flat(table: Mapping[str, object], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            found.update(_flat(value, f"{before}{name}."))
        else:
            found[before + name] = str(value)
    return found


@cache
def phrases() -> Mapping[str, str]:
    """Every phrase by its dotted name."""
    return _flat(tomllib.loads(PHRASES.read_text(encoding="utf-8")))


class _Known(dict[str, object]):
    """Details by name; one that is not there yet stays in braces, to be filled in later."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def phrase(name: str, /, **details: object) -> str:
    """The phrase of that name, its details filled in. Raises `KeyError` for an unknown name."""
    text = phrases()[name]
    return text.format_map(_Known(details)) if details else text
