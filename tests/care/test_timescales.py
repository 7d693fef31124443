"""Working days and what falls due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import timescales as when

HOLIDAYS = frozenset({date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)})
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        (date(2025, 3, 3), 5, date(2025, 3, 10)),
        (date(2025, 3, 7), 1, date(2025, 3, 10)),
        (date(2025, 3, 8), 1, date(2025, 3, 10)),
        (date(2025, 12, 24), 5, date(2026, 1, 5)),
        (date(2025, 12, 24), 1, date(2025, 12, 29)),
    ],
)
def test_working_days_skip_weekends_and_bank_holidays(start: date, n: int, day: date) -> None:
    assert when.working_days_after(start, n, HOLIDAYS) == day


@given(DAYS, st.integers(1, 60), st.frozensets(DAYS, max_size=5))
def test_the_nth_working_day_has_n_working_days_up_to_it(
    start: date, n: int, off: frozenset[date]
) -> None:
    end = when.working_days_after(start, n, off)
    between = [start + timedelta(days=each) for each in range(1, (end - start).days + 1)]
    assert sum(when.is_working_day(day, off) for day in between) == n
    assert when.is_working_day(end, off)


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        when.working_days_after(date(2025, 1, 1), 0, ())


def test_the_statutory_dates() -> None:
    monday = date(2025, 3, 3)
    assert when.emergency_information(monday, ()) == date(2025, 3, 10)
    assert when.first_review(monday, ()) == date(2025, 3, 31)
    assert when.care_plan(monday, ()) == when.education_plan(monday, ()) == date(2025, 3, 17)
    assert when.first_visit(monday) == date(2025, 3, 10)
    assert when.next_visit(monday) == date(2025, 4, 14)
    assert when.second_review(date(2025, 11, 30)) == date(2026, 2, 28)
    assert when.later_review(date(2025, 8, 31)) == date(2026, 2, 28)


def test_what_is_due_comes_soonest_first_with_words() -> None:
    friday = date(2025, 12, 19)
    due = when.due_after_emergency(friday, HOLIDAYS)
    assert [each.key for each in due][:1] == ["first_visit"]
    assert due[-1].by == date(2025, 12, 30)
    assert all(each.label for each in (*due, *when.due_after_entry(friday, HOLIDAYS)))
