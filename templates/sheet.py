"""A paper about a household, free of Word and of the web page: chapters of plain blocks, in order.

The page `/reviews/{ref}` and the Word file are both made from it. Every block has a `kind`, so that a
page template can tell them apart: `heading`, `words`, `line`, `table`, `grid`, `levels`, `picture`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from templates.parts import Line, Table, Withheld


class SheetKind(StrEnum):
    """The papers about a household."""

    REVIEW = "review"
    """The skills review, for the carers, the supervising social worker and the panel."""
    MATCHING = "matching"
    """One page, for those who look for a home."""
    WELCOME = "welcome"
    """For children, in the carers' own words."""


class Look(StrEnum):
    """How words that stand alone are set; what they say never depends on it."""

    PLAIN = "plain"
    QUIET = "quiet"
    LEAD = "lead"
    NOTICE = "notice"
    """Something that must not be overlooked."""
    LABEL = "label"
    """Names what comes next, where a heading would be too much."""
    BULLET = "bullet"
    BIG = "big"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter; `level` 3 or 4, since 2 is the chapter's own title."""

    kind: ClassVar[str] = "heading"
    text: str = field(repr=False)
    level: int = 3
    voice: bool = False
    """True when it says whose words follow."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. Words that somebody typed have a `path`, so that reading back can name them."""

    kind: ClassVar[str] = "words"
    text: str = field(repr=False)
    look: Look = Look.PLAIN
    path: str = ""
    label: str = ""
    """Stands before the text, in bold."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that the paper makes of several answers; the first column names the row."""

    kind: ClassVar[str] = "grid"
    key: str
    about: str
    """What the table shows, for those who cannot see it."""
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    """No cell is ever empty: a gap is words too."""
    widths: tuple[int, ...] = ()
    """The weight of each column; all alike when empty."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of bars of a chart: a number for every category, None where there is no bar."""

    name: str = field(repr=False)
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """A chart of levels from 0 to 4, whose numbers stand in the grid that follows it."""

    kind: ClassVar[str] = "levels"
    key: str
    title: str
    alt: str = field(repr=False)
    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, with words for those who cannot see it."""

    kind: ClassVar[str] = "picture"
    data: bytes = field(repr=False)
    alt: str = field(repr=False)


Block = Heading | Words | Line | Table | Grid | Levels | Shown


@dataclass(frozen=True, slots=True)
class Chapter:
    """What belongs under one heading of the paper; a council's own template places it whole."""

    key: str
    title: str
    """Empty when the chapter has no heading of its own."""
    blocks: tuple[Block, ...] = field(repr=False)
    dense: bool = False
    """True where short answers follow one another in a line, as in a story, and make no table."""
    new_page: bool = False
    """True where what came before is a page to keep by itself."""
    place: str = ""
    """Where a template puts it, together with the others of that place; empty: by its own key."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole paper for its readers, before it becomes a web page or a Word file."""

    kind: SheetKind
    title: str
    """As printed at the top; may hold what the household is called."""
    plain_title: str
    """For the file's own properties: a reference, never a name."""
    reference: str
    council: str
    written_on: str
    note: str
    """Whom it is for and what it is not for, in a sentence under the title."""
    chapters: tuple[Chapter, ...] = field(repr=False)
    withheld: tuple[Withheld, ...] = field(default=(), repr=False)
    """Texts that must not be in it, so that reading back can prove they are not."""

    def chapter(self, key: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.key == key), None)

    def blocks(self) -> Iterator[tuple[Chapter, Block]]:
        for chapter in self.chapters:
            for block in chapter.blocks:
                yield chapter, block
