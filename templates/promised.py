"""Tells support that is certain from support that is hoped for: carers plan their lives by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dialogs.answers import Given
from templates.layout import household_layout
from templates.parts import Part, Table
from templates.review import Spoken
from templates.words import known, say


def promised(part: Part, spoken: Spoken) -> Iterator[Part]:
    """The table of promised support as one table for each kind of promise, in the order of the
    form's choices and named in words; every other part as it is."""
    plan = household_layout()
    if not isinstance(part, Table) or part.path != plan.promised:
        yield part
        return
    group = spoken.form.by_key[part.path][1]
    field = group.field_named(plan.certainty)
    kinds = [choice.key for choice in field.choices] if field else []
    printed = [each for each in group.fields if each.printed]
    place = next((n for n, each in enumerate(printed) if each is field), None)
    for kind in (*kinds, ""):
        rows = [row for row in part.rows if _kind(part, row.id, spoken, kinds) == kind]
        if not rows:
            continue
        name = f"support.{kind}" if known(f"support.{kind}") else "support.open"
        told = replace(part, label=say(name), rows=tuple(rows))
        yield _without(told, place) if kind and place is not None else told


def _kind(part: Table, row: str, spoken: Spoken, kinds: list[str]) -> str:
    answer = spoken.answers.get(f"{part.path}.{row}.{household_layout().certainty}")
    found = str(answer.value) if isinstance(answer, Given) else ""
    return found if found in kinds else ""


def _without(table: Table, place: int) -> Table:
    """Without the column that the title of the table says already."""
    return replace(
        table,
        headings=(*table.headings[:place], *table.headings[place + 1 :]),
        rows=tuple(
            replace(row, cells=(*row.cells[:place], *row.cells[place + 1 :])) for row in table.rows
        ),
    )
