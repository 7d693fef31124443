"""What happened at Larkshire before today: things done one after the other, each at its own time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.times import to_text
from storage.turn import Turn


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done, and when."""

    when: datetime
    do: Callable[[Turn], None]


def relive(turn: Turn, acts: Iterable[Act]) -> None:
    """Does everything in the order of its time, so that the diary reads like a diary.

    This is the one place where a turn is told another time than the clock's, and only ever an
    earlier one; afterwards it has its own time again.
    """
    now, at = turn.now, turn.at
    try:
        for act in sorted(acts, key=lambda act: act.when):
            turn.now = min(act.when, now)
            turn.at = to_text(turn.now)
            act.do(turn)
    finally:
        turn.now, turn.at = now, at
