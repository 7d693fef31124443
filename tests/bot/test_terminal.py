"""The terminal channel: the same conversation as the web, kept as a transcript when asked."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from bot.commands import main
from bot.terminal import author_voice, chat
from dialogs.read import read_forms
from dialogs.transcript import play, read_script

FORM = read_forms()["child_profile.1"]
VOICE = author_voice("Roo", "Larkshire", "01632 960 999", date(2026, 11, 21))


def test_a_conversation_ends_with_goodbye_and_is_kept_as_a_transcript_that_plays_the_same(
    tmp_path: Path,
) -> None:
    kept, said = tmp_path / "talk.txt", StringIO()
    chat(FORM, VOICE, kept, StringIO("Roo\nreview\nwhy\nback\npause\nnever heard\n"), said)
    text = kept.read_text(encoding="utf-8")
    assert "Paused." in said.getvalue()
    assert "never heard" not in text
    assert play(read_script(text), FORM) == text


def test_the_input_may_simply_end(tmp_path: Path) -> None:
    said = StringIO()
    chat(FORM, VOICE, None, StringIO("Roo\n"), said)
    assert said.getvalue().count("> ") == 2


def test_an_unknown_form_gets_a_kind_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "no_such_form"]) == 2
    assert "child_profile" in capsys.readouterr().err


def test_an_outline_names_every_question_and_when_it_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["forms", "outline", "child_profile"]) == 0
    shown = capsys.readouterr().out
    assert all(question.key in shown for question in FORM.questions())
    assert "if physical_health.level = 3/4" in shown


def test_a_starter_template_passes_its_own_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ours.docx"
    assert main(["documents", "starter", "placement_referral", "--to", str(path)]) == 0
    assert main(["documents", "check", "placement_referral", str(path)]) == 0
    assert str(path) in capsys.readouterr().out


def test_simulating_a_form_ends_every_way_through(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "simulate", "child_profile", "--walks", "3"]) == 0
    assert "104" in capsys.readouterr().out
