"""The names, places and numbers known of one subject, each with the role that stands for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from care.known import also_words
from care.names import spelling
from care.redaction import Known, known_from, known_from_record, redact
from care.text import clean
from dialogs.answers import Answers, Given
from dialogs.form import Form, Kind, Privacy, Question
from dialogs.slots import rows_of
from templates.parts import Facts
from templates.words import known, say

ROLE_FIELDS = ("relationship", "role", "relation")


@dataclass(frozen=True, slots=True)
class Names:
    """What must not be read in a search copy."""

    all: tuple[Known, ...] = field(repr=False)

    def redact(self, text: str) -> str:
        """The text with known names as roles in square brackets and dates as month and year."""
        return redact(text, self.all).text

    def tells(self, text: str) -> bool:
        """Whether finding this text in a document would prove that a name has slipped through.

        Not so for words that are also everyday English, which the redaction may rightly leave.
        """
        return spelling(text) not in also_words() and text not in self.redact(text)


def names_in(form: Form, answers: Answers, facts: Facts) -> Names:
    """From the record, and from every identity answer, those of closed branches included."""
    pairs = known_from(tuple(_pairs(form, answers)))
    return Names(tuple(dict.fromkeys((*known_from_record(facts.record), *pairs))))


def _pairs(form: Form, answers: Answers) -> Iterator[tuple[str, str]]:
    for question in form.questions():
        yield from _answer(question, question.key, answers, "")
        rows = rows_of(answers.get(question.key))
        for row in rows.ids if rows else ():
            role = _role(question, row, answers)
            for each in question.fields:
                yield from _answer(each, f"{question.key}.{row}.{each.key}", answers, role)


def _answer(
    question: Question, path: str, answers: Answers, role: str
) -> Iterator[tuple[str, str]]:
    answer = answers.get(path)
    if question.privacy is not Privacy.IDENTITY or not isinstance(answer, Given):
        return
    typed = question.kind in (Kind.TEXT, Kind.LONG_TEXT)
    if typed and isinstance(answer.value, str) and (text := clean(answer.value).strip()):
        named = f"identity_roles.{question.key.rpartition('.')[2]}"
        yield text, say(named) if known(named) else role


def _role(group: Question, row: str, answers: Answers) -> str:
    """What the row says this person is to the child; empty when it does not say."""
    for name in ROLE_FIELDS:
        answer = answers.get(f"{group.key}.{row}.{name}")
        each = group.field_named(name)
        if each is not None and isinstance(answer, Given):
            choice = each.choice(str(answer.value))
            return (choice.label if choice else clean(str(answer.value))).strip().lower()
    return ""
