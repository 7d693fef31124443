"""One person walking through a form: what they might say to the question that is asked, and what
must be true after every step whatever they say."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from datetime import date

from dialogs import effects as then
from dialogs.answers import Answers, Given, Left, NotKnown, Skipped, from_plain, to_plain
from dialogs.cards import Voice
from dialogs.engine import Speaker, Step, advance
from dialogs.find_out import stem
from dialogs.form import Form, Kind, Required
from dialogs.heard import Heard
from dialogs.message import Message, Said, SaidCard, SaidPress, SaidText
from dialogs.position import find, gaps, in_short, missing, open_slots, pending, together
from dialogs.progress import Entry, Progress, focus_from
from dialogs.slots import Slot, rows_of, walk
from dialogs.speak import speak
from dialogs.understand import Ear, understand
from dialogs.values import offered

TODAY = date(2026, 11, 21)
MARK = "\u00a7"
ENDINGS = (
    then.Ask,
    then.Ready,
    then.StillNeeded,
    then.NothingNew,
    then.NotNow,
    then.Sent,
    then.Paused,
    then.ConfirmStartAgain,
    then.ChooseChange,
)
PLACEHOLDER = re.compile(r"\{(?!reference\}|due\})\w*\}")


@dataclass
class Walker:
    """A conversation with its own idea of what the answers must be."""

    form: Form
    progress: Progress
    dice: random.Random
    cards: bool = False
    spoken: bool = True
    messages: tuple[Message, ...] = ()
    before: list[Answers] = field(default_factory=list)
    """What the answers were before each turn that still stands: what undo must bring back."""
    typed: int = 0
    seen: list[Slot] = field(default_factory=list)
    """Questions that were open once: what an old button or an old screen may answer."""
    old: list[SaidCard] = field(default_factory=list)

    @property
    def open(self) -> Slot | None:
        return pending(self.form, self.progress)

    def tag(self, path: str) -> str:
        """Words that say which question they are meant for."""
        self.typed += 1
        return f"{MARK}{path}{MARK} words {self.typed}"

    def say(self, said: Said) -> Step:
        heard = understand(self.form, self.progress, said, Ear(TODAY, "Priya Shah"))
        return self.hear(heard)

    def hear(self, heard: Heard) -> Step:
        was = self.progress
        step = advance(self.form, was, heard, Speaker("p1", "2026-11-21T21:00:00+00:00"))
        self.progress = step.progress
        self._remember(was, step)
        self._check(was, step)
        slot = self.open
        if slot is not None:
            self.seen.append(slot)
        return step

    def _remember(self, was: Progress, step: Step) -> None:
        assert was.entries == step.progress.entries[: len(was.entries)]
        assert len({entry.turn for entry in step.entries}) <= 1
        if not step.entries:
            assert step.progress.own == was.own
        elif step.entries[0].undoes:
            assert step.progress.own == self.before.pop(), "undo brings back what was there"
        else:
            self.before.append(was.own)

    def _check(self, was: Progress, step: Step) -> None:
        for entry in step.entries:
            if not entry.undoes:
                self.filed_rightly(entry)
                self.new_rows_are_empty(was, entry)
        assert step.effects
        assert isinstance(step.effects[-1], ENDINGS), step.effects[-1]
        if isinstance(step.effects[-1], then.Ready):
            assert self.open is None
            self.nothing_hangs()
        if isinstance(step.effects[-1], then.Ask):
            assert step.effects[-1].slot in (self.open, *step.effects[-1].together)
        if not self.spoken:
            return
        voice = Voice("Roo", TODAY, "Priya Shah", "Larkshire", "01632 960 999", self.cards)
        self.messages = speak(self.form, self.progress, step.effects, voice)
        assert self.messages
        for message in self.messages:
            said = [message.text, message.progress]
            said += [button.label for button in message.buttons]
            said += [f"{line.label} {line.text}" for line in message.lines]
            if message.card:
                said += [f"{each.label} {each.ask} {each.hint}" for each in message.card.fields]
            assert message.text.strip()
            assert not PLACEHOLDER.search("\n".join(said)), said

    def nothing_hangs(self) -> None:
        """What is ready to be sent says who finds out whatever is not known, and by when."""
        answers = self.progress.answers
        for slot in walk(self.form, answers).places:
            answer = answers.get(slot.path)
            assert not slot.again
            if isinstance(answer, NotKnown):
                for part in ("?who", "?by"):
                    assert isinstance(answers.get(slot.path + part), Given), slot.path
            if slot.question.required is Required.ALWAYS and not self.form.emergency:
                assert isinstance(answer, Given | NotKnown | Skipped), slot.path

    def filed_rightly(self, entry: Entry) -> None:
        """Every piece of tagged text is under the question it was typed for, or beside it."""
        if not isinstance(entry.answer, Given) or not isinstance(entry.answer.value, str):
            return
        home = stem(entry.path)
        for meant in re.findall(f"{MARK}(.*?){MARK}", entry.answer.value):
            asked = stem(meant)
            group = self.form.by_key.get(asked)
            inside = group is not None and group[1].is_group and home.startswith(f"{asked}.")
            assert home == asked or inside, (meant, entry)

    def new_rows_are_empty(self, was: Progress, entry: Entry) -> None:
        """A row that is added has an id that no row had before, so no answer changes its row."""
        rows = rows_of(entry.answer)
        old = rows_of(was.answers.get(entry.path))
        for row in rows.ids if rows else ():
            if old is None or row not in old.ids:
                ever = (*was.known, *(each.path for each in was.entries))
                assert not any(path.startswith(f"{entry.path}.{row}.") for path in ever), entry

    def reload(self) -> Progress:
        """The same, from what a database would hold."""
        kept = [
            (each.turn, each.path, to_plain(each.answer) if each.answer else None, each.undoes)
            for each in self.progress.entries
        ]
        plain = {path: to_plain(answer) for path, answer in self.progress.known.items()}
        read = json.loads(json.dumps([kept, plain, self.progress.focus.plain()]))
        entries = tuple(
            Entry(turn, path, from_plain(answer) if answer else None, "p1", "", undoes)
            for turn, path, answer, undoes in read[0]
        )
        known = {path: from_plain(answer) for path, answer in read[1].items()}
        focus = focus_from(read[2])
        return Progress(entries, known, focus, self.progress.sent, self.progress.sent_turn)

    def check_position(self, reload: bool = False) -> None:
        """Where the person is follows from the answers, and the counts agree with it."""
        fresh = self.reload() if reload else self.progress
        assert fresh.answers == self.progress.answers
        assert pending(self.form, fresh) == self.open
        waiting = tuple(open_slots(self.form, fresh.answers))
        answers = fresh.answers
        needed = missing(self.form, fresh)
        assert len({slot.path + str(slot.again) for slot in needed}) == len(needed)
        for slot in needed:
            assert slot in waiting or isinstance(answers.get(slot.path), Left)
        for slot in gaps(self.form, fresh):
            assert not isinstance(answers.get(slot.path), Given)
        if self.open is None:
            assert not waiting or in_short(self.form, fresh)
        places = walk(self.form, answers).by_path
        for slot in places.values():
            for condition in () if slot.group else slot.question.when:
                assert condition.key in places, "a closed branch opens nothing"
        for slot in waiting:
            found = find(self.form, answers, slot.path)
            assert found is not None
            assert found.question.key == slot.question.key

    # ------------------------------------------------------------------ replies

    def answer_words(self, slot: Slot) -> str:
        """Words that answer this question."""
        question, dice = slot.question, self.dice
        match question.kind:
            case Kind.TEXT | Kind.LONG_TEXT:
                return self.tag(slot.path)
            case Kind.DATE:
                return dice.choice(["12 4 2012", "3rd March 2025", "tomorrow", "29/2/2024"])
            case Kind.MONTH:
                return dice.choice(["March 2025", "3/25", "last month"])
            case Kind.NUMBER:
                least = int(question.least or 0)
                most = int(question.most if question.most is not None else least + 9)
                return str(dice.randint(least, most))
            case Kind.GROUP | Kind.PEOPLE:
                return dice.choice(["1", "2", "add another", "that's all"])
            case _:
                choice = dice.choice(offered(question))
                return choice.label

    def valid(self, slot: Slot) -> Said:
        """A tap or words that answer the question that is open."""
        question, dice = slot.question, self.dice
        if question.is_group:
            rows = rows_of(self.progress.answers.get(slot.path))
            count = len(rows.ids) if rows else 0
            room = count < (question.max_rows or 2)
            press = "add" if room and dice.random() < 0.5 else "done"
            return SaidPress(press, slot.path)
        options = offered(question)
        if options and dice.random() < 0.6:
            return SaidPress(f"answer:{dice.choice(options).key}", slot.path)
        return SaidText(self.answer_words(slot), dice.choice(["", slot.path]))

    def filled_card(self, faults: bool) -> SaidCard | None:
        slot = self.open
        if slot is None:
            return None
        fields: dict[str, str | tuple[str, ...]] = {}
        ticked: set[str] = set()
        dice = self.dice
        for each in together(self.form, self.progress, slot):
            if each.question.is_group:
                continue
            chance = dice.random()
            if faults and chance < 0.15:
                fields[each.path] = ""
            elif faults and chance < 0.25:
                continue
            elif faults and chance < 0.35:
                fields[each.path] = self.tag(each.path)
            elif chance < 0.5 and each.question.not_known:
                ticked.add(each.path)
                fields[each.path] = ""
            elif each.question.kind is Kind.CHOICES:
                keys = [choice.key for choice in each.question.choices]
                fields[each.path] = tuple(dice.sample(keys, dice.randint(1, len(keys))))
            else:
                fields[each.path] = self.answer_words(each)
        if faults and dice.random() < 0.4:
            fields["nothing.here"] = self.tag("nothing.here")
        if faults and self.seen and dice.random() < 0.4:
            path = dice.choice(self.seen).path
            fields.setdefault(path, self.tag(path))
        return SaidCard(fields, frozenset(ticked), slot.path)

    def finish(self) -> None:
        """Every walk can end: answer what is asked, and send it."""
        for _ in range(2_000):
            slot = self.open
            if slot is None:
                break
            if slot.question.is_group:
                self.say(SaidPress("done", slot.path))
            else:
                self.say(self.valid(slot))
        assert self.open is None, self.open
        sent = self.progress.sent
        for _ in range(3):
            step = self.say(SaidText("send"))
            if self.progress.sent > sent or isinstance(step.effects[-1], then.NothingNew):
                return
            for _ in range(2_000):
                slot = self.open
                if slot is None:
                    break
                self.say(
                    SaidPress("done", slot.path) if slot.question.is_group else self.valid(slot)
                )
        raise AssertionError("this walk could not be ended")
