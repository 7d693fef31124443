"""The terminal channel: the same conversation, one question at a time, for authors of forms."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TextIO

from dialogs.cards import Voice
from dialogs.form import Form
from dialogs.message import SaidText
from dialogs.transcript import Script, Talk, header


def chat(
    form: Form,
    voice: Voice,
    transcript: Path | None = None,
    heard: TextIO = sys.stdin,
    said: TextIO = sys.stdout,
) -> None:
    """Talks until the person says goodbye or the input ends; keeps the transcript if asked.

    Nothing that is said here is stored anywhere else: it is for trying a form out.
    """
    talk = Talk(form, voice)
    script = Script(form.name, voice.child, voice.me, voice.today, "terminal", (), ())
    parts = ["\n".join(header(script)), talk.begin()]
    said.write(parts[-1] + "\n")
    while True:
        said.write("\n> ")
        said.flush()
        line = heard.readline()
        if not line:
            break
        typed = line.rstrip("\n")
        answer = talk.say(SaidText(typed))
        parts.append(f"> {typed}\n\n{answer}")
        said.write(f"\n{answer}\n")
        if talk.progress.focus.paused:
            break
    if transcript is not None:
        transcript.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def author_voice(child: str, council: str, phone: str, today: date) -> Voice:
    """The voice of a conversation with an author: a made-up child, and today."""
    return Voice(child=child, today=today, council=council, urgent_phone=phone, cards=False)
