"""Answers and effects in words: labels for keys, gaps by name, and never a hole in a sentence."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dialogs.answers import Answer, Given, Left, NotKnown, Rows, Skipped
from dialogs.cards import Voice, trouble_text
from dialogs.form import Choice, Form, Kind, Question, Section
from dialogs.heard import Problem, Trouble
from dialogs.message import Message, SaidText
from dialogs.phrases import phrases
from dialogs.progress import Progress
from dialogs.read import read_forms
from dialogs.show import answer_line, answer_text, fill, section_lines
from dialogs.slots import walk
from dialogs.speak import with_reference
from dialogs.transcript import Talk

VOICE = Voice("Roo", date(2026, 11, 21), "Priya Shah", "Larkshire", "01632 960 999", cards=False)
CHOICES = (Choice("gran", "With {child}'s gran"), Choice("not_yet", "Not yet"))


def asked(kind: Kind, **more: object) -> Question:
    return Question("a.b", kind, "What?", "It", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (asked(Kind.CHOICE, choices=CHOICES), Given("gran"), "With Roo's gran"),
        (asked(Kind.CHOICES, choices=CHOICES), Given(("gran", "not_yet")), "With Roo's gran; Not yet"),
        (asked(Kind.CHOICE, choices=CHOICES), Given("gone"), "gone"),
        (asked(Kind.YES_NO), Given("no"), "No"),
        (asked(Kind.DATE), Given("2026-03-02"), "2 March 2026"),
        (asked(Kind.DATE), Given("not a day"), "not a day"),
        (asked(Kind.MONTH), Given("2026-03"), "March 2026"),
        (asked(Kind.NUMBER, unit="miles"), Given(4), "4 miles"),
        (asked(Kind.LEVEL), Given(0), "Going well (0 of 4)"),
        (asked(Kind.TEXT), Given("{child} <b>"), "{child} <b>"),
        (asked(Kind.GROUP, none="No pets for {child}"), Given(Rows(())), "No pets for Roo"),
        (asked(Kind.GROUP), Given(Rows(("1", "2"))), "2 added"),
        (asked(Kind.TEXT), NotKnown(), "Not known yet"),
        (asked(Kind.TEXT), Skipped(), "Not answered"),
        (asked(Kind.TEXT), Left(), "Left for now"),
        (asked(Kind.TEXT), None, "Not answered yet"),
    ],
)  # fmt: skip
def test_an_answer_is_shown_in_words(question: Question, answer: Answer | None, words: str) -> None:
    assert answer_text(question, answer, "Roo") == words


def test_not_known_says_who_will_find_out_and_a_note_stands_beside_the_answer() -> None:
    form = read_forms()["child_profile.1"]
    answers: dict[str, Answer] = {
        "start.made_with": NotKnown(),
        "start.made_with?who": Given("Mum"),
        "start.made_with?by": Given("2026-11-28"),
        "start.purpose": Given("review"),
        "start.purpose~note": Given("the third {child}"),
    }
    lines = section_lines(form, Progress(known=answers), "start", "Roo")
    assert [line.text for line in lines] == [
        "A review (note: the third {child})",
        "Not known yet. Mum will find out by 28 November 2026",
    ]
    assert [line.state for line in lines] == ["done", "gap"]
    slot = walk(form, answers).by_path["start.made_with"]
    assert answer_line(slot, {}, "Roo").state == "not_started"


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_a_kind_sentence(trouble: Trouble) -> None:
    for nearest in ((), ("30 June 2026",)):
        said = trouble_text(Problem(trouble, "a.b", "31 June", nearest))
        assert said.endswith((".", "?"))
        assert "  " not in said
        assert not re.search(r"invalid|error|wrong|must|fail", said)


def test_no_sentence_scolds_or_speaks_of_users() -> None:
    spoken = " ".join(phrases().values())
    assert not re.search(r"\b(invalid|user|submit|failed|mandatory|oops)\b", spoken, re.IGNORECASE)


def test_the_reference_goes_only_into_what_is_said_after_sending() -> None:
    typed, sent = Message("You said {reference}"), Message("Sent: {reference}", role="goodbye")
    shown = with_reference((typed, sent), "LK-1", "1 May")
    assert [each.text for each in shown] == ["You said {reference}", "Sent: LK-1"]


def test_every_question_of_every_form_can_be_asked_explained_and_listed() -> None:
    for form in read_forms().values():
        for section in form.sections:
            plain = tuple(
                Question(
                    **{
                        name: getattr(each, name)
                        for name in each.__dataclass_fields__
                        if name not in ("when", "emergency")
                    }
                )
                for each in section.questions
            )
            small = Form("f", 1, "F", "child", (), (), "Hello.", (Section("s", "S", plain),))
            talk = Talk(small, VOICE)
            heard = [talk.begin()]
            for _ in plain:
                heard += [talk.say(SaidText(each)) for each in ("why", "example", "more")]
                heard += [talk.say(SaidText(each)) for each in ("who sees this", "meanings")]
                heard.append(talk.say(SaidText("later")))
            assert talk.asked == ""
            found = re.search(r"\{\w*\}", "\n".join(heard))
            assert found is None, found


def test_the_child_is_always_called_by_name() -> None:
    assert fill("{child}'s gran and {child}", "Roo") == "Roo's gran and Roo"
