"""The skills review: everybody's words, whole, under their own name."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.text import clean
from dialogs.answers import Given
from templates import sheet_word, skills_review
from templates.parts import Line
from templates.readback import text_of
from templates.review import ReviewParts, Signature
from templates.sheet import Heading, Sheet
from tests.templates.households import (
    LAST,
    NOW,
    ROSA,
    TOM,
    household,
    saying,
    short,
    typed_in,
)
from tests.templates.reading_sheets import under, with_answer
from tests.templates.sample import LONG, NASTY, SCRIPTS

ROLE = "foster_carer"


def test_every_answer_that_was_typed_is_in_the_file(parts: ReviewParts, file: bytes) -> None:
    text = text_of(file)
    asked = [parts.review, *(carer.skills for carer in parts.carers)]
    for spoken in asked:
        for path, typed in typed_in(spoken):
            assert typed in text, path
    for path, typed in typed_in(parts.household):
        assert path.startswith("welcome.") or typed in text, path


@pytest.mark.parametrize("typed", [NASTY, SCRIPTS, LONG])
def test_whatever_carers_type_arrives_whole(parts: ReviewParts, typed: str) -> None:
    told = with_answer(parts, "learning.bring", Given(typed))
    assert clean(typed) in text_of(sheet_word.render(skills_review.build(told)))


WORDS = st.text(max_size=300).map(clean).filter(lambda text: text.strip() != "")


@settings(max_examples=25)
@given(WORDS, WORDS, WORDS, WORDS)
def test_names_comments_and_stories_arrive_as_they_were_typed(
    name: str, comment: str, story: str, called: str
) -> None:
    parts = household(short, (ROSA,), share=0.1)
    told = with_answer(parts, "learning.bring", Given(story))
    told = replace(
        told,
        facts=replace(told.facts, household=called),
        signatures=(Signature(name, ROLE, NOW, comment),),
    )
    text = text_of(sheet_word.render(skills_review.build(told)))
    assert all(clean(each) in text for each in (name, comment, story, called))


# ---------------------------------------------------------------- whose words


def test_two_carers_words_are_never_mixed(parts: ReviewParts) -> None:
    told = with_answer(parts, "learning.bring", Given("Rosa's own sentence."), 0)
    told = with_answer(told, "learning.bring", Given("Tom's own sentence."), 1)
    for place, (name, words) in enumerate(((ROSA, "Rosa's own"), (TOM, "Tom's own"))):
        skills = told.carers[place].skills
        assert skills is not None
        said = {**skills.said, "learning.bring": saying(name)}
        carers = list(told.carers)
        carers[place] = replace(told.carers[place], skills=replace(skills, said=said))
        told = replace(told, carers=tuple(carers))
        sheet = skills_review.build(told)
        voice = ""
        for _, block in sheet.blocks():
            if isinstance(block, Heading):
                voice = block.text
            if isinstance(block, Line) and block.text.startswith(words):
                assert voice.startswith(f"{name[0]}, 3 March 2026")


def test_what_the_worker_adds_stands_under_the_workers_name(sheet: Sheet) -> None:
    for voice in under(sheet, "learning.agreed_level"):
        assert voice.startswith("Priya Anand, supervising social worker, 3 March 2026")
    assert [voice.split(",")[0] for voice in under(sheet, "learning.bring")] == ["Rosa", "Tom"]


def test_a_confirmed_answer_says_when_it_was_first_said(parts: ReviewParts) -> None:
    path = "learning.bring"
    skills = parts.carers[0].skills
    assert skills is not None
    said = {**skills.said, path: saying(ROSA, NOW, LAST)}
    told = replace(parts, carers=(replace(parts.carers[0], skills=replace(skills, said=said)),))
    sheet = skills_review.build(told)
    line = next(b for _, b in sheet.blocks() if isinstance(b, Line) and b.path == path)
    assert "4 March 2025" in f"{under(sheet, path)[0]} {line.said}"
    assert "till true" in f"{under(sheet, path)[0]} {line.said}"


def test_words_that_somebody_else_said_first_keep_their_name(parts: ReviewParts) -> None:
    skills = parts.carers[0].skills
    assert skills is not None
    said = {**skills.said, "learning.bring": saying(ROSA, NOW, LAST, by="Tom")}
    told = replace(parts, carers=(replace(parts.carers[0], skills=replace(skills, said=said)),))
    text = text_of(sheet_word.render(skills_review.build(told)))
    assert "first said by Tom on 4 March 2025" in text


def test_an_answer_that_nobody_is_known_to_have_given_is_under_nobodys_name(
    parts: ReviewParts,
) -> None:
    skills = parts.carers[0].skills
    assert skills is not None
    said = {path: each for path, each in skills.said.items() if path != "learning.limits"}
    told = replace(parts, carers=(replace(parts.carers[0], skills=replace(skills, said=said)),))
    told = with_answer(told, "learning.limits", Given("A limit from the records."))
    assert under(skills_review.build(told), "learning.limits") == [
        "Known already, from the council's records"
    ]


def test_answers_of_several_days_are_under_their_days(parts: ReviewParts) -> None:
    skills = parts.carers[0].skills
    assert skills is not None
    said = {**skills.said, "learning.bring": saying(ROSA, date(2026, 2, 27))}
    told = replace(parts, carers=(replace(parts.carers[0], skills=replace(skills, said=said)),))
    assert (
        "27 February 2026 to 3 March 2026" in under(skills_review.build(told), "learning.bring")[0]
    )
