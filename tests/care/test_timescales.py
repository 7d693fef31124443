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


def test_the_first_review_is_within_a_year_of_approval_and_then_every_year() -> None:
    approved = date(2025, 2, 28)
    assert when.carer_review(approved) == date(2026, 2, 28)
    assert when.carer_review(approved, date(2026, 1, 20)) == date(2027, 1, 20)
    assert when.carer_review(date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_review_is_counted_from_what_is_known_and_from_nothing_else() -> None:
    assert when.carer_review(None) is None
    assert when.carer_review(None, date(2025, 6, 1)) == date(2026, 6, 1)
    approved_again = date(2025, 9, 1)
    assert when.carer_review(approved_again, date(2022, 3, 3)) == date(2026, 9, 1)


@given(DAYS, DAYS)
def test_no_review_is_due_more_than_a_year_after_the_last(approved: date, last: date) -> None:
    due = when.carer_review(approved, last)
    assert due is not None
    assert 365 <= (due - max(approved, last)).days <= 366


def test_standards_take_a_year_and_longer_for_family_and_friends() -> None:
    approved = date(2025, 8, 31)
    assert when.carer_standards(approved, connected=False) == date(2026, 8, 31)
    assert when.carer_standards(approved, connected=True) == date(2027, 2, 28)


def test_checks_come_round_as_the_council_has_it() -> None:
    last = date(2025, 5, 5)
    assert when.carer_check("dbs", last) == when.carer_check("medical", last) == date(2028, 5, 5)
    assert when.carer_check("safety", last) == date(2026, 5, 5)
    assert when.carer_check("unannounced", last) == date(2026, 5, 5)


def test_what_is_due_comes_soonest_first_with_words() -> None:
    dates = when.CarerDates(
        approved=date(2024, 3, 1),
        last_review=date(2025, 2, 10),
        checked={"unannounced": date(2024, 12, 1), "dbs": date(2024, 1, 1)},
    )
    due = when.due_for_carers(dates)
    assert [each.key for each in due] == ["standards", "unannounced", "review", "dbs"]
    assert all(each.label for each in due)


def test_standards_that_are_met_and_dates_that_nobody_knows_fall_due_no_more() -> None:
    met = when.CarerDates(approved=date(2024, 3, 1), standards_met=True)
    assert [each.key for each in when.due_for_carers(met)] == ["review"]
    assert when.due_for_carers(when.CarerDates(approved=None)) == ()
