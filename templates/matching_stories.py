"""What may be read by those who look for a home, and the stories among it in the order that matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from dialogs.answers import Given
from dialogs.form import Kind, Question, Share
from dialogs.slots import Slot, slots
from templates.layout import household_layout
from templates.parts import Line
from templates.review import Carer, Spoken
from templates.skill_levels import levels_of
from templates.told import Told
from templates.words import say


@dataclass(frozen=True, slots=True)
class Story:
    """A long answer in a carer's or a worker's words."""

    path: str
    label: str
    text: str


def shared(question: Question) -> bool:
    """Whether a question may be read by those who look for a home."""
    return question.printed and question.share is not Share.INTERNAL


def allowed(spoken: Spoken, question: Question) -> bool:
    """Shared, and where the carers decide who reads it, they have said yes."""
    plan = household_layout()
    if not shared(question):
        return False
    if question.key == plan.consent_for:
        return spoken.answers.get(plan.consent) == Given("yes")
    return True


def stories_of(
    home: Told | None, review: Told | None, carers: Sequence[tuple[Carer, Told]]
) -> Iterator[Story]:
    """What matters most first, as `household.toml` has it; then what each carer brings, and limits,
    one of each carer in turn."""
    plan = household_layout()
    found: dict[str, Story] = {}
    for each in (review, home):
        for slot, line in _long(each) if each else ():
            if slot.section.key not in plan.welcome and slot.path not in plan.in_title:
                found[slot.path] = Story(slot.path, line.label, line.text)
    yield from (found.pop(key) for key in plan.matching_first if key in found)
    for part, most in ((plan.brings, plan.matching_brings), (plan.limits, plan.matching_limits)):
        each_of = [list(_of_carer(carer, said, part))[:most] for carer, said in carers]
        for several in zip_longest(*each_of):
            yield from filter(None, several)
    yield from found.values()


def _of_carer(carer: Carer, said: Told, part: str) -> Iterator[Story]:
    lines = said.lines
    levels = sorted(levels_of(said), key=lambda level: -level.best)
    for level in levels:
        line = lines.get(f"{level.key}.{part}")
        question = said.spoken.form.by_key.get(f"{level.key}.{part}")
        if line and line.given and question and shared(question[1]):
            label = say(f"matching.{part}", name=carer.name, title=level.title)
            yield Story(line.path, label, line.text)


def _long(each: Told) -> Iterator[tuple[Slot, Line]]:
    lines = each.lines
    for slot in slots(each.spoken.form, each.spoken.answers):
        line = lines.get(slot.path)
        if line and line.given and slot.question.kind is Kind.LONG_TEXT:
            if allowed(each.spoken, slot.question):
                yield slot, line
