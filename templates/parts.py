"""The parts a paper is made of: what a reader sees, free of Word, web page and chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar


class Copy(StrEnum):
    """One rendering of the same answers for one reader."""

    COUNCIL = "council"
    """Everything that is printed; stays inside the council."""
    SEARCH = "search"
    """De-identified, for homes that are asked whether they could help."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What surrounds the answers: the referral's own life, and the subject's record."""

    reference: str
    version: int
    written_on: date
    sent_by: str
    """Who sends it; printed in the council copy only."""
    council: str
    record: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The child's or household's record by name; see `care/people.py`."""
    emergency: bool = False
    due: date | None = None
    """In an emergency, the day by which the rest of the questions are answered."""


class State(StrEnum):
    """Why a line says what it says; shown in words too, never by colour alone."""

    GIVEN = "given"
    NOT_KNOWN = "not_known"
    UNANSWERED = "unanswered"
    NOT_ASKED = "not_asked"
    """A cell that does not apply to its row."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question and what is printed under its label. `text` is never empty."""

    kind: ClassVar[str] = "line"
    path: str
    label: str
    text: str = field(repr=False)
    items: tuple[str, ...] = field(default=(), repr=False)
    """For several choices: the label of each; `text` holds the same, one a line."""
    note: str = field(default="", repr=False)
    """What the person added beside the answer."""
    state: State = State.GIVEN
    level: int | None = None
    long: bool = False
    """True for a story, which wants the whole width of the page."""
    child: bool = False
    """True when the words are the child's own."""
    said: str = field(default="", repr=False)
    """What is to be told of these words alone: that they are new, or who first said them when."""

    @property
    def given(self) -> bool:
        return self.state is State.GIVEN

    @property
    def key(self) -> str:
        """The key of the question, whatever the row."""
        parts = self.path.split(".")
        return ".".join(parts[:2])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group: a cell for every heading, in the same order."""

    id: str
    cells: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A group that repeats: people, homes, medicines."""

    kind: ClassVar[str] = "table"
    path: str
    label: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    """At least one: a group without rows is a `Line` that says so."""
    note: str = ""
    wide: bool = False
    """True when a row has too much in it for columns and is shown as a block."""
    said: str = field(default="", repr=False)
    """As for a line: that these words are new, or who first said them when."""


Part = Line | Table


@dataclass(frozen=True, slots=True)
class Level:
    """The help needed in one domain; `number` is None when it is not known yet."""

    key: str
    title: str
    number: int | None
    words: str
    """Words first, number second: "Daily, skilled help (3 of 4)"; or why there is none."""
    own_view: str = field(default="", repr=False)
    """How the child sees it, in the same words; empty when the copy does not print it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One line of a checklist that has something to tell."""

    key: str
    title: str
    status: str
    """The key of the status: current, reported, past, unknown."""
    words: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What belongs under one heading."""

    key: str
    title: str
    parts: tuple[Part, ...]
    level: Level | None = None
    """Set for the twelve domains only."""
    topics: tuple[Topic, ...] = ()
    clear: tuple[str, ...] = ()
    """Checklist topics that were asked about and are not present."""
    not_answered: tuple[Line, ...] = ()
    """Questions without an answer."""
    not_answered_text: str = ""
    """All of them in one sentence, in place of blanks; empty when there are none."""
    child: bool = False
    """True when the section holds the child's own words."""

    @property
    def has_content(self) -> bool:
        return bool(self.parts or self.topics or self.clear)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something nobody can say yet: what, who finds out, by when."""

    path: str
    section: str
    label: str
    who: str
    """A name; in the search copy a role."""
    by: str
    """A date in words, or a sentence that no date is set."""
    state: State
    urgent: bool = False
    """True for a question that no search should start without."""


@dataclass(frozen=True, slots=True)
class GapGroup:
    """The gaps of one section that the same person closes by the same day: one row to read."""

    section: str
    labels: tuple[str, ...]
    who: str
    by: str


@dataclass(frozen=True, slots=True)
class Priority:
    """A need that comes first, and what helps."""

    title: str
    words: str
    helps: str


@dataclass(frozen=True, slots=True)
class PageOne:
    """What a busy person reads in a minute."""

    headline: Line | None
    """One sentence that sums up this child at their best."""
    who: tuple[Line, ...]
    own_words: tuple[Line, ...]
    own_words_text: str
    """Printed when no words of the child's fit page one; empty when some do."""
    request: tuple[Line, ...]
    must_haves: Line | None
    home: tuple[Part, ...]
    safety: tuple[Topic, ...]
    safety_text: str
    """A sentence on the checklist as a whole; never empty."""
    strengths: tuple[Line, ...]
    priorities: tuple[Priority, ...]
    gaps: tuple[Gap, ...]
    """Those no search should start without, and those with somebody finding out, up to a few."""
    gaps_text: str
    """How many gaps there are in all; never empty."""
    gaps_later: bool = False
    """True when there are gaps that page one does not list."""
    more: tuple[Part, ...] = ()
    """What else the form's first section holds, so that nothing of it is lost."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A text that must not be in this copy, so that reading back can prove it is not."""

    path: str
    text: str = field(repr=False)
    identity: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document for one reader, before it becomes a web page or a Word file."""

    copy: Copy
    copy_title: str
    """"Council copy", or "Search copy: names left out"."""
    title: str
    reference: str
    version: int
    written_on: str
    sent_by: str = field(repr=False)
    """A name; in the search copy a role."""
    council: str
    child: str = field(repr=False)
    """The name used throughout: the preferred name, or "the child" in the search copy."""
    age: str
    emergency: bool
    due: str
    page_one: PageOne = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    """The child's own words first, then the sections of the form in order."""
    levels: tuple[Level, ...]
    """The domains in order, for the chart and the table beside it."""
    gaps: tuple[Gap, ...] = field(repr=False)
    """Every gap, in the order of the form."""
    withheld: tuple[Withheld, ...] = field(default=(), repr=False)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    @property
    def gap_groups(self) -> tuple[GapGroup, ...]:
        """Every gap, the ones of a section with the same owner and day together."""
        groups: dict[tuple[str, str, str], list[str]] = {}
        for gap in self.gaps:
            groups.setdefault((gap.section, gap.who, gap.by), []).append(gap.label)
        return tuple(
            GapGroup(section, tuple(labels), who, by)
            for (section, who, by), labels in groups.items()
        )

    def lines(self) -> Iterator[Line]:
        """Every whole answer of this copy, cells and topics included."""
        page = self.page_one
        front = (page.headline, page.must_haves, *page.request, *page.more)
        parts = [part for section in self.sections for part in section.parts]
        for part in (*(each for each in front if each), *parts):
            yield from lines_of(part)
        for section in self.sections:
            for topic in section.topics:
                yield from topic.lines


def lines_of(part: Part) -> Iterator[Line]:
    """The line itself, or every cell of a table."""
    if isinstance(part, Line):
        yield part
    else:
        for row in part.rows:
            yield from row.cells
