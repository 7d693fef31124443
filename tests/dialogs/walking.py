"""One person walking through a form: what they might say to the question that is asked, and what
must be true after every step whatever they say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date

from dialogs import effects as then
from dialogs.answers import Given, Left, NotKnown, Skipped, from_plain, to_plain
from dialogs.cards import Voice
from dialogs.engine import Speaker, Step, advance
from dialogs.find_out import stem
from dialogs.form import Required
from dialogs.heard import Heard
from dialogs.laid import (
    carried,
    everybody,
    laid,
    place,
    places,
    theirs,
    unconfirmed,
    unconfirmed_all,
)
from dialogs.message import Said, SaidPress, SaidText
from dialogs.position import gaps, in_emergency, in_short, missing, pending, waiting_for
from dialogs.progress import Entry, Progress, focus_from
from dialogs.slots import Slot, rows_of
from dialogs.speak import speak
from dialogs.transcript import at_door
from dialogs.understand import Ear, understand
from tests.dialogs.replying import MARK, Replying

TODAY = date(2026, 11, 21)
ENDINGS = (
    then.Ask,
    then.Recall,
    then.PartDone,
    then.Ready,
    then.StillNeeded,
    then.NothingNew,
    then.NotNow,
    then.Sent,
    then.Paused,
    then.ConfirmStartAgain,
    then.ChooseChange,
)
SPOKEN = 4
"""One in so many steps is put into words on the way to the end."""
PLACEHOLDER = re.compile(r"\{(?!reference\}|due\})\w*\}")


@dataclass
class Walker(Replying):
    """A conversation with its own idea of what the answers must be."""

    def say(self, said: Said) -> Step:
        ear = Ear(TODAY, "Priya Shah", self.cards, self.discreet)
        heard = understand(self.form, self.progress, said, ear)
        return self.hear(heard)

    def hear(self, heard: Heard) -> Step:
        was = self.progress
        step = advance(self.form, was, heard, Speaker(self.person, "2026-11-21T21:00:00+00:00"))
        self.progress = step.progress
        self.effect = step.effects[-1]
        self._remember(was, step)
        self._check(was, step)
        slot = self.open
        if slot is not None:
            self.seen.append(slot)
        return step

    def _remember(self, was: Progress, step: Step) -> None:
        assert was.entries == step.progress.entries[: len(was.entries)]
        assert len({entry.turn for entry in step.entries}) <= 1
        if not self.remembers:
            return
        if not step.entries:
            assert step.progress.own == was.own
        elif step.entries[0].undoes:
            assert step.progress.own == self.before.pop(), "undo brings back what was there"
        else:
            self.before.append(was.own)

    def _check(self, was: Progress, step: Step) -> None:
        for entry in step.entries:
            assert theirs(self.form, was, entry.path), "nobody answers what is others'"
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
        if self.discreet:
            voice = at_door(voice, "telegram", self.form, "", "")
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
        for slot in places(self.form, self.progress).places:
            answer = answers.get(slot.path)
            assert not slot.again
            assert unconfirmed(self.form, self.progress, slot.path) is None or (
                in_emergency(self.form, self.progress)
            )
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
        old = rows_of(laid(self.form, was).get(entry.path))
        for row in rows.ids if rows else ():
            if old is None or row not in old.ids:
                ever = (*was.known, *was.earlier, *(each.path for each in was.entries))
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
        return replace(self.progress, entries=entries, known=known, focus=focus)

    def check_position(self, reload: bool = False) -> None:
        """Where the person is follows from the answers, and the counts agree with it."""
        fresh = self.reload() if reload else self.progress
        assert fresh.answers == self.progress.answers
        assert pending(self.form, fresh) == self.open
        waiting = tuple(waiting_for(self.form, fresh))
        answers = fresh.answers
        needed = missing(self.form, fresh)
        assert len({slot.path + str(slot.again) for slot in needed}) == len(needed)
        for slot in needed:
            assert slot in waiting or isinstance(answers.get(slot.path), Left)
            assert theirs(self.form, fresh, slot.path)
        for slot in gaps(self.form, fresh):
            assert not isinstance(answers.get(slot.path), Given)
        if self.open is None:
            assert not waiting or in_short(self.form, fresh)
        said = unconfirmed_all(self.form, fresh)
        for path in {*carried(self.form, fresh), *fresh.answers, *(each.path for each in waiting)}:
            assert said.get(path) == unconfirmed(self.form, fresh, path), path
        by_path = everybody(self.form, fresh).by_path
        for slot in by_path.values():
            for condition in () if slot.group else slot.question.when:
                assert condition.key in by_path, "a closed branch opens nothing"
        for slot in waiting:
            found = place(self.form, fresh, slot.path)
            assert found is not None
            assert found.question.key == slot.question.key

    def go_on(self, slot: Slot) -> None:
        """Answers what is open, without beginning anything new or leaving it for later."""
        self.ending = True
        if slot.question.is_group and not isinstance(self.effect, then.Recall):
            self.say(SaidPress("done", slot.path))
        else:
            self.say(self.valid(slot))

    def finish(self) -> None:
        """Every walk can end: answer what is asked, and send it. That every question can be said
        is for `test_speak.py` to show, so here only some of the many steps to the end are."""
        spoken = self.spoken
        for number in range(2_000):
            slot = self.open
            if slot is None:
                break
            self.spoken = spoken and number % SPOKEN == 0
            self.go_on(slot)
        self.spoken = spoken
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
                self.go_on(slot)
        raise AssertionError("this walk could not be ended")
