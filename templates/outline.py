"""What a template needs to know of a form while it is being written: who reads it, what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.form import Form, Kind, Question, Section
from templates.layout import layout
from templates.parts import Copy
from templates.pen import WIDTH, paragraph, tag
from templates.search_copy import label_of, shown
from templates.words import say

FACTS = (3050, WIDTH - 3050)
"""A column of labels and a column of answers."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One form, written for one copy."""

    form: Form
    copy: Copy

    def prints(self, question: Question) -> bool:
        return question.printed and (self.copy is Copy.COUNCIL or shown(question))

    def label(self, question: Question) -> str:
        """What stands before the answer, with the child's name as a placeholder."""
        return own(label_of(question) if self.copy is Copy.SEARCH else question.label)

    def has(self, key: str) -> bool:
        return key in self.form.by_key and self.prints(self.form.by_key[key][1])

    def questions(self, keys: Sequence[str]) -> list[Question]:
        """The questions under these keys that the form has and this copy prints."""
        return [self.form.by_key[key][1] for key in keys if self.has(key)]

    @property
    def domains(self) -> list[Section]:
        return [section for section in self.form.sections if section.domain]

    @property
    def rest(self) -> list[Section]:
        """The sections that page one does not hold whole."""
        return [section for section in self.form.sections if section.key != layout().section]


def own(text: str) -> str:
    """A text of the form, with the child's name as a placeholder."""
    if text.startswith("{child}"):
        text = "{{ paper.child_first }}" + text.removeprefix("{child}")
    return text.replace("{child}", "{{ paper.child }}")


def words(name: str, **values: object) -> str:
    """Words of the documents, with the child's name as a placeholder."""
    return own(say(name, **values))


def place(question: Question) -> str:
    """The placeholder of one answer; several choices stand on one line."""
    several = question.kind is Kind.CHOICES or len(question.fields) == 1
    return f"{{{{ {question.key}{'.inline' if several else ''} }}}}"


def bullets(question: Question, style: str, bullet: str) -> str:
    """The place for one answer; several choices, and groups of one field, are lists."""
    if question.kind is Kind.CHOICES or len(question.fields) == 1:
        each = paragraph("{{ each }}", bullet)
        return tag(f"for each in {question.key}") + each + tag("endfor")
    return paragraph(place(question), style)


def shares(weights: Sequence[int]) -> list[int]:
    """Columns by their weights, which fill the width exactly."""
    widths = [WIDTH * weight // sum(weights) for weight in weights[:-1]]
    return [*widths, WIDTH - sum(widths)]
