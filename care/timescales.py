"""When things are due: working days in England, and the dates of fostering households.

Bank holidays are handed in, because they are proclaimed and not computed. A period is counted from
the day after it starts, so "within 5 working days" of a Monday ends on the next Monday. "The 2011
Regulations" are the Fostering Services (England) Regulations 2011 (SI 2011/581). A council's own
timescale may be shorter than the law's; the intervals of checks are a council's own in any case, and
stand in `care/timescales.toml`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from care.data import number, words

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_REVIEW_MONTHS = 12
_STANDARDS_MONTHS = 12
_STANDARDS_MONTHS_CONNECTED = 18

Check = Literal["dbs", "medical", "safety", "unannounced"]
"""What is looked at again and again in a fostering household."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has to be done, by the end of a day."""

    key: str
    label: str
    by: date


@dataclass(frozen=True, slots=True)
class CarerDates:
    """What is known of a household's dates; None is not known, and nothing is counted from it."""

    approved: date | None
    last_review: date | None = None
    """The day the newest review was signed."""
    connected: bool = False
    """Family or friends of a particular child, who have other standards and longer for them."""
    standards_met: bool = False
    checked: Mapping[Check, date] = field(default_factory=lambda: MappingProxyType({}))
    """The last time of each check; of several people, the one who was longest ago."""


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, and not a bank holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def working_days_after(start: date, n: int, holidays: Collection[date]) -> date:
    """The nth working day after `start`, which itself is never counted; n is 1 or more."""
    if n < 1:
        raise ValueError("working days are counted from 1")
    day = start
    while n:
        day += _ONE_DAY
        n -= is_working_day(day, holidays)
    return day


def months_after(start: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:  # a slip of somebody's finger, and nothing falls due before it
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def carer_review(approved: date | None, last: date | None = None) -> date | None:
    """By when a household is to be reviewed; None when nothing is known to count from.

    Within a year of approval, and then at intervals of not more than a year: 2011 Regulations,
    reg 28. A review before the approval that counts (an earlier one of theirs) moves nothing.
    """
    start = max((day for day in (approved, last) if day is not None), default=None)
    return None if start is None else months_after(start, _REVIEW_MONTHS)


def carer_standards(approved: date, connected: bool) -> date:
    """By when the training, support and development standards are to be met.

    Within 12 months of approval, or 18 for family and friends carers: National Minimum
    Standards for fostering, standard 20.
    """
    months = _STANDARDS_MONTHS_CONNECTED if connected else _STANDARDS_MONTHS
    return months_after(approved, months)


def carer_check(check: Check, last: date) -> date:
    """When a check is due again. The months are the council's own: `care/timescales.toml`."""
    return months_after(last, number("timescales", "carer_checks", check))


def due_for_carers(dates: CarerDates) -> tuple[Due, ...]:
    """Everything that falls due for one household, soonest first; what is overdue too."""
    return tuple(sorted(_due(dates), key=lambda due: due.by))


def _due(dates: CarerDates) -> Iterator[Due]:
    review = carer_review(dates.approved, dates.last_review)
    if review is not None:
        yield Due("review", words("timescales", "due", "review"), review)
    if dates.approved is not None and not dates.standards_met:
        by = carer_standards(dates.approved, dates.connected)
        yield Due("standards", words("timescales", "due", "standards"), by)
    for check, last in dates.checked.items():
        yield Due(check, words("timescales", "due", check), carer_check(check, last))
