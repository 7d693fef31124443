"""Builds the Word template of a sheet: a place for each part of it, ready to be edited by a council."""

from __future__ import annotations

from io import BytesIO

from docx.oxml import parse_xml

from templates.base import base_document
from templates.pen import DECLARED, field, holding, paragraph, run
from templates.sheet import SheetKind
from templates.words import say

PLACES = {
    SheetKind.REVIEW: (
        *("strengths", "standing", "levels", "domains", "carers", "views", "review", "household"),
        "signatures",
    ),
    SheetKind.MATCHING: ("facts", "skills", "stories"),
    SheetKind.WELCOME: ("welcome",),
}
"""What a template may place, and where the default one does; each stands in a paragraph of its own."""
PAPER_NAMES = ("title", "reference", "council", "written_on", "note")


def build(kind: SheetKind) -> bytes:
    """A .docx with a place for every part. It is the default template too.

    Edit it in Word: headings, order, logo and styles are free, and parts may stand anywhere, each
    as `{{p part.NAME }}` alone in its paragraph; `sheet_check` tells what is unknown or missing.
    """
    document = base_document()
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    written = parse_xml(f"<w:body {DECLARED}>{''.join(_body(kind))}</w:body>")
    for position, child in enumerate(list(written)):
        body.insert(position, child)
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    line = parse_xml(_footer(kind).replace("<w:p>", f"<w:p {DECLARED}>", 1))
    footer._element.replace(footer.paragraphs[0]._p, line)
    core = document.core_properties
    core.title, core.author, core.language = say(f"sheet.{kind}"), "", "en-GB"
    core.comments = core.last_modified_by = ""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _body(kind: SheetKind) -> list[str]:
    places = [paragraph(f"{{{{p part.{place} }}}}") for place in PLACES[kind]]
    if kind is SheetKind.WELCOME:
        return [paragraph("{{ paper.title }}", "BigTitle"), *places]
    head = paragraph("{{ paper.title }}", "Heading1")
    return [head, paragraph("{{ paper.note }}", "Quiet"), *places]


def _footer(kind: SheetKind) -> str:
    if kind is SheetKind.WELCOME:
        return holding(run("{{ paper.note }}"), "Footer")
    left = run("{{ paper.reference }}, {{ paper.written_on }}")
    tab = "<w:r><w:tab/></w:r>"
    page = run(f"{say('footer.page')} ") + field("PAGE") + run(f" {say('footer.of')} ")
    return holding(left + tab + page + field("NUMPAGES"), "Footer")
