"""A paper as a Word template sees it: short names for every question, and nothing that can act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogs.form import Form
from templates.parts import Copy, Gap, Line, Paper, Part, Section, State, Table, Topic
from templates.search_copy import shown
from templates.words import is_sentence, joined, say, upper_first


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands where a placeholder stood; always has words, and is false when it has no answer."""

    text: str
    items: tuple[str, ...] = ()
    answered: bool = True
    note: str = ""
    label: str = ""
    rows: tuple[Named, ...] = ()
    long: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return self.answered

    def __iter__(self) -> Iterator[object]:
        return iter(self.rows or self.items or (self.text,))

    @property
    def inline(self) -> str:
        """Several choices on one line; a text as it is."""
        return joined(self.items) if len(self.items) > 1 else self.text

    @property
    def sentence(self) -> str:
        """The same with a full stop, so that something can follow."""
        return self.inline if is_sentence(self.inline) else f"{self.inline}."


class Named:
    """Things by name, for `{{ section.part }}`; a name that is not there is a fault, not a blank."""

    __slots__ = ("_things",)

    def __init__(self, things: Mapping[str, object]) -> None:
        self._things = things

    def find(self, name: str) -> object | None:
        return self._things.get(name)

    def __getitem__(self, name: str) -> object:
        return self._things[name]


@dataclass(frozen=True, slots=True)
class Told:
    """A topic of a checklist, or a small thing with a few words of its own."""

    title: str = ""
    words: str = ""
    helps: str = ""
    lines: tuple[Printed, ...] = ()
    note: str = ""
    key: str = field(default="")
    own_view: str = ""

    @property
    def stories(self) -> tuple[Printed, ...]:
        """The lines that want a paragraph each."""
        return tuple(line for line in self.lines if line.long)

    @property
    def facts(self) -> tuple[Printed, ...]:
        """The short lines, which can follow one another."""
        return tuple(line for line in self.lines if not line.long)


EXTRAS = ("shown", "topics", "clear", "not_answered")
ROW_NAMES = ("rows", "items", "note", "label", "answered", "inline", "sentence", "long")
PAPER_NAMES = (
    *("title", "reference", "version", "written_on", "sent_by", "council", "copy_title"),
    *("child", "child_first", "age", "due", "notice", "levels", "has_levels", "gaps"),
)
PAGE_NAMES = (
    *("who", "own_words", "own_words_text", "request", "home", "more", "safety", "safety_text"),
    *("strengths", "priorities", "gaps", "gaps_text", "gaps_later"),
)


def context(form: Form, paper: Paper) -> dict[str, object]:
    """Every placeholder a template for this form may use, with its words."""
    made: dict[str, object] = {"paper": _paper(paper), "page": _page(paper)}
    page = paper.page_one
    front = [each for each in (page.headline, page.must_haves, *page.request, *page.more) if each]
    absent = Printed(say("gap.does_not_apply"), answered=False)
    held = Printed(say("gap.held_back"), answered=False)
    for asked in form.sections:
        section = paper.section(asked.key)
        things: dict[str, object] = {}
        for question in asked.questions:
            hidden = paper.copy is Copy.SEARCH and not shown(question)
            things[question.key.partition(".")[2]] = held if hidden else absent
        parts: Sequence[Part] = front if section is None else _all(section)
        for part in parts:
            name, _, place = part.path.partition(".")
            if name == asked.key:
                things[place] = printed(part)
        things.setdefault("shown", section is not None)
        for name, value in _extras(section).items():
            things.setdefault(name, value)
        made[asked.key] = Named(things)
    return made


def _all(section: Section) -> list[Part]:
    particulars = (line for topic in section.topics for line in topic.lines)
    return [*section.parts, *section.not_answered, *particulars]


def _extras(section: Section | None) -> dict[str, object]:
    topics = tuple(told(topic) for topic in section.topics) if section else ()
    clear = say("gap.join").join(section.clear) if section else ""
    return {
        "topics": topics,
        "clear": clear,
        "not_answered": section.not_answered_text if section else "",
    }


def printed(part: Part) -> Printed:
    """The words of one part, with the note after them."""
    note = say("answer.note", note=part.note) if part.note else ""
    if isinstance(part, Table):
        rows = tuple(
            Named({cell.path.rpartition(".")[2]: _cell(cell) for cell in row.cells})
            for row in part.rows
        )
        return Printed(part.label, (), True, note, part.label, rows)
    text = f"{part.text}\n{note}" if note else part.text
    items = (*part.items, *((note,) if note else ())) if part.items else (text,)
    answered = part.state in (State.GIVEN, State.NOT_KNOWN) or bool(note)
    return Printed(text, items, answered, note, part.label, long=part.long)


def _cell(line: Line) -> Printed:
    """A cell counts as answered when it applies, so that its gap is printed and not left out."""
    return replace(printed(line), answered=line.state is not State.NOT_ASKED)


def told(topic: Topic) -> Told:
    note = say("answer.note", note=topic.note) if topic.note else ""
    lines = tuple(printed(line) for line in topic.lines)
    return Told(topic.title, topic.words, "", lines, note, topic.key)


def _lines(parts: Sequence[Part]) -> tuple[Printed, ...]:
    return tuple(printed(part) for part in parts)


def _paper(paper: Paper) -> Named:
    notice = ""
    if paper.emergency:
        notice = say("page.emergency" if paper.due else "page.emergency_no_date", due=paper.due)
    names = PAPER_NAMES[:7]
    return Named(
        {
            **{name: getattr(paper, name) for name in names},
            "child": paper.child,
            "child_first": upper_first(paper.child),
            "age": paper.age,
            "due": paper.due,
            "notice": notice,
            "levels": tuple(
                Told(each.title, each.words, key=each.key, own_view=each.own_view)
                for each in paper.levels
            ),
            "has_levels": any(each.number is not None for each in paper.levels),
            "gaps": tuple(
                Told(_in_sections({each.section: each.labels}), each.who, each.by)
                for each in paper.gap_groups
            ),
        }
    )


def _by_owner(gaps: Sequence[Gap]) -> tuple[Told, ...]:
    """Gaps that one person finds out by one day together, a line for each section."""
    groups: dict[tuple[str, str], dict[str, list[str]]] = {}
    for gap in gaps:
        sections = groups.setdefault((gap.who, gap.by), {})
        sections.setdefault(gap.section, []).append(gap.label)
    return tuple(Told(_in_sections(sections), who, by) for (who, by), sections in groups.items())


def _in_sections(sections: Mapping[str, Sequence[str]]) -> str:
    join = say("gap.join")
    return "\n".join(
        say("gap.in_section", section=section, labels=join.join(dict.fromkeys(labels)))
        for section, labels in sections.items()
    )


def _page(paper: Paper) -> Named:
    page = paper.page_one
    return Named(
        {
            "who": _lines(page.who),
            "own_words": _lines(page.own_words),
            "own_words_text": page.own_words_text,
            "request": _lines(page.request),
            "home": _lines(page.home),
            "more": _lines(page.more),
            "safety": tuple(told(topic) for topic in page.safety),
            "safety_text": page.safety_text,
            "strengths": _lines(page.strengths),
            "priorities": tuple(
                Told(each.title, each.words, each.helps) for each in page.priorities
            ),
            "gaps": _by_owner(page.gaps),
            "gaps_text": page.gaps_text,
            "gaps_later": page.gaps_later,
        }
    )
