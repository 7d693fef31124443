"""Where answers go in a paper: the keys of `layout.toml` and `household.toml`, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T", "Layout", "HouseholdLayout")


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


@dataclass(frozen=True, slots=True)
class HouseholdLayout:
    """See `household.toml`, where each name is explained."""

    own_level: str
    agreed_level: str
    brings: str
    strengths_alone: int
    strengths_each: int
    welcome: tuple[str, ...]
    release: str
    release_all: tuple[str, ...]
    release_good: tuple[str, ...]
    good: tuple[str, ...]
    private: tuple[str, ...]
    unsaid: tuple[str, ...]
    valued_carer: str
    valued_household: str
    recommended: tuple[str, ...]
    promised: str
    certainty: str
    children_names: tuple[str, ...]
    in_title: tuple[str, ...]
    matching_order: tuple[str, ...]
    matching_year: str
    matching_same: tuple[str, ...]
    matching_first: tuple[str, ...]
    limits: str
    matching_brings: int
    matching_limits: int
    consent_for: str
    consent: str


@cache
def layout() -> Layout:
    return _read(Layout, "layout.toml")


@cache
def household_layout() -> HouseholdLayout:
    return _read(HouseholdLayout, "household.toml")


def _read(kind: type[T], file: str) -> T:
    plain = tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    values: dict[str, Any] = {
        each.name: tuple(value) if isinstance(value := plain[each.name], list) else value
        for each in fields(kind)
    }
    return kind(**values)
