"""The making of one step: the progress as it becomes, and what follows, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogs import effects as then
from dialogs import position
from dialogs.answers import Answer
from dialogs.discreet import passed_on
from dialogs.effects import Effect
from dialogs.find_out import BEFORE, is_part, stem, waits
from dialogs.form import Form
from dialogs.heard import Problem
from dialogs.laid import carried, laid, place, places, same, unconfirmed
from dialogs.others import next_turn
from dialogs.progress import Earlier, Entry, Progress
from dialogs.review import offer
from dialogs.slots import Slot, carry


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is answering, and when, as ISO time."""

    person: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Where the person is now, what to do and say, and what must be kept before it is said."""

    progress: Progress
    effects: tuple[Effect, ...]
    entries: tuple[Entry, ...] = ()


class Turn:
    """One step while it is made. `was` never changes; `now` is what it becomes."""

    def __init__(self, form: Form, progress: Progress, speaker: Speaker) -> None:
        self.form = form
        self.was = progress
        self.now = progress.looking(asking="", paused=False) if _aside(progress) else progress
        self.speaker = speaker
        self.open = position.pending(form, progress)
        self.effects: list[Effect] = []
        self.entries: list[Entry] = []

    def step(self) -> Step:
        return Step(self.now, tuple(self.effects), tuple(self.entries))

    def add(self, effect: Effect) -> None:
        self.effects.append(effect)

    def look(self, **changes: object) -> None:
        """Changes the focus, if that changes anything."""
        focus = self.now.focus
        if any(getattr(focus, name) != value for name, value in changes.items()):
            self.now = self.now.looking(**changes)

    def keep(self, answers: Mapping[str, Answer | None], undoes: int = 0) -> None:
        """Adds entries, all of one turn: what is kept together is undone together. An answer that
        says what was said last time stays the words of whoever said it then."""
        number = self.was.turn + 1
        made = []
        for path, answer in answers.items():
            first = self._first(path, answer)
            made.append(
                Entry(
                    number,
                    path,
                    first.answer if first else answer,
                    self.speaker.person,
                    self.speaker.at,
                    undoes,
                    first.person if first else "",
                    first.at if first else "",
                )
            )
        self.entries.extend(made)
        before, self.now = self.now, self.now.keeping(made)
        then, now = laid(self.form, before), laid(self.form, self.now)
        carry(self.form, then, now, answers, self.now.part)

    def _first(self, path: str, answer: Answer | None) -> Earlier | None:
        """Who said this last time, if it is the same."""
        if not self.was.earlier or answer is None:
            return None
        said = carried(self.form, self.was)
        found = said.get(path)
        if found is None and path != stem(path) and not is_part(path) and stem(path) in said:
            before = path.endswith(BEFORE)
            found = said[stem(path)] if before else self.was.earlier.get(path)
        return found if found and same(found.answer, answer) else None

    def find(self, path: str) -> Slot | None:
        """The place of a path as it is now."""
        return place(self.form, self.now, path)

    def found(self, paths: Iterable[str]) -> tuple[Slot, ...]:
        return tuple(slot for path in paths if (slot := self.find(path)) is not None)

    def settle(self, answered: Iterable[str] = ()) -> None:
        """Lets go of what is looked at when it is done, and goes on from there.

        An answer that was changed returns to where the person was: a group when its rows are
        complete, *not known yet* when it is said who will find out. A chosen section gives way to
        the one that follows it.
        """
        revisit = stem(self.now.focus.revisit)
        if revisit and any(path == revisit or path.startswith(revisit) for path in answered):
            slot = self.find(revisit)
            rows = slot and next(position.open_rows(self.form, self.now, slot), None)
            part = slot and next(waits(slot, self.now.answers), None)
            self.look(revisit=revisit if rows else part.path if part else "")
        chosen = self.now.focus.section
        if chosen and not self.now.focus.revisit:
            slot = position.pending(self.form, self.now)
            short = position.in_short(self.form, self.now)
            if slot is not None and slot.section.key != chosen and not short:
                self.look(section=slot.section.key)

    def ask(
        self,
        again: bool = False,
        problems: tuple[Problem, ...] = (),
        typed: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> None:
        """Ends with the question that is open now, or says that nothing is."""
        if not again and not problems:
            self._pass_on()
        slot = position.pending(self.form, self.now)
        revisit, picking = self.now.focus.revisit, self.now.focus.picking
        if picking and (slot is None or slot.path != picking or revisit != picking):
            self.look(picking="")
        if slot is None:
            self.end(again)
            return
        if not problems and (found := offer(self.form, self.now, slot)):
            self.add(then.Recall(slot, found.lines, found.empty))
            return
        moved = self.open is None or self.open.section is not slot.section
        was = self.was.focus
        if moved and not revisit and not again and (not was.revisit or was.picking):
            self.add(then.SectionBegins(slot))
        self.add(
            then.Ask(
                slot,
                position.together(self.form, self.now, slot),
                problems,
                typed,
                again,
                self._now_or_then(slot) if revisit == slot.path else None,
                unconfirmed(self.form, self.now, slot.path) if revisit != slot.path else None,
            )
        )

    def _pass_on(self) -> None:
        """Where only some things may be asked, what was left there once is left again."""
        before = places(self.form, self.was).by_path
        self.now, count = passed_on(self.form, self.now, before)
        if count and not any(isinstance(each, then.PassedOver) for each in self.effects):
            self.add(then.PassedOver(count))

    def _now_or_then(self, slot: Slot) -> Answer | None:
        """The answer that is being looked at again: of this time, or else of last time."""
        return laid(self.form, self.now).get(slot.path)

    def end(self, again: bool) -> None:
        if self.now.sent and self.now.turn == self.now.sent_turn:
            self.add(then.NothingNew())
            return
        missing = position.missing(self.form, self.now)
        if missing:
            self.add(then.StillNeeded(missing))
            return
        if waiting := next_turn(self.form, self.now):
            self.add(then.PartDone(waiting, again))
            return
        short = position.in_short(self.form, self.now)
        self.add(then.Ready(short, len(position.gaps(self.form, self.now)), again))


def _aside(progress: Progress) -> bool:
    return bool(progress.focus.asking) or progress.focus.paused
