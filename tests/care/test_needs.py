"""Levels of need, in words."""

from __future__ import annotations

import pytest

from care.needs import level, level_labels, levels, not_known


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
