"""Writes the place for a group that repeats: columns side by side, or one dense row for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.form import Question
from templates.outline import FACTS, Outline, shares
from templates.parts import Copy
from templates.pen import holding, paragraph, row, row_tag, run, sentence, table, tag
from templates.search_copy import fields_shown
from templates.sections import is_wide
from templates.words import say

BROAD = {"email": 3}
"""Columns that need more room than the others, by the key of the field."""


def group(question: Question, outline: Outline) -> Iterator[str]:
    """A table of the rows that were given; a sentence when there are none."""
    label = outline.label(question)
    fields = fields_shown(question) if outline.copy is Copy.SEARCH else _printed(question)
    alone = sentence(f"{label}:", f"{{{{ {question.key} }}}}", "Answer")
    if not fields:
        yield alone
        return
    several = _table(question, fields, label, outline) if len(fields) > 1 else ""
    yield tag(f"if {question.key}.rows") + (several or _listed(question, label, fields[0]))
    note = paragraph(f"{{{{ {question.key}.note }}}}", "Answer")
    yield tag(f"if {question.key}.note") + note + tag("endif")
    yield tag("else") + alone + tag("endif")


def _table(question: Question, fields: Sequence[Question], label: str, outline: Outline) -> str:
    wide = is_wide(question, fields)
    first = say("section.group_first", group=label, first=outline.label(fields[0]))
    heads = [first, *(outline.label(each) for each in fields[1:])]
    if wide:
        heads = [first, say("section.details")]
    widths: Sequence[int] = FACTS if wide else shares([BROAD.get(each.key, 2) for each in fields])
    cells = [paragraph(f"{{{{ row.{fields[0].key} }}}}", "TableLabel")]
    if wide:
        cells.append(_dense(fields[1:], outline))
    else:
        cells += [paragraph(f"{{{{ row.{each.key} }}}}", "TableText") for each in fields[1:]]
    rows = (
        row_tag(f"for row in {question.key}.rows", widths),
        row(cells, widths, whole=not wide),
        row_tag("endfor", widths),
    )
    return table(heads, rows, widths, label, "KithTable")


def _listed(question: Question, label: str, only: Question) -> str:
    """One thing for each row, all on one line."""
    start = run(f"{label}: ", "Strong") + run(f"{{% for row in {question.key}.rows %}}")
    end = f"{{{{ row.{only.key} }}}}{{% if not loop.last %}}{say('gap.join')}{{% endif %}}"
    return holding(start + run(end + "{% endfor %}"), "Answer")


def _printed(question: Question) -> tuple[Question, ...]:
    return tuple(each for each in question.fields if each.printed)


def _dense(fields: Sequence[Question], outline: Outline) -> str:
    """Every cell after its label, one after the other; one that does not apply leaves."""
    inside = "".join(
        run(f"{{% if row.{each.key} %}}")
        + run(f"{outline.label(each)}: ", "Strong")
        + run(f"{{{{ row.{each.key}.sentence }}}} {{% endif %}}")
        for each in fields
    )
    return holding(inside, "TableText")
