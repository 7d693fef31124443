"""The file of a skills review: nothing in it that was kept back, and readable by all."""

import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from ooxml_integrity import check as structure
from openxml_audit import OpenXmlValidator

from dialogs.answers import Given
from dialogs.form import Question
from templates import sheet_word, skills_review
from templates.fitting import ROOM, height
from templates.parts import Line
from templates.pen import NAMESPACES
from templates.readback import text_of
from templates.review import ReviewParts, Spoken
from templates.sheet import Sheet
from tests.templates.households import (
    ADDRESS,
    MIA,
    PRIYA,
    ROSA,
    TOM,
    household,
    long,
    short,
    typed_in,
    usual,
    views,
)
from tests.templates.reading_sheets import everything, with_answer

W = f"{{{NAMESPACES['w']}}}"


# ---------------------------------------------------------------- what must not be in it


def test_views_that_may_not_be_read_are_nowhere_in_the_file(parts: ReviewParts) -> None:
    secret = replace(views(MIA, "child_views", 4, usual, "no"), readable=False)
    file = sheet_word.render(skills_review.build(replace(parts, views=(secret,))))
    whole = everything(file)
    for path, typed in typed_in(secret.spoken):
        assert typed not in whole, path
    assert "is not part of this copy" in text_of(file)


def test_nothing_tells_views_that_were_kept_from_views_that_were_not_given(
    parts: ReviewParts,
) -> None:
    kept = replace(views(MIA, "child_views", 4, usual, "no"), readable=False)
    never = replace(kept, spoken=None)
    one, other = (
        text_of(sheet_word.render(skills_review.build(replace(parts, views=(each,)))))
        for each in (kept, never)
    )
    assert one == other


def test_what_a_child_asks_for_in_private_is_in_no_copy(parts: ReviewParts) -> None:
    mia = views(MIA, "child_views", 4, usual, "yes")
    assert mia.spoken is not None
    answers = {
        **mia.spoken.answers,
        "after.ask_alone": Given("yes"),
        "after.ask_words": Given("At school, about the garage."),
    }
    told = replace(mia, spoken=replace(mia.spoken, answers=answers))
    file = sheet_word.render(skills_review.build(replace(parts, views=(told,))))
    assert "garage" not in everything(file)
    assert "May your carers read this" not in text_of(file)


def test_a_copy_with_views_that_carers_may_not_read_says_so_at_the_top(parts: ReviewParts) -> None:
    kept = views(MIA, "child_views", 4, usual, "no")
    assert "the carers may not read" in skills_review.build(replace(parts, views=(kept,))).note
    hidden = replace(kept, readable=False)
    assert "may not read" not in skills_review.build(replace(parts, views=(hidden,))).note


def test_a_childs_own_words_come_first_and_unchanged(sheet: Sheet) -> None:
    chapter = sheet.chapter("views_children")
    assert chapter is not None
    lines = [block for block in chapter.blocks if isinstance(block, Line)]
    assert lines[0].path == "views.good"
    assert all(line.child for line in lines)


def test_the_address_and_the_names_stay_out_of_what_the_file_says_of_itself(file: bytes) -> None:
    core = Document(BytesIO(file)).core_properties
    assert core.title == "Skills review LR-4T7K"
    assert core.author == "Larkshire County Council"
    assert core.language == "en-GB"
    assert not core.last_modified_by
    assert ADDRESS not in everything(file)


# ---------------------------------------------------------------- the file itself


def test_headings_header_rows_and_descriptions_are_real(file: bytes) -> None:
    document = Document(BytesIO(file))
    names = [each.style.name for each in document.paragraphs if each.style]
    assert names.count("Heading 1") == 1
    assert {"Heading 2", "Heading 3", "Heading 4"} <= set(names)
    root = document.element
    for table in root.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert table.find(f"{W}tblPr/{W}tblDescription") is not None
        for row in rows:
            for cell in row.findall(f"{W}tc"):
                assert "".join(cell.itertext()).strip()
    described = [each.get("descr") for each in root.iter(f"{{{NAMESPACES['wp']}}}docPr")]
    assert described
    assert all(described)


def test_the_same_parts_make_the_same_file(parts: ReviewParts, file: bytes) -> None:
    assert sheet_word.render(skills_review.build(parts)) == file


@pytest.mark.parametrize("share", [1.0, 0.5, 0.0])
def test_the_file_is_clean_by_two_checkers(share: float, tmp_path: Path) -> None:
    path = tmp_path / "review.docx"
    path.write_bytes(sheet_word.render(skills_review.build(household(share=share, seed=7))))
    assert [str(each) for each in structure(path)] == []
    assert [str(each) for each in OpenXmlValidator().validate(path).errors] == []


@pytest.mark.parametrize("seed", range(6))
def test_any_answers_make_a_review_that_says_them(seed: int) -> None:
    parts = household(usual, (ROSA, TOM)[: 1 + seed % 2], seed % 3 > 0, 0.3 + seed / 10, seed * 7)
    text = text_of(sheet_word.render(skills_review.build(parts)))
    for carer in parts.carers:
        for path, typed in typed_in(carer.skills):
            assert typed in text, path


def test_a_carer_who_speaks_right_to_left_reads_it_so(parts: ReviewParts) -> None:
    told = with_answer(parts, "ahead.valued", Given("مرحبا بك في بيتنا"))
    file = sheet_word.render(skills_review.build(told))
    with ZipFile(BytesIO(file)) as archive:
        assert "<w:rtl/>" in archive.read("word/document.xml").decode()


def spoken_by(spoken: Spoken | None) -> set[str]:
    return {each.name for each in spoken.said.values()} if spoken else set()


def test_everybody_who_spoke_is_named(parts: ReviewParts, file: bytes) -> None:
    text = text_of(file)
    for spoken in (parts.review, parts.household, *(each.spoken for each in parts.views)):
        assert all(name in text for name in spoken_by(spoken))
    assert PRIYA[0] in text


@pytest.mark.parametrize("writer", [usual, short, long])
@pytest.mark.parametrize("people", [(ROSA,), (ROSA, TOM)])
def test_the_page_to_keep_is_one_page_as_far_as_can_be_told(
    writer: Callable[[Question, random.Random], str], people: tuple[tuple[str, str], ...]
) -> None:
    sheet = skills_review.build(household(writer, people))
    kept = [chapter for chapter in sheet.chapters if chapter.key in ("strengths", "standing")]
    assert len(kept) == 2
    assert sum(height(chapter) for chapter in kept) <= ROOM
    after = sheet.chapters[[each.key for each in sheet.chapters].index("standing") + 1]
    assert after.new_page
