"""What the panel reads first: what is new, what is recommended, and what nobody is sure of any more."""

from dataclasses import replace

import pytest

from dialogs.answers import Given, Left, Rows, Skipped
from templates import sheet_word, skills_review
from templates.parts import Table
from templates.readback import text_of
from templates.review import ReviewParts, Saying, Views
from templates.sheet import Heading, Sheet, Words
from tests.templates.households import LAST, MIA, NOW, PRIYA, ROSA, household, saying, short
from tests.templates.reading_sheets import grids, under, with_answer


@pytest.fixture
def parts() -> ReviewParts:
    """Nothing is new."""
    made = household(short, (ROSA,))
    skills, home = made.carers[0].skills, made.household
    assert skills is not None
    assert home is not None
    carer = replace(made.carers[0], skills=replace(skills, earlier=skills.answers))
    return replace(made, carers=(carer,), household=replace(home, earlier=home.answers))


def read(sheet: Sheet) -> str:
    return text_of(sheet_word.render(sheet))


def news(parts: ReviewParts) -> list[tuple[str, ...]]:
    return [row for grid in grids(skills_review.build(parts), "new") for row in grid.rows]


def test_new_words_are_named_by_whose_they_are_and_where(parts: ReviewParts) -> None:
    told = with_answer(parts, "learning.bring", Given("We read together now."))
    assert news(told) == [("Rosa", "Learning, school and work", "New words: What I bring.")]


def test_a_level_that_moved_says_what_it_is_and_what_it_was(parts: ReviewParts) -> None:
    skills = parts.carers[0].skills
    assert skills is not None
    earlier = {
        **skills.earlier,
        "learning.self_level": skills.answers["learning.self_level"],
        "learning.agreed_level": Given(0),
    }
    carer = replace(parts.carers[0], skills=replace(skills, earlier=earlier))
    told = with_answer(replace(parts, carers=(carer,)), "learning.agreed_level", Given(3))
    (row,) = news(told)
    assert row[2].startswith("Agreed level: Skilled (3 of 4). It was Not yet (0 of 4).")


def test_where_nothing_is_new_it_says_so(parts: ReviewParts) -> None:
    assert news(parts) == []
    assert "Rosa: nothing is new since March 2025." in read(skills_review.build(parts))


def test_a_first_review_has_no_page_of_what_is_new() -> None:
    assert skills_review.build(household(last_year=False)).chapter("new") is None


def test_what_is_recommended_stands_on_page_one_with_who_recommends_it() -> None:
    made = household()
    (standing,) = grids(skills_review.build(made), "standing")
    label, told = standing.rows[0]
    assert label == "What is recommended"
    assert told.startswith("Carers: ")
    assert told.endswith("Jo Hale, reviewing officer, 3 March 2026.")


def test_nothing_is_recommended_before_somebody_has() -> None:
    (standing,) = grids(skills_review.build(household(share=0.0, signed=False)), "standing")
    answers = household(share=0.0).review
    assert answers is not None
    given = any(path.startswith("recommendation.carers") for path in answers.answers)
    assert (standing.rows[0][0] == "What is recommended") is given


def test_what_is_not_sure_any_more_says_what_was_said_last_time_and_by_whom(
    parts: ReviewParts,
) -> None:
    told = with_answer(parts, "learning.bring", Left())
    told = with_answer(told, "learning.bring~before", Given("Reading at bedtime"))
    skills = told.carers[0].skills
    assert skills is not None
    said = {**skills.said, "learning.bring~before": saying(ROSA, NOW, LAST)}
    carer = replace(told.carers[0], skills=replace(skills, said=said))
    text = read(skills_review.build(replace(told, carers=(carer,))))
    assert "Not sure any more, and not confirmed. Last time: Reading at bedtime" in text
    assert "It was said by Rosa on 4 March 2025." in text


def test_what_was_said_in_another_form_stands_last_under_whoever_said_it(
    parts: ReviewParts,
) -> None:
    skills = parts.carers[0].skills
    assert skills is not None
    elsewhere = Saying(*PRIYA, LAST, elsewhere=True)
    said = {**skills.said, "learning.bring": elsewhere}
    carer = replace(parts.carers[0], skills=replace(skills, said=said))
    sheet = skills_review.build(replace(parts, carers=(carer,)))
    (voice,) = under(sheet, "learning.bring")
    assert voice == "Priya Anand, supervising social worker, 4 March 2025"
    assert under(sheet, "learning.self_level")[0].startswith("Rosa, 3 March 2026")


def test_a_level_with_nothing_beside_it_is_not_said_twice(parts: ReviewParts) -> None:
    skills = parts.carers[0].skills
    assert skills is not None
    told = with_answer(parts, "learning.self_level", Given(2))
    told = with_answer(told, "learning.agreed_level", Given(2))
    assert under(skills_review.build(told), "learning.agreed_level") == []
    assert "Agreed by Priya Anand, supervising social worker, 3 March 2026." in read(
        skills_review.build(told)
    )


def test_what_nobody_has_to_answer_is_not_listed(parts: ReviewParts) -> None:
    told = with_answer(parts, "learning.limits", Skipped())
    text = read(skills_review.build(told))
    assert "Asked, and left out: What I could not do well" not in text
    assert "What nobody has to answer, and nobody did, is not listed." in text


def test_a_column_that_nobody_filled_is_not_printed() -> None:
    made = household(short, (ROSA,), last_year=False)
    home = made.household
    assert home is not None
    answers = {key: each for key, each in home.answers.items() if not key.startswith("home.rooms")}
    answers |= {
        "home.rooms": Given(Rows(("1",))),
        "home.rooms.1.room": Given("The back room"),
        "home.rooms.1.single": Given("one"),
    }
    sheet = skills_review.build(replace(made, household=replace(home, answers=answers)))
    table = next(
        block
        for _, block in sheet.blocks()
        if isinstance(block, Table) and block.path == "home.rooms"
    )
    assert table.headings == ("Room", "One or shared")
    assert not table.wide


def test_what_a_worker_wrote_down_for_a_child_is_the_childs_and_names_nobody() -> None:
    made = household()
    mia = next(each for each in made.views if each.role == MIA[1])
    assert mia.spoken is not None
    said = {path: Saying("", "social_worker", NOW) for path in mia.spoken.said}
    view = Views("A child who lives here", mia.role, replace(mia.spoken, said=said))
    sheet = skills_review.build(replace(made, views=(view,)))
    chapter = sheet.chapter("views_children")
    assert chapter is not None
    heads = [block.text for block in chapter.blocks if isinstance(block, Heading)]
    assert heads == ["A child who lives here", "Written down by a social worker, 3 March 2026"]
    assert not any(isinstance(block, Words) and "Mia" in block.text for block in chapter.blocks)
