"""Days and times as people in England say them, by the clock on their wall."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from templates.words import day

ENGLAND = ZoneInfo("Europe/London")


def day_words(when: datetime | date) -> str:
    """3 March 2026."""
    return day(when.astimezone(ENGLAND).date() if isinstance(when, datetime) else when)


def time_words(when: datetime) -> str:
    """09:05, summer time included."""
    return when.astimezone(ENGLAND).strftime("%H:%M")


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year."""
    import holidays  # not needed before something is sent

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
