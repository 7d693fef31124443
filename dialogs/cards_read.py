"""Reads a card that was filled in: every field under its own path, whatever else came with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import assert_never

from dialogs.answering import is_place
from dialogs.answers import Answer, Given, Left, NotKnown, Skipped
from dialogs.commands import command
from dialogs.form import Form, Required
from dialogs.heard import CardAnswered, Problem, Trouble
from dialogs.laid import asked_at, place, theirs
from dialogs.progress import Entry, Progress
from dialogs.slots import Slot
from dialogs.values import Comment, Read, chosen, offered, read_value

Raw = str | tuple[str, ...]


def read_card(
    form: Form,
    progress: Progress,
    fields: Mapping[str, Raw],
    not_known: frozenset[str],
    today: date,
    me: str = "",
) -> CardAnswered:
    """The answers in a card, the words beside them, and what could not be read.

    A question that only the card's own answers open is read as well, so that the same card says
    the same when it comes again. Words for one that does not apply any more are kept as its note.
    """
    card = _Card(form, progress, today, me)
    left = (*fields, *sorted(not_known - fields.keys()))
    while closed := [path for path in left if not card.read(path, fields, not_known)]:
        if len(closed) == len(left) or not card.opens(closed):
            break
        left = tuple(closed)
    for path in closed:
        raw = fields.get(path, "")
        known = _known(form, progress, path, raw, today)
        if isinstance(raw, str) and raw.strip() and is_place(form, path) and not known:
            card.notes[path] = raw.strip()
    typed = {path: raw for path, raw in fields.items() if path not in card.others}
    problems, others = tuple(card.problems), tuple(card.others)
    return CardAnswered(card.answers, card.notes, problems, typed, len(closed), others)


class _Card:
    """What has been read of a card so far, and what applies once that is answered."""

    def __init__(self, form: Form, progress: Progress, today: date, me: str) -> None:
        self._form, self._progress, self._today, self._me = form, progress, today, me
        self._applied = progress
        self.answers: dict[str, Answer] = {}
        self.notes: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.others: list[str] = []

    def read(self, path: str, fields: Mapping[str, Raw], not_known: frozenset[str]) -> bool:
        """Reads one field; False when it belongs to no question that applies so far."""
        if not theirs(self._form, self._progress, path):
            self.others.append(path)
            return True
        slot = self._place(path)
        if slot is None or slot.question.is_group:
            return False
        raw = fields.get(path, "")
        read = _field(slot, raw, path in not_known, self._today, self._me)
        if isinstance(read, Problem):
            self.problems.append(read)
            return True
        self.answers[path], note = read
        if note:
            self.notes[path] = note
        return True

    def opens(self, closed: Iterable[str]) -> bool:
        """Whether what was read, where it waits for an answer, opens any of these."""
        own = self._progress.own
        waits = {
            path: answer
            for path, answer in self.answers.items()
            if isinstance(own.get(path), Left | None) or path == self._progress.focus.revisit
        }
        entries = (Entry(0, path, answer) for path, answer in waits.items())
        self._applied = self._progress.keeping(entries)
        return any(self._place(path) for path in closed)

    def _place(self, path: str) -> Slot | None:
        """Where a field belongs; what was answered before it was closed is left as it was."""
        slot = place(self._form, self._progress, path)
        if slot is None and path not in self._progress.own:
            return place(self._form, self._applied, path)
        return slot


def _known(form: Form, progress: Progress, path: str, raw: Raw, today: date) -> bool:
    """Whether that is what was said there already, now or last time, before it was closed."""
    question = asked_at(form, path)
    if question is None or question.is_group or isinstance(raw, tuple):
        return False
    exact = next((each for each in offered(question) if each.key == raw), None)
    read = None if exact else read_value(question, path, raw, today)
    said = chosen(question, exact) if exact else read.given if isinstance(read, Read) else None
    last = progress.earlier.get(path)
    return said is not None and said in (progress.own.get(path), last.answer if last else None)


def _field(
    slot: Slot, raw: Raw, ticked: bool, today: date, me: str
) -> tuple[Answer, str] | Problem:
    """One field of a card: its answer and any note. An empty box that may be empty is a skip."""
    question = slot.question
    if isinstance(raw, tuple):
        keys = tuple(each for each in dict.fromkeys(raw) if question.choice(each))
        if keys and not ticked:
            single = len(keys) == 1 or question.kind == "choices"
            if not single:
                return Problem(Trouble.NOT_OFFERED, slot.path)
            return (Given(keys) if question.kind == "choices" else Given(keys[0])), ""
        raw = ""
    if ticked and question.not_known:
        return NotKnown(), raw.strip()
    if not raw.strip():
        if question.required is Required.ALWAYS or slot.emergency:
            return Problem(Trouble.EMPTY, slot.path)
        return (Skipped() if question.required is Required.OPTIONAL else Left()), ""
    exact = next((each for each in offered(question) if each.key == raw), None)
    if exact is not None:
        return chosen(question, exact), ""
    if command(raw) == "not_known" and question.not_known:
        return NotKnown(), ""
    read = read_value(question, slot.path, raw, today, me)
    match read:
        case Read(given, note):
            return given, note
        case Comment(text):
            return Problem(Trouble.NOT_OFFERED, slot.path, text)
        case Problem():
            return read
        case _:
            assert_never(read)
