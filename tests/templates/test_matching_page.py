"""The page for matching: one page whatever was written, no address, only what may be shared."""

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ooxml_integrity import check as structure

from dialogs.answers import Given, NotKnown, Rows
from dialogs.form import Question, Share
from templates import matching_page, sheet_word
from templates.choosing import MORE, choose, is_whole
from templates.errors import DocumentRefused
from templates.fitting import ROOM, height
from templates.readback import text_of
from templates.review import ReviewParts
from templates.sheet import Grid, Sheet, Words
from tests.templates.households import (
    ADDRESS,
    ROSA,
    TOM,
    household,
    long,
    short,
    typed_in,
    usual,
)


def one_long_word(question: Question, dice: random.Random) -> str:
    return "x" * 3_000


def many_lines(question: Question, dice: random.Random) -> str:
    return "A line.\n" * 60


def other_scripts(question: Question, dice: random.Random) -> str:
    return "我们的家很安静，早上听收音机。👩‍👩‍👧 العربية هنا أيضا. " * 20


def huge(question: Question, dice: random.Random) -> str:
    return "We do this every single day and we like it. " * 450


WRITERS: dict[str, Callable[[Question, random.Random], str]] = {
    "usual": usual,
    "short": short,
    "long": long,
    "one long word": one_long_word,
    "many lines": many_lines,
    "other scripts": other_scripts,
    "ten thousand words": huge,
}


def page(parts: ReviewParts) -> Sheet:
    return matching_page.build(parts)


def with_home(parts: ReviewParts, **answers: object) -> ReviewParts:
    home = parts.household
    assert home is not None
    changed = {key.replace("__", "."): value for key, value in answers.items()}
    return replace(parts, household=replace(home, answers={**home.answers, **changed}))  # type: ignore[arg-type]


def test_one_page_is_one_page(tmp_path: Path) -> None:
    office, reader = shutil.which("soffice"), shutil.which("pdfinfo")
    if not office or not reader:
        pytest.skip("LibreOffice and pdfinfo are needed to count pages")
    cases = [(name, people) for name in WRITERS for people in ((ROSA,), (ROSA, TOM))]
    for place, (name, people) in enumerate(cases):
        file = sheet_word.render(page(household(WRITERS[name], people, seed=place)))
        (tmp_path / f"page{place}.docx").write_bytes(file)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    files = [f"page{place}.docx" for place in range(len(cases))]
    subprocess.run(
        [office, home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    for place, case in enumerate(cases):
        told = subprocess.run(
            [reader, tmp_path / f"page{place}.pdf"], check=True, capture_output=True, text=True
        ).stdout
        assert re.search(r"Pages:\s+1\n", told), case


@pytest.mark.parametrize("writer", WRITERS)
def test_the_estimate_keeps_within_the_page(writer: str) -> None:
    sheet = page(household(WRITERS[writer]))
    assert sum(height(chapter) for chapter in sheet.chapters) <= ROOM


def test_what_is_shortened_ends_with_a_sentence_and_says_that_there_is_more() -> None:
    sheet = page(household(long))
    told = [block.text for _, block in sheet.blocks() if isinstance(block, Words) and block.path]
    assert told
    for text in told:
        assert is_whole(text) or re.search(r"[.!?]\u00a0…$", text)
    assert "stands where there is more" in text_of(sheet_word.render(sheet))


def test_a_short_answer_is_not_shortened() -> None:
    text = text_of(sheet_word.render(page(household(short, (ROSA,)))))
    assert MORE not in text
    assert "stands where there is more" not in text


def test_what_stays_inside_the_council_is_not_in_it() -> None:
    parts = household()
    text = text_of(sheet_word.render(page(parts)))
    for spoken in (parts.household, parts.review, *(each.skills for each in parts.carers)):
        assert spoken is not None
        for path, typed in typed_in(spoken):
            _, question = spoken.form.by_key[".".join(path.split(".")[:2])]
            if question.share is Share.INTERNAL and len(typed) > 20:
                assert typed not in text or any(
                    typed == other for key, other in typed_in(parts.household) if key != path
                ), path
    for views in parts.views:
        for path, typed in typed_in(views.spoken):
            assert typed not in text, path


def test_an_answer_that_slips_through_refuses_the_page() -> None:
    words = "We pause until the wedding in May."
    sheet = page(with_home(household(), home__on_hold=Given(words)))
    with pytest.raises(DocumentRefused, match=r"home\.on_hold"):
        sheet_word.render(replace(sheet, council=words))


def test_the_address_refuses_the_page() -> None:
    sheet = page(household())
    with pytest.raises(DocumentRefused, match=r"record\.address"):
        sheet_word.render(replace(sheet, note=f"They live at {ADDRESS}."))
    with pytest.raises(DocumentRefused, match=r"record\.postcode"):
        sheet_word.render(replace(sheet, council="LK4 7QX"))


def test_an_address_that_carers_wrote_is_left_out_and_the_town_stays() -> None:
    told = "We live at 14  quarry lane,\nSaltbeck, lk47qx, by the harbour in Saltbeck."
    parts = with_home(household(short, (ROSA,)), week__normal=Given(told))
    parts = replace(parts, facts=replace(parts.facts, household=f"Rosa, {ADDRESS}"))
    text = text_of(sheet_word.render(page(parts)))
    assert "We live at [address left out], [address left out], by the harbour in Saltbeck." in text
    assert "quarry" not in text.casefold()


def test_a_child_who_lives_there_is_not_named() -> None:
    parts = household(short, (ROSA,))
    review = parts.review
    assert review is not None
    assert review.form.by_key["our_year.children"][1].field_named("first_name")
    answers = {
        **review.answers,
        "our_year.children": Given(Rows(("1",))),
        "our_year.children.1.first_name": Given("Hattie"),
        "next.now": Given("Hattie, as long as she likes. Then Hatties of any age."),
    }
    text = text_of(sheet_word.render(page(replace(parts, review=replace(review, answers=answers)))))
    assert "[a child of this home], as long as she likes. Then Hatties of any age." in text


def test_what_comes_first_is_how_many_children_of_what_ages_in_which_kinds_of_care() -> None:
    sheet = page(household(short, (ROSA,)))
    (facts,) = (
        block for _, block in sheet.blocks() if isinstance(block, Grid) and block.key == "facts"
    )
    assert [row[0] for row in facts.rows][:3] == [
        "Terms of approval",
        "Home and rooms",
        "Which children next",
    ]


@pytest.mark.parametrize(("choice", "there"), [("yes", True), ("no", False), ("", False)])
def test_faith_is_there_only_when_the_carers_say_so(choice: str, there: bool) -> None:
    answer = Given(choice) if choice else NotKnown()
    parts = with_home(
        household(short, (ROSA,)),
        language__faith=Given("Methodist, with more cake"),
        language__faith_share=answer,
    )
    assert ("Methodist" in text_of(sheet_word.render(page(parts)))) is there


def test_people_are_ages_and_no_names() -> None:
    parts = with_home(household(), people__members__1__first_name=Given("Ottoline"))
    text = text_of(sheet_word.render(page(parts)))
    assert "Ottoline" not in text
    assert re.search(r"Who lives here: \d, aged", text)


def test_levels_are_the_agreed_ones_and_an_own_view_is_named_as_one() -> None:
    parts = household(short, (ROSA,))
    skills = parts.carers[0].skills
    assert skills is not None
    answers = {**skills.answers, "learning.self_level": Given(4)}
    answers.pop("learning.agreed_level", None)
    carer = replace(parts.carers[0], skills=replace(skills, answers=answers))
    text = text_of(sheet_word.render(page(replace(parts, carers=(carer,)))))
    assert re.search(r"Specialist \(4 of 4\), own view: [^.]*Learning, school and work", text)


def test_nothing_answered_makes_a_page_that_says_so(tmp_path: Path) -> None:
    parts = replace(household(share=0.0), household=None, carers=(), review=None)
    file = sheet_word.render(page(parts))
    path = tmp_path / "page.docx"
    path.write_bytes(file)
    assert [str(each) for each in structure(path)] == []
    assert "has not been begun yet" in text_of(file)


@settings(max_examples=60)
@given(st.text(max_size=400), st.integers(5, 200))
def test_choosing_never_writes_and_never_cuts_in_silence(text: str, most: int) -> None:
    told = choose(text, most)
    if told == text.strip():
        return
    assert told.endswith(MORE)
    assert text.strip().startswith(told.removesuffix(MORE))
