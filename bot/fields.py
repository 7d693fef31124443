"""What somebody who may read a thing need not see of it: who somebody is, and where they live."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bot.papers import Sent
from bot.words import words
from care.access import Action, Thing, may
from care.people import Person
from dialogs.answers import Answer, Given
from dialogs.find_out import BY, NOTE, WHO
from dialogs.form import Form, Kind, Privacy, Question
from dialogs.message import Line, Message

CHANGE = "change:"
PLACES = frozenset({"address", "postcode", "school_name", "carer_names", "area"})
"""Names in a record that say where somebody lives or goes to school."""
NAMES = frozenset({"full_name", "dob", "nhs_number", "upn", "system_id"})
"""Names in a record that say who somebody is. What they like to be called is for every reader."""
PLACED = frozenset({"area", "district"})
"""How a place is told in the search copy: such a question is about where, not about who."""
NEAR = frozenset({"venue", "gp", "dentist", "optician"})
"""The last word in the key of a question whose answer tells whereabouts somebody lives."""


@dataclass(frozen=True, slots=True)
class Sees:
    """What of a thing is for this reader, among all that they may read."""

    identity: bool = True
    location: bool = True

    @property
    def all(self) -> bool:
        return self.identity and self.location

    def shows(self, question: Question | None) -> bool:
        """Whether the answer to this question is for them."""
        if question is None or question.privacy is not Privacy.IDENTITY:
            return True
        return self.location if is_place(question) else self.identity


def sees(person: Person | None, thing: Thing) -> Sees:
    """Asks both questions about this thing, now."""
    return Sees(
        bool(may(person, Action.SEE_IDENTITY, thing)),
        bool(may(person, Action.SEE_LOCATION, thing)),
    )


def is_place(question: Question) -> bool:
    """Whether an identity question is about where somebody lives or goes to school."""
    return (
        question.search_as in PLACED
        or question.source.removeprefix("record.") in PLACES
        or question.key.rpartition(".")[2] in NEAR
    )


def shown(
    form: Form, lines: Iterable[Line], reader: Sees, own: Collection[str] = ()
) -> tuple[Line, ...]:
    """Lines of a summary as this reader gets them; `own` are the paths that they answered."""
    if reader.all:
        return tuple(lines)
    return tuple(_line(form, line, reader, own) for line in lines)


def shown_messages(
    form: Form, messages: Iterable[Message], reader: Sees, own: Collection[str] = ()
) -> tuple[Message, ...]:
    """What is said in a conversation, with its lines as this reader gets them."""
    return tuple(
        replace(each, lines=shown(form, each.lines, reader, own)) if each.lines else each
        for each in messages
    )


def veiled(sent: Sent, reader: Sees) -> Sent:
    """What was sent, without what is not for this reader; a plain phrase stands in its place.

    Nothing is left out in silence: what is kept from somebody is said to be kept.
    """
    if reader.all:
        return sent
    hidden = (() if reader.identity else NAMES, () if reader.location else PLACES)
    record = {
        name: text
        for name, text in sent.snapshot.record.items()
        if not any(name in names for names in hidden)
    }
    answers = {
        path: _answer(sent.form, path, answer, reader)
        for path, answer in sent.snapshot.answers.items()
    }
    return replace(sent, snapshot=replace(sent.snapshot, record=record, answers=answers))


def asked(form: Form, path: str) -> Question | None:
    """The question, or the field of a group, that stands behind a path."""
    section, _, rest = path.partition("?")[0].partition("~")[0].partition(".")
    part, *row = rest.split(".")
    found = form.by_key.get(f"{section}.{part}")
    if found is None:
        return None
    return found[1].field_named(row[-1]) if len(row) > 1 else found[1]


def _line(form: Form, line: Line, reader: Sees, own: Collection[str]) -> Line:
    path = line.press.removeprefix(CHANGE)
    if path in own or line.state == "not_started" or reader.shows(asked(form, path)):
        return line
    return replace(line, text=words("fields", "kept"))


def _answer(form: Form, path: str, answer: Answer, reader: Sees) -> Answer:
    question = asked(form, path)
    if question is None or reader.shows(question) or not isinstance(answer, Given):
        return answer
    if path.endswith((WHO, BY)):
        return answer
    typed = question.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.DATE)
    return Given(words("fields", "kept")) if typed or path.endswith(NOTE) else answer
