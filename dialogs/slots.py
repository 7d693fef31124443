"""Which questions apply now, in order: a form laid over the answers, group rows included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dialogs.answers import Answer, Answers, Given, Rows
from dialogs.form import Condition, Form, Question, Section


@dataclass(frozen=True, slots=True)
class Slot:
    """One place an answer goes. The path is a question's key, or `group.row.field`."""

    path: str
    question: Question
    section: Section
    row: str = ""
    group: Question | None = None
    """The group that a row's cell belongs to."""
    emergency: bool = False
    """Whether it is part of the emergency minimum, given the answers."""
    again: bool = False
    """True for a group's second place, after its rows, where *add another* is asked."""

    @property
    def key(self) -> str:
        return self.group.key if self.group else self.question.key


def slots(form: Form, answers: Answers) -> tuple[Slot, ...]:
    """Every question that applies, once, in the order of the form; the cells of rows follow
    their group. A question whose branch is closed is not there, whatever its answer."""
    return tuple(slot for slot in walk(form, answers) if not slot.again)


def walk(form: Form, answers: Answers) -> tuple[Slot, ...]:
    """As `slots`, with each open group's *add another* after its rows.

    The result depends only on the answers that conditions look at and on the rows of groups, so
    it is worked out once for each such shape and then remembered.
    """
    return _walk(form.name, _Shaped(form, _shape(form, answers)))


@dataclass(frozen=True, slots=True)
class _Shaped:
    form: Form
    shape: tuple[tuple[str, Answer], ...]

    def __hash__(self) -> int:
        return hash(self.shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shaped) and self.form is other.form and self.shape == other.shape


def _shape(form: Form, answers: Answers) -> tuple[tuple[str, Answer], ...]:
    found: list[tuple[str, Answer]] = []
    for key in form.shaping:
        answer = answers.get(key)
        if answer is None:
            continue
        found.append((key, answer))
        question = form.by_key[key][1]
        if question.is_group and isinstance(answer, Given) and isinstance(answer.value, Rows):
            cells = {c.key for field in question.fields for c in field.when}
            for row in answer.value.ids:
                for cell in cells:
                    path = f"{key}.{row}.{cell}"
                    if path in answers:
                        found.append((path, answers[path]))
    return tuple(found)


@lru_cache(maxsize=512)
def _walk(name: str, shaped: _Shaped) -> tuple[Slot, ...]:
    answers = dict(shaped.shape)
    return tuple(_slots(shaped.form, answers))


def _slots(form: Form, answers: Answers) -> Iterator[Slot]:
    applying: dict[str, Answer] = {}
    """Answers of questions that apply: a closed branch opens nothing further."""
    for section in form.sections:
        for question in section.questions:
            if not holds(question.when, applying):
                continue
            answer = answers.get(question.key)
            if answer is not None:
                applying[question.key] = answer
            urgent = question.emergency is not None and holds(question.emergency, applying)
            yield Slot(question.key, question, section, emergency=urgent)
            if isinstance(answer, Given) and isinstance(answer.value, Rows):
                yield from _rows(question, section, answer.value, answers, urgent)


def _rows(
    group: Question, section: Section, rows: Rows, answers: Answers, urgent: bool
) -> Iterator[Slot]:
    for row in rows.ids:
        cells = {
            field.key: answers[path]
            for field in group.fields
            if (path := f"{group.key}.{row}.{field.key}") in answers
        }
        for field in group.fields:
            if holds(field.when, cells):
                path = f"{group.key}.{row}.{field.key}"
                yield Slot(path, field, section, row, group, urgent)
    if rows.more:
        yield Slot(group.key, group, section, emergency=urgent, again=True)


def holds(conditions: tuple[Condition, ...], answers: Mapping[str, Answer]) -> bool:
    """Whether every condition is met by the answers; one that is not given meets none."""
    return all(_met(condition, answers.get(condition.key)) for condition in conditions)


def _met(condition: Condition, answer: Answer | None) -> bool:
    match answer:
        case Given(tuple() as keys):
            return not condition.values.isdisjoint(keys)
        case Given(value):
            return str(value) in condition.values
        case _:
            return False


def rows_of(answer: Answer | None) -> Rows | None:
    """The rows of a group's answer, if it has any to speak of."""
    if isinstance(answer, Given) and isinstance(answer.value, Rows):
        return answer.value
    return None
