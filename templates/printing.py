"""How one answer is put into words for one reader; a gap is words too, never a blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from care.needs import HIGHEST, level
from care.people import day_in
from care.text import clean
from dialogs.answers import Answer, Answers, Given, Left, NotKnown, Rows, Skipped
from dialogs.form import Kind, Question, Required
from dialogs.slots import Slot
from templates.parts import Copy, Facts, Line, State
from templates.search_copy import Veil, label_of
from templates.words import day, joined, known, month, say, upper_first

OWN_PARTS = ("own_words", "own_view")
"""The parts of a domain in which the child speaks."""
OWN_ROLES = ("child", "young_person")
"""Those who speak for themselves as the child this is about."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Puts answers into words for one copy."""

    answers: Answers
    facts: Facts
    copy: Copy
    child: str
    veil: Veil | None
    """Set for the search copy only: what takes names and places out."""

    def prints(self, question: Question) -> bool:
        """Whether this copy prints the question at all."""
        if not question.printed:
            return False
        return self.veil is None or self.veil.shows(question)

    def own(self, text: str) -> str:
        """A text of the form with the child's name, or role, put in."""
        return upper_first(text.replace("{child}", self.child)) if "{child}" in text else text

    def line(self, slot: Slot) -> Line:
        """The line for one place an answer goes."""
        question = slot.question
        answer = self.answers.get(slot.path)
        text, items, state = self._words(slot, answer)
        return Line(
            path=slot.path,
            label=self.own(label_of(question) if self.veil else question.label),
            text=text,
            items=items,
            note=self.note(slot.path),
            state=state,
            level=self._level(question, answer),
            long=question.kind is Kind.LONG_TEXT,
            child=is_own(question),
        )

    def note(self, path: str) -> str:
        match self.answers.get(f"{path}~note"):
            case Given(str() as text) if text.strip():
                return self.free(text)
            case _:
                return ""

    def free(self, text: str) -> str:
        """Typed words: cleaned, and in the search copy with names taken out."""
        words = clean(text)
        return self.veil.redact(words) if self.veil else words

    def gap(self, slot: Slot) -> str:
        """Who will find out, by when, in one or two sentences."""
        who, by = self.who(slot), self.by(slot.path)
        if who and by:
            return say("gap.not_known", who=upper_first(who), by=by)
        if who:
            return say("gap.not_known_no_date", who=upper_first(who))
        return say("gap.not_known_no_who", by=by) if by else say("gap.not_known_bare")

    def who(self, slot: Slot) -> str:
        """Who will find out: as typed; in the search copy their role."""
        match self.answers.get(f"{slot.path}?who"):
            case Given(str() as who) if who.strip():
                return role(slot.question.who) if self.veil else clean(who).strip()
            case _:
                return ""

    def by(self, path: str) -> str:
        match self.answers.get(f"{path}?by"):
            case Given(str() as by) if by.strip():
                when = day_in(by)
                return day(when) if when else self.free(by)
            case _:
                return ""

    def _words(self, slot: Slot, answer: Answer | None) -> tuple[str, tuple[str, ...], State]:
        match answer:
            case None | Left() if before := self._before(slot):
                return say("gap.before", text=before), (), State.NOT_KNOWN
            case None | Skipped() | Left():
                spare = slot.group and slot.question.required is Required.OPTIONAL
                return say("gap.cell" if spare else "gap.unanswered"), (), State.UNANSWERED
            case NotKnown():
                return self.gap(slot), (), State.NOT_KNOWN
            case Given(value):
                text, items = self._given(slot.question, value)
                if not text.strip():
                    return say("gap.unanswered"), (), State.UNANSWERED
                return text, items, State.GIVEN
            case _:
                assert_never(answer)

    def _before(self, slot: Slot) -> str:
        """What was said last time, of which somebody is not sure that it still holds."""
        match self.answers.get(f"{slot.path}~before"):
            case Given(value) if not isinstance(value, Rows):
                return joined(self._given(slot.question, value)[0].split("\n"))
            case _:
                return ""

    def _given(self, question: Question, value: object) -> tuple[str, tuple[str, ...]]:
        if self.veil and question.search_as:
            return self.veil.generalise(question, value), ()
        match value:
            case tuple():
                items = tuple(self._choice(question, str(key)) for key in value)
                return "\n".join(items) or say("gap.none"), items
            case Rows():
                return say("gap.none"), ()
            case _:
                return self._one(question, value), ()

    def _one(self, question: Question, value: object) -> str:
        text = str(value)
        match question.kind:
            case Kind.CHOICE | Kind.CHOICES:
                return self._choice(question, text)
            case Kind.YES_NO:
                return say(f"answer.{text}") if known(f"answer.{text}") else self.free(text)
            case Kind.LEVEL:
                return level_of_question(question, value)
            case Kind.NUMBER:
                number = f"{value:g}" if isinstance(value, float) else text
                return say("answer.unit", number=number, unit=question.unit).strip()
            case Kind.DATE:
                when = day_in(text)
                return day(when) if when else self.free(text)
            case Kind.MONTH:
                when = day_in(f"{text}-01")
                return month(when) if when else self.free(text)
            case Kind.TEXT | Kind.LONG_TEXT | Kind.PEOPLE | Kind.GROUP:
                return self.free(text)
            case _:
                assert_never(question.kind)

    def _choice(self, question: Question, key: str) -> str:
        choice = question.choice(key)
        return self.own(choice.label) if choice else self.free(key)

    def _level(self, question: Question, answer: Answer | None) -> int | None:
        match answer:
            case Given(int() as number) if question.kind is Kind.LEVEL:
                return number
            case _:
                return None


def is_own(question: Question) -> bool:
    """Whether the answer is the child's own words."""
    return question.who in OWN_ROLES or question.key.partition(".")[2] in OWN_PARTS


def level_of_question(question: Question, value: object) -> str:
    """A level in the question's own words where it has them, else in those of a child's needs."""
    if question.choices and isinstance(value, int) and 0 <= value < len(question.choices):
        return say("answer.level", words=question.choices[value].label, number=value)
    return level_words(value, own=is_own(question))


def level_words(value: object, own: bool = False) -> str:
    """Words first, number second, so that nobody reads a number as a mark out of four."""
    if not isinstance(value, int) or not 0 <= value <= HIGHEST:
        return str(value)
    words = level(value).child_label if own else level(value).label
    return say("answer.level", words=words, number=value)


def role(who: str) -> str:
    return say(f"roles.{who}") if known(f"roles.{who}") else say("roles.person")
