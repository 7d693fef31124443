"""Levels of need: what they are called, what a pattern of them suggests, and how they change.

Everything here follows the needs scale that the council holds as data (`care/needs.toml`): 0 to 4,
higher means more help from adults, and *not known yet* is None: never zero, never in a sum.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from care.data import tables, words

Levels = Mapping[str, int | None]
"""By domain, in the order of the form; None is *not known yet*."""

HIGHEST = 4
Flagged = Literal["intensive_any", "three_daily", "unknown_many", "no_strength", "rising"]


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the scale, in words for adults and in words for children."""

    value: int | None
    label: str
    child_label: str
    help: str
    how_often: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A pattern worth a second look: a prompt to people, never a decision."""

    key: Flagged
    message: str
    domains: tuple[str, ...]
    """The domains it is about."""


@dataclass(frozen=True, slots=True)
class Change:
    """How needs moved between two profiles, over the domains known in both."""

    by_domain: Mapping[str, int] = field(hash=False)
    """Previous level less current level: positive when the need has become smaller."""
    percent: float | None
    """The change in all paired levels together; None where there was no need to begin with."""

    @property
    def pairs(self) -> int:
        """How many domains were compared; always shown beside the percentage."""
        return len(self.by_domain)

    @property
    def is_rising(self) -> bool:
        """One need up by two or more, or three needs up: time for a stability meeting."""
        grown = [-delta for delta in self.by_domain.values() if delta < 0]
        return any(delta >= 2 for delta in grown) or len(grown) >= 3


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


def pattern_flags(
    now: Levels, strengths: Collection[str], previous: Levels | None = None
) -> tuple[Flag, ...]:
    """What the levels suggest, given the domains that have a strength written down.

    `rising` needs an earlier profile on the same version of the scale.
    """
    known = {domain: value for domain, value in now.items() if value is not None}
    moved = change(previous, now).by_domain if previous and change(previous, now).is_rising else {}
    patterns: tuple[tuple[Flagged, list[str], int], ...] = (
        ("intensive_any", [domain for domain, value in known.items() if value == HIGHEST], 1),
        ("three_daily", [domain for domain, value in known.items() if value >= 3], 3),
        ("unknown_many", [domain for domain, value in now.items() if value is None], 4),
        ("no_strength", [domain for domain in known if domain not in strengths], 1),
        ("rising", [domain for domain, delta in moved.items() if delta < 0], 1),
    )
    return tuple(
        Flag(key, words("needs", "flags", key), tuple(domains))
        for key, domains, enough in patterns
        if len(domains) >= enough
    )


def priorities(now: Levels, most: int = 3) -> tuple[str, ...]:
    """The domains with the greatest need, greatest first; equal needs in the order of the form.

    A domain that is going well (0) or is not known yet is never a priority.
    """
    needs = [(domain, value) for domain, value in now.items() if value]
    needs.sort(key=lambda need: -need[1])
    return tuple(domain for domain, _ in needs[:most])


def change(previous: Levels, current: Levels) -> Change:
    """What changed, over the domains known both times, in the order of the current profile.

    Both must be on the same version of the scale. The percentage is
    `(sum before - sum now) / sum before * 100` over those pairs, and there is none when the sum
    before is 0. It is for seeing progress: never for ranking children or setting a fee.
    """
    pairs: dict[str, tuple[int, int]] = {}
    for domain, now in current.items():
        before = previous.get(domain)
        if before is not None and now is not None:
            pairs[domain] = (before, now)
    total = sum(before for before, _ in pairs.values())
    by_domain = {domain: before - now for domain, (before, now) in pairs.items()}
    return Change(by_domain, sum(by_domain.values()) / total * 100 if total else None)


def change_words(delta: int) -> str:
    """What a change in one domain means, in words: smaller, about the same, or grown."""
    key = "smaller" if delta > 0 else "bigger" if delta < 0 else "same"
    return words("needs", "change", key)


def level_labels() -> tuple[str, ...]:
    """The words for levels 0 to 4, lowest first."""
    return tuple(each.label for each in levels())
