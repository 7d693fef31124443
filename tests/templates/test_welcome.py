"""The welcome page for children: the carers' own words, big, with their pictures, and nothing else."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.shared import Pt
from ooxml_integrity import check as structure
from openxml_audit import OpenXmlValidator
from PIL import Image

from dialogs.answers import Given
from templates import sheet_word, welcome
from templates.attach import SHARPEST, TALLEST, WIDEST, fitted
from templates.errors import DocumentRefused, PictureRefused
from templates.pen import NAMESPACES
from templates.readback import text_of
from templates.review import Picture, ReviewParts
from tests.templates.households import ADDRESS, household, picture, typed_in

WP = f"{{{NAMESPACES['wp']}}}"


@pytest.fixture(scope="module")
def parts() -> ReviewParts:
    return household()


@pytest.fixture(scope="module")
def file(parts: ReviewParts) -> bytes:
    return sheet_word.render(welcome.build(parts))


def pictured(parts: ReviewParts, *pictures: Picture) -> bytes:
    return sheet_word.render(welcome.build(replace(parts, pictures=pictures)))


def test_everything_written_for_children_is_in_it_unchanged(
    parts: ReviewParts, file: bytes
) -> None:
    text = text_of(file)
    written = [typed for path, typed in typed_in(parts.household) if path.startswith("welcome.")]
    assert len(written) == 9
    assert all(typed in text for typed in written)


def test_nothing_else_that_anybody_wrote_is_in_it(parts: ReviewParts, file: bytes) -> None:
    text = text_of(file)
    every = (parts.household, parts.review, *(each.skills for each in parts.carers))
    for spoken in every:
        for path, typed in typed_in(spoken):
            if not path.startswith("welcome.") and len(typed) > 12:
                assert typed not in text, path
    assert "LR-4T7K" not in text
    assert "Larkshire" not in text


def test_it_is_big_enough_for_a_child_of_eight(file: bytes) -> None:
    document = Document(BytesIO(file))
    used = {each.style.name: each.style for each in document.paragraphs if each.text and each.style}
    assert set(used) == {"Big title", "Big heading", "Big", "Big caption"}
    assert all(style.font.size >= Pt(14) for style in used.values())


def test_pictures_keep_their_order_and_have_words(file: bytes) -> None:
    with ZipFile(BytesIO(file)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert [Path(name).suffix for name in names] == [".jpeg", ".png"]
    body = Document(BytesIO(file)).element
    told = [each.get("descr") for each in body.iter(f"{WP}docPr")]
    assert told == ["Our red door, with the squeaky gate", "Bramble the cat, asleep on homework"]
    assert all(each in text_of(file) for each in told)


def test_pictures_fit_the_page_and_keep_their_shape(file: bytes) -> None:
    sizes = [
        (int(each.get("cx", "0")), int(each.get("cy", "0")))
        for each in Document(BytesIO(file)).element.iter(f"{WP}extent")
    ]
    for (wide, high), shape in zip(sizes, (900 / 600, 500 / 900), strict=True):
        assert 0 < wide <= WIDEST
        assert 0 < high <= TALLEST
        assert wide / high == pytest.approx(shape, rel=0.01)


@pytest.mark.parametrize("size", [(1, 1), (20, 9_000), (9_000, 20), (4_000, 3_000)])
def test_a_picture_of_any_shape_is_fitted(size: tuple[int, int]) -> None:
    wide, high = fitted(*size)
    assert 1 <= wide <= WIDEST
    assert 1 <= high <= TALLEST
    assert wide <= size[0] * SHARPEST


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", picture()[:40], b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused_in_words(parts: ReviewParts, data: bytes) -> None:
    with pytest.raises(PictureRefused, match="PNG or a JPEG"):
        pictured(parts, Picture(data, "A door"))


def test_a_kind_of_picture_that_word_may_not_show_is_refused(parts: ReviewParts) -> None:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "BMP")
    with pytest.raises(PictureRefused):
        pictured(parts, Picture(out.getvalue(), "A door"))


def test_words_of_a_picture_with_every_sign_arrive(parts: ReviewParts) -> None:
    alt = "Tom & Rosa <at> the \"sea\"\nwith 'Bramble' 🐈"
    body = pictured(parts, Picture(picture(), alt))
    told = next(iter(Document(BytesIO(body)).element.iter(f"{WP}docPr"))).get("descr")
    assert told == " ".join(alt.split())
    assert alt in text_of(body)


def test_a_picture_without_words_has_some_all_the_same(parts: ReviewParts) -> None:
    assert "A picture of our home" in text_of(pictured(parts, Picture(picture(), "  ")))


def test_without_words_or_pictures_it_is_still_friendly(parts: ReviewParts) -> None:
    file = sheet_word.render(welcome.build(replace(parts, household=None, pictures=())))
    assert "We are still writing this page for you." in text_of(file)
    assert "Not answered" not in text_of(file)


def test_the_address_is_there_only_when_the_carers_wrote_it(parts: ReviewParts) -> None:
    home = parts.household
    assert home is not None
    told = {**home.answers, "welcome.hello": Given(f"Hello! We live at {ADDRESS}.")}
    wrote = replace(parts, household=replace(home, answers=told))
    assert ADDRESS in text_of(sheet_word.render(welcome.build(wrote)))
    sheet = welcome.build(parts)
    with pytest.raises(DocumentRefused, match=r"record\.address"):
        sheet_word.render(replace(sheet, note=ADDRESS))


def test_the_file_is_clean_and_says_nothing_of_anybody(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "welcome.docx"
    path.write_bytes(file)
    assert [str(each) for each in structure(path)] == []
    assert [str(each) for each in OpenXmlValidator().validate(path).errors] == []
    core = Document(BytesIO(file)).core_properties
    assert (core.title, core.author) == ("Welcome!", "Larkshire County Council")
    with ZipFile(BytesIO(file)) as archive:
        assert not [name for name in archive.namelist() if re.search("app.xml|custom", name)]
