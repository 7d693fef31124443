"""Buttons and words mean the same; a reply belongs to the question it was made to; steering comes
before answering, and an answer on show comes before steering."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from dialogs import heard
from dialogs.answers import Given, Left, NotKnown, Rows
from dialogs.cards import Voice
from dialogs.engine import advance
from dialogs.form import Choice, Form, Kind, Question, Required, Section
from dialogs.message import SaidCard, SaidPress, SaidText
from dialogs.position import pending
from dialogs.progress import Entry, Progress
from dialogs.read import read_forms
from dialogs.transcript import Talk
from dialogs.understand import Ear, understand

EAR = Ear(date(2026, 11, 21), "Priya Shah")
VOICE = Voice("Roo", EAR.today, EAR.me, "Larkshire", "01632 960 999", cards=False)
STATUS = (Choice("not_known", "Not known yet"), Choice("past", "In the past"))


def form(*questions: Question) -> Form:
    section = Section("home", "Home life", questions)
    return Form("f", 1, "F", "child", (), (), "Hello.", (section,))


def ask(key: str, kind: Kind = Kind.TEXT, **more: object) -> Question:
    return Question(f"home.{key}", kind, f"What of {key}?", key.title(), **more)  # type: ignore[arg-type]


def known(**answers: object) -> Progress:
    entries = tuple(
        Entry(turn, f"home.{key}", Given(value))  # type: ignore[arg-type]
        for turn, (key, value) in enumerate(answers.items(), 1)
    )
    return Progress(entries)


def hear(asked: Form, progress: Progress, words: str, at: str = "") -> heard.Heard:
    return understand(asked, progress, SaidText(words, at), EAR)


@pytest.mark.parametrize("name", ["child_profile.1", "placement_referral.1"])
def test_every_button_can_be_typed(name: str) -> None:
    """Its words, and its number where it has one, mean what tapping it means."""
    talk = Talk(read_forms()[name], VOICE)
    talk.begin()
    dice = random.Random(7)
    for _ in range(250):
        asked = next((each for each in reversed(talk.messages) if each.asked), None)
        if asked is None:
            break
        answers = [each for each in asked.buttons if not each.command]
        for button in asked.buttons:
            tapped = understand(talk.form, talk.progress, SaidPress(button.press, asked.asked), EAR)
            typed = hear(talk.form, talk.progress, button.label, asked.asked)
            assert typed == tapped, (asked.asked, button)
            if button in answers:
                level = answers[0].press == "answer:0"
                number = answers.index(button) + (0 if level else 1)
                assert hear(talk.form, talk.progress, str(number)) == tapped, (number, button)
        press = dice.choice([each.press for each in asked.buttons] or ["say:Some words"])
        talk.say(SaidPress("skip" if press == "meanings" else press, asked.asked))


def test_an_answer_on_show_comes_before_a_command_of_the_same_words() -> None:
    asked = form(ask("status", Kind.CHOICE, choices=STATUS))
    assert hear(asked, Progress(), "not known yet") == heard.Answered(
        "home.status", Given("not_known")
    )
    assert hear(asked, Progress(), "dunno") == heard.Answered("home.status", NotKnown())
    yes_no = form(ask("pets", Kind.YES_NO))
    assert hear(yes_no, Progress(), "correct") == heard.Answered("home.pets", Given("yes"))


def test_a_reply_to_another_question_that_waits_is_filed_under_that_one() -> None:
    asked = form(ask("pets"), ask("garden"))
    assert hear(asked, Progress(), "A big one", "home.garden") == heard.Answered(
        "home.garden", Given("A big one")
    )
    left = Progress((Entry(1, "home.garden", Left()),))
    assert hear(asked, left, "A big one", "home.garden") == heard.Answered(
        "home.garden", Given("A big one")
    )


def test_a_reply_to_a_question_that_is_answered_is_old() -> None:
    asked = form(ask("pets"), ask("garden"))
    progress = known(pets="A cat")
    assert hear(asked, progress, "Two cats", "home.pets") == heard.Stale("home.pets", "Two cats")
    press = SaidPress("not_known", "home.pets")
    assert understand(asked, progress, press, EAR) == heard.Stale("home.pets")


def test_section_20_is_an_answer_and_not_a_place_to_go_to() -> None:
    asked = read_forms()["placement_referral.1"]
    words = hear(asked, Progress(), "Section 20 with mum's agreement", "legal.why_in_care")
    assert isinstance(words, heard.Answered)
    assert hear(asked, Progress(), "go to health") == heard.Jump("health")


def test_yes_at_the_end_sends_and_an_old_yes_does_not() -> None:
    asked = form(ask("pets"))
    done = known(pets="A cat")
    assert pending(asked, done) is None
    assert hear(asked, done, "yes") == heard.Send()
    assert hear(asked, done, "no") == heard.No()
    assert hear(asked, done, "yes", "home.pets") == heard.Stale("home.pets", "yes")
    sent = replace(done, sent=1, sent_turn=1)
    assert hear(asked, sent, "yes") == heard.Stale("", "yes")


def test_the_answer_to_start_again_is_never_an_answer_to_the_question() -> None:
    asked = form(ask("pets"), ask("garden"))
    asking = advance(asked, known(pets="A cat"), heard.StartAgain()).progress
    assert hear(asked, asking, "yes") == heard.Yes()
    assert hear(asked, asking, "no, carry on") == heard.No()
    assert isinstance(hear(asked, asking, "A big one"), heard.Unclear)
    assert understand(asked, asking, SaidPress("yes:start_again"), EAR) == heard.Yes()
    assert understand(asked, known(pets="A cat"), SaidPress("yes:start_again"), EAR) == (
        heard.Stale("")
    )


def test_what_is_said_to_which_answer_is_never_an_answer_to_the_question() -> None:
    asked = form(ask("pets"), ask("garden"))
    asking = advance(asked, known(pets="A cat"), heard.Change()).progress
    assert hear(asked, asking, "pets") == heard.Change("home.pets")
    assert hear(asked, asking, "home life") == heard.Summary("home")
    assert isinstance(hear(asked, asking, "the colour of the door"), heard.Unclear)


def test_a_row_that_was_taken_out_never_gives_its_number_to_another() -> None:
    names = ask("names", Kind.GROUP, fields=(Question("name", Kind.TEXT, "Who?", "Name"),))
    asked = form(names)
    progress = Progress()
    for said in ("Nan\nDad", "take out Dad", "Jess"):
        progress = advance(asked, progress, hear(asked, progress, said)).progress
    assert progress.own["home.names"] == Given(Rows(("1", "3"), more=True))
    assert progress.own["home.names.2.name"] == Given("Dad")
    assert progress.own["home.names.3.name"] == Given("Jess")


def test_a_full_group_keeps_more_words_as_a_note() -> None:
    names = ask(
        "names", Kind.GROUP, fields=(Question("name", Kind.TEXT, "Who?", "Name"),), max_rows=1
    )
    asked = form(names, ask("pets", required=Required.OPTIONAL))
    progress = advance(asked, Progress(), hear(asked, Progress(), "Nan\nDad")).progress
    assert progress.own["home.names.1.name"] == Given("Nan / Dad")
    progress = advance(asked, progress, heard.Change("home.names")).progress
    assert hear(asked, progress, "Jess") == heard.Commented("home.names", "Jess")
    add = understand(asked, progress, SaidPress("add", "home.names"), EAR)
    assert isinstance(add, heard.Unclear)


def test_a_card_keeps_words_for_a_closed_question_as_its_note_and_counts_what_is_strange() -> None:
    later = ask("dogs", when=())
    asked = read_forms()["child_profile.1"]
    fields = {"start.ask_again": "Tuesday", "start.made_with": "Mum", "no.such": "x", "~": ""}
    found = understand(asked, Progress(), SaidCard(fields), EAR)
    assert isinstance(found, heard.CardAnswered)
    assert found.answers == {"start.made_with": Given("Mum")}
    assert found.notes == {"start.ask_again": "Tuesday"}
    assert found.strange == 3
    assert later.key == "home.dogs"


def test_what_a_person_typed_is_never_filled_in() -> None:
    asked = form(ask("pets"), ask("garden"))
    talk = Talk(asked, VOICE)
    talk.begin()
    said = talk.say(SaidText("{child} {0} {reference} {{7*7}}"))
    assert "Saved: {child} {0} {reference} {{7*7}}." in said
