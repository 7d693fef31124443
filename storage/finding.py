"""What a look at a store found: a name for the words, how grave it is, and numbers to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    FINE = "fine"
    NOTE = "note"
    """Somebody should know, and nothing is wrong yet."""
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. The details are counts, dates and version numbers only."""

    name: str
    state: State
    details: Mapping[str, object] = field(default_factory=dict)


def fine(name: str, **details: object) -> Finding:
    return Finding(name, State.FINE, details)


def noted(name: str, **details: object) -> Finding:
    return Finding(name, State.NOTE, details)


def fault(name: str, **details: object) -> Finding:
    return Finding(name, State.FAULT, details)


def faults(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.state is State.FAULT]
