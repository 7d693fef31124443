"""What somebody might reply to the question that is open: taps, words and cards that answer it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from dialogs import effects as then
from dialogs.answers import Answers
from dialogs.effects import Effect
from dialogs.form import Form, Kind
from dialogs.laid import laid, unconfirmed
from dialogs.message import Message, Said, SaidCard, SaidPress, SaidText
from dialogs.position import pending, together
from dialogs.progress import Progress
from dialogs.slots import Slot, rows_of
from dialogs.values import offered

MARK = "\u00a7"


@dataclass
class Replying:
    """Somebody at a form, with the dice that choose what they say."""

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
    person: str = "p1"
    effect: Effect | None = None
    """The last thing that followed: a question, or a goodbye."""
    remembers: bool = True
    """False where others speak in between, and undo brings back only one's own."""
    discreet: bool = False
    """Whether they are at a door where only taps, numbers and days are taken."""
    ending: bool = False
    """True when nothing is left for later any more."""

    @property
    def open(self) -> Slot | None:
        return pending(self.form, self.progress)

    def tag(self, path: str) -> str:
        """Words that say which question they are meant for."""
        self.typed += 1
        return f"{MARK}{path}{MARK} words {self.typed}"

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
        if isinstance(self.effect, then.Recall) and slot == self.effect.slot:
            way = dice.choice(("confirm", "through", "at_once"))
            return SaidPress(f"{way}:{slot.section.key}")
        if unconfirmed(self.form, self.progress, slot.path) and dice.random() < 0.6:
            name = dice.choice(
                ("still", "changed", "still:row", "unsure")[: 3 if self.ending else 4]
            )
            return SaidPress(name, slot.path)
        if question.is_group:
            rows = rows_of(laid(self.form, self.progress).get(slot.path))
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
