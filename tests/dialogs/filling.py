"""Forms filled in at random, whole or with holes, to begin a walk in the middle."""

from __future__ import annotations

import random

from dialogs.answers import Answer
from dialogs.find_out import stem
from dialogs.form import Form, Question, Required
from dialogs.heard import Hello
from dialogs.message import SaidText
from dialogs.progress import Entry, Progress
from dialogs.slots import walk
from dialogs.values import offered
from tests.dialogs.walking import Walker


def filled(form: Form, seed: int, skipping: float = 0.0) -> dict[str, Answer]:
    """A whole form filled in at random, every answer one that its question can have; so many of
    the optional ones are left out."""
    dice = random.Random(seed)
    walker = Walker(form, Progress(), dice, spoken=False)
    walker.hear(Hello())
    for _ in range(5_000):
        slot = walker.open
        if slot is None:
            break
        if slot.question.not_known and not slot.again and dice.random() < 0.05:
            walker.say(SaidText("not known", slot.path))
        elif skipping and slot.question.required is Required.OPTIONAL and not slot.again:
            skipped = dice.random() < skipping
            walker.say(SaidText("skip", slot.path) if skipped else walker.valid(slot))
        else:
            walker.say(walker.valid(slot))
    return dict(walker.progress.own)


def with_holes(answers: dict[str, Answer], dice: random.Random, holes: int) -> dict[str, Answer]:
    """The same with some answers taken out, and what is said about them."""
    gone = set(dice.sample(sorted(answers), min(holes, len(answers))))
    return {
        path: answer
        for path, answer in answers.items()
        if path not in gone and stem(path) not in gone
    }


def imported(answers: dict[str, Answer]) -> tuple[Entry, ...]:
    return tuple(Entry(1, path, answer) for path, answer in answers.items())


def shown(form: Form, progress: Progress) -> dict[str, Answer]:
    """The answers that would be printed."""
    places = walk(form, progress.answers).by_path
    return {path: answer for path, answer in progress.answers.items() if stem(path) in places}


def another_value(question: Question, now: object, dice: random.Random) -> str | None:
    """A choice other than the present one."""
    keys = [choice.key for choice in offered(question) if choice.key != str(now)]
    return dice.choice(keys) if keys else None
