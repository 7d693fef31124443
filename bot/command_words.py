"""What the commands say, kept in `commands.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _words() -> dict[str, dict[str, str] | str]:
    path = Path(__file__).parent / "commands.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def said(name: str, /, **details: object) -> str:
    """The words of that dotted name, with details filled in. Raises `KeyError`."""
    section, _, key = name.partition(".")
    table = _words()[section]
    text = table if isinstance(table, str) else table[key]
    return text.format(**details) if details else text
