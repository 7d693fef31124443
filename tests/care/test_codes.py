"""The lists of choices in care/codes.toml and care/choice_sets.toml."""

from __future__ import annotations

import pytest

from care.codes import BrokenList, UnknownList, _read, code_list, code_lists
from care.errors import CareError


@pytest.mark.parametrize("name", code_lists())
def test_every_list_can_be_read_and_has_words_for_every_key(name: str) -> None:
    found = code_list(name)
    assert found.title
    assert all(item.key and item.label.strip() == item.label for item in found.items)


def test_a_list_gives_the_words_for_a_key_and_keeps_a_key_it_has_lost() -> None:
    ethnicity = code_list("codes.ethnicity")
    assert ethnicity.label("WBRI") == "White British"
    assert ethnicity.label("GONE") == "GONE"
    assert code_list("codes.ethnicity") is ethnicity


@pytest.mark.parametrize("name", ["codes.nothing", "sets.", "urgency", "secrets.ethnicity", ""])
def test_an_unknown_list_is_named_in_a_plain_sentence(name: str) -> None:
    with pytest.raises(UnknownList, match="There is no such list of choices") as raised:
        code_list(name)
    assert repr(name) in str(raised.value)
    assert isinstance(raised.value, CareError)


@pytest.mark.parametrize(
    "table",
    [
        "x",
        {"title": "T"},
        {"title": "T", "items": []},
        {"title": "T", "items": [{"key": "a"}]},
        {"title": "T", "items": [{"key": "a", "label": "A", "colour": "red"}]},
        {"title": "T", "items": [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]},
    ],
)
def test_a_list_that_is_not_written_as_it_should_be_is_refused(table: object) -> None:
    with pytest.raises(BrokenList, match=r"codes\.x"):
        _read("codes.x", table)
