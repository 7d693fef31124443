"""Levels, patterns of levels, and change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.needs import (
    change,
    change_words,
    level,
    level_labels,
    levels,
    not_known,
    pattern_flags,
    priorities,
)

LEVELS = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 4))


def flagged(now: dict[str, int | None], strengths: str = "abcdef") -> list[str]:
    return [flag.key for flag in pattern_flags(now, strengths)]


def test_the_scale_has_five_levels_in_order_each_with_words_for_adults_and_children() -> None:
    assert [each.value for each in levels()] == [0, 1, 2, 3, 4]
    assert all(each.label and each.child_label and each.help for each in (*levels(), not_known()))
    assert level_labels()[0] == "Going well"
    assert level(3).label == "Daily, skilled help"
    assert level(None) is not_known()


@pytest.mark.parametrize("value", [-1, 5, 7])
def test_a_level_outside_the_scale_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 4"):
        level(value)


def test_patterns_are_flagged_with_the_domains_they_are_about() -> None:
    assert flagged({"a": 0, "b": 2}) == []
    assert flagged({"a": 4}) == ["intensive_any"]
    assert flagged({"a": 3, "b": 3}) == []
    assert flagged({"a": 3, "b": 3, "c": 4}) == ["intensive_any", "three_daily"]
    assert flagged(dict.fromkeys("abc")) == []
    assert flagged(dict.fromkeys("abcd")) == ["unknown_many"]
    [flag] = pattern_flags({"a": 1, "b": 1, "c": None}, {"a"})
    assert (flag.key, flag.domains) == ("no_strength", ("b",))
    assert flag.message


def test_rising_needs_are_flagged_against_an_earlier_profile() -> None:
    [flag] = pattern_flags({"a": 3, "b": 1}, "ab", previous={"a": 1, "b": 2})
    assert (flag.key, flag.domains) == ("rising", ("a",))
    assert [
        each.key
        for each in pattern_flags({"a": 2, "b": 2, "c": 2}, "abc", {"a": 1, "b": 1, "c": 1})
    ] == ["rising"]
    assert pattern_flags({"a": 2, "b": 2}, "ab", {"a": 1, "b": 1}) == ()


def test_priorities_are_the_greatest_needs_and_never_what_goes_well_or_is_not_known() -> None:
    assert priorities({"a": 1, "b": 3, "c": None, "d": 0, "e": 3, "f": 2}) == ("b", "e", "f")
    assert priorities({"a": 0, "b": None}) == ()


def test_change_compares_only_what_is_known_both_times() -> None:
    found = change({"a": 4, "b": 2, "c": None, "d": 1}, {"a": 2, "b": 3, "c": 1, "e": 4})
    assert dict(found.by_domain) == {"a": 2, "b": -1}
    assert found.pairs == 2
    assert found.percent == pytest.approx(100 / 6)


def test_there_is_no_percentage_where_there_was_no_need() -> None:
    assert change({"a": 0}, {"a": 2}).percent is None
    assert change({}, {"a": 2}).percent is None


def test_a_positive_change_means_that_the_need_has_become_smaller() -> None:
    assert change_words(2) == "the need has become smaller"
    assert change_words(0) == "about the same"
    assert change_words(-1) == "the need has grown"


@given(LEVELS, LEVELS)
def test_a_change_there_and_back_is_no_change(
    one: dict[str, int | None], other: dict[str, int | None]
) -> None:
    there, back = change(one, other), change(other, one)
    assert {key: -delta for key, delta in there.by_domain.items()} == dict(back.by_domain)
    assert there.percent is None or there.percent <= 100
