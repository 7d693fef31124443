"""What a sentence can draw on: the form, how far the person has come, and the voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogs.answers import Answers, Given
from dialogs.cards import Voice
from dialogs.form import Form
from dialogs.laid import laid, unconfirmed_all
from dialogs.message import Line
from dialogs.phrases import phrase, phrases
from dialogs.progress import Earlier, Progress
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
        return slot_label(slot, self.laid, self.voice.child)

    @property
    def laid(self) -> Answers:
        """The answers, over what was said last time and still waits."""
        return laid(self.form, self.progress)

    @property
    def carried(self) -> Mapping[str, Earlier]:
        """What was said last time and still waits to be confirmed."""
        return unconfirmed_all(self.form, self.progress)

    def role(self, role: str) -> str:
        """Somebody by what they do, never by name."""
        return phrase(f"role.{role}") if f"role.{role}" in phrases() else role.replace("_", " ")

    def roles(self, roles: tuple[str, ...], joined: str) -> str:
        """Several of them, with *and* or *or* before the last."""
        named = [self.role(each) for each in roles]
        return f" {phrase(f'role.{joined}')} ".join(
            [", ".join(named[:-1]), named[-1]] if len(named) > 1 else named
        )

    def answer(self, slot: Slot) -> str:
        """The answer in words; where no answer may be said, only that there is one."""
        answer = self.progress.answers.get(slot.path)
        if self.voice.discreet and isinstance(answer, Given):
            return phrase("discreet.answered")
        return answer_text(slot.question, answer, self.voice.child)

    def line(self, slot: Slot) -> Line:
        if self.voice.discreet:
            return Line(self.label(slot), self.answer(slot), f"change:{slot.path}")
        return answer_line(slot, self.laid, self.voice.child)

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
