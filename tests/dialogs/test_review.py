"""Coming back a year later: what is still true stays in the words of whoever said it first."""

from __future__ import annotations

import random

import pytest

from dialogs import effects as then
from dialogs.answers import Answer, Given, Left, NotKnown, Rows
from dialogs.engine import Speaker, advance
from dialogs.form import Condition, Form, Kind, Question, Required, Section
from dialogs.heard import ConfirmAll, Hello, Send
from dialogs.laid import carried, laid
from dialogs.message import SaidCard, SaidPress, SaidText
from dialogs.position import gaps, missing, together
from dialogs.progress import Earlier, Entry, Progress, earlier_from
from tests.dialogs.walking import Walker

YES = (Condition("a.pets", frozenset({"yes"})),)


def q(key: str, kind: Kind = Kind.TEXT, **more: object) -> Question:
    return Question(key, kind, f"{key}?", key, **more)  # type: ignore[arg-type]


FORM = Form(
    "f",
    1,
    "F",
    "household",
    (),
    (),
    "Hello.",
    (
        Section(
            "a",
            "A",
            (
                q("a.pets", Kind.YES_NO),
                q("a.which", when=YES),
                q("a.rest", Kind.LONG_TEXT, required=Required.OPTIONAL),
                q("a.checked", Kind.DATE, again=True, not_known=False),
                q("a.people", Kind.GROUP, fields=(q("name"), q("age", Kind.NUMBER))),
            ),
        ),
        Section("b", "B", (q("b.one"), q("b.two", required=Required.ALWAYS))),
    ),
)
SAID: dict[str, Answer] = {
    "a.pets": Given("yes"),
    "a.which": Given("A dog"),
    "a.rest": Given("Long walks"),
    "a.checked": Given("2025-01-01"),
    "a.people": Given(Rows(("1", "2"))),
    "a.people.1.name": Given("Ann"),
    "a.people.1.age": Given(40),
    "a.people.2.name": Given("Bob"),
    "a.people.2.age": Given(41),
    "b.one": Given("One"),
    "b.two": NotKnown(),
    "b.two?who": Given("The nurse"),
    "b.two?by": Given("2025-12-01"),
}


def back(said: dict[str, Answer] = SAID, cards: bool = False) -> Walker:
    entries = (Entry(1, path, answer, "amara", "2025-11-03") for path, answer in said.items())
    earlier = earlier_from(entries)
    walker = Walker(FORM, Progress(earlier=earlier), random.Random(1), cards)
    walker.hear(Hello())
    return walker


def entry(walker: Walker, path: str) -> Entry:
    return next(each for each in reversed(walker.progress.entries) if each.path == path)


def said_to(walker: Walker, *words: str) -> None:
    for each in words:
        walker.say(SaidText(each))


def test_a_section_is_shown_whole_and_confirmed_with_one_tap() -> None:
    walker = back()
    assert isinstance(walker.effect, then.Recall)
    assert [slot.path for slot in walker.effect.lines] == [
        path for path in SAID if path.startswith("a.") and path != "a.checked"
    ]
    walker.say(SaidPress("confirm:a", "a.pets"))
    assert set(walker.progress.own) == {
        path for path in SAID if path.startswith("a.") and path != "a.checked"
    }
    assert walker.open is not None
    assert walker.open.path == "a.checked", "what is asked anew each time is not carried over"
    assert entry(walker, "a.which").first_by == "amara"
    walker.say(SaidPress("confirm:a", "a.pets"))
    assert len({each.turn for each in walker.progress.entries}) == 1, "a second tap does nothing"


def test_a_confirmation_of_a_confirmation_stays_the_words_of_who_said_it_first() -> None:
    first = [Entry(1, "b.one", Given("One"), "amara", "2023-01-01")]
    said = earlier_from(first)
    for year in (2024, 2025):
        step = advance(
            FORM, Progress(earlier=said), ConfirmAll("b"), Speaker("bo", f"{year}-01-01")
        )
        said = earlier_from(step.entries)
        assert said["b.one"] == Earlier(Given("One"), "amara", "2023-01-01", f"{year}-01-01")


@pytest.mark.parametrize("words", ["still true", "Still", "s", "1", "yes", "the same", "no change"])
def test_still_true_is_understood_in_words_numbers_and_first_letters(words: str) -> None:
    walker = back({"b.one": Given("One")})
    walker.say(SaidText(words, "b.one"))
    walker.say(SaidPress("jump:b"))
    said_to(walker, words)
    assert walker.progress.own.get("b.one") == Given("One")


def test_a_new_answer_that_is_typed_directly_counts_as_changed() -> None:
    walker = back()
    walker.say(SaidPress("through:b"))
    walker.say(SaidText("Two", "b.one"))
    assert entry(walker, "b.one").answer == Given("Two")
    assert entry(walker, "b.one").first_by == ""


@pytest.mark.parametrize("words", ["not sure", "Not sure.", "n", "3", "unsure", "later"])
def test_not_sure_is_a_gap_that_keeps_what_was_said(words: str) -> None:
    walker = back()
    walker.say(SaidPress("through:b"))
    said_to(walker, words)
    assert walker.progress.own["b.one"] == Left()
    assert walker.progress.own["b.one~before"] == Given("One")
    assert entry(walker, "b.one~before").first_by == "amara"
    assert "b.one" in {slot.path for slot in gaps(FORM, walker.progress)}
    again = Progress(earlier=earlier_from(walker.progress.entries))
    assert carried(FORM, again)["b.one"] == Earlier(Given("One"), "amara", "2025-11-03", TODAY)

    kept = {path: each for path, each in again.earlier.items() if each.answer != Left()}
    assert carried(FORM, Progress(earlier=kept)).keys() == {"b.one"}


TODAY = "2026-11-21T21:00:00+00:00"


def test_a_yes_that_could_mean_either_is_asked_about_and_keeps_nothing() -> None:
    walker = back({**SAID, "a.pets": Given("no")})
    walker.say(SaidPress("through:a"))
    said_to(walker, "yes")
    assert "a.pets" not in walker.progress.own
    said_to(walker, "changed", "yes")
    assert walker.progress.own["a.pets"] == Given("yes")
    assert walker.open is not None
    assert walker.open.path == "a.which", (
        "the branch that opens is asked, and was not said last time"
    )


def test_all_still_true_does_not_confirm_what_a_change_has_newly_opened() -> None:
    hidden = {**SAID, "a.pets": Given("no")}
    walker = back(hidden)
    walker.say(SaidPress("change:a.pets"))
    walker.say(SaidPress("answer:yes", "a.pets"))
    walker.say(SaidPress("confirm:a"))
    assert "a.which" not in walker.progress.own
    assert walker.open is not None
    assert walker.open.path == "a.which"


def test_a_branch_follows_what_was_said_last_time_until_it_is_changed() -> None:
    walker = back()
    walker.say(SaidPress("change:a.pets"))
    walker.say(SaidPress("answer:no", "a.pets"))
    walker.say(SaidPress("confirm:a"))
    assert "a.which" not in walker.progress.own


def test_what_nobody_knew_is_asked_again_with_who_was_to_find_out() -> None:
    walker = back()
    walker.say(SaidPress("jump:b"))
    said_to(walker, "still true")
    assert walker.open is not None
    assert walker.open.path == "b.two"
    assert "The nurse was to find out by 1 December 2025" in walker.messages[-1].text


def test_nothing_that_was_said_last_time_is_sent_away_without_a_look() -> None:
    walker = back({"b.one": Given("One"), "b.two": Given("Two"), "a.rest": Given("Walks")})
    assert {"a.rest", "b.one", "b.two"} <= {slot.path for slot in missing(FORM, walker.progress)}
    walker.hear(Send())
    assert walker.progress.sent == 0


def test_rows_follow_those_of_last_time_and_are_changed_one_by_one() -> None:
    walker = back()
    walker.say(SaidPress("through:a"))
    said_to(walker, "still true", "still true", "still true")
    walker.say(SaidText("3 3 2026", "a.checked"))
    assert walker.open is not None
    assert walker.open.path == "a.people"
    assert "Ann, 40" in walker.messages[-1].text
    said_to(walker, "changed")
    walker.say(SaidPress("still:row", "a.people.1.name"))
    assert walker.open.path == "a.people.2.name"
    walker.say(SaidPress("remove:2", "a.people.2.name"))
    said_to(walker, "add another", "Cy", "3", "that's all")
    assert walker.progress.answers["a.people"] == Given(Rows(("1", "3")))
    assert walker.progress.answers["a.people.3.name"] == Given("Cy")
    assert entry(walker, "a.people.1.age").first_by == "amara"
    assert "a.people.2.name" in walker.progress.earlier
    assert "a.people.2.name" not in walker.progress.answers


def test_a_group_is_confirmed_whole_with_its_rows() -> None:
    walker = back()
    walker.say(SaidPress("change:a.people"))
    assert walker.progress.own["a.people"] == Given(Rows(("1", "2"), more=True))
    said_to(walker, "undo")
    walker.say(SaidPress("through:a"))
    said_to(walker, "still true", "still true", "still true")
    walker.say(SaidText("3 3 2026", "a.checked"))
    walker.say(SaidPress("still", "a.people"))
    assert walker.progress.own["a.people.2.age"] == Given(41)


def test_a_card_shows_last_times_answers_and_one_tap_keeps_them() -> None:
    walker = back(cards=True)
    walker.say(SaidPress("at_once:a", "a.pets"))
    slot = walker.open
    assert slot is not None
    shown_now = together(FORM, walker.progress, slot)
    assert [each.path for each in shown_now] == ["a.pets", "a.which", "a.rest", "b.one"]
    card = walker.messages[-1].card
    assert card is not None
    values = {each.path: each.value for each in card.fields}
    walker.say(SaidCard({**values, "a.rest": "Longer walks"}, asked=slot.path))
    assert entry(walker, "a.which").first_by == "amara"
    assert entry(walker, "a.rest").first_by == ""
    assert walker.progress.own["a.rest"] == Given("Longer walks")


def test_a_card_does_not_keep_what_a_change_on_it_has_closed() -> None:
    walker = back(cards=True)
    walker.say(SaidPress("at_once:a", "a.pets"))
    walker.say(
        SaidCard({"a.pets": "no", "a.which": "A dog", "a.rest": "Long walks", "b.one": "One"})
    )
    assert "a.which" not in walker.progress.own
    assert walker.progress.own["a.rest"] == Given("Long walks")


def test_undo_brings_back_what_was_said_last_time_still_to_be_confirmed() -> None:
    walker = back()
    walker.say(SaidPress("confirm:a"))
    said_to(walker, "undo")
    assert walker.progress.own == {}
    assert isinstance(walker.effect, then.Recall)


def test_the_record_stands_before_last_time_and_the_newer_of_two_forms_wins() -> None:
    earlier = {"b.one": Earlier(Given("One"), "amara", "2025-11-03")}
    known: dict[str, Answer] = {"b.one": Given("Another")}
    recorded = Progress(known=known, earlier=earlier)
    assert laid(FORM, recorded)["b.one"] == Given("Another")
    older = Progress(known=known, earlier=earlier, known_at={"b.one": "2025-10-01"})
    assert carried(FORM, older)["b.one"].answer == Given("One")
    assert "b.one" not in older.answers
    newer = Progress(known=known, earlier=earlier, known_at={"b.one": "2025-12-01"})
    assert newer.answers["b.one"] == Given("Another")
    assert carried(FORM, newer) == {}


def test_an_answer_that_the_question_can_no_longer_have_is_asked_anew() -> None:
    walker = back({"a.pets": Given("perhaps"), "b.one": Given(3)})
    assert carried(FORM, walker.progress) == {}
