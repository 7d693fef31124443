"""Takes columns out of a table that nobody had to fill and nobody did: rows of *not given* tell nothing."""

from __future__ import annotations

from dataclasses import replace

from dialogs.form import Required
from templates.layout import layout
from templates.parts import Line, Part, State, Table
from templates.review import Spoken


def tidy(part: Part, spoken: Spoken) -> Part:
    """The same part; a table without the columns in which no row has anything. The first stays."""
    if not isinstance(part, Table):
        return part
    group = spoken.form.by_key[part.path][1]
    kept = [
        place
        for place in range(len(part.headings))
        if place == 0
        or any(
            _tells(row.cells[place])
            or (field := group.field_named(row.cells[place].path.rpartition(".")[2])) is None
            or field.required is not Required.OPTIONAL
            for row in part.rows
        )
    ]
    if len(kept) == len(part.headings):
        return part
    return replace(
        part,
        headings=tuple(part.headings[place] for place in kept),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in kept)) for row in part.rows
        ),
        wide=part.wide
        and (
            len(kept) > layout().columns
            or any(row.cells[place].long for row in part.rows for place in kept)
        ),
    )


def _tells(cell: Line) -> bool:
    return cell.state not in (State.UNANSWERED, State.NOT_ASKED) or bool(cell.note)
