"""A council's own Word file for the papers about a household: checked, filled, never half empty."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from templates import sheet_check, sheet_starter, sheet_word, skills_review, welcome
from templates.errors import DocumentRefused, TemplateBroken, TemplateRefused
from templates.readback import text_of
from templates.sheet import Chapter, Grid, Sheet, SheetKind, Words
from templates.sheet_readback import read_back
from tests.templates.households import ROSA, household, short
from tests.templates.sample import NASTY

KINDS = list(SheetKind)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return skills_review.build(household(short, (ROSA,)))


def edited(kind: SheetKind, **changes: str) -> bytes:
    """The starter with some of its paragraphs written anew by a council."""
    document = Document(BytesIO(sheet_starter.build(kind)))
    for paragraph in document.paragraphs:
        for before, after in changes.items():
            if f"part.{before} " in paragraph.text:
                paragraph.text = after
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_starter_has_no_fault(kind: SheetKind) -> None:
    assert sheet_check.check(kind, sheet_starter.build(kind)) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_that_went_through_another_program_still_works(kind: SheetKind) -> None:
    assert sheet_check.check(kind, edited(kind)) == ()


def test_a_councils_own_words_and_order_are_kept(sheet: Sheet) -> None:
    template = edited(
        SheetKind.REVIEW, standing="Larkshire's own heading", domains="{{p part.standing }}"
    )
    file = sheet_word.render(sheet, template)
    text = text_of(file)
    assert "Larkshire's own heading" in text
    assert text.index("Signatures") > text.index("Where this review stands")
    assert "Twelve parts of life, in their own words" not in text


def test_a_part_without_a_place_is_named() -> None:
    faults = sheet_check.check(SheetKind.REVIEW, edited(SheetKind.REVIEW, signatures="Sign below."))
    assert [str(each) for each in faults] == [
        "The part “signatures” has no place in this template."
    ]


def test_a_name_that_nothing_stands_behind_is_a_fault() -> None:
    template = edited(SheetKind.WELCOME, welcome="{{p part.welcom }}")
    told = [str(each) for each in sheet_check.check(SheetKind.WELCOME, template)]
    assert told[0] == "The part “welcome” has no place in this template."
    assert told[1] == "part.welcom is not a part of this paper."
    with pytest.raises(TemplateBroken):
        sheet_word.render(welcome.build(household()), template)


def test_a_part_inside_a_sentence_is_a_fault() -> None:
    template = edited(SheetKind.WELCOME, welcome="Here it is: {{ part.welcome }}")
    (fault,) = sheet_check.check(SheetKind.WELCOME, template)
    assert "must stand alone in its paragraph" in str(fault)


def test_a_template_that_tries_to_act_is_refused(sheet: Sheet) -> None:
    template = edited(SheetKind.REVIEW, signatures="{{ ''.__class__.__mro__ }}")
    assert sheet_check.check(SheetKind.REVIEW, template)
    with pytest.raises((TemplateRefused, TemplateBroken)):
        sheet_word.render(sheet, template)


def test_a_file_that_is_not_word_is_refused_in_words(sheet: Sheet) -> None:
    (fault,) = sheet_check.check(SheetKind.REVIEW, b"not a file")
    assert "not a Word document" in str(fault)
    with pytest.raises(TemplateRefused):
        sheet_word.render(sheet, b"not a file")


def test_a_document_of_another_make_lacks_the_styles() -> None:
    document = Document()
    document.add_paragraph("{{p part.welcome }}")
    out = BytesIO()
    document.save(out)
    told = [str(each) for each in sheet_check.check(SheetKind.WELCOME, out.getvalue())]
    assert any(each.startswith("Styles are missing:") for each in told)


def test_an_answer_cannot_become_a_placeholder() -> None:
    chapter = Chapter("welcome", "", (Words(NASTY), Words("{{ paper.title }} {{p part.welcome }}")))
    file = sheet_word.render(replace(welcome.build(household()), chapters=(chapter,)))
    assert NASTY in text_of(file)
    assert "{{ paper.title }} {{p part.welcome }}" in text_of(file)


def test_a_lost_block_refuses_the_document_and_names_only_its_key(sheet: Sheet) -> None:
    file = sheet_word.render(sheet)
    lost = Chapter("signatures", "", (Grid("signatures", "", ("A",), (("words not there",),)),))
    with pytest.raises(DocumentRefused) as refused:
        read_back(file, replace(sheet, chapters=(*sheet.chapters, lost)))
    assert refused.value.missing == ("signatures",)
    assert "words not there" not in str(refused.value)


def test_a_lost_chart_refuses_the_document(sheet: Sheet) -> None:
    file = sheet_word.render(
        replace(
            sheet,
            chapters=tuple(
                replace(each, blocks=tuple(b for b in each.blocks if b.kind != "levels"))
                for each in sheet.chapters
            ),
        )
    )
    with pytest.raises(DocumentRefused, match="drawings"):
        read_back(file, sheet)
