"""Writes page one of a template: the minute's reading that everything else backs up."""

from __future__ import annotations

from collections.abc import Iterator

from templates.layout import layout
from templates.outline import FACTS, Outline, bullets, shares, words
from templates.pen import WIDTH, holding, paragraph, row, row_tag, run, run_on, sentence, table, tag
from templates.sections import stems_of
from templates.words import say

GAPS = (5116, 2800, 1950)
HOME = (3366, WIDTH - 3366)
STRENGTHS = (4266, WIDTH - 4266)


def first_page(outline: Outline) -> Iterator[str]:
    """Who is this child, what must a home have, what keeps everybody safe, what is not known."""
    yield paragraph("{{ paper.title }}", "Heading1")
    yield paragraph(say("page.for", note=say(f"copy_note.{outline.copy}")), "Quiet")
    yield tag("if paper.notice") + paragraph("{{ paper.notice }}", "Notice") + tag("endif")
    yield from _request(outline)
    yield from _who(outline)
    yield from _home(outline)
    if any(True for each in outline.form.sections for _ in stems_of(each)):
        yield from _safety()
    if outline.domains:
        yield from _strengths_and_needs()
    what = ("{{ gap.title }}", "{{ gap.words }}", "{{ gap.helps }}")
    lead = tag("if page.gaps_later or not page.gaps")
    lead += paragraph("{{ page.gaps_text }}", "Summary") + tag("endif")
    yield from gaps("page.gaps", say("page.gaps"), what, lead)
    yield from _more()


def _request(outline: Outline) -> Iterator[str]:
    """What is asked for, side by side under the title."""
    asked = outline.questions(layout().request)
    if asked:
        widths = shares([3, *(2 for _ in asked[1:])])
        cells = [bullets(each, "TableStrong", "SummaryBullet") for each in asked]
        heads = [outline.label(each) for each in asked]
        yield table(heads, (row(cells, widths),), widths, say("page.request"), "KithTable")


def _who(outline: Outline) -> Iterator[str]:
    yield paragraph(words("page.who"), "Heading2")
    if outline.has(layout().headline):
        name = layout().headline
        label = outline.label(outline.form.by_key[name][1])
        yield tag(f"if {name}") + paragraph(f"{{{{ {name} }}}}", "Headline") + tag("else")
        yield sentence(f"{label}:", f"{{{{ {name} }}}}", "Summary") + tag("endif")
    yield tag("for words in page.own_words")
    yield sentence("{{ words.label }}:", "{{ words }}", "Voice") + tag("endfor")
    yield tag("if page.own_words_text") + paragraph("{{ page.own_words_text }}", "Quiet")
    yield tag("endif") + tag("if page.who") + run_on("page.who", "Summary") + tag("endif")


def _home(outline: Outline) -> Iterator[str]:
    """Must-haves on the left, what else a home needs to know on the right."""
    must, home = outline.questions((layout().must_haves,)), outline.questions(layout().home)
    if not must and not home:
        return
    yield paragraph(say("page.home"), "Heading2")
    cells = [bullets(each, "TableText", "SummaryBullet") for each in must]
    heads = [outline.label(each) for each in must]
    if home:
        line = sentence("{{ line.label }}:", "{{ line.inline }}", "TableText")
        none = paragraph(say("gap.none"), "TableText")
        cells.append(tag("for line in page.home") + line + tag("else") + none + tag("endfor"))
        heads.append(say("page.home_more"))
    widths = HOME if len(cells) == len(HOME) else shares([1] * len(cells))
    yield table(heads, (row(cells, widths),), widths, say("page.home"), "KithTable")


def _safety() -> Iterator[str]:
    """A line for each topic; the facts are in their own section."""
    start = run("{{ topic.title }}: ", "Strong") + run("{{ topic.words }}")
    lines = "{% for line in topic.lines %}. {{ line.label }}: {{ line }}{% endfor %}"
    yield paragraph(say("page.safety"), "Heading2")
    yield paragraph("{{ page.safety_text }}", "Summary") + tag("for topic in page.safety")
    yield holding(start + run(lines), "SummaryBullet") + tag("endfor")


def _strengths_and_needs() -> Iterator[str]:
    """Strengths on the left, what comes first and what helps on the right."""
    strength = sentence("{{ each.label }}:", "{{ each }}", "SummaryBullet")
    need = sentence("{{ each.title }}: {{ each.words }}.", "{{ each.helps }}", "SummaryBullet")
    cells = [
        tag(f"for each in page.{name}")
        + line
        + tag("else")
        + paragraph(say(f"page.{name}_none"), "TableText")
        + tag("endfor")
        for name, line in (("strengths", strength), ("priorities", need))
    ]
    heads = (say("page.strengths"), say("page.priorities"))
    heading = say("page.strengths_and_priorities")
    yield paragraph(heading, "Heading2")
    yield table(heads, (row(cells, STRENGTHS),), STRENGTHS, heading, "KithTable")


def gaps(name: str, heading: str, what: tuple[str, ...], lead: str = "") -> Iterator[str]:
    """A table of what is not known: what, who finds out, by when."""
    cells = [paragraph(each, "TableText") for each in what]
    rows = (row_tag(f"for gap in {name}", GAPS), row(cells, GAPS), row_tag("endfor", GAPS))
    heads = [say(f"section.gap_{each}") for each in ("what", "who", "by")]
    yield paragraph(heading, "Heading2") + lead
    yield tag(f"if {name}") + table(heads, rows, GAPS, heading, "KithTable") + tag("endif")


def _more() -> Iterator[str]:
    """What else the first section of the form holds."""
    cells = [paragraph("{{ line.label }}", "TableLabel"), paragraph("{{ line }}", "TableText")]
    rows = (row_tag("for line in page.more", FACTS), row(cells, FACTS), row_tag("endfor", FACTS))
    heads = (say("page.more"), say("page.answer"))
    yield tag("if page.more")
    yield table(heads, rows, FACTS, say("page.more"), "KithTable") + tag("endif")
