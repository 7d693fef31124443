"""The finished Word file: every answer is in it as typed, it is clean, and it can be read by all."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup
from ooxml_integrity import check as structure
from openxml_audit import OpenXmlValidator

from care.text import clean
from dialogs.answers import Given
from templates import compiled, readback, word
from templates.errors import DocumentRefused
from templates.parts import Copy, Withheld
from templates.pen import NAMESPACES
from templates.readback import meant, read_back, text_of
from tests.templates.sample import ANSWERS, FACTS, FORM, LINES, LONG, NASTY, SCRIPTS, paper

W = f"{{{NAMESPACES['w']}}}"
COPIES = list(Copy)


@pytest.fixture(scope="module", params=COPIES)
def copy(request: pytest.FixtureRequest) -> Copy:
    return Copy(request.param)


@pytest.fixture(scope="module")
def file(copy: Copy) -> bytes:
    return word.render(FORM, paper(copy))


def body(file: bytes) -> etree._Element:
    with ZipFile(BytesIO(file)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def parts(file: bytes) -> Iterator[tuple[str, bytes]]:
    with ZipFile(BytesIO(file)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def test_every_answer_is_in_the_council_copy_as_it_was_typed() -> None:
    text = text_of(word.render(FORM, paper()))
    for typed in (NASTY, SCRIPTS, LINES, LONG):
        assert typed in text
    for _, expected in meant(paper()):
        assert expected in text


def test_what_another_library_reads_is_the_same_text() -> None:
    document = Document(BytesIO(word.render(FORM, paper())))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    both = (*document.paragraphs, *(each for cell in cells for each in cell.paragraphs))
    told = "\n".join(each.text for each in both)
    for typed in (NASTY, LONG, LINES, SCRIPTS):
        assert typed in told


def test_a_closed_branch_is_in_no_copy(file: bytes) -> None:
    assert "closed branch" not in text_of(file)
    assert "code that stings" not in text_of(file)


def test_the_search_copy_holds_no_name_in_any_part() -> None:
    for name, part in parts(word.render(FORM, paper(Copy.SEARCH))):
        told = part.decode("utf-8", "replace")
        for held in ("Amira", "Hollis", "Kofi", "Elaine", "Pratt", "Larkbridge", "Okoro", "Leyla"):
            assert held not in told, name


def test_the_file_says_only_its_reference_and_its_council_of_itself(file: bytes) -> None:
    core = Document(BytesIO(file)).core_properties
    assert core.title == "Placement referral LK-7Q4M-2XW"
    assert core.author == "Larkshire County Council"
    assert core.last_modified_by == ""
    assert core.language == "en-GB"
    names = {name for name, _ in parts(file)}
    assert not [name for name in names if re.search("thumbnail|app.xml|custom|stylesWith", name)]


def test_headings_language_and_header_rows_are_real(file: bytes) -> None:
    document = Document(BytesIO(file))
    headings = [
        (each.style.name, each.text)
        for each in document.paragraphs
        if each.style and each.style.name and each.style.name.startswith("Heading")
    ]
    assert headings[0] == ("Heading 1", "Placement referral LK-7Q4M-2XW")
    assert [name for name, _ in headings].count("Heading 1") == 1
    assert {"Heading 2", "Heading 3"} <= {name for name, _ in headings}
    root = body(file)
    for table in root.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(
            "".join(cell.itertext()).strip() for row in rows for cell in row.findall(f"{W}tc")
        )
        assert table.find(f"{W}tblPr/{W}tblDescription") is not None
    styles = dict(parts(file))["word/styles.xml"].decode()
    assert 'w:lang w:val="en-GB"' in styles


def test_the_chart_is_native_can_be_edited_and_has_words_for_those_who_cannot_see_it(
    file: bytes,
) -> None:
    found = dict(parts(file))
    chart = etree.fromstring(found["word/charts/needs.xml"])
    c = f"{{{NAMESPACES['c']}}}"
    points = {
        point.get("idx"): point.findtext(f"{c}v") for point in chart.iterfind(f".//{c}val//{c}pt")
    }
    assert points == {"0": "3"}  # the level that is not known has no bar
    assert chart.find(f"{c}externalData") is not None
    with ZipFile(BytesIO(found["word/embeddings/needs.xlsx"])) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'r="B2"[^>]*><v>3</v>', sheet)
    shown = body(file).find(f".//{{{NAMESPACES['wp']}}}docPr")
    assert shown is not None
    assert "twelve parts of life" in (shown.get("descr") or "")
    assert "{" not in (shown.get("descr") or "")
    assert "Daily, skilled help (3 of 4)" in text_of(file)


def test_the_file_is_clean_by_two_checkers(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "copy.docx"
    path.write_bytes(file)
    assert [str(each) for each in structure(path)] == []
    assert [str(each) for each in OpenXmlValidator().validate(path).errors] == []


def test_a_chart_without_any_level_is_left_out() -> None:
    answers = {key: each for key, each in ANSWERS.items() if not key.endswith(".level")}
    assert body(word.render(FORM, paper(answers=answers))).find(f".//{W}drawing") is None


def test_the_same_paper_makes_the_same_file(copy: Copy, file: bytes) -> None:
    assert word.render(FORM, paper(copy)) == file


def test_nothing_answered_makes_a_document_of_gaps(copy: Copy) -> None:
    file = word.render(FORM, paper(copy, answers={}))
    assert "Nothing in this section has been answered yet" in text_of(file)


def test_an_emergency_says_so_at_the_top() -> None:
    file = word.render(FORM, paper(facts=replace(FACTS, emergency=True)))
    assert "Same-day search." in text_of(file)


# ---------------------------------------------------------------- reading back


def test_a_lost_answer_refuses_the_document_and_names_only_its_key() -> None:
    made = paper()
    file = word.render(FORM, made)
    lost = replace(made.sections[0].parts[0], text="words that are not in the file")
    section = replace(made.sections[0], parts=(lost,))
    with pytest.raises(DocumentRefused) as refused:
        read_back(file, replace(made, sections=(section, *made.sections[1:])))
    assert refused.value.missing == ("my_words.about_me",)
    assert "words that are not" not in str(refused.value)


def test_a_name_that_slips_through_refuses_the_document() -> None:
    made = paper(Copy.SEARCH)
    file = word.render(FORM, made)
    held = Withheld("family.people.9.first_name", "Found  BY", identity=True)
    with pytest.raises(DocumentRefused) as refused:
        read_back(file, replace(made, withheld=(held,)))
    assert refused.value.leaked == ("family.people.9.first_name",)
    assert "found by" not in str(refused.value).casefold()


def test_a_story_for_the_council_only_refuses_the_search_copy() -> None:
    made = paper(Copy.SEARCH)
    held = Withheld("about.council_only", "Sentence number 7 is here.", identity=False)
    broken = replace(made, sections=made.sections[:2], withheld=(held,))
    with pytest.raises(DocumentRefused, match=r"about\.council_only"):
        read_back(word.render(FORM, made), broken)


def test_reading_back_notices_when_escaping_is_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The loss that a plain template suffers in silence: everything between `<` and `>` goes."""

    def careless(value: object) -> Markup:
        return Markup(re.sub("<[^>]*>", "", str(value)))  # noqa: S704

    monkeypatch.setattr(compiled, "to_word", careless)
    monkeypatch.setattr(word, "shelf", compiled.Shelf())
    with pytest.raises((DocumentRefused, etree.XMLSyntaxError)):
        word.render(FORM, paper(answers={**ANSWERS, "health.helps": Given("a <b>bold</b> word")}))


def test_a_name_that_every_document_says_anyway_refuses_nothing() -> None:
    answers = {**ANSWERS, "about.school": Given("Important people")}
    assert word.render(FORM, paper(Copy.SEARCH, answers=answers))


def test_tabs_and_line_ends_are_read_back_as_typed() -> None:
    xml = f'<w:p xmlns:w="{NAMESPACES["w"]}"><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>'
    assert "".join(readback.paragraphs(xml.encode())) == "a\nb\tc"


WORDS = st.text(max_size=200).map(clean).filter(lambda text: text.strip() != "")


@given(WORDS, WORDS, WORDS)
def test_whatever_is_typed_arrives_whole(strength: str, helps: str, must: str) -> None:
    answers = {
        **ANSWERS,
        "health.strength": Given(strength),
        "health.helps": Given(helps),
        "front.must_haves.1.must": Given(must),
    }
    text = text_of(word.render(FORM, paper(answers=answers)))
    assert all(each in text for each in (strength, helps, must))


def test_a_tagged_pdf_of_it_has_headings_and_header_cells(tmp_path: Path) -> None:
    office, reader = shutil.which("soffice"), shutil.which("pdfinfo")
    if not office or not reader:
        pytest.skip("LibreOffice and pdfinfo are needed to look at the structure of a PDF")
    (tmp_path / "copy.docx").write_bytes(word.render(FORM, paper()))
    tagged = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    subprocess.run(
        [office, home, "--headless", "--convert-to", tagged, "--outdir", tmp_path, "copy.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    structure = subprocess.run(
        [reader, "-struct-text", tmp_path / "copy.pdf"], check=True, capture_output=True, text=True
    ).stdout
    for found in ("H1", "H2", "H3", "TH", "Figure"):
        assert re.search(rf"^\s*{found}\b", structure, re.MULTILINE), found
