"""Fills a form in at random, many times, so that an author sees whether every way through ends."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from dialogs.answers import Answer, Given, Rows
from dialogs.engine import advance
from dialogs.form import Form, Kind, Question
from dialogs.heard import Answered, Heard, Send
from dialogs.part import Part
from dialogs.position import pending
from dialogs.progress import Focus, Progress
from dialogs.slots import Slot, rows_of
from dialogs.values import offered

ENOUGH = 5_000
"""More steps than any real form needs; a walk that takes more has lost its way."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """Which questions were met, and where a walk did not end, if one did not."""

    reached: frozenset[str]
    stuck_at: str = ""


def simulate(form: Form, walks: int, seed: int = 1) -> Simulated:
    """Walks the form from beginning to sent, `walks` times, with the same chances every time; a
    shared form in its parts, now one person and now another."""
    chance = random.Random(seed)
    reached: set[str] = set()
    for _ in range(walks):
        progress = Progress()
        for _ in range(ENOUGH):
            progress = _whose_turn(form, progress, chance)
            slot = pending(form, progress)
            if slot is None:
                progress = advance(form, progress, Send()).progress
                break
            reached.add(slot.key)
            progress = advance(form, progress, _reply(slot, progress, chance)).progress
        if not progress.sent:
            slot = pending(form, replace(progress, part=None))
            return Simulated(frozenset(reached), slot.path if slot else form.name)
    return Simulated(frozenset(reached))


def _whose_turn(form: Form, progress: Progress, chance: random.Random) -> Progress:
    """A shared form in the hands of one of those it is for who has something to answer, if anybody
    has; each has a place of their own in it."""
    if not form.shared:
        return progress
    parts = [Part(frozenset({role})) for role in form.roles]
    chance.shuffle(parts)
    hands = [replace(progress, part=part, focus=Focus()) for part in parts]
    return next((each for each in hands if pending(form, each) is not None), hands[0])


def _reply(slot: Slot, progress: Progress, chance: random.Random) -> Heard:
    return Answered(slot.path, _answer(slot, progress, chance))


def _answer(slot: Slot, progress: Progress, chance: random.Random) -> Answer:
    question = slot.question
    if question.is_group:
        rows = rows_of(progress.answers.get(slot.path)) or Rows(())
        if len(rows.ids) < 2 and chance.random() < 0.5:
            full = bool(question.max_rows) and len(rows.ids) + 1 >= question.max_rows
            return Given(Rows((*rows.ids, str(len(rows.ids) + 1)), more=not full))
        return Given(Rows(rows.ids))
    return Given(_value(question, chance))


def _value(question: Question, chance: random.Random) -> str | int | float | tuple[str, ...]:
    match question.kind:
        case Kind.DATE:
            return (
                f"20{chance.randint(10, 30)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            )
        case Kind.MONTH:
            return f"20{chance.randint(10, 26)}-{chance.randint(1, 12):02}"
        case Kind.NUMBER:
            return int(question.least or 0) + chance.randint(0, 5)
        case Kind.LEVEL:
            return chance.randint(0, 4)
        case Kind.CHOICES:
            return (chance.choice(question.choices).key,)
        case Kind.CHOICE | Kind.YES_NO:
            return chance.choice(offered(question)).key
        case _:
            return question.key
