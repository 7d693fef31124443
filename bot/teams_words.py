"""What Kith says in Teams besides the conversation itself, kept in `teams.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def in_teams() -> Mapping[str, Any]:
    """All of `teams.toml`: sentences by place and name, and what the app package is made from."""
    path = Path(__file__).parent / "teams.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def teamed(name: str, /, **details: object) -> str:
    """The words of that dotted name, with details filled in. Raises `KeyError`."""
    place, _, key = name.partition(".")
    sentence: str = in_teams()[place][key]
    return sentence.format(**details) if details else sentence
