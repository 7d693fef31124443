"""Reminders ahead of a day: three at most, in waking hours, snoozed, stopped, and never after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import reminders
from care.reminders import Calendar, Standing

ENGLAND = ZoneInfo("Europe/London")
USUAL = Calendar(ENGLAND)
DUE = date(2026, 6, 26)
"""A Friday: 28 and 14 days before it are Fridays too, and three days before a Tuesday."""


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ENGLAND)


def lived(due: date, calendar: Calendar, start: datetime, hours: int = 1) -> list[datetime]:
    """When somebody is told, if somebody looks every so many hours until after the day."""
    standing, now, times = Standing(), start, []
    while now < at(due) + timedelta(days=9):
        if reminders.is_due(due, standing, now, calendar):
            standing = reminders.told(standing, now)
            times.append(now)
        now += timedelta(hours=hours)
    return times


def test_three_reminders_four_weeks_two_weeks_and_three_days_before() -> None:
    assert lived(DUE, USUAL, at(date(2026, 5, 1), 0)) == [
        at(date(2026, 5, 29)),
        at(date(2026, 6, 12)),
        at(date(2026, 6, 23)),
    ]


def test_what_was_missed_is_told_once_and_not_three_times_over() -> None:
    assert lived(DUE, USUAL, at(date(2026, 6, 15), 11)) == [
        at(date(2026, 6, 15), 11),
        at(date(2026, 6, 23), 9),
    ]


@pytest.mark.parametrize(
    ("now", "quiet"),
    [
        (at(date(2026, 6, 10), 8), False),
        (at(date(2026, 6, 10), 19, 59), False),
        (at(date(2026, 6, 10), 20), True),
        (at(date(2026, 6, 10), 7, 59), True),
        (at(date(2026, 6, 13), 11), True),
        (at(date(2026, 6, 14), 11), True),
        (datetime(2026, 6, 10, 7, 30, tzinfo=UTC), False),
        (datetime(2026, 12, 9, 7, 30, tzinfo=UTC), True),
    ],
)
def test_nights_and_weekends_are_quiet_by_the_clock_on_the_wall(now: datetime, quiet: bool) -> None:
    assert reminders.is_quiet(now, USUAL) is quiet


def test_a_bank_holiday_is_quiet_and_the_reminder_comes_the_day_after() -> None:
    off = Calendar(ENGLAND, frozenset({date(2026, 5, 29)}))
    assert reminders.next_time(DUE, Standing(), off) == at(date(2026, 6, 1))


def test_when_only_holidays_lie_before_the_day_it_comes_before_them() -> None:
    easter_monday = date(2026, 4, 6)
    off = Calendar(ENGLAND, frozenset({date(2026, 4, 3), easter_monday}))
    standing = Standing(told=2, told_at=at(date(2026, 3, 23)))
    assert reminders.next_time(easter_monday, standing, off) == at(date(2026, 4, 2))


def test_putting_it_off_brings_it_back_in_three_days_and_counts_as_one_of_the_three() -> None:
    first = at(date(2026, 5, 29))
    standing = reminders.snoozed(reminders.told(Standing(), first), first)
    assert reminders.next_time(DUE, standing, USUAL) == at(date(2026, 6, 1))
    again = reminders.told(standing, at(date(2026, 6, 1)))
    assert again.told == 2
    assert reminders.next_time(DUE, again, USUAL) == at(date(2026, 6, 12))
    assert reminders.next_time(DUE, reminders.told(again, at(date(2026, 6, 12))), USUAL) is None


def test_putting_it_off_past_the_day_brings_it_back_on_the_day() -> None:
    thursday = at(DUE - timedelta(days=1), 10)
    standing = reminders.snoozed(Standing(told=1, told_at=thursday), thursday)
    assert reminders.next_time(DUE, standing, USUAL) == at(DUE)
    saturday = DUE + timedelta(days=1)
    assert reminders.next_time(saturday, reminders.snoozed(Standing(), at(DUE)), USUAL) is None


def test_who_asked_for_no_more_gets_no_more() -> None:
    assert reminders.next_time(DUE, reminders.stopped(Standing()), USUAL) is None


def test_after_the_day_nobody_is_told_anything() -> None:
    assert not reminders.is_due(DUE, Standing(), at(DUE + timedelta(days=3)), USUAL)
    assert reminders.is_due(DUE, Standing(), at(DUE, 19), USUAL)


@given(
    due=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    back=st.integers(-2, 60),
    hours=st.sampled_from([1, 5, 11]),
    off=st.frozensets(st.integers(0, 60), max_size=8),
)
def test_whatever_the_day_there_are_three_at_most_in_waking_hours_before_it(
    due: date, back: int, hours: int, off: frozenset[int]
) -> None:
    calendar = Calendar(ENGLAND, frozenset(due - timedelta(days=each) for each in off))
    times = lived(due, calendar, at(due - timedelta(days=back), 0), hours)
    assert len(times) <= reminders.MOST
    assert not any(reminders.is_quiet(each, calendar) for each in times)
    assert all(each.astimezone(ENGLAND).date() <= due for each in times)
    assert times == sorted(set(times))
