"""People who come back: forms with something said last time, and several who share one form."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import strategies as st

from dialogs import effects as then
from dialogs.answers import Answer, Given
from dialogs.form import Form, Kind, Question, Section
from dialogs.laid import left_out, unconfirmed
from dialogs.message import SaidPress, SaidText
from dialogs.part import Part
from dialogs.position import in_short
from dialogs.progress import Earlier, Entry, Progress, earlier_from
from dialogs.slots import Slot
from tests.dialogs.generated_forms import forms
from tests.dialogs.walking import Walker

LAST_YEAR = "2025-11-03T09:00:00+00:00"
ROLES = ("foster_carer", "supervising_social_worker")
SCALE = ("s0.mine", "s0.theirs", "s0.why")


def last_time(answers: dict[str, Answer], dice: random.Random) -> dict[str, Earlier]:
    """What two people said last time, on different days; one answer was a confirmation then."""
    entries = [
        Entry(1, path, answer, dice.choice(("amara", "bo")), f"2025-11-0{dice.randint(1, 9)}")
        for path, answer in answers.items()
    ]
    entries = [
        replace(each, first_by="cleo", first_at="2024-10-10") if dice.random() < 0.2 else each
        for each in entries
    ]
    return earlier_from(entries)


def keep_as_it_was(walker: Walker, slot: Slot) -> None:
    """One tap for what was said or left out last time; an answer where it was neither."""
    if isinstance(walker.effect, then.Recall):
        walker.say(SaidPress(f"confirm:{slot.section.key}", slot.path))
    elif unconfirmed(walker.form, walker.progress, slot.path):
        walker.say(SaidPress("still", slot.path))
    elif slot.path in left_out(walker.form, walker.progress):
        walker.say(SaidPress("skip", slot.path))
    else:
        walker.go_on(slot)


def keep_all_as_it_was(walker: Walker) -> None:
    """To the end of the form; an emergency is sent first, and the rest follows."""
    for _ in range(2_000):
        if walker.open is not None:
            keep_as_it_was(walker, walker.open)
        elif walker.progress.sent or not in_short(walker.form, walker.progress):
            return
        else:
            walker.say(SaidText("send"))
    raise AssertionError("this review never came to an end")


@st.composite
def shared_forms(draw: st.DrawFn) -> Form:
    """A form that two people fill, with a level that both give and a word on the difference."""
    form = draw(forms())
    anchors = tuple(f"Step {level}" for level in range(5))
    first = form.sections[0]

    def level(key: str, who: str) -> Question:
        return Question(key, Kind.LEVEL, f"{key}?", key, anchors=anchors, who=who, not_known=False)

    why = Question(
        SCALE[2], Kind.TEXT, "Why?", "Why", differ=SCALE[:2], who=draw(st.sampled_from(ROLES))
    )
    added = (level(SCALE[0], ROLES[0]), level(SCALE[1], ROLES[1]), why)
    sections = tuple(
        replace(section, questions=tuple(_given_to(draw, each) for each in section.questions))
        for section in form.sections
    )
    opening = Section(first.key, first.title, (*added, *sections[0].questions))
    return replace(
        form, sections=(opening, *sections[1:]), roles=ROLES, shared=True, emergency=None, desk=True
    )


def _given_to(draw: st.DrawFn, question: Question) -> Question:
    who = draw(st.sampled_from(ROLES))
    also = draw(st.sampled_from(((), (), (), tuple(each for each in ROLES if each != who))))
    return replace(question, who=who, also=also, again=draw(st.integers(0, 9)) == 0)


def part(role: str) -> Part:
    return Part(frozenset({role}))


def handed(progress: Progress, role: str) -> Progress:
    """The same form in the hands of somebody else, who has a place of their own in it."""
    from dialogs.progress import Focus

    return replace(progress, part=part(role), focus=Focus())


def given_at(progress: Progress) -> dict[str, Answer]:
    return {path: each for path, each in progress.own.items() if isinstance(each, Given)}
