"""Puts a question, or several short ones together, into the shape a channel can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dialogs.answers import Answers, Given, NotKnown, Rows, Value
from dialogs.dates import written
from dialogs.find_out import BY, WHO
from dialogs.form import Kind, Privacy, Question, Required
from dialogs.groups import options
from dialogs.heard import Problem, Trouble
from dialogs.message import Button, Card, CardField
from dialogs.phrases import phrase
from dialogs.show import fill, row_text, slot_label, written_date
from dialogs.slots import Slot, rows_of
from dialogs.values import OWN, offered

READINGS = (
    Trouble.DATE_IMPOSSIBLE,
    Trouble.DATE_NO_DAY,
    Trouble.TOO_SMALL,
    Trouble.TOO_LARGE,
)
"""Troubles that come with right readings to tap."""


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
    roles: Mapping[str, str] = field(default_factory=dict)
    """What others who fill the same form do, by their id."""
    discreet: bool = False
    """Whether no name and no answer may be said here: see `dialogs/doors.py`."""
    alone: bool = False
    """Whether a list stands alone here, because a question after it would push it out of sight."""
    web: str = ""
    """Where on the site the same conversation goes on, for what is not asked here."""

    def say(self, name: str, /, **details: object) -> str:
        """A phrase, with the child's name in it. What a person typed is never filled in."""
        return phrase(name, child=self.child, **details)


def trouble_text(problem: Problem, question: Question | None = None) -> str:
    """A kind sentence about what to do, for every trouble."""
    first = problem.nearest[0] if problem.nearest else ""
    name = f"trouble.{problem.trouble}"
    if problem.trouble is Trouble.DATE_IMPOSSIBLE and not first:
        name = "trouble.date_nowhere" if problem.typed else "trouble.date_unclear"
    if problem.trouble is Trouble.DATE_NO_DAY and not first:
        name = "trouble.date_day"
    if problem.trouble is Trouble.EMPTY and question is not None and not question.not_known:
        name = "trouble.empty_needed"
    return phrase(name, typed=problem.typed, nearest=first)


def buttons(slot: Slot, answers: Answers, voice: Voice) -> tuple[Button, ...]:
    """What can be tapped under a question: its answers first, then ways round it."""
    question = slot.question
    several = voice.discreet and question.kind is Kind.CHOICES
    found = [
        replace(each, press=f"{'pick' if several else 'answer'}:{each.press}")
        for each in _options(question, voice)
    ]
    if question.is_group:
        found = _group_buttons(slot, answers, voice)
    if question.key.endswith(WHO) and voice.me:
        found.append(Button(f"say:{voice.me}", phrase("find_out.me")))
    if question.key.endswith(BY):
        for days in (1, 7):
            day = voice.today + timedelta(days=days)
            found.append(Button(f"say:{day.isoformat()}", written(day)))
    said = voice.discreet and all(each.hint for each in found)  # they stand in the text there
    if question.kind is Kind.LEVEL and question.who not in OWN and not said:
        found.append(Button("meanings", phrase("button.meanings"), command=True))
    if question.not_known and not slot.again and not rows_of(answers.get(slot.path)):
        found.append(Button("not_known", phrase("button.not_known"), command=True))
    if question.required is Required.OPTIONAL and not question.is_group:
        found.append(Button("skip", phrase("button.skip"), command=True))
    return tuple(found)


def _options(question: Question, voice: Voice) -> tuple[Button, ...]:
    """What can be chosen, by key; a level with what it means, where its name does not say that."""
    meant = question.anchors if question.kind is Kind.LEVEL else ()
    found = [
        Button(choice.key, fill(choice.label, voice.child), choice.hint)
        for choice in offered(question)
    ]
    if not voice.cards or len(meant) != len(found):
        return tuple(found)
    meanings = (fill(each, voice.child) for each in meant)
    return tuple(
        replace(each, meaning="" if meaning == each.label else meaning)
        for each, meaning in zip(found, meanings, strict=True)
    )


def _group_buttons(slot: Slot, answers: Answers, voice: Voice) -> list[Button]:
    rows = rows_of(answers.get(slot.path))
    found = [
        Button(press, fill(label, voice.child)) for press, label in options(slot.question, rows)
    ]
    if rows and not slot.again:
        for row in rows.ids:
            name = row_text(slot.question, row, answers, voice.child)
            found.append(Button(f"remove:{row}", phrase("button.remove", row=name), command=True))
    return found


def card_of(
    slots: tuple[Slot, ...],
    answers: Answers,
    voice: Voice,
    problems: tuple[Problem, ...],
    typed: Mapping[str, str | tuple[str, ...]],
) -> Card:
    """Several questions as one form, with what was typed still there and faults beside it."""
    first = slots[0]
    asked = {slot.path: slot.question for slot in slots}
    faults = {each.path: trouble_text(each, asked.get(each.path)) for each in problems}
    if first.question.card.startswith("find_out."):
        title = phrase("find_out.title")
    elif first.group is not None:
        rows = rows_of(answers.get(first.group.key))
        number = rows.ids.index(first.row) + 1 if rows and first.row in rows.ids else 1
        title = phrase("card.row", group=fill(first.group.label, voice.child), number=number)
    else:
        title = fill(first.section.title, voice.child)
    fields = tuple(_field(slot, answers, voice, faults, typed) for slot in slots)
    if len({slot.row for slot in slots}) > 1 and first.group is not None:
        title = fill(first.group.label, voice.child)
        fields = tuple(
            replace(each, label=slot_label(slot, answers, voice.child))
            for each, slot in zip(fields, slots, strict=True)
        )
    elif len({slot.section.key for slot in slots}) > 1:
        title = phrase("recall.card_title")
        fields = tuple(
            replace(each, label=phrase("answer.in_section", section=named, label=each.label))
            for each, slot in zip(fields, slots, strict=True)
            if (named := fill(slot.section.title, voice.child))
        )
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
    now = answers.get(slot.path)
    if not value and isinstance(now, Given):
        value = _shown(now.value, question)
    if not value and question.key.endswith(WHO):
        value = voice.me
    if not value and question.key.endswith(BY):
        value = written(voice.today + timedelta(days=7))
    return CardField(
        path=slot.path,
        kind=str(question.kind),
        label=fill(question.label, voice.child),
        ask=fill(question.ask, voice.child),
        hint=fill(question.hint, voice.child),
        options=_options(question, voice),
        value=value,
        not_known=question.not_known,
        is_not_known=isinstance(answers.get(slot.path), NotKnown),
        required=question.required is Required.ALWAYS or slot.emergency,
        error=faults.get(slot.path, ""),
        max_words=question.max_words,
        identity=question.privacy is Privacy.IDENTITY,
    )


def _shown(value: Value, question: Question) -> str | tuple[str, ...]:
    """An answer as the input of a card holds it."""
    match value:
        case Rows():
            return ""
        case tuple():
            return value
        case str() if question.kind is Kind.DATE:
            return written_date(value)
        case _:
            return str(value)


def nearest_buttons(problem: Problem) -> tuple[Button, ...]:
    """The right readings nearest to what was typed, to tap; a number is not numbered."""
    if problem.trouble in READINGS:
        number = problem.trouble in (Trouble.TOO_SMALL, Trouble.TOO_LARGE)
        return tuple(Button(f"say:{each}", each, command=number) for each in problem.nearest)
    return ()
