"""Whatever was said last time, in whatever form: all of it kept, or all but what was changed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import Answer, Given, NotKnown, Skipped
from dialogs.form import Form
from dialogs.heard import Hello
from dialogs.laid import carried, left_out
from dialogs.message import SaidPress
from dialogs.progress import Progress
from dialogs.read import read_forms
from dialogs.slots import Slot, walk
from tests.dialogs.filling import filled, shown
from tests.dialogs.generated_forms import forms
from tests.dialogs.reviewing import keep_all_as_it_was, last_time
from tests.dialogs.walking import Walker

SOME = settings(max_examples=settings.default.max_examples)


@SOME
@given(form=forms(), seed=st.integers(0, 2**32), cards=st.booleans())
def test_who_says_all_still_true_ends_with_the_same_answers_and_their_first_authors(
    form: Form, seed: int, cards: bool
) -> None:
    all_still_true(form, filled(form, seed, skipping=0.4), random.Random(seed), cards)


@pytest.mark.parametrize("name", sorted(read_forms()))
def test_in_every_form_of_the_house_all_still_true_keeps_every_answer(name: str) -> None:
    form = read_forms()[name]
    all_still_true(form, filled(form, 1, skipping=0.4), random.Random(1), cards=True)


def all_still_true(form: Form, last: dict[str, Answer], dice: random.Random, cards: bool) -> None:
    progress = Progress(earlier=last_time(last, dice))
    said, empty = dict(carried(form, progress)), left_out(form, progress)
    assert empty >= {
        slot.path
        for slot in walk(form, last).slots
        if last.get(slot.path) == Skipped() and not (slot.question.again or _again(slot))
    }
    walker = Walker(form, progress, dice, cards, spoken=cards)
    walker.hear(Hello())
    keep_all_as_it_was(walker)
    applies = walk(form, walker.progress.answers).by_path
    newest = {each.path: each for each in walker.progress.entries}
    before = walk(form, last).by_path
    for path, slot in before.items():
        if isinstance(last.get(path), Given) and path in applies and not slot.question.again:
            assert walker.progress.answers[path] == last[path]
    for path in said.keys() & applies.keys():
        assert newest[path].answer == said[path].answer
        assert (newest[path].first_by, newest[path].first_at) == (said[path].person, said[path].at)
        assert newest[path].person == "p1"
    for path in empty & applies.keys():
        assert walker.progress.answers[path] == Skipped(), "left out again, or skipped when asked"
    if not any(isinstance(each, NotKnown) for each in last.values()) and not any(
        each.again for each in form.questions()
    ):
        assert shown(form, walker.progress).items() >= shown(form, Progress(known=last)).items()


def _again(slot: Slot) -> bool:
    return slot.group is not None and slot.group.again


@SOME
@given(form=forms(), seed=st.integers(0, 2**32))
def test_changing_one_answer_keeps_every_other(form: Form, seed: int) -> None:
    dice, last = random.Random(seed), filled(form, seed)
    walker = Walker(form, Progress(earlier=last_time(last, dice)), dice, spoken=False)
    said = dict(carried(form, walker.progress))
    walker.hear(Hello())
    if not said:
        return
    path = dice.choice(sorted(said))
    walker.say(SaidPress(f"change:{path}"))
    for _ in range(50):
        slot = walker.open
        if slot is None or slot.path != path or slot.question.is_group:
            break
        walker.say(walker.valid(slot))
    keep_all_as_it_was(walker)
    for other in walk(form, walker.progress.answers).by_path:
        if other in said and other != path and not path.startswith(f"{other}."):
            assert walker.progress.answers[other] == said[other].answer, (path, other)
