"""When things are due: working days in England, and the few statutory dates that Kith shows.

Bank holidays are handed in, because they are proclaimed and not computed. A period is counted from
the day after it starts, so "within 5 working days" of a Monday ends on the next Monday. A
council's own timescale may be shorter; these are the outer limits. "The 2010 Regulations" are the
Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from care.data import words

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has to be done, by the end of a day."""

    key: str
    label: str
    by: date


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
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def emergency_information(start: date, holidays: Collection[date]) -> date:
    """The full information for carers: 5 working days from an emergency start.

    Source: practice of fostering agencies' procedures, in step with regulation 9 of the 2010
    Regulations on the placement plan.
    """
    return working_days_after(start, 5, holidays)


def placement_plan(start: date, holidays: Collection[date]) -> date:
    """Before the placement, or else within 5 working days of its start: 2010 Regulations, reg 9."""
    return working_days_after(start, 5, holidays)


def notify_placement(start: date, holidays: Collection[date]) -> date:
    """Before the placement, or else within 5 working days of its start: 2010 Regulations, reg 13."""
    return working_days_after(start, 5, holidays)


def first_visit(start: date) -> date:
    """Within one week of the start of any placement: 2010 Regulations, reg 28(2)."""
    return start + timedelta(weeks=1)


def next_visit(last: date) -> date:
    """At most six weeks after the last one, in the first year: 2010 Regulations, reg 28(2)."""
    return last + timedelta(weeks=6)


def care_plan(start: date, holidays: Collection[date]) -> date:
    """Before the first placement, or else within 10 working days: 2010 Regulations, reg 4."""
    return working_days_after(start, 10, holidays)


def education_plan(looked_after: date, holidays: Collection[date]) -> date:
    """Started within 10 working days: statutory guidance on promoting the education of children."""
    return working_days_after(looked_after, 10, holidays)


def health_assessment(looked_after: date, holidays: Collection[date]) -> date:
    """In time for the first review, so 20 working days: 2010 Regulations, reg 7, and guidance."""
    return first_review(looked_after, holidays)


def first_review(looked_after: date, holidays: Collection[date]) -> date:
    """Within 20 working days of becoming looked after: 2010 Regulations, reg 33(1)."""
    return working_days_after(looked_after, 20, holidays)


def second_review(first: date) -> date:
    """Within three months of the first review: 2010 Regulations, reg 33(2)."""
    return months_after(first, 3)


def later_review(last: date) -> date:
    """At least every six months: 2010 Regulations, reg 33(2)."""
    return months_after(last, 6)


def due_after_emergency(start: date, holidays: Collection[date]) -> tuple[Due, ...]:
    """What falls due within five working days of an emergency start, soonest first."""
    days = {
        "emergency_information": emergency_information(start, holidays),
        "placement_plan": placement_plan(start, holidays),
        "notify_placement": notify_placement(start, holidays),
        "first_visit": first_visit(start),
    }
    return _soonest_first(days)


def due_after_entry(looked_after: date, holidays: Collection[date]) -> tuple[Due, ...]:
    """What falls due after a child becomes looked after, soonest first."""
    days = {
        "care_plan": care_plan(looked_after, holidays),
        "education_plan": education_plan(looked_after, holidays),
        "health_assessment": health_assessment(looked_after, holidays),
        "first_review": first_review(looked_after, holidays),
    }
    return _soonest_first(days)


def _soonest_first(days: dict[str, date]) -> tuple[Due, ...]:
    found = [Due(key, words("timescales", "due", key), by) for key, by in days.items()]
    return tuple(sorted(found, key=lambda due: due.by))
