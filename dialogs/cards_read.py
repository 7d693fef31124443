"""Reads a card that was filled in: every field under its own path, whatever else came with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from dialogs.answering import is_place
from dialogs.answers import Answer, Given, Left, NotKnown, Skipped
from dialogs.commands import command
from dialogs.form import Form, Required
from dialogs.heard import CardAnswered, Problem, Trouble
from dialogs.laid import asked_at, place, theirs
from dialogs.progress import Progress
from dialogs.slots import Slot
from dialogs.values import Comment, Read, chosen, offered, read_value

Raw = str | tuple[str, ...]


def read_card(
    form: Form,
    progress: Progress,
    fields: Mapping[str, Raw],
    not_known: frozenset[str],
    today: date,
    me: str = "",
) -> CardAnswered:
    """The answers in a card, the words beside them, and what could not be read.

    Words for a question that does not apply any more are kept as a note of that question.
    """
    answers: dict[str, Answer] = {}
    notes: dict[str, str] = {}
    problems: list[Problem] = []
    strange = 0
    others: list[str] = []
    for path in (*fields, *sorted(not_known - fields.keys())):
        raw = fields.get(path, "")
        if not theirs(form, progress, path):
            others.append(path)
            continue
        slot = place(form, progress, path)
        if slot is None or slot.question.is_group:
            strange += 1
            known = _known(form, progress, path, raw, today)
            if isinstance(raw, str) and raw.strip() and is_place(form, path) and not known:
                notes[path] = raw.strip()
            continue
        read = _field(slot, raw, path in not_known, today, me)
        if isinstance(read, Problem):
            problems.append(read)
            continue
        answers[path], note = read
        if note:
            notes[path] = note
    typed = {path: raw for path, raw in fields.items() if path not in others}
    return CardAnswered(answers, notes, tuple(problems), typed, strange, tuple(others))


def _known(form: Form, progress: Progress, path: str, raw: Raw, today: date) -> bool:
    """Whether that is what was said there already, now or last time, before it was closed."""
    question = asked_at(form, path)
    if question is None or question.is_group or isinstance(raw, tuple):
        return False
    exact = next((each for each in offered(question) if each.key == raw), None)
    read = None if exact else read_value(question, path, raw, today)
    said = chosen(question, exact) if exact else read.given if isinstance(read, Read) else None
    last = progress.earlier.get(path)
    return said is not None and said in (progress.own.get(path), last.answer if last else None)


def _field(
    slot: Slot, raw: Raw, ticked: bool, today: date, me: str
) -> tuple[Answer, str] | Problem:
    """One field of a card: its answer and any note. An empty box that may be empty is a skip."""
    question = slot.question
    if isinstance(raw, tuple):
        keys = tuple(each for each in dict.fromkeys(raw) if question.choice(each))
        if keys and not ticked:
            single = len(keys) == 1 or question.kind == "choices"
            if not single:
                return Problem(Trouble.NOT_OFFERED, slot.path)
            return (Given(keys) if question.kind == "choices" else Given(keys[0])), ""
        raw = ""
    if ticked and question.not_known:
        return NotKnown(), raw.strip()
    if not raw.strip():
        if question.required is Required.ALWAYS or slot.emergency:
            return Problem(Trouble.EMPTY, slot.path)
        return (Skipped() if question.required is Required.OPTIONAL else Left()), ""
    exact = next((each for each in offered(question) if each.key == raw), None)
    if exact is not None:
        return chosen(question, exact), ""
    if command(raw) == "not_known" and question.not_known:
        return NotKnown(), ""
    read = read_value(question, slot.path, raw, today, me)
    match read:
        case Read(given, note):
            return given, note
        case Comment(text):
            return Problem(Trouble.NOT_OFFERED, slot.path, text)
        case Problem():
            return read
        case _:
            assert_never(read)
