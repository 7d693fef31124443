"""Works out what a person meant, given the question that is open. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from dialogs import heard
from dialogs.answers import Left, NotKnown
from dialogs.cards_read import read_card
from dialogs.commands import command, farewell, meaning, taking
from dialogs.discreet import taken_at_door, tapped_at_door
from dialogs.ear import Ear as Ear
from dialogs.find_out import BY, WHO
from dialogs.form import Choice, Form
from dialogs.groups import press_group, read_group
from dialogs.heard import Heard, Problem, Topic, Trouble
from dialogs.laid import everybody, laid, place, places, theirs, unconfirmed
from dialogs.message import Said, SaidCard, SaidPress, SaidText
from dialogs.offered import to_offer
from dialogs.position import pending
from dialogs.progress import Progress
from dialogs.recall import pressed, recall
from dialogs.review import offer
from dialogs.slots import Slot
from dialogs.values import Comment, Read, chosen, named, offered, pick, read_value

SIMPLE: dict[str, Heard] = {
    "back": heard.Back(),
    "change": heard.Change(),
    "undo": heard.Undo(),
    "skip": heard.Skip(),
    "later": heard.Later(),
    "summary": heard.Summary(),
    "sections": heard.TaskList(),
    "pause": heard.Pause(),
    "carry_on": heard.CarryOn(),
    "start_again": heard.StartAgain(),
    "send": heard.Send(),
    "hello": heard.Hello(),
}
ANSWERING = (
    "answer", "say", "not_known", "skip", "later", "add", "done", "remove", "still", "changed", "unsure",
)  # fmt: skip
"""Presses that answer a question: old ones must not answer another."""
LONGEST_NAME = 80
"""Longer words are no name of an answer or a section: they are an answer."""
SOON = (1, 7)
"""Days from today that are offered for finding something out."""


def understand(form: Form, progress: Progress, said: Said, ear: Ear) -> Heard:
    """What was meant. Every reply belongs to the question the person saw, never to another."""
    if offered := to_offer(said):
        return offered
    if not ear.discreet:
        return _understood(form, progress, said, ear)
    if meant := tapped_at_door(form, progress, said, ear):
        return meant
    return taken_at_door(form, progress, said, _understood(form, progress, said, ear), ear)


def _understood(form: Form, progress: Progress, said: Said, ear: Ear) -> Heard:
    match said:
        case SaidText(text, asked):
            return _Listening(form, progress, asked, ear).text(text)
        case SaidPress(press, asked):
            return _Listening(form, progress, asked, ear).press(press)
        case SaidCard(fields, not_known, _):
            return read_card(form, progress, fields, not_known, ear.today, ear.me)
        case _:
            assert_never(said)


class _Listening:
    """One reply being understood: `slot` is the question it answers, `stale` if there is none."""

    def __init__(self, form: Form, progress: Progress, asked: str, ear: Ear) -> None:
        self.form = form
        self.progress = progress
        self.asked = asked
        self.ear = ear
        self.open = pending(form, progress)
        self.slot = self.open if not asked or (self.open and self.open.path == asked) else None
        if self.slot is None and asked:
            self.slot = self._elsewhere(asked)
        self.elsewhere = self.slot is not self.open
        self.yours = not asked or theirs(form, progress, asked)

    def _stale(self, text: str = "") -> Heard:
        """A reply to what is not open, or to what is for somebody else to answer."""
        return heard.Stale(self.asked, text) if self.yours else heard.NotYours(self.asked)

    def _elsewhere(self, asked: str) -> Slot | None:
        """Another question that waits too: seen on another screen, and answered there."""
        slot = place(self.form, self.progress, asked)
        waiting = self.progress.answers.get(asked)
        if slot is None or slot.question.is_group:
            return None
        return slot if waiting is None or isinstance(waiting, Left) else None

    def text(self, text: str) -> Heard:
        if self.progress.focus.asking and (meant := self._offered(text)):
            return meant
        slot = self.slot
        if slot is not None and (recalled := self._recalled(slot, text)):
            return recalled
        if slot is not None and named(slot.question, text):
            return self._said(slot, text)
        steered = self._command(command(text) or "") if text else None
        if steered is None and self.progress.focus.paused and farewell(text):
            return heard.Pause()
        if steered is None and (found := taking(text)):
            steered = self._numbered(*found) or self._named(*found)
        if steered is not None:
            return steered
        if slot is None:
            return self._at_the_end(text) or self._stale(text)
        if (found_ := offer(self.form, self.progress, slot)) and not self.elsewhere:
            line = _named_by(text, found_.shown) if len(text) <= LONGEST_NAME else None
            if line is not None:
                return heard.Change(line.key)
            return heard.Unclear(Problem(Trouble.RECALL, slot.path))
        return self._said(slot, text)

    def _recalled(self, slot: Slot, text: str) -> Heard | None:
        if self.ear.discreet and not offer(self.form, self.progress, slot):
            return None
        return recall(self.form, self.progress, slot, text, self.ear.cards)

    def _said(self, slot: Slot, text: str) -> Heard:
        if slot.question.is_group:
            return read_group(self.progress, laid(self.form, self.progress), slot, text)
        return self._read(slot, text)

    def _offered(self, text: str) -> Heard | None:
        """What the words mean to what was offered besides the question; None if nothing."""
        asking = self.progress.focus.asking
        answer = meaning("yes_no", text.partition(",")[0])
        if asking == "start_again":
            if answer == "yes":
                return heard.Yes()
            if answer == "no" or command(text):
                return heard.No() if answer else None
            return heard.Unclear(Problem(Trouble.YES_OR_NO, ""))
        if asking == "change":
            if command(text):
                return None
            return (
                self._named("change", text)
                or self._named("summary", text)
                or heard.Unclear(Problem(Trouble.WHICH, ""))
            )
        readings = asking.removeprefix("say:").split("|")
        place = 0 if answer == "yes" else int(text) - 1 if text.strip() in ("1", "2") else -1
        if self.slot is not None and 0 <= place < len(readings):
            return self._read(self.slot, readings[place])
        return heard.CarryOn() if answer == "no" else None

    def _at_the_end(self, text: str) -> Heard | None:
        """Yes or no to *shall I send it?*, which is what is open when no question is."""
        if self.asked or self.open is not None:
            return None
        sent = self.progress.sent and self.progress.turn == self.progress.sent_turn
        match meaning("yes_no", text):
            case "yes" if not sent:
                return heard.Send()
            case "no":
                return heard.No()
            case _:
                return None

    def _command(self, name: str) -> Heard | None:
        if name == "not_known":
            return self._not_known()
        if name in ("skip", "later") and self.elsewhere:
            return self._stale()
        if name in tuple(Topic):
            return heard.Asked(Topic(name))
        return SIMPLE.get(name)

    def _not_known(self) -> Heard:
        slot = self.slot
        if slot is None:
            return self._stale()
        if not slot.question.not_known or slot.again:
            return heard.Unclear(Problem(Trouble.CANNOT_NOT_KNOW, slot.path))
        return heard.Answered(slot.path, NotKnown())

    def _numbered(self, name: str, words: str) -> Heard | None:
        """*Change 2*: the second line that is shown; where none is, what can be chosen."""
        if not words.isdecimal() or name == "remove":
            return None
        if name != "change":
            return heard.TaskList() if name == "jump" else heard.Summary()
        shown = offer(self.form, self.progress, self.slot) if self.slot else None
        lines = shown.shown if shown and not self.elsewhere else ()
        number = int(words[:4])
        return heard.Change(lines[number - 1].path if 0 < number <= len(lines) else "")

    def _named(self, name: str, words: str) -> Heard | None:
        """*Change allergies*, *go to health*: the one answer or section that the words name."""
        if words.isdecimal() or len(words) > LONGEST_NAME:
            return None
        if name == "change":
            mine = places(self.form, self.progress).by_path
            said = laid(self.form, self.progress)
            found = _named_by(words, (slot for path, slot in mine.items() if path in said))
            if found is None and self.progress.part is not None:
                every = everybody(self.form, self.progress).by_path
                others = (slot for path, slot in every.items() if path not in mine)
                found = _named_by(words, others)
            return heard.Change(found.key) if found else None
        section = pick(tuple(Choice(each.key, each.title) for each in self.form.sections), words)
        if section is None or name not in ("jump", "summary"):
            return None
        return heard.Jump(section.key) if name == "jump" else heard.Summary(section.key)

    def _read(self, slot: Slot, text: str) -> Heard:
        if words := self._find_out(slot, text):
            text = words
        read = read_value(slot.question, slot.path, text, self.ear.today, self.ear.me)
        match read:
            case Read(given, note):
                return heard.Answered(slot.path, given, note)
            case Comment(words):
                return heard.Commented(slot.path, words)
            case Problem():
                return heard.Unclear(read)
            case _:
                assert_never(read)

    def _find_out(self, slot: Slot, text: str) -> str:
        """The button meant by a number where it is asked who will find out, or by when."""
        words = text.strip()
        if slot.path.endswith(WHO) and words == "1":
            return self.ear.me
        if slot.path.endswith(BY) and words in ("1", "2"):
            return (self.ear.today + timedelta(days=SOON[int(words) - 1])).isoformat()
        return ""

    def press(self, press: str) -> Heard:
        name, _, rest = press.partition(":")
        match name:
            case "change" if rest:
                return heard.Change(rest)
            case "jump":
                return heard.Jump(rest)
            case "summary" if rest:
                return heard.Summary(rest)
            case "yes" | "no":
                asking = self.progress.focus.asking
                if not asking or asking != rest:
                    return heard.Stale("")
                return heard.Yes() if name == "yes" else heard.No()
            case "confirm":
                return heard.ConfirmAll(rest)
            case "through" | "at_once":
                return heard.GoThrough(rest, at_once=name == "at_once")
            case "later" if rest == "card" and self.slot and not self.elsewhere:
                return heard.Later(card=True)
            case _ if name not in ANSWERING:
                return self._command(name) or heard.Stale("")
            case _ if self.slot is None:
                return self._stale()
            case "still" | "changed" | "unsure":
                return pressed(self.form, self.progress, self.slot, name, rest) or self._stale()
            case "not_known" | "skip" | "later":
                return self._command(name) or self._stale()
            case "say":
                return self._read(self.slot, rest)
            case "add" | "done" | "remove":
                group = self._group(self.slot, name)
                if group is None:
                    return heard.Stale(self.asked)
                answers = laid(self.form, self.progress)
                if self.slot.row:
                    group = replace(group, again=True)
                return press_group(self.progress, answers, group, name, rest)
            case _:
                return self._answer(self.slot, rest)

    def _group(self, slot: Slot, name: str) -> Slot | None:
        """The group that a button means: the one that is open, or that of the row being asked."""
        if slot.group and name == "remove" and unconfirmed(self.form, self.progress, slot.path):
            return place(self.form, self.progress, slot.group.key)
        return slot if slot.question.is_group else None

    def _answer(self, slot: Slot, key: str) -> Heard:
        choice = next((each for each in offered(slot.question) if each.key == key), None)
        if choice is None:
            return heard.Stale("")
        return heard.Answered(slot.path, chosen(slot.question, choice))


def _named_by(words: str, among: Iterable[Slot]) -> Choice | None:
    """The one question that the words name."""
    return pick(tuple(Choice(slot.path, slot.question.label) for slot in among), words)
