"""Works out what a person meant, given the question that is open. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from dialogs import heard
from dialogs.answers import Answer, Given, Left, NotKnown, Rows, Skipped
from dialogs.commands import command, meaning, taking
from dialogs.form import Choice, Form, Kind, Question, Required
from dialogs.heard import Heard, Problem, Topic, Trouble
from dialogs.message import Said, SaidCard, SaidPress, SaidText
from dialogs.position import find, pending
from dialogs.progress import Progress
from dialogs.slots import Slot, rows_of
from dialogs.values import Comment, Read, offered, pick, read_value, value_of


@dataclass(frozen=True, slots=True)
class Ear:
    """What understanding needs to know besides the words: the day, and who is speaking."""

    today: date
    me: str = ""


SIMPLE: dict[str, Heard] = {
    "back": heard.Back(),
    "change": heard.Change(),
    "undo": heard.Undo(),
    "skip": heard.Skip(),
    "later": heard.Later(),
    "summary": heard.Summary(),
    "sections": heard.TaskList(),
    "pause": heard.Pause(),
    "carry_on": heard.CarryOn(),
    "start_again": heard.StartAgain(),
    "send": heard.Send(),
    "hello": heard.Hello(),
    "yes": heard.Yes(),
    "no": heard.No(),
}
ANSWERING = ("answer", "say", "not_known", "skip", "later", "add", "done", "remove")
"""Presses that answer a question: old ones must not answer another."""


def understand(form: Form, progress: Progress, said: Said, ear: Ear) -> Heard:
    """What was meant. Every reply belongs to the question the person saw, never to another."""
    slot = pending(form, progress)
    match said:
        case SaidText(text, asked):
            return _text(form, progress, slot, text, asked, ear)
        case SaidPress(press, asked):
            return _press(form, progress, slot, press, asked, ear)
        case SaidCard(fields, not_known, _):
            return _card(form, progress, fields, not_known, ear)
        case _:
            assert_never(said)


def _command(form: Form, progress: Progress, name: str, slot: Slot | None) -> Heard | None:
    if name in SIMPLE:
        return SIMPLE[name]
    if name == "not_known":
        return _not_known(slot)
    if name in tuple(Topic):
        return heard.Asked(Topic(name))
    return None


def _not_known(slot: Slot | None) -> Heard:
    if slot is None:
        return heard.Hello()
    if not slot.question.not_known or slot.again:
        return heard.Unclear(Problem(Trouble.CANNOT_NOT_KNOW, slot.path))
    return heard.Answered(slot.path, NotKnown())


def _text(
    form: Form, progress: Progress, slot: Slot | None, text: str, asked: str, ear: Ear
) -> Heard:
    if progress.focus.asking and (whole := meaning("yes_no", text)):
        return heard.Yes() if whole == "yes" else heard.No()
    if name := command(text):
        steered = _command(form, progress, name, slot)
        if steered is not None:
            return steered
    if found := taking(text):
        steered = _named(form, progress, *found)
        if steered is not None:
            return steered
    if slot is None or (asked and asked != slot.path):
        return heard.Stale(asked, text)
    if slot.question.is_group:
        return _group_text(progress, slot, text)
    return _heard(slot, read_value(slot.question, slot.path, text, ear.today, ear.me))


def _heard(slot: Slot, read: Read | Comment | Problem) -> Heard:
    match read:
        case Read(given, note):
            return heard.Answered(slot.path, given, note)
        case Comment(text):
            return heard.Commented(slot.path, text)
        case Problem():
            return heard.Unclear(read)
        case _:
            assert_never(read)


def _named(form: Form, progress: Progress, name: str, words: str) -> Heard | None:
    """*Change allergies*, *go to health*: the one answer or section that the words name."""
    sections = tuple(Choice(each.key, each.title) for each in form.sections)
    if name == "change":
        answered = tuple(
            Choice(path, each.question.label)
            for path in progress.answers
            if (each := find(form, progress.answers, path)) is not None
        )
        found = pick(answered, words)
        return heard.Change(found.key) if found else None
    section = pick(sections, words)
    if section is None:
        return None
    return heard.Jump(section.key) if name == "jump" else heard.Summary(section.key)


def _add(progress: Progress, slot: Slot) -> Heard:
    rows = rows_of(progress.answers.get(slot.path))
    ids = (*(rows.ids if rows else ()), _unused(progress, slot.path))
    full = bool(slot.question.max_rows) and len(ids) >= slot.question.max_rows
    return heard.Answered(slot.path, Given(Rows(ids, more=not full)))


def _unused(progress: Progress, group: str) -> str:
    """An id for one more row. Ids are never used again, so no answer can change its row."""
    used = [
        int(path.split(".")[2])
        for path in (*progress.known, *(entry.path for entry in progress.entries))
        if path.startswith(f"{group}.") and path.split(".")[2].isdigit()
    ]
    rows = [
        int(each)
        for entry in progress.entries
        if entry.path == group and (kept := rows_of(entry.answer))
        for each in kept.ids
    ]
    return str(max((*used, *rows), default=0) + 1)


def _done(progress: Progress, slot: Slot) -> Heard:
    rows = rows_of(progress.answers.get(slot.path))
    return heard.Answered(slot.path, Given(Rows(rows.ids if rows else ())))


def _remove(progress: Progress, slot: Slot, row: str) -> Heard:
    """The group without one row. What was said in the row is kept, and undo brings it back."""
    rows = rows_of(progress.answers.get(slot.path)) or Rows(())
    return heard.Answered(slot.path, Given(Rows(tuple(i for i in rows.ids if i != row))))


def _group_text(progress: Progress, slot: Slot, text: str) -> Heard:
    match meaning("groups", text):
        case "add":
            return _add(progress, slot)
        case "done":
            return _done(progress, slot)
        case _:
            pass
    lines = [line.strip(" \t-*\u2022") for line in text.splitlines() if line.strip(" \t-*\u2022")]
    if len(slot.question.fields) != 1 or not lines:
        return heard.Commented(slot.path, text)
    field = slot.question.fields[0]
    rows = rows_of(progress.answers.get(slot.path))
    ids = list(rows.ids if rows else ())
    room = slot.question.max_rows - len(ids) if slot.question.max_rows else len(lines)
    if room < len(lines):
        lines = [*lines[: room - 1], " / ".join(lines[room - 1 :])] if room > 0 else lines
    answers: dict[str, Answer] = {}
    number = int(_unused(progress, slot.path))
    for line in lines:
        ids.append(str(number))
        answers[f"{slot.path}.{number}.{field.key}"] = Given(line)
        number += 1
    full = bool(slot.question.max_rows) and len(ids) >= slot.question.max_rows
    return heard.CardAnswered({slot.path: Given(Rows(tuple(ids), not full)), **answers})


def _press(
    form: Form, progress: Progress, slot: Slot | None, press: str, asked: str, ear: Ear
) -> Heard:
    name, _, rest = press.partition(":")
    if name == "change":
        return heard.Change(rest)
    if name == "jump":
        return heard.Jump(rest)
    if name == "summary" and rest:
        return heard.Summary(rest)
    if name in ANSWERING and asked and (slot is None or asked != slot.path):
        return heard.Stale(asked)
    if name in ("yes", "no") and not progress.focus.asking:
        return heard.Hello()
    if name not in ANSWERING or name in ("not_known", "skip", "later"):
        return _command(form, progress, name, slot) or heard.Stale(asked)
    if slot is None:
        return heard.Stale(asked)
    if name == "say":
        return _heard(slot, read_value(slot.question, slot.path, rest, ear.today, ear.me))
    if slot.question.is_group:
        if name == "remove":
            return _remove(progress, slot, rest)
        return _add(progress, slot) if name == "add" else _done(progress, slot)
    choice = next((each for each in offered(slot.question) if each.key == rest), None)
    if choice is None:
        return heard.Unclear(Problem(Trouble.NOT_OFFERED, slot.path))
    return _heard(slot, Read(_chosen(slot.question, choice)))


def _chosen(question: Question, choice: Choice) -> Given:
    if question.kind is Kind.CHOICES:
        return Given((choice.key,))
    return value_of(question, choice)


def _card(
    form: Form,
    progress: Progress,
    fields: Mapping[str, str | tuple[str, ...]],
    not_known: frozenset[str],
    ear: Ear,
) -> Heard:
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    strange = 0
    paths = [*fields, *(path for path in not_known if path not in fields)]
    for path in paths:
        slot = find(form, progress.answers, path)
        if slot is None or slot.question.is_group:
            strange += 1
            continue
        raw = fields.get(path, "")
        read = _field(slot, raw, path in not_known, ear)
        if isinstance(read, Problem):
            problems.append(read)
        elif read is not None:
            answer, note = read
            answers[path] = answer
            if note:
                answers[f"{path}~note"] = Given(note)
    return heard.CardAnswered(answers, tuple(problems), dict(fields), strange)


def _field(
    slot: Slot, raw: str | tuple[str, ...], ticked: bool, ear: Ear
) -> tuple[Answer, str] | Problem | None:
    """One field of a card: its answer and any note. An empty box that may be empty is a skip."""
    question = slot.question
    if isinstance(raw, tuple):
        keys = tuple(each.key for each in question.choices if each.key in raw)
        if keys:
            return Given(keys), ""
        raw = ""
    if ticked and question.not_known:
        return NotKnown(), raw.strip()
    if not raw.strip():
        if question.required is Required.ALWAYS or slot.emergency:
            return Problem(Trouble.EMPTY, slot.path)
        return (Skipped() if question.required is Required.OPTIONAL else Left()), ""
    exact = next((each for each in offered(question) if each.key == raw), None)
    if exact is not None:
        return _chosen(question, exact), ""
    if command(raw) == "not_known" and question.not_known:
        return NotKnown(), ""
    read = read_value(question, slot.path, raw, ear.today, ear.me)
    match read:
        case Read(given, note):
            return given, note
        case Comment(text):
            return Problem(Trouble.NOT_OFFERED, slot.path, text)
        case Problem():
            return read
        case _:
            assert_never(read)
