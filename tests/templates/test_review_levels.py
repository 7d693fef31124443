"""The skills review: levels and what is new, gaps as gaps, promises, signatures."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from dialogs.answers import Given, NotKnown, Rows, Skipped
from templates import sheet_word, skills_review
from templates.pen import NAMESPACES
from templates.readback import text_of
from templates.review import ReviewParts
from templates.sheet import Levels, Sheet
from tests.templates.households import (
    household,
)
from tests.templates.reading_sheets import grids, with_answer

C = f"{{{NAMESPACES['c']}}}"


# ---------------------------------------------------------------- levels and change


def test_the_chart_and_the_table_have_the_same_numbers(sheet: Sheet, file: bytes) -> None:
    with ZipFile(BytesIO(file)) as archive:
        charts = sorted(
            name for name in archive.namelist() if re.match(r"word/charts/\w+\.xml", name)
        )
        roots = [etree.fromstring(archive.read(name)) for name in charts]
    assert len(roots) == 2
    for place, root in enumerate(roots, 1):
        (grid,) = grids(sheet, f"levels{place}")
        for column, series in enumerate(root.iter(f"{C}ser"), 1):
            points = {
                int(point.get("idx", "")): point.findtext(f"{C}v")
                for point in series.iterfind(f"{C}val//{C}pt")
            }
            for row, cells in enumerate(grid.rows):
                number = re.search(r"\((\d) of 4\)", cells[column])
                assert points.get(row) == (number[1] if number else None)


def test_a_level_that_is_not_known_has_no_bar_and_says_so(parts: ReviewParts) -> None:
    told = with_answer(parts, "learning.agreed_level", NotKnown())
    sheet = skills_review.build(told)
    levels = next(block for _, block in sheet.blocks() if isinstance(block, Levels))
    place = [each[0] for each in grids(sheet, "levels1")[0].rows].index("Learning, school and work")
    assert levels.series[1].numbers[place] is None
    assert grids(sheet, "levels1")[0].rows[place][2].startswith("Not known yet")


def test_a_changed_level_is_marked_as_new_in_words(parts: ReviewParts) -> None:
    skills = parts.carers[0].skills
    assert skills is not None
    earlier = {**skills.earlier, "learning.agreed_level": Given(1)}
    answers = {**skills.answers, "learning.agreed_level": Given(3)}
    spoken = replace(skills, answers=answers, earlier=earlier)
    told = replace(parts, carers=(replace(parts.carers[0], skills=spoken),))
    rows = {row[0]: row for row in grids(skills_review.build(told), "levels1")[0].rows}
    assert (
        "Agreed level new since March 2025: it was Foundation (1 of 4)."
        in (rows["Learning, school and work"][3])
    )


def test_a_first_review_has_nothing_to_compare_with() -> None:
    sheet = skills_review.build(household(last_year=False))
    assert len(grids(sheet, "levels1")[0].headings) == 3
    assert "new since" not in text_of(sheet_word.render(sheet)).casefold()


# ---------------------------------------------------------------- gaps, plan, signatures


def test_nothing_answered_makes_a_review_of_gaps() -> None:
    parts = household(share=0.0, last_year=False, signed=False)
    empty = replace(
        parts,
        carers=tuple(replace(each, skills=None) for each in parts.carers),
        review=None,
        household=None,
        views=(),
        signatures=(),
    )
    text = text_of(sheet_word.render(skills_review.build(empty)))
    for told in ("Rosa has not begun", "has not been begun yet", "No child has been asked"):
        assert told in text


def test_a_gap_says_whose_it_is(parts: ReviewParts) -> None:
    told = with_answer(parts, "learning.agreed_level", None)
    told = with_answer(told, "learning.bring", None)
    text = text_of(sheet_word.render(skills_review.build(told)))
    assert "Still to come from Rosa: What I bring." in text
    assert "Still to come from the supervising social worker: Level we agree." in text


def test_what_was_asked_and_left_out_is_no_blank(parts: ReviewParts) -> None:
    told = with_answer(parts, "learning.bring", Skipped())
    assert "Asked, and left out: What I bring." in text_of(
        sheet_word.render(skills_review.build(told))
    )


def test_support_that_is_certain_is_told_from_support_that_is_hoped_for(parts: ReviewParts) -> None:
    review = parts.review
    assert review is not None
    answers = {
        **{key: each for key, each in review.answers.items() if "plan.support" not in key},
        "plan.support": Given(Rows(("1", "2", "3"))),
        "plan.support.1.what": Given("A weekend off"),
        "plan.support.1.certainty": Given("certain"),
        "plan.support.2.what": Given("A therapist"),
        "plan.support.2.certainty": Given("hoped"),
        "plan.support.3.what": Given("A new bed"),
    }
    text = text_of(
        sheet_word.render(
            skills_review.build(replace(parts, review=replace(review, answers=answers)))
        )
    )
    certain = text.index("Support that is certain")
    hoped = text.index("Support that is hoped for, and not agreed yet")
    unsaid = text.index("Support of which it is not said whether it is certain")
    assert certain < text.index("A weekend off") < hoped < text.index("A therapist") < unsaid
    assert unsaid < text.index("A new bed")


def test_who_has_not_signed_has_a_line_to_sign_on(sheet: Sheet) -> None:
    rows = {row[0]: row for row in grids(sheet, "signatures")[0].rows}
    assert rows["Rosa"][2] == "Signed on 3 March 2026"
    assert "Sign here: ____" in rows["Jo Hale"][2]
