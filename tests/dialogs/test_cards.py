"""A card that comes again, comes late or is saved as it was: nothing lost, nothing twice."""

from __future__ import annotations

from datetime import date

from dialogs import effects as then
from dialogs.answers import Given
from dialogs.engine import Step, advance
from dialogs.form import Condition, Form, Kind, Question, Section
from dialogs.message import SaidCard
from dialogs.progress import Focus, Progress
from dialogs.understand import Ear, understand

HAS_PET = (Condition("a.pet", frozenset({"yes"})),)
FORM = Form(
    "f",
    1,
    "F",
    "child",
    (),
    (),
    "Hello.",
    (
        Section(
            "a",
            "A",
            (
                Question("a.pet", Kind.YES_NO, "A pet?", "Pet"),
                Question(
                    "a.name",
                    Kind.TEXT,
                    "Its name?",
                    "Name",
                    when=HAS_PET,
                ),
                Question("a.toy", Kind.TEXT, "A toy?", "Toy"),
                Question("a.walks", Kind.NUMBER, "How many walks?", "Walks", when=HAS_PET),
                Question("a.since", Kind.DATE, "Since when?", "Since", when=HAS_PET),
            ),
        ),
    ),
)


def send(progress: Progress, fields: dict[str, str]) -> Step:
    card = SaidCard(fields, frozenset(), "a.pet")
    return advance(FORM, progress, understand(FORM, progress, card, Ear(date(2026, 11, 21), "")))


def test_what_a_card_opens_itself_is_read_at_once_and_the_same_card_again_changes_nothing() -> None:
    fields = {"a.name": "Biscuit", "a.pet": "yes", "a.toy": "A train"}
    first = send(Progress(), fields).progress
    assert dict(first.own) == {
        "a.pet": Given("yes"),
        "a.name": Given("Biscuit"),
        "a.toy": Given("A train"),
    }
    assert send(first, fields).progress.own == first.own


def test_words_on_a_late_card_stay_beside_the_answer_that_was_given_since() -> None:
    since = send(Progress(), {"a.pet": "no", "a.toy": "A ball"}).progress
    late = send(since, {"a.pet": "no", "a.toy": "A train"})
    assert late.progress.own["a.toy"] == Given("A ball")
    assert late.progress.own["a.toy~note"] == Given("A train")
    assert isinstance(late.effects[0], then.CardOld)
    assert late.effects[0].noted
    assert (
        send(late.progress, {"a.pet": "no", "a.toy": "A train"}).progress.own == late.progress.own
    )


def test_words_around_a_late_number_stay_beside_the_answer_that_was_given_since() -> None:
    since = send(Progress(), {"a.pet": "yes", "a.walks": "2"}).progress
    late = send(since, {"a.walks": "3, but never in the rain"}).progress
    assert late.own["a.walks"] == since.own["a.walks"]
    assert late.own["a.walks~note"] == Given("3, but never in the rain")


def test_words_for_what_the_card_itself_closes_are_kept_as_a_note_once() -> None:
    since = send(Progress(), {"a.pet": "yes", "a.toy": "A ball"}).progress
    open_again = since.looking(revisit="a.pet")
    fields = {"a.pet": "no", "a.name": "Biscuit"}
    closed = send(open_again, fields).progress
    assert send(closed, fields).progress.own == closed.own


def test_words_that_could_not_be_read_and_are_asked_no_more_are_kept_as_a_note() -> None:
    since = send(Progress(), {"a.pet": "yes", "a.name": "Biscuit", "a.toy": "A ball"}).progress
    fields = {"a.pet": "no", "a.since": "the summer when it rained"}
    closed = send(since.looking(revisit="a.pet"), fields)
    assert closed.progress.own["a.since~note"] == Given("the summer when it rained")
    assert then.StrangeFields(1, noted=True) in closed.effects
    assert send(closed.progress, fields).progress.own == closed.progress.own


def test_an_answer_looked_at_again_and_saved_as_it_was_is_done_with() -> None:
    done = send(Progress(), {"a.pet": "no", "a.toy": "A ball"}).progress
    again = done.looking(revisit="a.toy")
    saved = send(again, {"a.toy": "A ball"})
    assert saved.progress.focus == Focus()
    assert isinstance(saved.effects[-1], then.Ready)
    assert len(saved.progress.entries) == len(done.entries)
