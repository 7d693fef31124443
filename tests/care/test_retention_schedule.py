"""The schedule of retention: statutory defaults, a council's own times, and the last day kept."""

from __future__ import annotations

from datetime import date

import pytest

from care.people import Child, Household
from care.retention import About, Kept, ScheduleFaulty, keep_until, schedule


def kept(subject: Child | Household, council: str = "") -> Kept | None:
    return keep_until(schedule(council), subject)


def a_child(**record: str) -> Child:
    return Child("c", "C-1", record)


def a_household(**record: str) -> Household:
    return Household("h", "H-1", record)


def until(subject: Child | Household, council: str = "") -> tuple[str, date]:
    found = kept(subject, council)
    assert found is not None
    return found.rule.key, found.until


def test_a_childs_record_is_kept_until_the_75th_anniversary_of_their_birth() -> None:
    assert until(a_child(dob="2010-05-01")) == ("child_record", date(2085, 5, 1))


def test_a_child_born_on_29_february_has_their_anniversary_on_1_march() -> None:
    assert until(a_child(dob="2012-02-29")) == ("child_record", date(2087, 3, 1))


def test_the_record_of_a_child_who_died_before_18_is_kept_15_years_from_then() -> None:
    child = a_child(dob="2010-05-01", died="2020-06-02")
    assert until(child) == ("child_who_died", date(2035, 6, 2))


def test_somebody_who_died_at_18_is_kept_as_if_they_lived() -> None:
    child = a_child(dob="2001-05-01", died="2019-05-01")
    assert until(child) == ("child_record", date(2076, 5, 1))


def test_a_record_without_a_day_to_count_from_stays() -> None:
    assert kept(a_child()) is None
    assert kept(a_child(dob="soon")) is None
    assert kept(a_child(died="2020-01-01")) is None
    assert kept(a_household(carer_names="Moss")) is None


def test_carers_are_kept_10_years_after_approval_ended_and_3_after_a_refusal() -> None:
    assert until(a_household(approval_ended="2020-03-04")) == ("carer_record", date(2030, 3, 4))
    assert until(a_household(application_refused="2020-03-04")) == (
        "carer_refused",
        date(2023, 3, 4),
    )
    assert until(a_household(placement_ended="2020-03-04")) == (
        "connected_carer",
        date(2030, 3, 4),
    )


def test_where_several_times_run_the_longest_counts() -> None:
    both = a_household(approval_ended="2012-03-04", application_refused="2020-03-04")
    assert until(both) == ("carer_refused", date(2023, 3, 4))


def test_every_rule_names_its_source_and_every_kind_has_a_rule() -> None:
    by = schedule()
    assert all(rule.source and rule.title for rule in by.rules.values())
    assert {rule.about for rule in by.rules.values()} == set(About)
    statutory = {rule.key for rule in by.rules.values() if rule.statutory}
    assert statutory == {
        "child_record",
        "child_who_died",
        "carer_record",
        "connected_carer",
        "carer_refused",
    }


def test_a_council_may_lengthen_a_statutory_time_and_choose_the_others() -> None:
    council = "[rule.child_record]\nyears = 100\n[rule.replies]\ndays = 14\n"
    assert until(a_child(dob="2010-05-01"), council)[1] == date(2110, 5, 1)
    assert schedule(council).rules["replies"].days == 14


@pytest.mark.parametrize(
    ("council", "place"),
    [
        ("[rule.child_record]\nyears = 74\n", "child_record"),
        ("[rule.child_record]\ndays = 9000\n", "child_record"),
        ("[rule.nobody]\nyears = 80\n", "nobody"),
        ("[rule.replies]\ndays = 0\n", "replies.days"),
        ("[rule.replies]\ndays = true\n", "replies.days"),
        ('[rule.replies]\ndays = "9"\n', "replies.days"),
        ("[rule.replies]\ndays = 1\nyears = 1\n", "replies"),
        ("[rule.replies]\n", "replies"),
        ("[rule.child_record]\nyears = 80\nstatutory = false\n", "child_record"),
        ("[rule.child_record]\nyears = 9000\n", "child_record.years"),
        ("rules = 1\n", "rule"),
        ("rule = 1\n", "rule"),
        ("[[[", ""),
    ],
)
def test_a_councils_file_that_is_not_right_is_refused_with_the_place(
    council: str, place: str
) -> None:
    with pytest.raises(ScheduleFaulty) as told:
        schedule(council)
    assert str(told.value).endswith(place)
