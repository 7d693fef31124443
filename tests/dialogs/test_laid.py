"""What waits to be confirmed, for one question and for all of them at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.answers import Given
from dialogs.laid import carried, unconfirmed, unconfirmed_all
from dialogs.progress import Entry, Progress
from tests.dialogs.test_review import FORM, back


def test_at_first_all_that_was_said_last_time_waits() -> None:
    progress = back().progress
    waiting = unconfirmed_all(FORM, progress)
    assert waiting.keys() == carried(FORM, progress).keys()
    assert {path: unconfirmed(FORM, progress, path) for path in waiting} == waiting
    assert not unconfirmed_all(FORM, Progress())


def test_it_is_worked_out_once_and_nobody_can_change_it() -> None:
    progress = back().progress
    waiting = unconfirmed_all(FORM, progress)
    assert unconfirmed_all(FORM, progress) is waiting
    assert unconfirmed_all(FORM, progress.looking(section="b")) is waiting
    with pytest.raises(TypeError):
        waiting["b.one"] = waiting["a.which"]  # type: ignore[index]


def test_what_is_answered_waits_no_more_and_undo_lets_it_wait_again() -> None:
    progress = back().progress
    waiting = unconfirmed_all(FORM, progress)
    later = progress.keeping([Entry(1, "b.one", Given("Another"), "p1", "")])
    assert unconfirmed_all(FORM, later).keys() == waiting.keys() - {"b.one"}
    assert unconfirmed(FORM, later, "b.one") is None
    undone = later.keeping([Entry(2, "b.one", None, "p1", "", 1)])
    assert unconfirmed_all(FORM, undone) == waiting
    assert unconfirmed_all(FORM, progress) is waiting, "what was before is as it was"


def test_another_form_asks_for_its_own() -> None:
    progress = back().progress
    assert "a.which" in unconfirmed_all(FORM, progress)
    other = replace(FORM, sections=FORM.sections[1:])
    assert unconfirmed_all(other, progress).keys() == carried(other, progress).keys()
    assert "a.which" not in unconfirmed_all(other, progress)
