"""Thousands of people walk through the forms, saying all sorts of things, and nothing goes astray."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import effects as then
from dialogs.answers import Answer, Given, Left
from dialogs.find_out import NOTE, stem
from dialogs.form import Form, Kind
from dialogs.heard import Hello
from dialogs.message import SaidCard, SaidPress, SaidText
from dialogs.position import find, together
from dialogs.progress import Focus, Progress, earlier_from
from dialogs.read import read_forms
from dialogs.slots import rows_of, walk
from tests.dialogs.filling import another_value, filled, imported, shown, with_holes
from tests.dialogs.generated_forms import forms
from tests.dialogs.walking import Walker

WALKS = settings(max_examples=settings.default.max_examples * 5)
"""Two thousand in CI, through forms made up for it."""
LONG = settings(max_examples=settings.default.max_examples // 2)
"""Through a real form, two hundred of each in CI: one takes as long as ten through another."""
SOME = settings(max_examples=settings.default.max_examples)

WORDS = (
    "skip", "later", "not known", "back", "undo", "undo", "change", "why", "example", "more",
    "meanings", "who sees this", "summary", "task list", "pause", "carry on", "help", "urgent",
    "send", "hello", "yes", "no", "start again", "go to part 1", "change about", "1", "2",
)  # fmt: skip
GARBAGE = ("7", "-1", "31/2/2024", "zzzz zzzz", "", "   ", "²", "\N{ROBOT FACE}" * 5, "x" * 20_001)
WAYS = ("confirm", "through", "at_once")
RECALL = (*WAYS, "still", "changed", "unsure", "still:row", "remove:1")
STEPS = (
    "valid", "valid", "valid", "valid", "valid", "not_known", "words", "words", "words", "garbage",
    "stale_press", "stale_text", "change", "rows", "jump", "card", "card", "bad_card", "old_card", "note",
    "recall",
)  # fmt: skip


def one_step(walker: Walker) -> None:
    """One reply, drawn from the question being asked and from what people do at nine at night."""
    dice, slot = walker.dice, walker.open
    kind = dice.choice(STEPS)
    if kind == "valid" and slot is not None:
        walker.say(walker.valid(slot))
    elif kind == "not_known" and slot is not None:
        walker.say(SaidPress("not_known", slot.path))
    elif kind == "garbage":
        walker.say(SaidText(dice.choice(GARBAGE), slot.path if slot else ""))
    elif kind == "note" and slot is not None:
        walker.say(SaidText(walker.tag(slot.path), slot.path))
    elif kind in ("stale_press", "stale_text") and walker.seen:
        stale(walker, kind)
    elif kind == "change" and walker.progress.answers:
        path = dice.choice(sorted(walker.progress.answers))
        walker.say(SaidPress(f"change:{path}"))
    elif kind == "rows":
        rows(walker)
    elif kind == "recall":
        name = dice.choice(RECALL)
        section = dice.choice(walker.form.sections).key
        walker.say(
            SaidPress(f"{name}:{section}" if name in WAYS else name, slot.path if slot else "")
        )
    elif kind == "jump":
        section = dice.choice(walker.form.sections).key
        walker.say(SaidPress(f"{dice.choice(['jump', 'summary'])}:{section}"))
    elif kind in ("card", "bad_card") and slot is not None:
        card = walker.filled_card(faults=kind == "bad_card")
        assert card is not None
        send_card(walker, card)
        walker.old.append(card)
        repeated(walker, card)
    elif kind == "old_card" and walker.old:
        send_card(walker, dice.choice(walker.old))
    else:
        walker.say(SaidText(dice.choice(WORDS)))


def send_card(walker: Walker, card: SaidCard) -> None:
    """A card answers what waits, and never changes what was answered, whatever is in it."""
    slot, own = walker.open, walker.progress.own
    asked = together(walker.form, walker.progress, slot) if slot else ()
    walker.say(card)
    for path in own.keys() - {each.path for each in asked}:
        if not isinstance(own[path], Left) and not path.endswith(NOTE):
            assert walker.progress.own.get(path) == own[path], path


def rows(walker: Walker) -> None:
    """Opens a group again, takes a row out or adds one."""
    answers = walker.progress.answers
    groups = [path for path in sorted(answers) if rows_of(answers[path])]
    if not groups:
        return
    path = walker.dice.choice(groups)
    walker.say(SaidPress(f"change:{path}"))
    found = rows_of(answers[path])
    assert found is not None
    press = "add"
    if found.ids and walker.dice.random() < 0.6:
        press = f"remove:{walker.dice.choice(found.ids)}"
    walker.say(SaidPress(press, walker.open.path if walker.open else ""))


def stale(walker: Walker, kind: str) -> None:
    slot = walker.dice.choice(walker.seen)
    if kind == "stale_text":
        walker.say(SaidText(walker.tag(slot.path), slot.path))
        return
    press = walker.dice.choice(
        ["answer:c1", "answer:yes", "answer:3", "add", "done", "remove:1", "skip", "later",
         "not_known", "yes:start_again", "no:start_again", "later:card", "say:1 May 2025", "odd"]
    )  # fmt: skip
    was, now = walker.progress, walker.open
    walker.say(SaidPress(press, slot.path))
    if now is None or slot.path != now.path:
        touched = {stem(entry.path) for entry in walker.progress.entries[len(was.entries) :]}
        if press != "yes:start_again":
            assert touched <= {stem(slot.path)}, (press, slot, touched)


def repeated(walker: Walker, card: SaidCard) -> None:
    """The same card again changes nothing."""
    own = walker.progress.own
    focus = walker.progress.focus
    walker.say(card)
    assert walker.progress.own == own
    assert walker.progress.focus.section == focus.section


def walk_through(walker: Walker, steps: int) -> None:
    walker.hear(Hello())
    for number in range(steps):
        one_step(walker)
        if number % 6 == 0:
            walker.check_position()
    walker.check_position(reload=True)
    undone = walker.progress
    walker.finish()
    if walker.dice.random() < 0.2:
        to_the_beginning(walker)
    assert walker.progress.sent >= undone.sent


def to_the_beginning(walker: Walker) -> None:
    """Undo, as often as it takes: every turn comes back, and then there is nothing left."""
    spoken, walker.spoken = walker.spoken, False
    for _ in range(len(walker.before)):
        walker.say(SaidText("undo"))
    walker.spoken = spoken
    assert walker.before == []
    assert walker.progress.own == {}
    step = walker.say(SaidText("undo"))
    assert any(isinstance(effect, then.NothingToUndo) for effect in step.effects)


@cache
def real(name: str, seed: int) -> tuple[Form, dict[str, Answer]]:
    form = read_forms()[name]
    return form, filled(form, seed)


REAL = ("child_profile.1", "placement_referral.1")


@pytest.mark.parametrize("name", REAL)
@LONG
@given(
    base=st.integers(0, 5),
    seed=st.integers(0, 2**32),
    cards=st.booleans(),
    begun=st.sampled_from(("own", "known", "earlier")),
    steps=st.integers(0, 25),
)
def test_every_walk_through_the_real_forms_keeps_every_answer_in_its_place_and_can_end(
    name: str, base: int, seed: int, cards: bool, begun: str, steps: int
) -> None:
    form, whole = real(name, base)
    dice = random.Random(seed)
    answers = with_holes(whole, dice, 12)
    match begun:
        case "known":
            progress = Progress(known=answers)
        case "earlier":
            progress = Progress(earlier=earlier_from(imported(answers)))
        case _:
            progress = Progress(imported(answers))
    walker = Walker(form, progress, dice, cards)
    if begun == "own" and answers:
        walker.before.append({})
    walk_through(walker, steps)


@WALKS
@given(form=forms(), seed=st.integers(0, 2**32), cards=st.booleans(), steps=st.integers(0, 40))
def test_every_walk_through_a_small_form_keeps_every_answer_in_its_place_and_can_end(
    form: Form, seed: int, cards: bool, steps: int
) -> None:
    walk_through(Walker(form, Progress(), random.Random(seed), cards), steps)


@WALKS
@given(form=forms(), seed=st.integers(0, 2**32), cards=st.booleans(), steps=st.integers(0, 40))
def test_every_review_of_a_small_form_keeps_every_answer_in_its_place_and_can_end(
    form: Form, seed: int, cards: bool, steps: int
) -> None:
    dice = random.Random(seed)
    last = with_holes(filled(form, seed), dice, dice.randint(0, 2))
    progress = Progress(earlier=earlier_from(imported(last)))
    walk_through(Walker(form, progress, dice, cards), steps)


@SOME
@given(form=forms(), seed=st.integers(0, 2**32))
def test_answers_of_a_closed_branch_come_back_byte_for_byte_when_it_opens_again(
    form: Form, seed: int
) -> None:
    close_and_open(form, filled(form, seed), random.Random(seed))


@pytest.mark.parametrize("name", REAL)
def test_every_branch_of_the_real_forms_can_close_and_open_without_loss(name: str) -> None:
    for base in range(3):
        form, whole = real(name, base)
        close_and_open(form, whole, random.Random(base))


def close_and_open(form: Form, whole: dict[str, Answer], dice: random.Random) -> None:
    for key in sorted(form.referenced):
        answer = whole.get(key)
        question = form.by_key[key][1]
        if not isinstance(answer, Given) or key not in walk(form, whole).by_path:
            continue
        if question.kind is Kind.CHOICES:
            assert isinstance(answer.value, tuple)
            if len(answer.value) != 1:
                continue
        now = answer.value[0] if isinstance(answer.value, tuple) else answer.value
        other = another_value(question, now, dice)
        if other is None:
            continue
        walker = Walker(form, Progress(imported(whole)), dice, spoken=False)
        walker.before.append({})
        before = shown(form, walker.progress)
        for value in (other, str(now)):
            walker.say(SaidPress(f"change:{key}"))
            walker.say(SaidPress(f"answer:{value}", key))
            assert walker.progress.own.keys() >= whole.keys()
        assert shown(form, walker.progress) == before


@SOME
@given(base=st.integers(0, 5), seed=st.integers(0, 2**32), name=st.sampled_from(REAL))
def test_a_changed_answer_returns_to_where_the_person_was(base: int, seed: int, name: str) -> None:
    form, whole = real(name, base)
    dice = random.Random(seed)
    progress = Progress(imported(with_holes(whole, dice, 12)))
    section = dice.choice(form.sections).key
    walker = Walker(form, progress.looking(section=section), dice, spoken=False)
    walker.before.append({})
    walker.hear(Hello())
    walker.progress = walker.progress.looking()
    here = walker.open
    texts = [
        slot.path
        for slot in walk(form, walker.progress.answers).slots
        if slot.question.kind in (Kind.TEXT, Kind.LONG_TEXT)
        and isinstance(walker.progress.own.get(slot.path), Given)
    ]
    if not texts:
        return
    path = dice.choice(texts)
    walker.say(SaidPress(f"change:{path}"))
    assert walker.open == find(form, walker.progress.answers, path)
    walker.say(SaidText(walker.tag(path), path))
    assert walker.open == here
    assert walker.progress.focus.revisit == ""


def test_a_walker_notices_text_under_the_wrong_question() -> None:
    form = read_forms()["child_profile.1"]
    walker = Walker(form, Progress(focus=Focus()), random.Random(1))
    walker.hear(Hello())
    with pytest.raises(AssertionError):
        walker.say(SaidText(walker.tag("learning.strength")))
