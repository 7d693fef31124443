"""What a sentence can draw on: the form, how far the person has come, and the voice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.cards import Voice
from dialogs.form import Form
from dialogs.message import Line
from dialogs.progress import Progress
from dialogs.show import answer_line, answer_text, fill, slot_label
from dialogs.slots import Slot

MOST_LINES = 8
"""More answers than this are not listed one by one."""


@dataclass(frozen=True, slots=True)
class Scene:
    form: Form
    progress: Progress
    voice: Voice

    def say(self, name: str, /, **details: object) -> str:
        """A phrase with its details; the child's name and the council's are always known."""
        return self.voice.say(name, **{"council": self.voice.council, **details})

    def fill(self, text: str) -> str:
        """Words of the form, with the child's name; never what a person typed."""
        return fill(text, self.voice.child)

    def label(self, slot: Slot) -> str:
        return slot_label(slot, self.progress.answers, self.voice.child)

    def answer(self, slot: Slot) -> str:
        answer = self.progress.answers.get(slot.path)
        return answer_text(slot.question, answer, self.voice.child)

    def line(self, slot: Slot) -> Line:
        return answer_line(slot, self.progress.answers, self.voice.child)

    def lines(self, slots: tuple[Slot, ...]) -> tuple[Line, ...]:
        """The first few, each of which can be pressed to be changed; those of several sections
        say which they are of."""
        found = tuple(self.line(slot) for slot in slots[:MOST_LINES])
        if len({slot.section.key for slot in slots}) < 2:
            return found
        return tuple(
            replace(line, label=self.say("answer.in_section", section=title, label=line.label))
            for line, slot in zip(found, slots, strict=False)
            if (title := self.fill(slot.section.title))
        )
