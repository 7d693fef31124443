"""Two people walk through one form in any order, with each other's buttons, and nothing goes astray."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import effects as then
from dialogs.answers import Answer, Given, Rows
from dialogs.form import Form
from dialogs.heard import Answered, Hello
from dialogs.laid import theirs
from dialogs.position import pending
from dialogs.progress import Progress, earlier_from
from dialogs.read import read_forms
from dialogs.slots import walk
from tests.dialogs.filling import filled, imported
from tests.dialogs.reviewing import ROLES, handed, shared_forms
from tests.dialogs.test_walks import one_step
from tests.dialogs.walking import Walker

SOME = settings(max_examples=settings.default.max_examples)


@SOME
@given(
    form=shared_forms(), seed=st.integers(0, 2**32), review=st.booleans(), steps=st.integers(1, 40)
)
def test_no_entry_is_ever_made_under_a_question_that_is_not_theirs(
    form: Form, seed: int, review: bool, steps: int
) -> None:
    """Whatever two people say, in whatever order, with whatever buttons of each other's."""
    dice = random.Random(seed)
    earlier = earlier_from(imported(filled(form, seed))) if review else {}
    progress = Progress(earlier=earlier)
    seen = list(walk(form, {}).slots)
    for _ in range(steps):
        role = dice.choice(ROLES)
        walker = Walker(form, handed(progress, role), dice, spoken=False, person=role)
        walker.remembers = False
        walker.seen = seen
        walker.hear(Hello())
        before = len(walker.progress.entries)
        one_step(walker)
        for entry in walker.progress.entries[before:]:
            assert theirs(form, walker.progress, entry.path)
            assert entry.person == role
        seen, progress = walker.seen, walker.progress


@SOME
@given(form=shared_forms(), seed=st.integers(0, 2**32))
def test_parts_in_any_order_give_the_same_answers_as_one_after_the_other(
    form: Form, seed: int
) -> None:
    wanted = filled(form, seed)

    def until_done(chances: random.Random | None) -> dict[str, Answer]:
        progress, turn = Progress(), 0
        for _ in range(3_000):
            role = chances.choice(ROLES) if chances else ROLES[turn]
            walker = Walker(
                form, handed(progress, role), random.Random(1), spoken=False, person=role
            )
            walker.remembers = False
            slot = walker.open
            if slot is None:
                if all(pending(form, handed(progress, each)) is None for each in ROLES):
                    return dict(progress.answers)
                turn = 1 - turn
                continue
            answer = wanted.get(slot.path)
            if slot.again and isinstance(answer, Given) and isinstance(answer.value, Rows):
                answer = Given(Rows(answer.value.ids))
            assert answer is not None, slot.path
            walker.hear(Answered(slot.path, answer))
            progress = walker.progress
        raise AssertionError("they never came to an end")

    one_by_one = until_done(None)
    assert until_done(random.Random(seed)) == one_by_one
    assert one_by_one.items() <= wanted.items()


@pytest.mark.parametrize("name", sorted(n for n, f in read_forms().items() if f.shared))
def test_every_shared_form_of_the_house_comes_to_an_end_in_its_parts(name: str) -> None:
    form = read_forms()[name]
    progress = Progress()
    for _ in range(20):
        for role in form.roles:
            walker = Walker(
                form, handed(progress, role), random.Random(2), spoken=False, person=role
            )
            walker.remembers = False
            walker.hear(Hello())
            for _ in range(2_000):
                if walker.open is None:
                    break
                walker.go_on(walker.open)
            progress = walker.progress
        if all(pending(form, handed(progress, each)) is None for each in form.roles):
            break
    last = Walker(form, handed(progress, form.roles[-1]), random.Random(2), person=form.roles[-1])
    last.remembers = False
    last.hear(Hello())
    assert isinstance(last.effect, then.Ready | then.StillNeeded), last.effect
