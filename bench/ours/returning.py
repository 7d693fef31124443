"""A person who comes back a year later: how many messages they send when one answer in five has changed, and when none has,
against from blank.

`python -m bench.ours.returning` prints the counts for every form that is reviewed; a tap, a typed answer and a card that is
submitted are one each. Half of what is optional is left out the first time.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dialogs.answers import Answer, Answers, Given, Rows, Skipped
from dialogs.cards import Voice
from dialogs.engine import Speaker, advance
from dialogs.form import Form, Kind, Question, Required
from dialogs.heard import Heard, Hello
from dialogs.laid import place, places
from dialogs.message import CardField, Message, Said, SaidCard, SaidPress, SaidText
from dialogs.progress import Progress, earlier_from
from dialogs.read import read_forms
from dialogs.slots import Slot, rows_of, walk
from dialogs.speak import speak
from dialogs.understand import Ear, understand
from dialogs.values import offered

FORMS = ("child_profile.1", "carer_skills.1", "household_profile.1")
TODAY = date(2026, 11, 21)
CHANGED = 0.2
LEFT_OUT = 0.5
PEOPLE = 20
"""So many people are played for each form; no two change the same answers."""
MOST = 2_000


@dataclass
class Sitting:
    """One person at one form on the web, with what they mean to have said by the end."""

    form: Form
    progress: Progress
    want: dict[str, Answer]
    dice: random.Random
    at: str
    count: int = 0
    message: Message = field(default_factory=lambda: Message(""))

    def fill(self) -> None:
        """Says what is wanted until it is sent."""
        self._hear(Hello())
        while not self.progress.sent:
            self.count += 1
            assert self.count < MOST, self.message
            said = self._reply()
            ear = Ear(TODAY, "Sam")
            self._hear(understand(self.form, self.progress, said, ear))

    def _hear(self, heard: Heard) -> None:
        step = advance(self.form, self.progress, heard, Speaker("worker", self.at))
        self.progress = step.progress
        voice = Voice("Sam", TODAY, "Sam", "Larkshire", cards=True)
        self.message = speak(self.form, self.progress, step.effects, voice)[-1]

    def _reply(self) -> Said:
        message = self.message
        presses = {button.press for button in message.buttons}
        slot = place(self.form, self.progress, message.asked) if message.asked else None
        if slot is None:
            return SaidPress("send")
        ways = {press.partition(":")[0]: press for press in presses}
        if "at_once" in ways:
            return SaidPress(ways["at_once" if self._news(slot) else "confirm"])
        if "confirm" in ways and not message.card and "still" not in presses:
            return SaidPress(ways["through" if self._news(slot) else "confirm"])
        if message.card:
            return SaidCard({each.path: self._typed(each) for each in message.card.fields})
        if "still" in presses and not self._differs(slot.path):
            return SaidPress("still", slot.path)
        if "still:row" in presses and not any(map(self._differs, self._row(slot))):
            return SaidPress("still:row", slot.path)
        return self._answer(slot, "still" in presses)

    def _differs(self, path: str) -> bool:
        """Whether what was said last time is not what is wanted now; of a group, anywhere in it."""
        last = self.progress.earlier
        below = [each for each in (*last, *self.want) if each.startswith(f"{path}.")]
        return any(
            each in last and each in self.want and last[each].answer != self.want[each]
            for each in (path, *below)
        )

    def _news(self, slot: Slot) -> bool:
        """Whether anything in the section is another thing than last time, or is said now."""
        here = places(self.form, self.progress).by_section[slot.section.key]
        return any(self._differs(each.path) for each in here)

    def _row(self, slot: Slot) -> list[str]:
        start = slot.path.removesuffix(slot.question.key)
        return [each for each in self.progress.earlier if each.startswith(start)]

    def _wanted(self, question: Question, path: str) -> Answer:
        return self.want.setdefault(path, some_answer(question, self.dice))

    def _typed(self, each: CardField) -> str | tuple[str, ...]:
        slot = place(self.form, self.progress, each.path)
        assert slot is not None
        answer = self._wanted(slot.question, each.path)
        if isinstance(answer, Skipped):
            return ""
        assert isinstance(answer, Given)
        return answer.value if isinstance(answer.value, tuple) else str(answer.value)

    def _answer(self, slot: Slot, recalled: bool) -> Said:
        question = slot.question
        answer = self._wanted(question, slot.path)
        if isinstance(answer, Skipped):
            return SaidPress("skip", slot.path)
        assert isinstance(answer, Given)
        if question.is_group:
            rows = rows_of(answer)
            if recalled:
                return SaidPress("changed", slot.path)
            now = rows_of(self.progress.answers.get(slot.path))
            more = rows is not None and len(rows.ids) > (len(now.ids) if now else 0)
            return SaidPress("add" if more else "done", slot.path)
        value = answer.value
        if isinstance(value, str | int) and question.kind in (Kind.CHOICE, Kind.YES_NO, Kind.LEVEL):
            if not recalled:
                return SaidPress(f"answer:{value}", slot.path)
            return SaidPress("changed", slot.path)
        if isinstance(value, tuple):
            return SaidPress("changed", slot.path)
        return SaidText(str(value), slot.path)


def some_answer(question: Question, dice: random.Random) -> Answer:
    """An answer that the question can have; no two texts are alike."""
    number = dice.randint(1, 10**6)
    if question.required is Required.OPTIONAL and dice.random() < LEFT_OUT:
        return Skipped()
    match question.kind:
        case Kind.GROUP | Kind.PEOPLE:
            most = question.max_rows or 3
            return Given(Rows(tuple(str(n + 1) for n in range(dice.randint(0, min(most, 2))))))
        case Kind.LEVEL:
            return Given(dice.randint(0, 4))
        case Kind.CHOICE | Kind.YES_NO:
            return Given(dice.choice(offered(question)).key)
        case Kind.CHOICES:
            keys = [choice.key for choice in question.choices]
            chosen = dice.sample(keys, min(len(keys), 2))
            return Given(tuple(key for key in keys if key in chosen))
        case Kind.DATE:
            return Given(
                f"202{dice.randint(0, 5)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
            )
        case Kind.MONTH:
            return Given(f"202{dice.randint(0, 5)}-{dice.randint(1, 12):02}")
        case Kind.NUMBER:
            least = int(question.least or 0)
            return Given(dice.randint(least, int(question.most or least + 9)))
        case _:
            return Given(f"Loves swimming, and will try any fruit cut into stars, {number}")


def a_year_later(
    form: Form, said: Answers, dice: random.Random, changed: float
) -> dict[str, Answer]:
    """What somebody wants to say now: so much of it is another answer. What was said is not taken
    back: an answer that is changed is still one."""
    places = walk(form, said).by_path
    paths = [path for path, slot in places.items() if not slot.question.is_group]
    now = {path: said[path] for path in places if path in said}
    for path in dice.sample(paths, round(len(paths) * changed)):
        while now.get(path) == said.get(path) or now.get(path) == Skipped():
            now[path] = some_answer(places[path].question, dice)
    return now


def play(form: Form, seed: int, changed: float = CHANGED) -> tuple[int, int]:
    """How many messages it takes from blank, and how many coming back, to the very same answers."""
    dice = random.Random(seed)
    first = Sitting(form, Progress(), {}, dice, "2025-11-03T09:00:00+00:00")
    first.fill()
    want = a_year_later(form, first.progress.answers, dice, changed)
    blank = Sitting(form, Progress(), want, dice, "2026-11-21T09:00:00+00:00")
    blank.fill()
    earlier = Progress(earlier=earlier_from(first.progress.entries))
    back = Sitting(form, earlier, blank.want, dice, "2026-11-21T09:00:00+00:00")
    back.fill()
    assert shown(back) == shown(blank), form.name
    return blank.count, back.count


def shown(sitting: Sitting) -> Mapping[str, Answer]:
    answers = sitting.progress.answers
    return {path: answers[path] for path in walk(sitting.form, answers).by_path if path in answers}


def counts() -> dict[str, Any]:
    """By form: the messages from blank, the messages coming back, how much fewer these are, and
    the messages coming back when nothing has changed at all."""
    forms = read_forms()
    found: dict[str, Any] = {}
    for name in FORMS:
        if name in forms:
            played = [play(forms[name], seed) for seed in range(PEOPLE)]
            blank, back = (sum(each) / PEOPLE for each in zip(*played, strict=True))
            same = sum(play(forms[name], seed, changed=0)[1] for seed in range(PEOPLE)) / PEOPLE
            fewer = 1 - back / blank
            found[name] = {"blank": blank, "back": back, "fewer": fewer, "same": same}
    return found


if __name__ == "__main__":
    print(json.dumps(counts()))
