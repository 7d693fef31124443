"""A door where no name and no answer may be said: what is asked there, taken there, and not lost."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import effects as then
from dialogs.answers import Answers, Given, NotKnown
from dialogs.discreet import left_here
from dialogs.doors import askable, may_ask
from dialogs.find_out import NOTE, WHO
from dialogs.form import Form, Kind, Privacy, Question
from dialogs.heard import Hello
from dialogs.laid import place
from dialogs.message import Message, SaidPress, SaidText
from dialogs.part import Part
from dialogs.position import in_short
from dialogs.progress import Progress, earlier_from
from dialogs.read import read_forms
from tests.dialogs.filling import filled, imported, with_holes
from tests.dialogs.generated_forms import LABELS, forms
from tests.dialogs.replying import MARK
from tests.dialogs.test_walks import one_step
from tests.dialogs.walking import Walker

WALKS = settings(max_examples=settings.default.max_examples * 2)
CARERS = ("carer_skills.1", "household_profile.1", "carer_review.1")
"""The forms that may be answered there."""
NAMES = ("Roo", "Priya", "Shah", MARK)
"""A child, a carer, and what stands in every text that anybody typed."""
BACK = ("4321", "4 March 2014", "2014-03-04", "March 1987")
"""A number, a day and a month that somebody answered."""
TAPS = ("answer:", "pick:")


def words_of(message: Message) -> str:
    """Everything of a message but its choices, which are the form's own."""
    said = [message.text, message.progress]
    said += [f"{each.label} {each.text}" for each in message.lines]
    said += [each.label for each in message.buttons if not each.press.startswith(TAPS)]
    return "\n".join(said)


def nothing_is_said(messages: tuple[Message, ...]) -> None:
    for message in messages:
        said = words_of(message)
        assert not any(name in said for name in (*NAMES, *BACK)), said
        assert not any(label in message.text for label in LABELS), said
        assert message.card is None
        assert not message.lines, "what can be pressed in a list is a button here"


@pytest.mark.parametrize("kind", list(Kind))
def test_only_what_is_tapped_counted_or_dated_is_asked_on_telegram(kind: Kind) -> None:
    question = Question("a.b", kind, "What?", "What")
    tapped = kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.GROUP, Kind.PEOPLE)
    assert askable(question, "telegram") is tapped
    assert askable(question, "web")
    assert askable(question, "teams")
    who = Question("a.b", kind, "What?", "What", privacy=Privacy.IDENTITY)
    assert not askable(who, "telegram")
    assert askable(who, "web")
    differing = Question("a.b", kind, "What?", "What", differ=("a.c", "a.d"))
    assert not askable(differing, "telegram")


def test_the_carers_own_forms_are_for_telegram_and_nothing_about_a_child_is() -> None:
    there = {form.name for form in read_forms().values() if "telegram" in form.channels}
    assert there == set(CARERS)


@pytest.mark.parametrize("name", CARERS)
def test_no_form_that_is_for_telegram_speaks_of_anybody_by_name(name: str) -> None:
    form = read_forms()[name]
    assert "{child}" not in repr(form)


def at_telegram(form: Form, progress: Progress, dice: random.Random) -> Walker:
    walker = Walker(form, progress, dice, discreet=True)
    walker.hear(Hello())
    return walker


def unsaid(walker: Walker, was: Answers) -> None:
    """Of what is kept there, nothing is in anybody's own words, and none of it is a note."""
    for path, answer in walker.progress.own.items():
        if was.get(path) == answer or not isinstance(answer, Given):
            continue
        slot = place(walker.form, walker.progress, path)
        me = path.endswith(WHO) and answer.value == "Priya Shah"
        assert not path.endswith(NOTE), path
        assert slot is None or may_ask(slot) or me, path
        assert MARK not in str(answer.value)


@WALKS
@given(
    form=forms(),
    seed=st.integers(0, 2**32),
    begun=st.sampled_from(("own", "known", "earlier")),
    steps=st.integers(0, 30),
)
def test_whatever_is_said_there_no_name_no_answer_and_nobodys_words_come_back(
    form: Form, seed: int, begun: str, steps: int
) -> None:
    dice = random.Random(seed)
    whole = with_holes(filled(form, seed), dice, dice.randint(0, 6))
    match begun:
        case "known":
            progress = Progress(known=whole)
        case "earlier":
            progress = Progress(earlier=earlier_from(imported(whole)))
        case _:
            progress = Progress(imported(whole))
    walker = at_telegram(form, progress, dice)
    walker.remembers = False
    nothing_is_said(walker.messages)
    for _ in range(steps):
        was = dict(walker.progress.own)
        one_step(walker)
        nothing_is_said(walker.messages)
        entries = walker.progress.entries
        if not entries or not entries[-1].undoes:
            unsaid(walker, was)
        walker.check_position()
    on_the_web(walker)


def on_the_web(walker: Walker) -> None:
    """There everything is asked, and the form comes to its end with all that was said here."""
    own = dict(walker.progress.own)
    walker.discreet, walker.remembers = False, False
    walker.progress = walker.progress.looking(passed="", picking="")
    assert walker.progress.own == own
    walker.finish()


def tapping(walker: Walker, tapped: set[str]) -> bool:
    """One step with what is shown: an answer, or a way round what is for the web. Whether there
    was one; `tapped` are the questions that were answered."""
    message, slot = walker.messages[-1], walker.open
    if slot is None or not message.asked:
        return False
    presses = [each for each in message.buttons if each.press.startswith(TAPS)]
    picked = [each for each in message.buttons if each.press == "picked"]
    if picked and walker.dice.random() < 0.5:
        walker.say(SaidPress("picked", message.asked))
    elif presses:
        tapped.add(message.asked)
        walker.say(SaidPress(walker.dice.choice(presses).press, message.asked))
    elif may_ask(slot) and not isinstance(walker.effect, then.Recall):
        tapped.add(message.asked)
        walker.say(SaidText(walker.answer_words(slot), message.asked))
    else:
        ways = [each.press for each in message.buttons if each.press.startswith(("tap:", "later"))]
        if not ways:
            return False
        walker.say(SaidPress(ways[0], message.asked))
    return True


@WALKS
@given(form=forms(), seed=st.integers(0, 2**32), earlier=st.booleans())
def test_whoever_only_taps_comes_to_everything_that_may_be_asked_and_then_to_an_end(
    form: Form, seed: int, earlier: bool
) -> None:
    dice = random.Random(seed)
    last = earlier_from(imported(filled(form, seed))) if earlier else {}
    walker = at_telegram(form, Progress(earlier=last), dice)
    tapped: set[str] = set()
    for _ in range(400):
        if not tapping(walker, tapped):
            break
        nothing_is_said(walker.messages)
        if in_short(form, walker.progress):
            return  # an emergency is sent from the web
    else:
        raise AssertionError("there was no end")
    assert not any(left_here(form, walker.progress))
    slots = (place(form, walker.progress, path) for path in walker.progress.own)
    assert tapped >= {slot.path for slot in slots if slot}
    on_the_web(walker)


@pytest.mark.parametrize("name", CARERS)
@pytest.mark.parametrize("seed", range(3))
def test_a_carer_can_tap_through_the_real_forms(name: str, seed: int) -> None:
    form, dice = read_forms()[name], random.Random(seed)
    progress = Progress(part=Part(frozenset({"foster_carer"})))
    walker = at_telegram(form, progress, dice)
    tapped: set[str] = set()
    for _ in range(600):
        if not tapping(walker, tapped):
            break
        nothing_is_said(walker.messages)
    assert not any(left_here(form, walker.progress))
    assert tapped
    link = [each for each in walker.messages[-1].buttons if each.address]
    assert [each.address for each in link] == ["/chat?profile=0"]
    assert not any(isinstance(each, NotKnown) for each in walker.progress.own.values())
