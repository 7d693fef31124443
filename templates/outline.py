"""What a template needs to know of a form while it is being written: who reads it, what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.form import Form, Kind, Question, Section
from templates.layout import layout
from templates.parts import Copy
from templates.pen import paragraph, tag
from templates.search_copy import shown
from templates.words import say

WIDTH = 9638
"""The room between the margins of A4, in twentieths of a point."""
FACTS = (3300, WIDTH - 3300)
"""A column of labels and a column of answers."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One form, written for one copy."""

    form: Form
    copy: Copy

    def prints(self, question: Question) -> bool:
        return question.printed and (self.copy is Copy.COUNCIL or shown(question))

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


def answer(question: Question, style: str = "Answer", bullet: str = "ListBullet") -> str:
    """The place for one answer; several choices, and groups of one field, are lists."""
    if question.kind is Kind.CHOICES or len(question.fields) == 1:
        each = paragraph("{{ each }}", bullet)
        return tag(f"for each in {question.key}") + each + tag("endfor")
    return paragraph(f"{{{{ {question.key} }}}}", style)


def shares(count: int) -> list[int]:
    """Equal columns that fill the width exactly."""
    share = WIDTH // count
    return [share] * (count - 1) + [WIDTH - share * (count - 1)]
