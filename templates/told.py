"""One form about a household in words: its sections, its gaps by whose they are, its levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from care.needs import HIGHEST
from dialogs.answers import Answers, Given, Skipped
from dialogs.form import Question, Required
from dialogs.slots import slots
from templates.layout import household_layout
from templates.parts import Copy, Facts, Line, Section
from templates.printing import Printer, level_of_question, level_words, role
from templates.review import ReviewFacts, Spoken
from templates.sections import sections
from templates.sheet import Look, Words
from templates.words import joined, say

CARER = "foster_carer"
"""The role in whose voice a skills profile is."""


@dataclass(frozen=True, slots=True)
class Told:
    """A form with its answers put into words, section by section."""

    spoken: Spoken
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section | None:
        return next((each for each in self.sections if each.key == key), None)

    @property
    def lines(self) -> Mapping[str, Line]:
        """Every line by its path, the cells of tables left out."""
        return {
            part.path: part
            for section in self.sections
            for part in section.parts
            if isinstance(part, Line)
        }

    def open_by_owner(self, own: str = "") -> dict[str, int]:
        """How many questions that matter have no answer yet, by whose they are, in words. `own` is
        the name of whoever's form it is."""
        found: dict[str, int] = {}
        for section in self.sections:
            for line in section.not_answered:
                question = self.spoken.form.by_key[line.key][1]
                if self._waits(line) and question.required is not Required.OPTIONAL:
                    who = owner(question, own)
                    found[who] = found.get(who, 0) + 1
        return found

    def gaps(
        self, section: Section, own: str = "", besides: frozenset[str] = frozenset()
    ) -> Iterator[Words]:
        """What has no answer, in one paragraph that says whose each is; never a blank. What nobody
        has to answer is not listed, and the note of the paper says so. `besides` are paths that the
        paper tells elsewhere."""
        by_owner: dict[str, list[str]] = {}
        left: list[str] = []
        for line in section.not_answered:
            question = self.spoken.form.by_key[line.key][1]
            if line.path in besides or question.required is Required.OPTIONAL:
                continue
            if isinstance(self.spoken.answers.get(line.path), Skipped):
                left.append(line.label)
            elif self._waits(line):
                by_owner.setdefault(owner(question, own), []).append(line.label)
        told = [
            say("sheet.gap_of", who=who, labels=joined(labels)) for who, labels in by_owner.items()
        ]
        if left:
            told.append(say("sheet.gap_left", labels=joined(left)))
        if told:
            yield Words(" ".join(told), Look.QUIET)

    def _waits(self, line: Line) -> bool:
        """Whether somebody is still to answer it: not what only opens other questions."""
        skipped = isinstance(self.spoken.answers.get(line.path), Skipped)
        return not skipped and line.key.partition(".")[2] not in household_layout().unsaid


def told(spoken: Spoken, facts: ReviewFacts) -> Told:
    """Every question that applies and is printed, as the paper says it."""
    surrounding = Facts(facts.reference, 1, facts.written_on, "", facts.council, facts.record)
    printer = Printer(spoken.answers, surrounding, Copy.COUNCIL, facts.household, None)
    made = sections(spoken.form, slots(spoken.form, spoken.answers), printer)
    return Told(spoken, made)


def owner(question: Question, own: str = "") -> str:
    """Whose answer is waited for: a role in words; the name of whoever's form it is."""
    return own if own and question.who == CARER else role(question.who)


def level_of(answers: Answers, key: str) -> int | None:
    """A level from 0 to 4; None when it is not known, not given, or no level at all."""
    answer = answers.get(key)
    if isinstance(answer, Given) and isinstance(answer.value, int):
        return answer.value if 0 <= answer.value <= HIGHEST else None
    return None


def skill_words(question: Question | None, number: int) -> str:
    """Words first, number second: "Confident (2 of 4)", in the form's own words."""
    return level_of_question(question, number) if question else level_words(number)
