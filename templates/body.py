"""Writes what follows page one of a template: a heading for each section, and every answer under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.form import Kind, Question, Section
from templates.first_page import first_page, gaps
from templates.groups import group
from templates.outline import FACTS, Outline, own, place, words
from templates.pen import holding, paragraph, row, row_tag, run, run_on, sentence, table, tag
from templates.printing import is_own
from templates.sections import is_childs, stems_of
from templates.words import say

LEVELS = (3666, 3300, 2900)
OWN_VIEW = "own_view"


class Body:
    """Writes the body of one template, from top to bottom."""

    def __init__(self, outline: Outline, chart: str) -> None:
        self.outline, self.chart = outline, chart

    def written(self) -> Iterator[str]:
        yield from first_page(self.outline)
        rest = self.outline.rest
        for section in filter(is_childs, rest):
            yield from self.section(section)
        first = next(iter(self.outline.domains), None)
        for section in rest:
            if section is first:
                yield from self.profile()
            if section.domain:
                yield from self.domain(section)
            elif not is_childs(section):
                yield from self.section(section)
        what = ("{{ gap.title }}", "{{ gap.words }}", "{{ gap.helps }}")
        yield tag("if page.gaps_later")
        yield from gaps("paper.gaps", say("section.gaps"), what)
        yield tag("endif")

    def profile(self) -> Iterator[str]:
        """The chart, its numbers as words, and beside them how the child sees it."""
        cells = [
            paragraph("{{ level.title }}", "TableLabel"),
            paragraph("{{ level.words }}", "TableText"),
        ]
        heads = [say("section.level_heading"), say("section.level_words")]
        widths: Sequence[int] = LEVELS
        if any(self._own_view(each) for each in self.outline.domains):
            cells.append(paragraph("{{ level.own_view }}", "TableText"))
            heads.append(words("section.level_own_view"))
        else:
            widths = (LEVELS[0], sum(LEVELS[1:]))
        rows = (
            row_tag("for level in paper.levels", widths),
            row(cells, widths),
            row_tag("endfor", widths),
        )
        yield paragraph(say("section.profile"), "Heading2")
        yield paragraph(words("section.profile_intro"), "Lead")
        yield tag("if paper.has_levels") + holding(self.chart) + tag("endif")
        yield table(heads, rows, widths, say("section.chart_title"), "KithTable")

    def section(self, section: Section) -> Iterator[str]:
        """The child's own words first, then short and long answers, then what repeats."""
        stems = tuple(f"{stem}_" for stem in stems_of(section))
        asked = [each for each in section.questions if self.outline.prints(each)]
        if not asked:
            return
        plain = [each for each in asked if not each.key.startswith(stems)] if stems else asked
        theirs = [each for each in plain if is_own(each)]
        yield tag(f"if {section.key}.shown") + paragraph(own(section.title), "Heading2")
        if is_childs(section):
            yield from self.facts([each for each in plain if not is_own(each)], section)
            plain = theirs
        for question in theirs:
            yield from self.alone(question)
        rest = [each for each in plain if not is_own(each)]
        yield from self.facts([each for each in rest if not each.is_group], section)
        for question in rest:
            if question.is_group:
                yield from self.alone(question)
        if stems:
            yield from self.topics(section)
        yield self._not_answered(section) + tag("endif")

    def domain(self, section: Section) -> Iterator[str]:
        """One part of life: strength, own words, the level beside the child's own view, what helps."""
        asked = [each for each in section.questions if self.outline.prints(each)]
        if not asked:
            return
        view = self._own_view(section)
        yield tag(f"if {section.key}.shown") + paragraph(own(section.title), "Heading3")
        for question in asked:
            if question.kind is Kind.LEVEL and not is_own(question):
                yield self._level(question, view)
            elif question is not view:
                yield from self.alone(question)
        yield self._not_answered(section) + tag("endif")

    def facts(self, questions: Sequence[Question], section: Section) -> Iterator[str]:
        """Answers as one table; a row leaves when its question does not apply."""
        if len(questions) < 2:
            for question in questions:
                yield from self.alone(question)
            return
        rows = "".join(
            row_tag(f"if {each.key}", FACTS)
            + row(
                [
                    paragraph(self.outline.label(each), "TableLabel"),
                    paragraph(place(each), "TableText"),
                ],
                FACTS,
                whole=each.kind is not Kind.LONG_TEXT,
            )
            + row_tag("endif", FACTS)
            for each in questions
        )
        heads = (say("section.question"), say("page.answer"))
        yield tag("if " + " or ".join(each.key for each in questions))
        yield table(heads, (rows,), FACTS, own(section.title), "KithTable") + tag("endif")

    def alone(self, question: Question) -> Iterator[str]:
        """One answer after its label, across the page; the child's own words stand out."""
        yield tag(f"if {question.key}")
        if question.is_group and len(question.fields) > 1:
            yield from group(question, self.outline)
        else:
            style = "Voice" if is_own(question) else "Answer"
            yield sentence(f"{self.outline.label(question)}:", place(question), style)
        yield tag("endif")

    def topics(self, section: Section) -> Iterator[str]:
        """A checklist: what there is to tell under its topic, and what was asked and is not present."""
        key = section.key
        yield tag(f"for topic in {key}.topics")
        yield paragraph("{{ topic.title }}: {{ topic.words }}", "Heading3")
        yield tag("if topic.note") + paragraph("{{ topic.note }}", "Answer") + tag("endif")
        yield tag("for line in topic.stories")
        yield sentence("{{ line.label }}:", "{{ line }}", "Answer") + tag("endfor")
        yield tag("if topic.facts") + run_on("topic.facts", "Answer") + tag("endif")
        yield tag("endfor") + tag(f"if {key}.clear")
        yield sentence(f"{say('section.clear')}:", f"{{{{ {key}.clear }}}}.", "Answer")
        yield tag("endif")

    def _own_view(self, section: Section) -> Question | None:
        key = f"{section.key}.{OWN_VIEW}"
        return self.outline.form.by_key[key][1] if self.outline.has(key) else None

    def _level(self, level: Question, view: Question | None) -> str:
        inside = run(f"{say('section.need')}: ", "Strong") + run(f"{{{{ {level.key} }}}}")
        shown = level.key
        if view is not None:
            beside = run(f"{self.outline.label(view)}: ", "Strong") + run(f"{{{{ {view.key} }}}}")
            inside += run(f"{{% if {view.key} %}}  |  ") + beside + run("{% endif %}")
            shown = f"{level.key} or {view.key}"
        return tag(f"if {shown}") + holding(inside, "NeedLevel") + tag("endif")

    def _not_answered(self, section: Section) -> str:
        told = paragraph(f"{{{{ {section.key}.not_answered }}}}", "Quiet")
        return tag(f"if {section.key}.not_answered") + told + tag("endif")
