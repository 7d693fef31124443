"""Puts a question, or several short ones together, into the shape a channel can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.answers import Answers, Given, NotKnown
from dialogs.dates import written
from dialogs.form import Kind, Privacy, Question, Required
from dialogs.heard import Problem, Trouble
from dialogs.message import Button, Card, CardField
from dialogs.phrases import phrase
from dialogs.position import BY, WHO
from dialogs.show import answer_text, fill, slot_label
from dialogs.slots import Slot, rows_of
from dialogs.values import offered


@dataclass(frozen=True, slots=True)
class Voice:
    """What the words need to know: whom they are about, to whom, and on which day."""

    child: str
    today: date
    me: str = ""
    council: str = ""
    urgent_phone: str = ""
    cards: bool = True
    """Whether the channel can show a form; where it cannot, questions come one by one."""


def trouble_text(problem: Problem) -> str:
    """A kind sentence about what to do, for every trouble."""
    first = problem.nearest[0] if problem.nearest else ""
    return phrase(f"trouble.{problem.trouble}", typed=problem.typed, nearest=first)


def buttons(slot: Slot, answers: Answers, voice: Voice) -> tuple[Button, ...]:
    """What can be tapped under a question: its answers first, then ways round it."""
    question = slot.question
    found = [
        Button(f"answer:{choice.key}", fill(choice.label, voice.child), choice.hint)
        for choice in offered(question)
    ]
    if question.is_group:
        found = _group_buttons(slot, answers, voice)
    if question.key.endswith(WHO) and voice.me:
        found.append(Button(f"say:{voice.me}", phrase("find_out.me")))
    if question.key.endswith(BY):
        for days in (1, 7):
            day = voice.today + timedelta(days=days)
            found.append(Button(f"say:{day.isoformat()}", written(day)))
    if question.kind is Kind.LEVEL and question.who != "child":
        found.append(Button("meanings", phrase("button.meanings"), command=True))
    if question.not_known and not slot.again:
        found.append(Button("not_known", phrase("button.not_known"), command=True))
    if question.required is Required.OPTIONAL and not question.is_group:
        found.append(Button("skip", phrase("button.skip"), command=True))
    return tuple(found)


def _group_buttons(slot: Slot, answers: Answers, voice: Voice) -> list[Button]:
    rows = rows_of(answers.get(slot.path))
    if rows is None or not rows.ids:
        add = slot.question.add or phrase("button.add")
        none = slot.question.none or phrase("button.none")
        return [Button("add", fill(add, voice.child)), Button("done", fill(none, voice.child))]
    found = [
        Button("add", phrase("button.add_another")),
        Button("done", phrase("button.thats_all")),
    ]
    if not slot.again:
        for row in rows.ids:
            name = row_text(slot.question, row, answers)
            found.append(Button(f"remove:{row}", phrase("button.remove", row=name), command=True))
    return found


def row_text(group: Question, row: str, answers: Answers) -> str:
    """A row in a few words: its first two cells that say something."""
    cells = (
        answer_text(field, answer)
        for field in group.fields
        if isinstance(answer := answers.get(f"{group.key}.{row}.{field.key}"), Given)
    )
    words = [cell for cell, _ in zip(cells, range(2), strict=False)]
    return ", ".join(words) or phrase("answer.empty_row")


def card_of(
    slots: tuple[Slot, ...],
    answers: Answers,
    voice: Voice,
    problems: tuple[Problem, ...],
    typed: Mapping[str, str | tuple[str, ...]],
) -> Card:
    """Several questions as one form, with what was typed still there and faults beside it."""
    first = slots[0]
    faults = {problem.path: trouble_text(problem) for problem in problems}
    if first.question.card.startswith("find_out."):
        title = phrase("find_out.title")
    elif first.group is not None:
        rows = rows_of(answers.get(first.group.key))
        number = rows.ids.index(first.row) + 1 if rows and first.row in rows.ids else 1
        title = phrase("card.row", group=fill(first.group.label, voice.child), number=number)
    else:
        title = fill(first.section.title, voice.child)
    fields = tuple(_field(slot, answers, voice, faults, typed) for slot in slots)
    error = phrase("card.errors", count=len(faults)) if faults else ""
    return Card(title, fields, phrase("button.save"), error)


def _field(
    slot: Slot,
    answers: Answers,
    voice: Voice,
    faults: Mapping[str, str],
    typed: Mapping[str, str | tuple[str, ...]],
) -> CardField:
    question = slot.question
    value = typed.get(slot.path, "")
    if not value and question.key.endswith(WHO):
        value = voice.me
    if not value and question.key.endswith(BY):
        value = written(voice.today + timedelta(days=7))
    return CardField(
        path=slot.path,
        kind=str(question.kind),
        label=fill(question.label if slot.group else slot_label(slot, answers), voice.child),
        ask=fill(question.ask, voice.child),
        hint=fill(question.hint, voice.child),
        options=tuple(
            Button(choice.key, fill(choice.label, voice.child), choice.hint)
            for choice in offered(question)
        ),
        value=value,
        not_known=question.not_known,
        is_not_known=isinstance(answers.get(slot.path), NotKnown),
        required=question.required is Required.ALWAYS or slot.emergency,
        error=faults.get(slot.path, ""),
        max_words=question.max_words,
        identity=question.privacy is Privacy.IDENTITY,
    )


def nearest_buttons(problem: Problem) -> tuple[Button, ...]:
    """The right readings nearest to what was typed, to tap."""
    if problem.trouble in (Trouble.DATE_IMPOSSIBLE, Trouble.TOO_SMALL, Trouble.TOO_LARGE):
        return tuple(Button(f"say:{each}", each) for each in problem.nearest)
    return ()
