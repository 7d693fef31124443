"""Levels of need: what they are called, for adults and for children.

Everything here follows the needs scale that the council holds as data (`care/needs.toml`): 0 to 4,
higher means more help from adults, and *not known yet* is None: never zero, never in a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from care.data import tables, words

HIGHEST = 4


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the scale, in words for adults and in words for children."""

    value: int | None
    label: str
    child_label: str
    help: str
    how_often: str = ""


@cache
def levels() -> tuple[Level, ...]:
    """The five levels, lowest first, so that `levels()[3]` is level 3."""
    return tuple(
        Level(int(row["value"]), row["label"], row["child_label"], row["help"], row["how_often"])
        for row in tables("needs", "level")
    )


@cache
def not_known() -> Level:
    """The words for a level that nobody knows yet."""
    label, child_label, help_words = (
        words("needs", "not_known", key) for key in ("label", "child_label", "help")
    )
    return Level(None, label, child_label, help_words)


def level(value: int | None) -> Level:
    """The words for a level from 0 to 4, or for None. Raises `ValueError` for any other number."""
    if value is None:
        return not_known()
    if not 0 <= value <= HIGHEST:
        raise ValueError(f"a level is from 0 to {HIGHEST}, or not known")
    return levels()[value]


def level_labels() -> tuple[str, ...]:
    """The words for levels 0 to 4, lowest first."""
    return tuple(each.label for each in levels())
