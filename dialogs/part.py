"""Which questions are somebody's own to answer, where several people fill one form."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.form import Question, Section


@dataclass(frozen=True, slots=True)
class Part:
    """What one person has in hand: the questions of some roles, in some sections or in all.

    A part without a role has no questions: nothing is anybody's by accident.
    """

    who: frozenset[str]
    """The roles whose questions these are, as `who` in a form names them."""
    sections: frozenset[str] = frozenset()
    """The keys of the sections that were handed over; empty for every section."""

    def has(self, question: Question, section: Section) -> bool:
        """Whether the question, or the group that a row's cell belongs to, is theirs."""
        if self.sections and section.key not in self.sections:
            return False
        return question.who in self.who or not self.who.isdisjoint(question.also)
