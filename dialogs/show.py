"""An answer in words, as people read it: labels for keys, days for dates, never a code."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from dialogs.answers import Answer, Answers, Given, Left, NotKnown, Rows, Skipped
from dialogs.dates import written
from dialogs.form import Form, Kind, Question
from dialogs.message import Line
from dialogs.phrases import phrase
from dialogs.position import BY, NOTE, WHO, State, section_states
from dialogs.progress import Progress
from dialogs.slots import Slot, rows_of, slots
from dialogs.values import offered


def fill(text: str, child: str) -> str:
    """The text with the child's preferred name in its place."""
    return text.replace("{child}", child)


def answer_text(question: Question, answer: Answer | None) -> str:
    """The answer as one piece of text; a gap is named as one, never left blank."""
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
            return _value_text(question, value)
        case _:
            assert_never(answer)


def _value_text(question: Question, value: str | int | float | tuple[str, ...] | Rows) -> str:
    match value:
        case Rows(ids, _):
            return (
                phrase("answer.rows", count=len(ids))
                if ids
                else (question.none or phrase("answer.no_rows"))
            )
        case tuple():
            return "; ".join(_label(question, key) for key in value)
        case _ if question.kind is Kind.LEVEL:
            return phrase("answer.level", label=_label(question, str(value)), level=value)
        case str() if question.kind in (Kind.CHOICE, Kind.YES_NO):
            return _label(question, value)
        case str() if question.kind is Kind.DATE:
            return written(date.fromisoformat(value))
        case str() if question.kind is Kind.MONTH:
            return f"{date.fromisoformat(value + '-01'):%B %Y}"
        case _:
            return f"{value} {question.unit}".strip()


def _label(question: Question, key: str) -> str:
    return next((choice.label for choice in offered(question) if choice.key == key), key)


def slot_label(slot: Slot, answers: Answers) -> str:
    """What a place is called in a list: a row's cell says which row it belongs to."""
    if slot.group is None:
        return slot.question.label
    rows = rows_of(answers.get(slot.group.key))
    number = rows.ids.index(slot.row) + 1 if rows and slot.row in rows.ids else slot.row
    return phrase(
        "answer.row_label", group=slot.group.label, number=number, label=slot.question.label
    )


def answer_line(slot: Slot, answers: Answers, child: str) -> Line:
    """One answer of a summary; pressing it opens it to be changed."""
    answer = answers.get(slot.path)
    text = fill(answer_text(slot.question, answer), child)
    if isinstance(answer, NotKnown):
        who, by = answers.get(slot.path + WHO), answers.get(slot.path + BY)
        if isinstance(who, Given) and isinstance(by, Given):
            day = written(date.fromisoformat(str(by.value)))
            text = phrase("answer.found_out", who=who.value, by=day)
    note = answers.get(slot.path + NOTE)
    if isinstance(note, Given):
        text = phrase("answer.with_note", answer=text, note=note.value)
    state = "done" if isinstance(answer, Given) else "left" if isinstance(answer, Left) else "gap"
    return Line(
        fill(slot_label(slot, answers), child),
        text,
        f"change:{slot.path}",
        state if answer is not None else "not_started",  # type: ignore[arg-type]
    )


def section_lines(form: Form, progress: Progress, section: str, child: str) -> tuple[Line, ...]:
    """Every place in a section that has been answered, skipped or left, in order."""
    answers = progress.answers
    return tuple(
        answer_line(slot, answers, child)
        for slot in slots(form, answers)
        if slot.section.key == section and slot.path in answers
    )


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
