"""The wider things that the search copy says instead."""

from __future__ import annotations

from datetime import date

import pytest

from care.generalise import generalise, withheld

TODAY = date(2025, 3, 14)


@pytest.mark.parametrize(
    ("how", "value", "copy"),
    [
        ("initials", "Jordan Marsh", "J.M."),
        ("age", "2015-11-02", "9 years 4 months"),
        ("age", "2024-02-14", "1 year 1 month"),
        ("age", "2015-03-14", "10 years"),
        ("age", "2025-03-01", "0 months"),
        ("district", "14 Larch Close, lk4 2tb", "LK4"),
        ("area", "14 Larch Close, LK4 2TB", "LK4"),
        ("month", "2025-03-02", "March 2025"),
        ("month", "2025-03", "March 2025"),
        ("yes_no", "no", "No"),
        ("yes_no", "yes", "Yes"),
        ("yes_no", "a peanut allergy", "Yes"),
        ("count_ages", ["2014-01-01", "4"], "2, aged 4 and 11"),
        ("count_ages", ["4", ""], "2, aged 4 and not known"),
        ("count_ages", [""], "1, ages not known"),
        ("count_ages", [], "None"),
        ("roles", ["Mum", "Dad", "Mum"], "Mum and Dad"),
        ("kinds", ["Foster home"], "Foster home"),
    ],
)
def test_an_answer_is_said_more_generally(how: str, value: str | list[str], copy: str) -> None:
    assert generalise(how, value, TODAY) == copy


@pytest.mark.parametrize(
    "how",
    [
        "initials",
        "age",
        "district",
        "area",
        "month",
        "yes_no",
        "roles",
        "withheld",
        "kind_of_risk",
        "something new",
    ],
)
@pytest.mark.parametrize("value", ["", []])
def test_what_cannot_be_generalised_is_withheld(how: str, value: str | list[str]) -> None:
    assert generalise(how, value, TODAY) == withheld()


@pytest.mark.parametrize("how", ["age", "district", "month", "withheld", "kind_of_risk"])
def test_words_that_cannot_be_read_never_pass_through(how: str) -> None:
    assert generalise(how, "Jordan Marsh", TODAY) == withheld()
