"""Writes page one of a template: the minute's reading that everything else backs up."""

from __future__ import annotations

from collections.abc import Iterator

from templates.layout import layout
from templates.outline import FACTS, Outline, answer, own, shares, words
from templates.pen import holding, paragraph, row, row_tag, run, sentence, table, tag
from templates.sections import stems_of
from templates.words import say

GAPS = (5438, 2400, 1800)


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
    yield from gaps("page.gaps", say("page.gaps"), what, paragraph("{{ page.gaps_text }}", "Lead"))
    yield from _more()


def _request(outline: Outline) -> Iterator[str]:
    """What is asked for, side by side under the title."""
    asked = outline.questions(layout().request)
    if asked:
        widths = shares(len(asked))
        cells = [answer(each, "TableStrong", "TableBullet") for each in asked]
        heads = [own(each.label) for each in asked]
        yield table(heads, (row(cells, widths),), widths, say("page.request"), "KithTable")


def _who(outline: Outline) -> Iterator[str]:
    yield paragraph(words("page.who"), "Heading2")
    if outline.has(layout().headline):
        name = layout().headline
        label = own(outline.form.by_key[name][1].label)
        yield tag(f"if {name}") + paragraph(f"{{{{ {name} }}}}", "Headline") + tag("else")
        yield sentence(f"{label}:", f"{{{{ {name} }}}}", "Summary") + tag("endif")
    yield tag("if page.own_words")
    yield paragraph(words(f"page.own_words_{outline.copy}"), "VoiceLabel")
    yield tag("for words in page.own_words") + sentence(
        "{{ words.label }}:", "{{ words }}", "Voice"
    )
    yield tag("endfor") + tag("endif") + tag("if page.own_words_text")
    yield paragraph("{{ page.own_words_text }}", "Quiet") + tag("endif")
    yield tag("if page.who") + _run_on("page.who", "Summary") + tag("endif")


def _run_on(name: str, style: str) -> str:
    """Short answers one after the other in a paragraph, each with its label in bold."""
    start = run(f"{{% for line in {name} %}}") + run("{{ line.label }}: ", "Strong")
    end = "{{ line.inline }}{% if not loop.last %}. {% endif %}{% endfor %}."
    return holding(start + run(end), style)


def _home(outline: Outline) -> Iterator[str]:
    must, home = outline.questions((layout().must_haves,)), outline.questions(layout().home)
    if not must and not home:
        return
    yield paragraph(say("page.home"), "Heading2")
    for question in must:
        yield paragraph(own(question.label), "Label")
        yield answer(question, "Summary", "SummaryBullet")
    if home:
        yield tag("if page.home") + _run_on("page.home", "Summary") + tag("endif")


def _safety() -> Iterator[str]:
    lines = "{% for line in topic.lines %}{{ line.label }}: {{ line }} {% endfor %}{{ topic.note }}"
    start = run("{{ topic.title }}. {{ topic.words }}. ", "Strong")
    yield paragraph(say("page.safety"), "Heading2")
    yield paragraph("{{ page.safety_text }}", "Summary") + tag("for topic in page.safety")
    yield holding(start + run(lines), "SummaryBullet") + tag("endfor")


def _strengths_and_needs() -> Iterator[str]:
    yield paragraph(say("page.strengths"), "Heading2") + tag("for strength in page.strengths")
    yield sentence("{{ strength.label }}.", "{{ strength }}", "SummaryBullet") + tag("else")
    yield paragraph(say("page.strengths_none"), "Summary") + tag("endfor")
    yield paragraph(say("page.priorities"), "Heading2") + tag("for need in page.priorities")
    yield sentence("{{ need.title }}. {{ need.words }}.", "{{ need.helps }}", "SummaryBullet")
    yield tag("else") + paragraph(say("page.priorities_none"), "Summary") + tag("endfor")


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
