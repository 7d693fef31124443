"""Builds a Word template from a form: every question in place, ready to be edited by a council."""

from __future__ import annotations

from io import BytesIO

from docx.oxml import parse_xml

from dialogs.form import Form, Required
from templates.base import base_document
from templates.body import Body
from templates.chart import add_chart
from templates.outline import Outline
from templates.parts import Copy
from templates.pen import DECLARED, field, holding, run
from templates.search_copy import shown
from templates.words import say


def build(form: Form, copy: Copy) -> bytes:
    """A .docx with a placeholder for every question that this copy may print.

    It is the default template too, so it cannot fall behind the form. Edit it in Word: styles,
    order and words are free; `check` tells which placeholders are unknown or missing.
    """
    document = base_document()
    outline = Outline(form, copy)
    titles = [each.title for each in outline.domains]
    chart = add_chart(document, titles) if titles else ""
    inside = "".join(Body(outline, chart).written())
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    written = parse_xml(f"<w:body {DECLARED}>{inside}</w:body>")
    for position, child in enumerate(list(written)):
        body.insert(position, child)
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    line = parse_xml(_footer().replace("<w:p>", f"<w:p {DECLARED}>", 1))
    footer._element.replace(footer.paragraphs[0]._p, line)
    core = document.core_properties
    core.title, core.author, core.language = say(f"copy.{copy}"), "", "en-GB"
    core.comments = core.last_modified_by = ""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _footer() -> str:
    line = say("footer.line", **{
        name: f"{{{{ paper.{name} }}}}" for name in ("reference", "version", "written_on")
    })  # fmt: skip
    tab = "<w:r><w:tab/></w:r>"
    page = run(f"{say('footer.page')} ") + field("PAGE") + run(f" {say('footer.of')} ")
    left = run(f"{{{{ paper.copy_title }}}}. {line}")
    return holding(left + tab + page + field("NUMPAGES"), "Footer")


def always(form: Form, copy: Copy) -> tuple[str, ...]:
    """The questions a template may not leave out."""
    return tuple(
        question.key
        for question in form.questions()
        if question.required is Required.ALWAYS
        and question.printed
        and (copy is Copy.COUNCIL or shown(question))
    )
