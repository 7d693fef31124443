"""When a household's review is due, in plain words: never a number alone, and overdue said kindly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.days import day_words
from bot.words import words
from care.timescales import months_after

SOON = 2
"""Months ahead in which something is coming up."""


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something is due, as it is said on a page."""

    on: date | None
    overdue: bool
    soon: bool
    words: str


def due(on: date | None, today: date) -> Due:
    """How far away it is. A day that nobody knows is neither overdue nor soon."""
    if on is None:
        return Due(None, False, False, words("due", "unknown"))
    days = (on - today).days
    said = day_words(on)
    match days:
        case 0:
            text = words("due", "today")
        case 1:
            text = words("due", "tomorrow")
        case -1:
            text = words("due", "overdue_one", day=said)
        case _ if days < 0:
            text = words("due", "overdue", day=said, count=-days)
        case _ if days < 14:
            text = words("due", "in_days", day=said, count=days)
        case _ if days < 70:
            text = words("due", "in_weeks", day=said, count=days // 7)
        case _:
            text = words("due", "on", day=said)
    return Due(on, days < 0, days >= 0 and on <= months_after(today, SOON), text)


def by(on: date, today: date) -> Due:
    """The same for anything that falls due; what it is stands beside it."""
    days, said = (on - today).days, day_words(on)
    if days < 0:
        text = words("due", "was_by", day=said)
    else:
        text = words("due", "by", day=said)
    return Due(on, days < 0, days >= 0 and on <= months_after(today, SOON), text)


def first(one: Due) -> tuple[bool, date]:
    """For sorting: what is due first, and what nobody knows last."""
    return (one.on is None, one.on or date.max)
