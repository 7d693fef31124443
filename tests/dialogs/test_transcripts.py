"""Whole conversations, kept as plain text: whoever changes a sentence reads what it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.read import read_forms
from dialogs.transcript import play, read_script

FOLDER = Path(__file__).parent / "transcripts"
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_the_conversation_is_as_it_was_kept(path: Path, update: bool) -> None:
    kept = path.read_text(encoding="utf-8")
    script = read_script(kept)
    played = play(script, read_forms()[script.form])
    if update:
        path.write_text(played, encoding="utf-8")
        return
    assert played == kept, "say `pytest tests/dialogs --update`, and read what changed"


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_nobody_is_sent_more_than_three_bubbles_at_once(path: Path) -> None:
    """Two beside the question; four where a section begins after something was put aside."""
    script = read_script(path.read_text(encoding="utf-8"))
    from dialogs.transcript import turns

    for said, messages in turns(script, read_forms()[script.form]):
        assert len(messages) <= 4, said
        assert sum(1 for each in messages if each.asked) <= 1, said
