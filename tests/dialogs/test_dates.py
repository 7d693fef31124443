"""Dates, months and numbers in the ways people in England write them, day first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.dates import Misdate, read_date, read_month, read_number, written

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12 4 2012", date(2012, 4, 12)),
        ("12/4/12", date(2012, 4, 12)),
        ("12.04.2012", date(2012, 4, 12)),
        ("12-4-2012", date(2012, 4, 12)),
        ("2012-04-12", date(2012, 4, 12)),
        ("120412", date(2012, 4, 12)),
        ("12042012", date(2012, 4, 12)),
        ("12 April 2012", date(2012, 4, 12)),
        ("12th of April, 2012", date(2012, 4, 12)),
        ("the 1st of May 2024", date(2024, 5, 1)),
        ("2nd Sept 25", date(2025, 9, 2)),
        ("3rd March 2025.", date(2025, 3, 3)),
        ("April 12 2012", date(2012, 4, 12)),
        ("Apr 12th, 2012", date(2012, 4, 12)),
        ("born 4 May 2014", date(2014, 5, 4)),
        ("Friday 27th November 2026", date(2026, 11, 27)),
        ("29/2/2024", date(2024, 2, 29)),
        ("today", SATURDAY),
        ("Tomorrow", date(2026, 11, 22)),
        ("the day after tomorrow", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 20)),
        ("next Friday", date(2026, 11, 27)),
        ("on Monday", date(2026, 11, 23)),
        ("last tues", date(2026, 11, 17)),
        ("in two weeks", date(2026, 12, 5)),
        ("in a fortnight", date(2026, 12, 5)),
        ("a fortnight's time", date(2026, 12, 5)),
        ("3 days ago", date(2026, 11, 18)),
        ("next week", date(2026, 11, 28)),
        ("1/1/60", date(1960, 1, 1)),
        ("1/1/36", date(2036, 1, 1)),
        ("1/1/37", date(1937, 1, 1)),
    ],
)
def test_a_date_is_read_as_people_in_england_write_it(words: str, day: date) -> None:
    assert read_date(words, SATURDAY) == day


def test_a_day_without_a_year_is_the_nearest_one_or_the_next_or_last_as_asked() -> None:
    assert read_date("12 January", SATURDAY) == date(2027, 1, 12)
    assert read_date("12 January", SATURDAY, future=False) == date(2026, 1, 12)
    assert read_date("20 November", SATURDAY, future=True) == date(2027, 11, 20)
    assert read_date("29 February", SATURDAY) == Misdate(
        True, (date(2026, 2, 28), date(2026, 3, 1))
    )


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("31/6/2026", (date(2026, 6, 30), date(2026, 7, 1))),
        ("30 Feb 2025", (date(2025, 2, 28), date(2025, 3, 1))),
        ("29/2/2023", (date(2023, 2, 28), date(2023, 3, 1))),
        ("32/12/2025", (date(2025, 12, 31), date(2026, 1, 1))),
        ("4/25/2012", (date(2012, 4, 25),)),
        ("13/13/2012", ()),
        ("0/4/2012", ()),
        ("2/30/2027", ()),
    ],
)
def test_a_day_that_does_not_exist_comes_with_the_nearest_that_do(
    words: str, nearest: tuple[date, ...]
) -> None:
    assert read_date(words, SATURDAY) == Misdate(True, nearest)


@pytest.mark.parametrize(
    "words", ["", "soon", "when pigs fly", "²", "1/1/1012", "5/6/0000", "12", "12 of", "in ² days"]
)
def test_what_is_no_date_is_said_to_be_none(words: str) -> None:
    found = read_date(words, SATURDAY)
    assert isinstance(found, Misdate) or words == "5/6/0000"


@given(st.dates(date(1937, 1, 1), date(2036, 11, 21)))
def test_every_day_is_read_back_from_the_way_it_is_written(day: date) -> None:
    assert read_date(written(day), SATURDAY) == day
    assert read_date(f"{day:%d/%m/%y}", SATURDAY) == day or day.year > 2036
    assert read_date(day.isoformat(), SATURDAY) == day


@given(st.text())
def test_no_words_at_all_can_break_the_reading_of_dates(words: str) -> None:
    read_date(words, SATURDAY)
    read_month(words, SATURDAY)
    read_number(words)


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("March 2025", "2025-03"),
        ("mar 25", "2025-03"),
        ("3/25", "2025-03"),
        ("03/2025", "2025-03"),
        ("2025-03", "2025-03"),
        ("last month", "2026-10"),
        ("this month", "2026-11"),
        ("December", "2025-12"),
        ("October", "2026-10"),
        ("12 April 2024", "2024-04"),
        ("13/2025", None),
        ("a while ago", None),
    ],
)
def test_a_month_is_read_as_people_write_it(words: str, month: str | None) -> None:
    assert read_month(words, SATURDAY) == month


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("3.5 miles", 3.5),
        ("about twelve", 12),
        ("95%", 95),
        ("none", 0),
        ("-3", -3),
        ("two or three", None),
        ("between 2 and 5", None),
        ("lots", None),
        ("Year9b", None),
    ],
)
def test_a_number_is_found_when_there_is_just_one(words: str, number: float | None) -> None:
    assert read_number(words) == number
