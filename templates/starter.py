"""Builds a Word template from a form: every question in place, ready to be edited by a council."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from docx.oxml import parse_xml

from dialogs.form import Form, Kind, Question, Required, Section
from templates.base import base_document
from templates.chart import add_chart
from templates.first_page import first_page, gaps
from templates.outline import FACTS, Outline, answer, own, shares, words
from templates.parts import Copy
from templates.pen import (
    DECLARED,
    field,
    holding,
    paragraph,
    row,
    row_tag,
    run,
    sentence,
    table,
    tag,
)
from templates.printing import OWN_PARTS, is_own
from templates.search_copy import fields_shown, shown
from templates.sections import is_childs, is_wide, stems_of
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
    inside = "".join(_Starter(outline, chart).body())
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


class _Starter:
    """Writes the body of one template, from top to bottom."""

    def __init__(self, outline: Outline, chart: str) -> None:
        self.outline, self.chart = outline, chart

    def body(self) -> Iterator[str]:
        yield from first_page(self.outline)
        yield paragraph("", "NewPage")
        rest = self.outline.rest
        for section in filter(is_childs, rest):
            yield from self.section(section, "Heading2")
        first = next(iter(self.outline.domains), None)
        for section in rest:
            if section is first:
                yield from self.profile()
            if not is_childs(section):
                yield from self.section(section, "Heading3" if section.domain else "Heading2")
        what = ("{{ gap.title }}", "{{ gap.words }}", "{{ gap.helps }}")
        yield tag("if paper.gaps")
        yield from gaps("paper.gaps", say("section.gaps"), what)
        yield tag("endif")

    def profile(self) -> Iterator[str]:
        widths = (5638, 4000)
        cells = [
            paragraph("{{ level.title }}", "TableLabel"),
            paragraph("{{ level.words }}", "TableText"),
        ]
        heads = (say("section.level_heading"), say("section.level_words"))
        rows = (
            row_tag("for level in paper.levels", widths),
            row(cells, widths),
            row_tag("endfor", widths),
        )
        yield paragraph(say("section.profile"), "Heading2")
        yield paragraph(words("section.profile_intro"), "Lead")
        yield tag("if paper.has_levels") + holding(self.chart) + tag("endif")
        yield table(heads, rows, widths, say("section.chart_title"), "KithTable")

    def section(self, section: Section, heading: str) -> Iterator[str]:
        stems = tuple(f"{stem}_" for stem in stems_of(section))
        asked = [each for each in section.questions if self.outline.prints(each)]
        plain = [each for each in asked if not each.key.startswith(stems)] if stems else asked
        if not asked:
            return
        yield tag(f"if {section.key}.shown") + paragraph(own(section.title), heading)
        facts: list[Question] = []
        for question in plain:
            if (
                question.kind is Kind.LONG_TEXT
                or question.is_group
                or is_own(question)
                or section.domain
            ):
                yield from self.facts(facts, section)
                facts = []
                yield from self.block(question)
            else:
                facts.append(question)
        yield from self.facts(facts, section)
        if stems:
            yield self._topics(f"{section.key}.topics")
            yield tag(f"if {section.key}.clear")
            yield paragraph(say("section.clear"), "Heading3")
            yield paragraph(f"{{{{ {section.key}.clear }}}}.", "Answer")
            yield tag("endif")
        yield tag(f"if {section.key}.not_answered")
        yield (
            paragraph(f"{{{{ {section.key}.not_answered }}}}", "Quiet")
            + tag("endif")
            + tag("endif")
        )

    def facts(self, questions: Sequence[Question], section: Section) -> Iterator[str]:
        """Short answers as one table; a row leaves when its question does not apply."""
        if not questions:
            return
        rows = "".join(
            row_tag(f"if {each.key}", FACTS)
            + row(
                [
                    paragraph(own(each.label), "TableLabel"),
                    answer(each, "TableText", "TableBullet"),
                ],
                FACTS,
            )
            + row_tag("endif", FACTS)
            for each in questions
        )
        heads = (say("section.question"), say("page.answer"))
        yield tag("if " + " or ".join(each.key for each in questions))
        yield table(heads, (rows,), FACTS, own(section.title), "KithTable") + tag("endif")

    def block(self, question: Question) -> Iterator[str]:
        """A story, a level, a group or the child's own words, across the page."""
        yield tag(f"if {question.key}")
        label = own(question.label)
        if question.key.partition(".")[2] in OWN_PARTS:
            label = say("page.voice", label=label)
        if question.is_group:
            yield from self.group(question, label)
        elif question.kind is Kind.LEVEL and not is_own(question):
            yield paragraph(say("section.need", level=f"{{{{ {question.key} }}}}"), "NeedLevel")
        elif is_own(question):
            yield paragraph(label, "VoiceLabel")
            yield paragraph(f"{{{{ {question.key} }}}}", "Voice")
        else:
            yield paragraph(label, "Label") + answer(question)
        yield tag("endif")

    def group(self, group: Question, label: str) -> Iterator[str]:
        fields = fields_shown(group) if self.outline.copy is Copy.SEARCH else group.fields
        own_list = is_own(group) and len(group.fields) == 1
        yield paragraph(label, "VoiceLabel" if own_list else "Label")
        if own_list and fields:
            yield tag(f"for each in {group.key}") + paragraph("{{ each }}", "Voice") + tag("endfor")
            return
        if not fields:
            yield paragraph(f"{{{{ {group.key} }}}}", "Answer")
            return
        if len(group.fields) == 1:
            yield answer(group)
            return
        yield tag(f"if {group.key}.rows")
        if is_wide(group, fields):
            yield from self._blocks(group, fields, label)
        else:
            widths = shares(len(fields))
            cells = [paragraph(f"{{{{ row.{each.key} }}}}", "TableText") for each in fields]
            rows = (
                row_tag(f"for row in {group.key}.rows", widths),
                row(cells, widths),
                row_tag("endfor", widths),
            )
            yield table([own(each.label) for each in fields], rows, widths, label, "KithTable")
        yield tag(f"if {group.key}.note") + paragraph(f"{{{{ {group.key}.note }}}}") + tag("endif")
        yield tag("else") + paragraph(f"{{{{ {group.key} }}}}", "Answer") + tag("endif")

    def _blocks(self, group: Question, fields: Sequence[Question], label: str) -> Iterator[str]:
        """Rows with much in them: one small table each, its first cell in the header row."""
        first, *others = fields
        heads = (own(first.label), f"{{{{ row.{first.key} }}}}")
        rows = "".join(
            row_tag(f"if row.{each.key}", FACTS)
            + row(
                [
                    paragraph(own(each.label), "TableLabel"),
                    paragraph(f"{{{{ row.{each.key} }}}}", "TableText"),
                ],
                FACTS,
            )
            + row_tag("endif", FACTS)
            for each in others
        )
        yield tag(f"for row in {group.key}.rows")
        yield table(heads, (rows,), FACTS, label, "KithTable") + tag("endfor")

    def _topics(self, name: str) -> str:
        lines = (
            tag("if line.long")
            + (paragraph("{{ line.label }}", "Label") + paragraph("{{ line }}", "Answer"))
            + tag("else")
            + (sentence("{{ line.label }}:", "{{ line }}", "Answer") + tag("endif"))
        )
        return (
            tag(f"for topic in {name}")
            + paragraph("{{ topic.title }}: {{ topic.words }}", "Heading3")
            + (tag("if topic.note") + paragraph("{{ topic.note }}", "Answer") + tag("endif"))
            + (tag("for line in topic.lines") + lines + tag("endfor") + tag("endfor"))
        )


def always(form: Form, copy: Copy) -> tuple[str, ...]:
    """The questions a template may not leave out."""
    return tuple(
        question.key
        for question in form.questions()
        if question.required is Required.ALWAYS
        and question.printed
        and (copy is Copy.COUNCIL or shown(question))
    )
