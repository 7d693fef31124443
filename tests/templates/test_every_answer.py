"""Whole referrals about every kind of child: each copy is made, read back, clean, and on page one."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from ooxml_integrity import check as structure

from dialogs.form import Form
from dialogs.read import read_forms
from templates import word
from templates.paper import Copy, Facts, build
from templates.readback import text_of
from tests.dialogs.filling import filled
from tests.templates.larkshire import sent

FORMS = [form for form in read_forms().values() if form.about == "child"]
RECORD = {"full_name": "Zebedee Quist", "preferred_name": "Zeb", "dob": "2014-05-01"}
FACTS = Facts("LK-7Q4M-2XW", 1, date(2026, 3, 3), "Sam Okoro", "Larkshire", RECORD)


@pytest.mark.parametrize("copy", list(Copy))
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_any_answers_make_a_clean_document_that_says_them(
    form: Form, seed: int, copy: Copy, tmp_path: Path
) -> None:
    paper = build(form, filled(form, seed), FACTS, copy)
    file = word.render(form, paper)
    path = tmp_path / "copy.docx"
    path.write_bytes(file)
    assert [str(each) for each in structure(path)] == []
    if copy is Copy.SEARCH:
        assert not re.search(r"\b(?:Zebedee|Quist|Zeb|Okoro)\b", text_of(file))


def test_page_one_of_a_usual_referral_is_one_page(tmp_path: Path) -> None:
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if not office or not reader:
        pytest.skip("LibreOffice and pdftotext are needed to count lines on a page")
    for one in sent():
        (tmp_path / f"{one.name}.docx").write_bytes(one.file(Copy.COUNCIL))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    files = [f"{one.name}.docx" for one in sent()]
    subprocess.run(
        [office, home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    for one in sent():
        pages = subprocess.run(
            [reader, "-layout", tmp_path / f"{one.name}.pdf", "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\f")
        page = " ".join(pages[0].split())
        assert "What is not known yet, who finds out, by when" in page, one.name
        for gap in one.paper(Copy.COUNCIL).page_one.gaps:
            assert gap.by in page, (one.name, gap.path)
        assert len(pages) - 1 <= 15, one.name
