"""What is new since the last review, on one page: whose it is, in which part, and which answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from templates.layout import household_layout
from templates.parts import Part, Section, lines_of
from templates.sheet import Block, Grid, Look, Words
from templates.skill_levels import SkillLevel, levels_of
from templates.strengths import Skilled
from templates.told import Told
from templates.whose import Whose
from templates.words import joined, month, say

Row = tuple[str, str, str]


def whats_new(carers: Sequence[Skilled], household: Told | None) -> Iterator[Block]:
    """Nothing when there was no review to compare with. What was said anew is named, not repeated:
    the words stand in their own place, marked as new. The yearly review is about this year, and is
    new as a whole."""
    forms = [(one.carer.name, one.carer.name, one.told) for one in carers]
    forms.append((say("review.household"), "", household))
    compared = [
        (title, own, told, since)
        for title, own, told in forms
        if told is not None and (since := told.spoken.earlier_on) is not None
    ]
    if not compared:
        return
    rows: list[Row] = []
    same: list[str] = []
    for title, own, told, since in compared:
        found = list(_rows(title, own, told))
        rows += found
        if not found:
            same.append(say("new.same", title=title, month=month(since)))
    since = max(since for *_, since in compared)
    yield Words(say("new.intro", month=month(since)), Look.LEAD)
    if rows:
        heads = (say("new.whose"), say("new.part"), say("new.what"))
        yield Grid("new", say("new.about"), heads, tuple(rows), (20, 34, 54))
    if same:
        yield Words(joined(same), Look.QUIET)


def _rows(title: str, own: str, told: Told) -> Iterator[Row]:
    levels = {each.key: each for each in levels_of(told)}
    for section in told.sections:
        level = levels.get(section.key)
        moved = list(_moved(level, own)) if level else []
        words = joined(_labels(section, Whose(told.spoken, own), levels_in=level is not None))
        if words:
            moved = [*moved, say("new.words", labels=words)]
        if moved:
            yield title, section.title, joined(moved)


def _moved(level: SkillLevel, name: str) -> Iterator[str]:
    if level.agreed_moved:
        yield say("new.agreed", now=level.agreed_text, before=level.agreed_before_text)
    if level.own_moved:
        yield say("new.own", name=name, now=level.own_text, before=level.own_before_text)


def _labels(section: Section, whose: Whose, levels_in: bool) -> Iterator[str]:
    for part in section.parts:
        unsaid = part.path.partition(".")[2] in household_layout().unsaid
        if whose.is_new(part) and not unsaid and not (levels_in and _is_level(part)):
            yield part.label


def _is_level(part: Part) -> bool:
    return all(line.level is not None for line in lines_of(part))
