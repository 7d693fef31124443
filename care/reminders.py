"""When somebody is reminded of a day that is coming: three times at most, in waking hours, kindly.

Four weeks before, so that there is time to talk; two weeks before, so that there is time to write;
three days before, so that nothing is a surprise. After the day itself nobody is told anything: it
stands on the pages, and somebody rings. Quiet hours are from eight at night to eight in the
morning, at weekends and on bank holidays: carers are awake then with children, and nobody at the
office could answer what a reminder stirs up. Everything here is pure: the time, the clock on the
wall and the bank holidays are handed in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

AHEAD = (28, 14, 3)
"""How many days before the day, the earliest first."""
MOST = len(AHEAD)
WAKING = time(8)
EVENING = time(20)
MORNING = time(9)
"""When a reminder goes that nobody chose an hour for."""
SNOOZE = timedelta(days=3)
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The clock on the wall, and the days on which nobody is reminded."""

    zone: tzinfo
    holidays: Collection[date] = ()

    def works(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands between one person and one thing that they may be reminded of."""

    told: int = 0
    told_at: datetime | None = None
    not_before: datetime | None = None
    """Not now, they said, but then."""
    stopped: bool = False


def is_quiet(now: datetime, calendar: Calendar) -> bool:
    """Whether nobody is to be reminded of anything just now."""
    here = now.astimezone(calendar.zone)
    return not (calendar.works(here.date()) and WAKING <= here.time() < EVENING)


def next_time(due: date, standing: Standing, calendar: Calendar) -> datetime | None:
    """When this person is to be told next, or None: never again for this day.

    The time may have passed; then it is now, or as soon as it is not quiet (`is_due`). What was
    missed while nothing was running is told once, not three times over.
    """
    if standing.stopped or standing.told >= MOST:
        return None
    if standing.not_before is not None:
        wanted = min(standing.not_before, _at(due, MORNING, calendar))
        return _waking(wanted, due, calendar)
    for days in AHEAD:
        wanted = _at(due - timedelta(days=days), MORNING, calendar)
        planned = _waking(wanted, due, calendar) or _before(wanted, calendar)
        if standing.told_at is None or planned > standing.told_at:
            return planned
    return None


def is_due(due: date, standing: Standing, now: datetime, calendar: Calendar) -> bool:
    """Whether they are to be told now: it is time, it is not quiet, and the day is not over."""
    when = next_time(due, standing, calendar)
    over = now.astimezone(calendar.zone).date() > due
    return when is not None and when <= now and not over and not is_quiet(now, calendar)


def told(standing: Standing, now: datetime) -> Standing:
    """They have been told; what they had put off is done with."""
    return replace(standing, told=standing.told + 1, told_at=now, not_before=None)


def snoozed(standing: Standing, now: datetime) -> Standing:
    """Once more in three days. It is one of the three, not a fourth."""
    return replace(standing, not_before=now + SNOOZE)


def stopped(standing: Standing) -> Standing:
    """Nothing more about this day; about next year's they are told again."""
    return replace(standing, stopped=True, not_before=None)


def _at(day: date, hour: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, hour, calendar.zone)


def _waking(when: datetime, due: date, calendar: Calendar) -> datetime | None:
    """The same time, or the next that is not quiet; None when the day itself is over by then."""
    here = when.astimezone(calendar.zone)
    day, hour = here.date(), here.time()
    if hour >= EVENING:
        day += _ONE_DAY
    while day <= due:
        if calendar.works(day):
            unmoved = day == here.date() and hour >= WAKING
            return here if unmoved else _at(day, MORNING, calendar)
        day += _ONE_DAY
    return None


def _before(when: datetime, calendar: Calendar) -> datetime:
    """The last working morning before a time: for a day that only holidays lie before."""
    day = when.astimezone(calendar.zone).date() - _ONE_DAY
    while not calendar.works(day):
        day -= _ONE_DAY
    return _at(day, MORNING, calendar)
