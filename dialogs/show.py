"""An answer in words, as people read it: labels for keys, days for dates, never a code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import assert_never

from dialogs.answers import Answer, Answers, Given, Left, NotKnown, Rows, Skipped, Value
from dialogs.dates import written
from dialogs.find_out import BEFORE, BY, NOTE, WHO
from dialogs.form import Form, Kind, Question
from dialogs.laid import everybody, laid, places
from dialogs.message import Line, LineState
from dialogs.phrases import phrase
from dialogs.position import State, section_states
from dialogs.progress import Progress
from dialogs.slots import Slot, rows_of
from dialogs.values import offered


def fill(text: str, child: str) -> str:
    """The text with the child's preferred name in its place."""
    return text.replace("{child}", child)


def answer_text(question: Question, answer: Answer | None, child: str) -> str:
    """The answer as one piece of text; a gap is named as one, never left blank.

    The child's name goes into the words of the form only: what a person typed stays as typed.
    """
    match answer:
        case None:
            return phrase("answer.open")
        case NotKnown():
            return phrase("answer.not_known")
        case Skipped():
            return phrase("answer.skipped")
        case Left():
            return phrase("answer.left")
        case Given(value):
            return _value_text(question, value, child)
        case _:
            assert_never(answer)


def _value_text(question: Question, value: Value, child: str) -> str:
    def label(key: str) -> str:
        found = next((each.label for each in offered(question) if each.key == key), None)
        return key if found is None else fill(found, child)

    match value:
        case Rows(ids, _):
            none = fill(question.none, child) or phrase("answer.no_rows")
            return phrase("answer.rows", count=len(ids)) if ids else none
        case tuple():
            return "; ".join(label(key) for key in value)
        case _ if question.kind is Kind.LEVEL:
            return phrase("answer.level", label=label(str(value)), level=value)
        case str() if question.kind in (Kind.CHOICE, Kind.YES_NO):
            return label(value)
        case str() if question.kind is Kind.DATE:
            return written_date(value)
        case str() if question.kind is Kind.MONTH:
            return written_date(f"{value}-01").removeprefix("1 ")
        case _:
            return f"{value} {question.unit}".strip()


def written_date(text: str) -> str:
    """An ISO date as people write it; anything else, such as a slip in a record, as it is."""
    try:
        return written(date.fromisoformat(text))
    except ValueError:
        return text


def row_text(group: Question, row: str, answers: Answers, child: str = "") -> str:
    """A row in a few words: its first two cells that say something."""
    cells = (
        answer_text(field, answer, child)
        for field in group.fields
        if isinstance(answer := answers.get(f"{group.key}.{row}.{field.key}"), Given)
    )
    words = [cell for cell, _ in zip(cells, range(2), strict=False)]
    return ", ".join(words) or phrase("answer.empty_row")


def whole_row(group: Question, row: str, answers: Answers, child: str = "") -> str:
    """Everything a row says, on one line; a yes or no with what it is about."""
    words = []
    for field in group.fields:
        answer = answers.get(f"{group.key}.{row}.{field.key}")
        if isinstance(answer, Given):
            text = answer_text(field, answer, child)
            about = field.kind is Kind.YES_NO
            label = fill(field.label, child)
            words.append(phrase("answer.cell", label=label, text=text) if about else text)
    return ", ".join(words) or phrase("answer.empty_row")


def slot_label(slot: Slot, answers: Answers, child: str) -> str:
    """What a place is called in a list: a row's cell says which row it belongs to."""
    label = fill(slot.question.label, child)
    if slot.group is None:
        return label
    rows = rows_of(answers.get(slot.group.key))
    number = rows.ids.index(slot.row) + 1 if rows and slot.row in rows.ids else slot.row
    group = fill(slot.group.label, child)
    return phrase("answer.row_label", group=group, number=number, label=label)


def answer_line(slot: Slot, answers: Answers, child: str) -> Line:
    """One answer of a summary; pressing it opens it to be changed."""
    answer = answers.get(slot.path)
    text = answer_text(slot.question, answer, child)
    if isinstance(answer, NotKnown):
        who, by = answers.get(slot.path + WHO), answers.get(slot.path + BY)
        if isinstance(who, Given) and isinstance(by, Given):
            text = phrase("answer.found_out", who=who.value, by=written_date(str(by.value)))
    before = answers.get(slot.path + BEFORE)
    if isinstance(before, Given) and not isinstance(answer, Given):
        then = answer_text(slot.question, before, child)
        text = phrase("answer.before", answer=text, before=then)
    note = answers.get(slot.path + NOTE)
    if isinstance(note, Given):
        text = phrase("answer.with_note", answer=text, note=note.value)
    return Line(slot_label(slot, answers, child), text, f"change:{slot.path}", _state(answer))


def _state(answer: Answer | None) -> LineState:
    match answer:
        case None:
            return "not_started"
        case Given():
            return "done"
        case Left():
            return "left"
        case _:
            return "gap"


def section_lines(form: Form, progress: Progress, section: str, child: str) -> tuple[Line, ...]:
    """Every place in a section that has been answered, skipped or left, in order. Where somebody
    sees what is others' to answer, each of these lines says whose it is."""
    answers = laid(form, progress)
    mine = places(form, progress)
    seen = everybody(form, progress) if progress.sees_all else mine
    found = []
    for slot in seen.slots:
        if slot.section.key != section or slot.path not in progress.answers:
            continue
        line = answer_line(slot, answers, child)
        if slot.path not in mine.by_path:
            whose = phrase(f"role.{(slot.group or slot.question).who}")
            line = replace(line, label=phrase("answer.whose", label=line.label, whose=whose))
        found.append(line)
    return tuple(found)


def task_lines(form: Form, progress: Progress, child: str, press: str) -> tuple[Line, ...]:
    """The sections with how far each is, in words."""
    states: dict[State, str] = {
        "done": phrase("tasks.done"),
        "started": phrase("tasks.started"),
        "not_started": phrase("tasks.not_started"),
    }
    return tuple(
        Line(
            fill(each.section.title, child),
            phrase("tasks.line", state=states[each.state], done=each.done, total=each.total),
            f"{press}:{each.section.key}",
            each.state,
        )
        for each in section_states(form, progress)
    )
