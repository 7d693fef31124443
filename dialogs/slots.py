"""Which questions apply now, in order: a form laid over the answers, group rows included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from dialogs.answers import Answer, Answers, Given, Rows
from dialogs.form import Condition, Form, Question, Section
from dialogs.part import Part


@dataclass(frozen=True, slots=True)
class Slot:
    """One place an answer goes. The path is a question's key, or `group.row.field`."""

    path: str
    question: Question = field(repr=False)
    section: Section = field(repr=False)
    row: str = ""
    group: Question | None = field(default=None, repr=False)
    """The group that a row's cell belongs to."""
    emergency: bool = False
    """Whether it is part of the emergency minimum, given the answers."""
    again: bool = False
    """True for a group's second place, after its rows, where *add another* is asked."""

    @property
    def key(self) -> str:
        return self.group.key if self.group else self.question.key


@dataclass(frozen=True, slots=True)
class Walk:
    """The places of a form that apply to some answers, ready to be looked up."""

    places: tuple[Slot, ...]
    """In order, with each open group's *add another* after its rows."""
    slots: tuple[Slot, ...]
    """In order, every question once."""
    by_path: Mapping[str, Slot]
    by_section: Mapping[str, tuple[Slot, ...]]
    """The places of each section that has any."""


def slots(form: Form, answers: Answers) -> tuple[Slot, ...]:
    """Every question that applies, once, in the order of the form; the cells of rows follow
    their group. A question whose branch is closed is not there, whatever its answer."""
    return walk(form, answers).slots


_recent: tuple[tuple[Form, Answers, Part | None, Walk], ...] = ()
"""The last few walks by the very answers they were made for: one turn asks many times. Only for
answers that nobody can change, as those of a `Progress` are."""


def walk(form: Form, answers: Answers, part: Part | None = None) -> Walk:
    """The form laid over the answers; of a part, only what belongs to it.

    The result depends only on the answers that conditions look at and on the rows of groups, so
    it is worked out once for each such shape and then remembered.
    """
    global _recent
    for known, same, of, found in _recent:
        if same is answers and known is form and of == part:
            return found
    found = _walk(_Shaped(form, _shape(form, answers), part))
    if isinstance(answers, MappingProxyType):
        _recent = ((form, answers, part, found), *_recent[:5])
    return found


def carry(
    form: Form, before: Answers, after: Answers, changed: Iterable[str], part: Part | None = None
) -> None:
    """Remembers that answers which shape nothing leave the walk as it was: most of them do."""
    global _recent
    if all(path not in form.shaping_keys and path.count(".") < 2 for path in changed):
        _recent = ((form, after, part, walk(form, before, part)), *_recent[:5])


@dataclass(frozen=True, slots=True)
class _Shaped:
    form: Form
    shape: tuple[tuple[str, Answer], ...]
    part: Part | None

    def __hash__(self) -> int:
        return hash(self.shape)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Shaped)
            and self.form is other.form
            and self.shape == other.shape
            and self.part == other.part
        )


def _shape(form: Form, answers: Answers) -> tuple[tuple[str, Answer], ...]:
    found: list[tuple[str, Answer]] = []
    for key, cells in form.shaping:
        answer = answers.get(key)
        if answer is None:
            continue
        found.append((key, answer))
        if cells and (rows := rows_of(answer)):
            for row in rows.ids:
                for cell in cells:
                    path = f"{key}.{row}.{cell}"
                    if path in answers:
                        found.append((path, answers[path]))
    return tuple(found)


@lru_cache(maxsize=128)
def _walk(shaped: _Shaped) -> Walk:
    part = shaped.part
    places = tuple(
        slot
        for slot in _places(shaped.form, dict(shaped.shape))
        if part is None or part.has(slot.group or slot.question, slot.section)
    )
    plain = tuple(slot for slot in places if not slot.again)
    by_section: dict[str, list[Slot]] = {}
    for slot in places:
        by_section.setdefault(slot.section.key, []).append(slot)
    return Walk(
        places,
        plain,
        {slot.path: slot for slot in plain},
        {key: tuple(found) for key, found in by_section.items()},
    )


def _places(form: Form, answers: Answers) -> Iterator[Slot]:
    applying: dict[str, Answer] = {}
    """Answers of questions that apply: a closed branch opens nothing further."""
    for section in form.sections:
        for question in section.questions:
            if question.when and not holds(question.when, applying):
                continue
            if question.differ and not differs(question.differ, applying):
                continue
            answer = answers.get(question.key)
            if answer is not None:
                applying[question.key] = answer
            urgent = question.emergency is not None and holds(question.emergency, applying)
            yield Slot(question.key, question, section, emergency=urgent)
            if rows := rows_of(answer):
                yield from _rows(question, section, rows, answers, urgent)


def _rows(
    group: Question, section: Section, rows: Rows, answers: Answers, urgent: bool
) -> Iterator[Slot]:
    for row in rows.ids:
        cells: dict[str, Answer] = {}
        """Of the cells that apply: a closed cell opens nothing further."""
        for cell in group.fields:
            if holds(cell.when, cells) and (not cell.differ or differs(cell.differ, cells)):
                path = f"{group.key}.{row}.{cell.key}"
                if path in answers:
                    cells[cell.key] = answers[path]
                yield Slot(path, cell, section, row, group, urgent)
    if rows.more:
        yield Slot(group.key, group, section, emergency=urgent, again=True)


def holds(conditions: tuple[Condition, ...], answers: Mapping[str, Answer]) -> bool:
    """Whether every condition is met by the answers; one that is not given meets none."""
    return all(_met(condition, answers.get(condition.key)) for condition in conditions)


def differs(keys: tuple[str, ...], answers: Mapping[str, Answer]) -> bool:
    """Whether both are given and are not the same; the order of several choices means nothing."""
    one, other = (answers.get(key) for key in keys)
    if not isinstance(one, Given) or not isinstance(other, Given):
        return False
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        return set(one.value) != set(other.value)
    return one.value != other.value


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
