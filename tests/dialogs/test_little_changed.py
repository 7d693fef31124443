"""Coming back when little has changed: about one message for each section, and an honest figure."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from dialogs import effects as then
from dialogs.answers import Answer, Given, Left, NotKnown, Skipped
from dialogs.form import Form, Kind, Required
from dialogs.heard import Hello
from dialogs.message import SaidCard, SaidPress, SaidText
from dialogs.position import minutes_left, together
from dialogs.progress import Entry, Progress, earlier_from
from dialogs.read import read_forms
from dialogs.slots import walk
from tests.dialogs.filling import filled
from tests.dialogs.reviewing import keep_as_it_was, part
from tests.dialogs.test_review import FORM, SAID, back, said_to
from tests.dialogs.walking import Walker

EMPTY: dict[str, Answer] = {**SAID, "a.rest": Skipped(), "b.two": Given("Two")}


def skills() -> Form:
    return read_forms()["carer_skills.1"]


def last_year(form: Form, role: str, seed: int) -> dict[str, Answer]:
    """Everything in this person's part, with most of what is optional left out."""
    answers = filled(form, seed, skipping=0.8)
    mine = walk(form, answers, part(role)).by_path
    return {path: each for path, each in answers.items() if path in mine and path[-1] not in "?"}


def carer(seed: int, cards: bool) -> Walker:
    form = skills()
    said = {
        path: Given("A year ago") if isinstance(each, NotKnown) else each
        for path, each in last_year(form, "foster_carer", seed).items()
    }
    earlier = earlier_from(
        Entry(1, path, each, "rosa", "2025-11-03") for path, each in said.items()
    )
    progress = Progress(earlier=earlier, part=part("foster_carer"))
    walker = Walker(form, progress, random.Random(seed), cards, person="rosa")
    walker.hear(Hello())
    return walker


@pytest.mark.parametrize("cards", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_a_carer_to_whom_nothing_has_changed_sends_one_message_for_each_part(
    seed: int, cards: bool
) -> None:
    walker, sent = carer(seed, cards), 0
    assert minutes_left(walker.form, walker.progress) == 2
    while walker.open is not None and sent <= len(walker.form.sections):
        keep_as_it_was(walker, walker.open)
        sent += 1
    assert sent <= len(walker.form.sections)
    assert isinstance(walker.effect, then.PartDone)
    assert minutes_left(walker.form, walker.progress) == 0


def test_what_was_left_out_is_left_out_again_with_one_tap_and_taken_back_with_one() -> None:
    walker = back(EMPTY)
    line = walker.messages[-1].lines[-1]
    assert (line.label, line.text, line.state) == ("a.rest", "Left out last time", "gap")
    walker.say(SaidPress("confirm:a"))
    assert walker.progress.own["a.rest"] == Skipped()
    assert len({each.turn for each in walker.progress.entries}) == 1
    said_to(walker, "undo")
    assert walker.progress.own == {}


def test_what_was_left_out_can_still_be_said() -> None:
    walker = back(EMPTY)
    walker.say(SaidPress("confirm:a"))
    walker.say(SaidPress("change:a.rest"))
    said_to(walker, "Short walks")
    assert walker.progress.own["a.rest"] == Given("Short walks")
    walker = back(EMPTY)
    walker.say(SaidPress("through:a"))
    said_to(walker, "still true", "still true")
    assert walker.open is not None
    assert walker.open.path == "a.rest"


@pytest.mark.parametrize("answer", [Left(), NotKnown(), None])
def test_what_was_left_for_later_or_never_asked_is_no_part_of_still_true(
    answer: Answer | None,
) -> None:
    said = {path: each for path, each in {**EMPTY, "a.rest": answer}.items() if each is not None}
    walker = back(said)
    walker.say(SaidPress("confirm:a"))
    assert "a.rest" not in walker.progress.own
    assert walker.open is not None
    assert walker.open.path == "a.rest"


def test_a_required_question_is_never_settled_by_still_true() -> None:
    walker = back({**EMPTY, "a.pets": Skipped(), "a.which": Skipped()})
    walker.say(SaidPress("confirm:a"))
    assert "a.pets" not in walker.progress.own


def test_where_nothing_was_said_one_tap_says_that_there_is_nothing_to_add() -> None:
    form = replace(
        FORM,
        sections=(
            replace(
                FORM.sections[0],
                questions=tuple(
                    replace(each, required=Required.OPTIONAL, when=())
                    for each in FORM.sections[0].questions
                    if each.kind is not Kind.GROUP and not each.again
                ),
            ),
            *FORM.sections[1:],
        ),
    )
    paths = [each.key for each in form.sections[0].questions]
    entries = [Entry(1, path, Skipped(), "amara", "2025-11-03") for path in paths]
    for words, kept in (("no", 3), ("1", 3), ("nothing to add", 3), ("yes", 0), ("2", 0)):
        walker = Walker(form, Progress(earlier=earlier_from(entries)), random.Random(1))
        walker.hear(Hello())
        assert isinstance(walker.effect, then.Recall)
        assert "nothing was added here" in walker.messages[-1].text
        said_to(walker, words)
        assert list(walker.progress.own.values()) == [Skipped()] * kept, words
        if not kept:
            said_to(walker, "yes")
            assert walker.progress.own["a.pets"] == Given("yes")


def test_a_card_of_a_review_shows_what_was_left_out_as_empty_and_it_stays_so() -> None:
    walker = back(EMPTY, cards=True)
    walker.say(SaidPress("at_once:a", "a.pets"))
    slot = walker.open
    assert slot is not None
    assert "a.rest" in {each.path for each in together(FORM, walker.progress, slot)}
    card = walker.messages[-1].card
    assert card is not None
    walker.say(SaidCard({each.path: each.value for each in card.fields}, asked=slot.path))
    assert walker.progress.own["a.rest"] == Skipped()


def test_the_minutes_count_one_look_for_a_part_and_each_question_of_one_gone_through() -> None:
    walker = back({**EMPTY, "a.checked": Given("2025-01-01")})
    assert minutes_left(FORM, walker.progress) == 1, "two looks of 8 s, and a date"
    walker.say(SaidPress("through:a"))
    assert minutes_left(FORM, walker.progress) == 2, "nine looks, a story and a date"


def test_on_a_channel_without_cards_two_is_the_second_way_that_is_shown() -> None:
    for cards, at_once in ((True, True), (False, False)):
        walker = back(EMPTY, cards=cards)
        said_to(walker, "2")
        assert walker.progress.focus.at_once is at_once
        assert walker.progress.own == {}
        said = walker.say(SaidText("3"))
        assert walker.progress.focus.at_once is at_once, said


LONG = "We moved, and the new house has a room on the ground floor. " * 900
"""Some 10,000 words: more than one answer can hold."""


def test_words_that_belong_to_no_line_change_nothing_and_say_where_to_send_them() -> None:
    for words in (
        LONG,
        "We moved in June",
        "\U0001f33b",
        "!!",
        "maybe the dog, maybe not, who knows",
    ):
        walker = back(EMPTY)
        said_to(walker, words)
        assert walker.progress.own == {}, words
        assert "your words are still above" in walker.messages[0].text
        assert isinstance(walker.effect, then.Recall)


def test_a_story_that_is_too_long_is_not_cut_and_not_kept_by_halves() -> None:
    walker = back(EMPTY)
    walker.say(SaidPress("change:a.which"))
    said_to(walker, LONG)
    assert walker.progress.own == {}
    assert "two parts" in walker.messages[0].text
    said_to(walker, "keep")
    assert isinstance(walker.effect, then.Recall)


@pytest.mark.parametrize(
    "words", ["yes", "1", "still true", "\U0001f44d", "\U0001f44d\U0001f3fd", "\u2705"]
)
def test_yes_in_any_shape_keeps_the_whole_part(words: str) -> None:
    walker = back(EMPTY)
    said_to(walker, words)
    assert walker.progress.own["a.which"] == Given("A dog")


@pytest.mark.parametrize("words", ["no", "not sure", "2", "don't know", "go through it"])
def test_no_and_not_sure_go_through_the_part_and_keep_nothing(words: str) -> None:
    walker = back(EMPTY)
    said_to(walker, words)
    assert walker.progress.own == {}
    assert walker.progress.focus.through == "a"


@pytest.mark.parametrize("words", ["skip", "later", "not now"])
def test_a_part_that_is_skipped_whole_comes_again_at_the_end(words: str) -> None:
    walker = back(EMPTY)
    said_to(walker, words)
    assert walker.progress.own == {}
    assert walker.open is not None
    assert walker.open.section.key == "b"
    said_to(walker, "yes")
    assert walker.open is not None
    assert walker.open.section.key == "a"
    said_to(walker, words)
    assert "the last part that is open" in walker.messages[0].text


def test_a_line_is_named_by_its_number_or_its_words() -> None:
    for words, path in (("change 2", "a.which"), ("a.which", "a.which"), ("change 4", "a.rest")):
        walker = back(EMPTY)
        said_to(walker, words)
        assert walker.progress.focus.revisit == path, words
    walker = back(EMPTY)
    said_to(walker, "change 12")
    assert walker.progress.focus.asking == "change"


def test_no_to_a_level_of_last_time_is_changed_and_not_the_first_letters_of_a_button() -> None:
    walker = back({"b.one": Given("One")})
    walker.say(SaidPress("jump:b"))
    said_to(walker, "no")
    assert walker.progress.focus.revisit == "b.one"


def test_the_same_place_waits_on_another_device() -> None:
    walker = back(EMPTY)
    said_to(walker, "pause")
    walker.progress = walker.reload()
    walker.hear(Hello())
    assert isinstance(walker.effect, then.Recall)
    said_to(walker, "yes", "summary")
    assert isinstance(walker.effect, then.Ask)
    assert walker.progress.own["a.which"] == Given("A dog")
