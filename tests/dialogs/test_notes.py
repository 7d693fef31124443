"""Words kept beside an answer: added to, never doubled, and never growing for ever."""

from __future__ import annotations

from care.text import LONGEST
from dialogs.answers import Given
from dialogs.engine import advance
from dialogs.form import Form, Kind, Question, Section
from dialogs.heard import Stale
from dialogs.progress import Progress


def test_late_words_are_added_to_the_note_until_it_would_be_too_long() -> None:
    section = Section("a", "A", (Question("a.b", Kind.TEXT, "What?", "It"),))
    form = Form("f", 1, "F", "child", (), (), "Hello.", (section,))
    progress = Progress()
    for text in ("one", "two", "two", "x" * (LONGEST - 3)):
        progress = advance(form, progress, Stale("a.b", text)).progress
    notes = [entry.answer for entry in progress.entries]
    assert notes[:2] == [Given("one"), Given("one\ntwo")]
    assert progress.own["a.b~note"] == Given("x" * (LONGEST - 3))
