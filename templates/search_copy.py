"""What a home that is only being asked may read: shared questions, generalised and without names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from care.generalise import generalise
from care.known import known_from_record
from care.text import clean
from dialogs.answers import Answers, Given, Rows
from dialogs.form import Form, Kind, Privacy, Question, Share
from dialogs.slots import rows_of
from templates.names import Names
from templates.parts import Facts, Withheld
from templates.words import known, say, upper_first

WITHHELD = "withheld"
OUTLINES = ("count_ages", "yes_no", "month", "initials")
"""Ways of saying less that leave nothing of a group's rows."""
SHORTEST_NAME = 4
"""Shorter texts are found in every document, so finding them proves nothing."""
SHORTEST_STORY = 24
ROLE_FIELDS = ("role", "relationship", "relation", "who", "kind", "type")
AGE_FIELDS = ("age", "dob", "date_of_birth")


@dataclass(frozen=True, slots=True)
class Veil:
    """Takes names and places out of one subject's answers."""

    form: Form
    answers: Answers
    facts: Facts
    names: Names

    def shows(self, question: Question) -> bool:
        return shown(question)

    def redact(self, text: str) -> str:
        """The text with known names as roles in square brackets and dates as month and year."""
        return self.names.redact(text)

    def generalise(self, question: Question, value: object) -> str:
        """The answer as a wider thing: an age for a date of birth, an area for an address."""
        how, today = question.search_as, self.facts.written_on
        if isinstance(value, Rows):
            wanted = AGE_FIELDS if how == "count_ages" else ROLE_FIELDS
            cells = [self._cell(question, row, wanted) for row in value.ids]
            return upper_first(generalise(how, cells, today))
        keys = value if isinstance(value, tuple) else (value,)
        labels = [self._label(question, clean(str(key))) for key in keys]
        if how == "kind_of_risk" or (how in ("roles", "kinds") and not question.choices):
            return self.redact("\n".join(labels))
        return upper_first(generalise(how, labels if question.choices else labels[0], today))

    def _label(self, question: Question, key: str) -> str:
        choice = question.choice(key)
        return choice.label if choice else key

    def _cell(self, group: Question, row: str, wanted: tuple[str, ...]) -> str:
        """The first of the wanted fields that the row answers: a role, a kind, a date of birth."""
        for name in wanted:
            field = group.field_named(name)
            answer = self.answers.get(f"{group.key}.{row}.{name}")
            if field is not None and isinstance(answer, Given):
                text = self._label(field, clean(str(answer.value)))
                return text if field.choices or field.kind is Kind.DATE else self.redact(text)
        return ""


def shown(question: Question) -> bool:
    """True for what is shared at the search stage, or has a generalised form until then."""
    if question.search_as:
        return question.search_as != WITHHELD
    return question.share is Share.SEARCH and question.privacy is not Privacy.IDENTITY


def label_of(question: Question) -> str:
    """The label of what this copy says instead: an age is not a date of birth."""
    name = f"search_label.{question.search_as}"
    return say(name) if question.search_as and known(name) else question.label


def fields_shown(group: Question) -> tuple[Question, ...]:
    """The fields of a group that the search copy shows; none when only an outline is shown."""
    if group.search_as in OUTLINES:
        return ()
    return tuple(each for each in group.fields if each.printed and shown(each))


def withheld(
    form: Form, answers: Answers, record: Mapping[str, str], printed: frozenset[str], names: Names
) -> Iterator[Withheld]:
    """The typed texts that this copy does not print, long enough to be recognised.

    `printed` has the paths that are printed as they were typed. Answers of closed branches and of
    questions that are kept for data only are withheld too, and so are the names in the record when
    `names` has any.
    """
    for question in form.questions():
        yield from _withheld(question, question.key, answers, printed, names)
        rows = rows_of(answers.get(question.key))
        for row in rows.ids if rows else ():
            for field in question.fields:
                path = f"{question.key}.{row}.{field.key}"
                yield from _withheld(field, path, answers, printed, names)
    for name, text in record.items() if names.all else ():
        for each in known_from_record({name: text}):
            if len(each.text) >= SHORTEST_NAME and names.tells(each.text):
                yield Withheld(f"record.{name}", each.text, identity=True)


def _withheld(
    question: Question, path: str, answers: Answers, printed: frozenset[str], names: Names
) -> Iterator[Withheld]:
    if path in printed or question.kind not in (Kind.TEXT, Kind.LONG_TEXT):
        return
    identity = question.privacy is Privacy.IDENTITY
    least = SHORTEST_NAME if identity else SHORTEST_STORY
    answer = answers.get(path)
    if isinstance(answer, Given) and isinstance(answer.value, str):
        text = clean(answer.value).strip()
        if len(text) >= least and (not identity or names.tells(text)):
            yield Withheld(path, text, identity)
