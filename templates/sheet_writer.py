"""Writes the blocks of a sheet as Word elements, with the same pen and the same styles as a referral."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import assert_never

from templates.attach import Attached
from templates.outline import FACTS, shares
from templates.parts import Line, State, Table
from templates.pen import paragraph, row, table
from templates.sheet import (
    Block,
    Chapter,
    Grid,
    Heading,
    Levels,
    Look,
    Sheet,
    SheetKind,
    Shown,
    Words,
)
from templates.typed import SPACE, typed
from templates.words import joined, say

SHORT = 160
"""Characters of an answer that still sits well in a table of facts."""
FACTS_FROM = 3
"""How many short answers in a row become a table."""
TOGETHER = 8
"""A table of so few rows stands on one page."""
SMALL = 1_200
"""Characters of a row that is kept on one page."""
LOOKS = {
    Look.PLAIN: "Answer",
    Look.QUIET: "Quiet",
    Look.LEAD: "Lead",
    Look.NOTICE: "Notice",
    Look.LABEL: "Label",
    Look.BULLET: "SummaryBullet",
    Look.BIG: "Big",
}
HEADINGS = {2: "Heading2", 3: "Heading3", 4: "Whose"}


@dataclass(slots=True)
class Writer:
    """Writes one sheet; collects its charts and pictures on the way."""

    sheet: Sheet
    attached: Attached = field(default_factory=Attached)

    def places(self) -> dict[str, str]:
        """The XML for each place of a template, in the order of the sheet."""
        made: dict[str, str] = {}
        for chapter in self.sheet.chapters:
            place = chapter.place or chapter.key
            made[place] = made.get(place, "") + "".join(self.chapter(chapter))
        return made

    def chapter(self, chapter: Chapter) -> Iterator[str]:
        if chapter.title:
            big = self.sheet.kind is SheetKind.WELCOME
            style = "BigHeading" if big else HEADINGS[2]
            yield typed(chapter.title, style, new_page=chapter.new_page)
        for several, blocks in groupby(chapter.blocks, _is_fact):
            mine = list(blocks)
            if not several:
                for block in mine:
                    yield self.block(block)
            elif chapter.dense or len(mine) < FACTS_FROM:
                yield _run_on([each for each in mine if isinstance(each, Line)])
            else:
                yield _facts([each for each in mine if isinstance(each, Line)], chapter.title)

    def block(self, block: Block) -> str:
        match block:
            case Heading(text, level):
                return typed(text, HEADINGS[level])
            case Words(text, look, _, label):
                return typed(text, LOOKS[look], label)
            case Line():
                return _line(block)
            case Table():
                return _table(block)
            case Grid():
                return _grid(block)
            case Levels():
                return f"<w:p><w:pPr><w:keepNext/></w:pPr>{self.attached.chart(block)}</w:p>"
            case Shown(_, alt):
                shown = self.attached.picture(block)
                picture = f'<w:p><w:pPr><w:pStyle w:val="BigPicture"/></w:pPr>{shown}</w:p>'
                return picture + typed(alt, "BigCaption")
            case _:
                assert_never(block)


def _is_fact(block: Block) -> bool:
    """Whether it is a short answer that can stand beside others."""
    return (
        isinstance(block, Line)
        and not block.long
        and not block.child
        and not block.note
        and len(block.text) + len(block.said) <= SHORT
    )


def _line(line: Line) -> str:
    text = joined(line.items) if len(line.items) > 1 else line.text
    return typed(text, "Voice" if line.child else "Answer", f"{line.label}:", _after(line))


def _after(line: Line | Table) -> str:
    """What follows an answer: what was added beside it, and what is to be told of the words."""
    note = say("answer.note", note=line.note) if line.note else ""
    return "\n".join(filter(None, (note, line.said)))


def _run_on(lines: Sequence[Line]) -> str:
    """Short answers one after the other in a paragraph, each after its label."""
    pieces = [typed(_said(line), "", f"{line.label}:", bare=True) for line in lines]
    return typed("", "Answer", inside=SPACE.join(pieces))


def _said(line: Line) -> str:
    text = joined(line.items) if len(line.items) > 1 else line.text
    stop = "" if text.rstrip().endswith((".", "!", "?", "…")) else "."
    return f"{text}{stop} {line.said}".rstrip()


def _facts(lines: Sequence[Line], about: str) -> str:
    last = len(lines) - 1
    rows = (
        row(
            [
                typed(line.label, "TableLabel", keep=len(lines) <= TOGETHER and n < last),
                _cell(line),
            ],
            FACTS,
        )
        for n, line in enumerate(lines)
    )
    heads = (say("section.question"), say("page.answer"))
    return table(heads, rows, FACTS, about, "KithTable")


def _cell(line: Line) -> str:
    text = joined(line.items) if len(line.items) > 1 else line.text
    return typed(text, "TableText", after=_after(line))


def _table(one: Table) -> str:
    """A group that repeats: columns side by side, or one dense row for each."""
    after = _after(one)
    told = typed(after, "Quiet") if after else ""
    label = paragraph(one.label, "Label")
    if not one.wide:
        widths = shares([3, *(2 for _ in one.headings[1:])])
        cells = [[_first(r.cells[0]), *(_cell(each) for each in r.cells[1:])] for r in one.rows]
        rows = [row(each, widths) for each in cells]
        return label + table(one.headings, rows, widths, one.label, "KithTable") + told
    heads = (one.headings[0], say("section.details"))
    rows = [
        row([_first(r.cells[0]), _dense(r.cells[1:])], FACTS, whole=_is_small(r.cells))
        for r in one.rows
    ]
    return label + table(heads, rows, FACTS, one.label, "KithTable") + told


def _is_small(cells: Sequence[Line]) -> bool:
    """Whether a row is short enough to stand on one page."""
    return sum(len(each.text) + len(each.note) for each in cells) < SMALL


def _first(line: Line) -> str:
    return typed(line.text, "TableLabel", after=_after(line))


def _dense(cells: Iterable[Line]) -> str:
    applies = [cell for cell in cells if cell.state is not State.NOT_ASKED]
    bare = [each for each in applies if each.text == say("gap.cell") and not _after(each)]
    applies = [each for each in applies if each not in bare]
    spare = joined(each.label for each in bare)
    told = "".join(
        typed(
            joined(each.items) if len(each.items) > 1 else each.text,
            "TableText",
            f"{each.label}:",
            _after(each),
        )
        for each in applies
    )
    return told + (typed(spare, "TableText", say("gap.cells")) if spare or not told else "")


def _grid(grid: Grid) -> str:
    widths = shares(grid.widths or [1] * len(grid.headings))
    rows = [
        row(
            [
                typed(
                    cell,
                    "TableText" if place else "TableLabel",
                    keep=len(grid.rows) <= TOGETHER and cells is not grid.rows[-1],
                )
                for place, cell in enumerate(cells)
            ],
            widths,
        )
        for cells in grid.rows
    ]
    return table(grid.headings, rows, widths, grid.about, "KithTable")
