"""Where answers go on page one: the keys of `layout.toml`, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Layout:
    """See `layout.toml`, where each name is explained."""

    section: str
    headline: str
    must_haves: str
    request: tuple[str, ...]
    who: tuple[str, ...]
    home: tuple[str, ...]
    own_words: tuple[str, ...]
    matter_most: str
    strength: str
    helps: str
    must_know: tuple[str, ...]
    clear: tuple[str, ...]
    unknown: tuple[str, ...]
    safety_line: tuple[str, ...]
    domain_words: str
    most: int
    line_most: int
    own_most: int
    gaps_most: int
    columns: int


@cache
def layout() -> Layout:
    plain = tomllib.loads(Path(__file__).with_name("layout.toml").read_text(encoding="utf-8"))
    values: dict[str, Any] = {
        each.name: tuple(value) if isinstance(value := plain[each.name], list) else value
        for each in fields(Layout)
    }
    return Layout(**values)
