"""What typed words mean as an answer: by number, first letters, words, and never the opposite."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.answers import Given
from dialogs.form import Choice, Kind, Question
from dialogs.heard import Problem, Trouble
from dialogs.values import Comment, Read, pick, read_value

TODAY = date(2026, 11, 21)
CHOICES = (
    Choice("yes", "Yes, everyone we know of"),
    Choice("under_way", "It is under way"),
    Choice("not_yet", "Not yet"),
    Choice("not_safe", "No, it would not be safe"),
)


def question(kind: Kind, **more: object) -> Question:
    return Question("a.b", kind, "What?", "It", **more)  # type: ignore[arg-type]


def read(asked: Question, words: str) -> object:
    return read_value(asked, "a.b", words, TODAY)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("2", "under_way"),
        ("it is under way", "under_way"),
        ("It is", "under_way"),
        ("under way", "under_way"),
        ("not yet.", "not_yet"),
        ("not safe", "not_safe"),
        ("under_way", "under_way"),
        ("it is undr way", "under_way"),
    ],
)
def test_a_choice_is_meant_by_its_number_first_letters_or_words(words: str, key: str) -> None:
    assert read(question(Kind.CHOICE, choices=CHOICES), words) == Read(Given(key))


def test_words_without_a_no_never_choose_an_answer_with_one() -> None:
    assert pick(CHOICES, "safe") is None
    assert pick((Choice("a", "not living with family"),), "living with family") is None


def test_words_beside_a_choice_are_kept_as_a_comment() -> None:
    asked = question(Kind.CHOICE, choices=CHOICES)
    assert read(asked, "we rang the aunt") == Comment("we rang the aunt")
    assert read(asked, "Not yet, the aunt is away") == Read(
        Given("not_yet"), "Not yet, the aunt is away"
    )
    assert read(asked, "9") == Problem(Trouble.NOT_OFFERED, "a.b", "9")


def test_first_letters_that_fit_two_choices_choose_neither() -> None:
    assert pick(CHOICES, "n") is None


def test_a_level_is_counted_from_nought() -> None:
    asked = question(Kind.LEVEL, anchors=("a", "b", "c", "d", "e"))
    assert read(asked, "0") == Read(Given(0))
    assert read(asked, "4") == Read(Given(4))
    assert read(asked, "7") == Problem(Trouble.LEVEL_UNCLEAR, "a.b", "7")
    assert read(asked, "-1") == Problem(Trouble.LEVEL_UNCLEAR, "a.b", "-1")
    assert read(asked, "going well") == Read(Given(0))


def test_several_choices_are_meant_by_numbers_or_names_and_the_rest_is_noted() -> None:
    asked = question(Kind.CHOICES, choices=CHOICES)
    assert read(asked, "4 and 2") == Read(Given(("not_safe", "under_way")))
    assert read(asked, "not yet; under way") == Read(Given(("not_yet", "under_way")))
    assert read(asked, "not yet, and the dog") == Read(Given(("not_yet",)), "not yet, and the dog")
    assert read(asked, "8, 9") == Problem(Trouble.NOT_OFFERED, "a.b", "8, 9")
    assert read(asked, "something else") == Comment("something else")


def test_yes_and_no_are_heard_in_many_words() -> None:
    asked = question(Kind.YES_NO)
    for words in ("yes", "Y", "yep", "Yes."):
        assert read(asked, words) == Read(Given("yes"))
    assert read(asked, "No - not since May") == Read(Given("no"), "No - not since May")
    assert read(asked, "perhaps") == Comment("perhaps")


def test_a_number_outside_its_bounds_comes_with_the_nearest_inside() -> None:
    asked = question(Kind.NUMBER, least=0, most=40)
    assert read(asked, "-2") == Problem(Trouble.TOO_SMALL, "a.b", "-2", ("0",))
    assert read(asked, "41") == Problem(Trouble.TOO_LARGE, "a.b", "41", ("40",))
    assert read(asked, "12 or so") == Read(Given(12), "12 or so")
    assert read(asked, "²") == Problem(Trouble.NUMBER_UNCLEAR, "a.b", "²")


def test_a_month_given_for_a_date_is_offered_as_its_first_day() -> None:
    found = read(question(Kind.DATE), "March 2026")
    assert found == Problem(Trouble.DATE_NO_DAY, "a.b", "March 2026", ("1 March 2026",))


def test_text_is_kept_as_it_was_typed_whatever_is_in_it() -> None:
    typed = "{{7*7}} </w:t> <b>&amp; {child} \N{ROBOT FACE} مرحبا"
    assert read(question(Kind.TEXT), typed) == Read(Given(typed))
    assert read(question(Kind.TEXT), "x" * 20_000) == Read(Given("x" * 20_000))
    assert read(question(Kind.TEXT), "x" * 20_001) == Problem(Trouble.TOO_LONG, "a.b", "")
    assert read(question(Kind.LONG_TEXT), "  \n ") == Problem(Trouble.EMPTY, "a.b")
