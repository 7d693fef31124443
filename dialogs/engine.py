"""One step of a conversation: what was said so far and what was heard, to what follows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from dialogs import effects as then
from dialogs import heard
from dialogs.answers import Answer, Given, Left, Rows, Skipped
from dialogs.effects import Effect
from dialogs.form import Form, Required
from dialogs.heard import Heard, Problem, Topic
from dialogs.position import (
    BY,
    NOTE,
    WHO,
    before,
    find,
    gaps,
    in_emergency,
    left,
    missing,
    open_slots,
    pending,
    together,
)
from dialogs.progress import Entry, Focus, Progress
from dialogs.slots import Slot, rows_of, slots


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


def advance(form: Form, progress: Progress, said: Heard, speaker: Speaker = Speaker()) -> Step:
    """What follows when this is heard. Every step ends with a question or a goodbye."""
    turn = _Turn(form, progress, speaker)
    match said:
        case heard.Answered(path, answer, note):
            turn.answer({path: answer, **({path + NOTE: Given(note)} if note else {})})
        case heard.CardAnswered(answers, problems, typed, strange):
            turn.card(answers, problems, typed, strange)
        case heard.Commented(path, text):
            turn.comment(path, text)
        case heard.Unclear(problem):
            turn.unclear(problem)
        case heard.Stale(path, text):
            turn.stale(path, text)
        case heard.Asked(topic):
            turn.effects.append(then.Explain(topic, turn.open))
            turn.ask(again=True)
        case heard.Skip():
            turn.skip(for_good=True)
        case heard.Later():
            turn.skip(for_good=False)
        case heard.Back():
            turn.back()
        case heard.Change(path):
            turn.change(path)
        case heard.Undo():
            turn.undo()
        case heard.Summary(section):
            turn.effects.append(then.ShowAnswers(section))
            turn.ask(again=True)
        case heard.TaskList():
            turn.effects.append(then.ShowTasks())
            turn.ask(again=True)
        case heard.Jump(section):
            turn.jump(section)
        case heard.Pause():
            turn.now = turn.now.looking(paused=True, asking="")
            turn.effects.append(then.Paused())
        case heard.CarryOn():
            turn.now = turn.now.looking(revisit="", asking="")
            turn.ask(again=True)
        case heard.StartAgain():
            turn.now = turn.now.looking(asking="start_again")
            turn.effects.append(then.ConfirmStartAgain())
        case heard.Yes():
            turn.start_again()
        case heard.No():
            turn.now = turn.now.looking(asking="")
            turn.ask(again=True)
        case heard.Send():
            turn.send()
        case heard.Hello():
            turn.effects.append(then.Welcome(back=bool(progress.own)))
            if turn.open and not progress.own:
                turn.effects.append(then.SectionBegins(turn.open))
            turn.ask(again=True)
        case _:
            assert_never(said)
    return turn.step(said)


class _Turn:
    """The making of one step: the progress as it becomes, and what follows, in order."""

    def __init__(self, form: Form, progress: Progress, speaker: Speaker) -> None:
        self.form = form
        self.was = progress
        self.now = progress
        self.speaker = speaker
        self.open = pending(form, progress)
        self.effects: list[Effect] = []
        self.entries: list[Entry] = []

    def step(self, said: Heard) -> Step:
        if not isinstance(said, heard.Pause):
            self.now = self.now.looking(paused=False)
        if not isinstance(said, heard.StartAgain):
            self.now = self.now.looking(asking="")
        if not isinstance(said, heard.Unclear | heard.Asked | heard.Commented):
            self.now = self.now.looking(stumbles=0)
        return Step(self.now, tuple(self.effects), tuple(self.entries))

    def keep(self, answers: Mapping[str, Answer | None], undoes: int = 0) -> None:
        number = self.was.turn + 1
        made = [
            Entry(number, path, answer, self.speaker.person, self.speaker.at, undoes)
            for path, answer in answers.items()
        ]
        self.entries.extend(made)
        self.now = self.now.keeping(made)

    def found(self, paths: Iterable[str]) -> tuple[Slot, ...]:
        each = (find(self.form, self.now.answers, path) for path in paths)
        return tuple(slot for slot in each if slot is not None)

    def ask(
        self,
        again: bool = False,
        problems: tuple[Problem, ...] = (),
        typed: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> None:
        """End with the question that is open now, or say that nothing is."""
        slot = pending(self.form, self.now)
        if slot is None:
            self.end()
            return
        moved = self.open is None or self.open.section is not slot.section
        if moved and not self.now.focus.revisit and not again:
            self.effects.append(then.SectionBegins(slot))
        self.effects.append(
            then.Ask(
                slot,
                together(self.form, self.now, slot),
                problems,
                typed,
                again,
                self.now.answers.get(slot.path) if self.now.focus.revisit else None,
            )
        )

    def end(self) -> None:
        if self.now.sent and self.now.turn == self.now.sent_turn:
            self.effects.append(then.NothingNew())
            return
        short = in_emergency(self.form, self.now) and not self.now.sent
        self.effects.append(
            then.Ready(short, len(gaps(self.form, self.now)), left(self.form, self.now))
        )

    def answer(self, answers: Mapping[str, Answer]) -> None:
        """Keep answers and go on to whatever is open then."""
        shown = len(slots(self.form, self.was.answers))
        hidden_before = self.hidden()
        self.keep(answers)
        path = next(iter(answers))
        revisited = self.was.focus.revisit
        if revisited and revisited in answers:
            slot = find(self.form, self.now.answers, revisited)
            adding = slot is not None and slot.question.is_group
            self.now = self.now.looking(
                revisit="",
                section=slot.section.key if adding and slot else self.now.focus.section,
            )
        self.settle_section()
        self.effects.append(then.Kept(self.found([path]), noted=path + NOTE in answers))
        hidden = self.hidden() - hidden_before
        opened = len(slots(self.form, self.now.answers)) - shown
        if (
            revisited
            and not isinstance(rows_of(answers[path]), Rows)
            and (hidden > 0 or opened > 0)
        ):
            self.effects.append(then.Branched(max(opened, 0), max(hidden, 0)))
        self.ask()

    def settle_section(self) -> None:
        """A chosen section that is done lets go, so that the form goes on from there."""
        chosen = self.now.focus.section
        slot = pending(self.form, self.now)
        if chosen and slot is not None and slot.section.key != chosen:
            self.now = self.now.looking(section=slot.section.key)

    def hidden(self) -> int:
        """How many of the person's own answers are in branches that are closed now."""
        shown = {slot.path for slot in slots(self.form, self.now.answers)}
        return sum(
            1
            for path, answer in self.now.own.items()
            if path not in shown
            and not path.endswith((NOTE, WHO, BY))
            and isinstance(answer, Given)
        )

    def card(
        self,
        answers: Mapping[str, Answer],
        problems: tuple[Problem, ...],
        typed: Mapping[str, str | tuple[str, ...]] | None,
        strange: int,
    ) -> None:
        """Each answer goes under its own path; one that would overwrite another is not taken."""
        asked = (
            {slot.path for slot in together(self.form, self.was, self.open)} if self.open else ()
        )
        taken: dict[str, Answer] = {}
        for path, answer in answers.items():
            current = self.was.answers.get(path.removesuffix(NOTE))
            if current == answer:
                continue
            free = current is None or isinstance(current, Left)
            if free or path in asked or path.removesuffix(NOTE) in asked:
                taken[path] = answer
            elif isinstance(answer, Given) and isinstance(rows_of(answer), Rows):
                taken[path] = answer
            else:
                self.effects.append(
                    then.AlreadyAnswered(
                        find(self.form, self.was.answers, path), current, noted=False
                    )
                )
        if taken:
            self.keep(taken)
            if self.was.focus.revisit in taken:
                self.now = self.now.looking(revisit="")
            self.settle_section()
            self.effects.append(then.Kept(self.found(p for p in taken if not p.endswith(NOTE))))
        if strange:
            self.effects.append(then.StrangeFields(strange))
        self.ask(again=bool(problems), problems=problems, typed=typed if problems else None)

    def comment(self, path: str, text: str) -> None:
        """Words beside buttons are kept next to the answer, and the choice is asked again."""
        self.keep({path + NOTE: Given(self.noted(path, text))})
        self.effects.extend(then.NoteKept(slot, text) for slot in self.found([path]))
        self.ask(again=True)

    def noted(self, path: str, text: str) -> str:
        note = self.now.answers.get(path + NOTE)
        if isinstance(note, Given) and note.value != text:
            return f"{note.value}\n{text}"
        return text

    def unclear(self, problem: Problem) -> None:
        slot = find(self.form, self.was.answers, problem.path) or self.open
        stumbles = self.was.focus.stumbles + 1
        self.now = self.now.looking(stumbles=stumbles)
        if slot is None:
            self.ask(again=True)
            return
        self.effects.append(then.Misread(problem, slot, stumbles))
        if stumbles == 2 and slot.question.example:
            self.effects.append(then.Explain(Topic.EXAMPLE, slot))
        self.ask(again=True)

    def stale(self, path: str, text: str) -> None:
        """Never under another question: typed words stay beside the one they were meant for."""
        slot = find(self.form, self.was.answers, path)
        meant = slot is not None or path in self.form.by_key
        if text and meant:
            self.keep({path + NOTE: Given(self.noted(path, text))})
        answer = self.was.answers.get(path) if slot else None
        self.effects.append(then.AlreadyAnswered(slot, answer, noted=bool(text and meant)))
        self.ask(again=True)

    def skip(self, for_good: bool) -> None:
        slot = self.open
        if slot is None:
            self.ask()
        elif slot.again:
            rows = rows_of(self.was.answers.get(slot.path))
            self.answer({slot.path: Given(Rows(rows.ids if rows else ()))})
        elif self.was.focus.revisit:
            self.now = self.now.looking(revisit="")
            self.ask(again=True)
        else:
            optional = slot.question.required is Required.OPTIONAL
            self.answer({slot.path: Skipped() if optional and for_good else Left()})

    def back(self) -> None:
        slot = before(self.form, self.was, self.open)
        if slot is None:
            self.effects.append(then.NothingBefore())
            self.ask(again=True)
        else:
            self.now = self.now.looking(revisit=slot.path)
            self.ask(again=True)

    def change(self, path: str) -> None:
        slot = find(self.form, self.was.answers, path) if path else None
        if slot is None:
            self.effects.append(then.ChooseChange())
        else:
            self.now = self.now.looking(revisit=path)
            self.ask(again=True)

    def undo(self) -> None:
        """Take back the newest turn that still stands; older ones follow, to any depth."""
        undone = {entry.undoes for entry in self.was.entries if entry.undoes}
        standing = [
            entry.turn
            for entry in self.was.entries
            if not entry.undoes and entry.turn not in undone
        ]
        if not standing:
            self.effects.append(then.NothingToUndo())
            self.ask(again=True)
            return
        target = max(standing)
        earlier = Progress(tuple(e for e in self.was.entries if e.turn < target)).own
        paths = dict.fromkeys(e.path for e in self.was.entries if e.turn == target)
        self.now = self.now.looking(revisit="")
        self.keep({path: earlier.get(path) for path in paths}, undoes=target)
        both = {slot.path: slot for slot in slots(self.form, self.was.answers)}
        both |= {slot.path: slot for slot in slots(self.form, self.now.answers)}
        self.effects.append(then.Undone(tuple(both[path] for path in paths if path in both)))
        self.ask()

    def jump(self, section: str) -> None:
        self.now = self.now.looking(section=section, revisit="")
        slot = pending(self.form, self.now)
        if slot is None or slot.section.key != section:
            self.now = self.now.looking(section=self.was.focus.section)
            self.effects.append(then.ShowAnswers(section))
            self.ask(again=True)
        else:
            self.effects.append(then.SectionBegins(slot))
            self.ask(again=True)

    def start_again(self) -> None:
        if self.was.focus.asking == "start_again" and self.was.own:
            self.now = Progress(
                self.was.entries, self.was.known, Focus(), self.was.sent, self.was.sent_turn
            )
            self.keep(dict.fromkeys(self.was.own, None))
            self.effects.append(then.StartedAgain())
        self.ask()

    def send(self) -> None:
        waiting = missing(self.form, self.was)
        if waiting:
            self.effects.append(then.NotReady(waiting))
            put_off = isinstance(self.was.answers.get(waiting[0].path), Left)
            self.now = self.now.looking(revisit=waiting[0].path if put_off else "")
            self.ask(again=True)
        elif self.was.sent and self.was.turn == self.was.sent_turn:
            self.effects.append(then.NothingNew())
        else:
            self.submit()

    def submit(self) -> None:
        emergency = in_emergency(self.form, self.was)
        update = self.was.sent > 0
        self.now = Progress(
            self.now.entries, self.now.known, Focus(), self.was.sent + 1, self.was.turn
        )
        due = sum(1 for _ in open_slots(self.form, self.now.answers))
        self.effects.append(then.Submit(emergency, update))
        self.effects.append(then.Sent(emergency, update, due))
        if due:
            self.ask(again=True)
