"""The facts and the levels on the page for matching: a row for each section, a row for each part of life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from care.generalise import generalise
from dialogs.answers import Given, Rows
from dialogs.form import Kind, Question, Required
from templates.choosing import choose
from templates.layout import household_layout
from templates.matching_stories import allowed, shared
from templates.no_address import safe_words
from templates.parts import Line, Part, Section, State
from templates.review import Carer, ReviewParts, Spoken
from templates.sheet import Block, Grid, Look, Words
from templates.skill_levels import SkillLevel, levels_of
from templates.told import Told
from templates.words import is_sentence, joined, say

AGES = ("count_ages",)


def facts_of(
    home: Told | None, year: Told | None, parts: ReviewParts, most: int
) -> Iterator[Block]:
    """Short answers, a row for each section, in the order in which they are asked for; what is not
    known is said there too."""
    if home is None:
        yield Words(say("matching.not_begun"), Look.QUIET)
        return
    heads = (say("matching.part"), say("matching.told"))
    rows = [
        (section.title, told)
        for said, section in _in_order(home, year)
        if (told := _of_section(said, section, parts, most))
    ]
    if rows:
        yield Grid("facts", say("matching.facts"), heads, tuple(rows), (20, 80))


def _in_order(home: Told, year: Told | None) -> Iterator[tuple[Told, Section]]:
    """Which children could come next stands where the kinds of care do."""
    plan = household_layout()
    order = {key: place for place, key in enumerate(plan.matching_order)}
    mine = [each for each in home.sections if each.key not in plan.welcome]
    mine.sort(key=lambda each: order.get(each.key, len(order)))
    next_ones = year.section(plan.matching_year) if year is not None else None
    for place, section in enumerate(mine):
        yield home, section
        if year is not None and next_ones is not None and place == 1:
            yield year, next_ones


def _of_section(said: Told, section: Section, parts: ReviewParts, most: int) -> str:
    plan = household_layout()
    same, other = (said.spoken.answers.get(key) for key in plan.matching_same)
    passed = {*plan.in_title, *(plan.matching_same[:1] if same == other else ())}
    pieces = [
        _piece(part, said, parts, most)
        for part in section.parts
        if part.path not in passed and _is_short(part, said.spoken)
    ]
    open_now = [
        line.label
        for line in section.not_answered
        if allowed(said.spoken, said.spoken.form.by_key[line.key][1])
        and said.spoken.form.by_key[line.key][1].required is not Required.OPTIONAL
    ]
    if open_now:
        pieces.append(choose(say("gap.not_answered", labels=joined(open_now)), most))
    return " ".join(pieces)


def _is_short(part: Part, spoken: Spoken) -> bool:
    question = spoken.form.by_key[part.path][1]
    return allowed(spoken, question) and question.kind is not Kind.LONG_TEXT


def _piece(part: Part, home: Told, parts: ReviewParts, most: int) -> str:
    """An answer after its label, as a sentence among others."""
    question = home.spoken.form.by_key[part.path][1]
    text = safe_words(parts).left_out(_in_short(part, question, home, parts))
    text = choose(" ".join(text.split()), most)
    whole = say("matching.piece", label=part.label, text=text)
    return whole if is_sentence(whole) else f"{whole}."


def _in_short(part: Part, question: Question, home: Told, parts: ReviewParts) -> str:
    if isinstance(part, Line):
        return joined(part.items) if len(part.items) > 1 else part.text
    if question.search_as in AGES:
        cells = home.spoken.answers
        rows = cells.get(question.key)
        ids = rows.value.ids if isinstance(rows, Given) and isinstance(rows.value, Rows) else ()
        ages = [cells.get(f"{question.key}.{row}.age") for row in ids]
        known = [str(age.value) if isinstance(age, Given) else "" for age in ages]
        return generalise(question.search_as, known, parts.facts.written_on)
    told = [words for row in part.rows if (words := _row(row.cells, question))]
    return joined(told) or say("gap.cell")


def _row(cells: Sequence[Line], group: Question) -> str:
    told: list[str] = []
    for cell in cells:
        field = group.field_named(cell.path.rpartition(".")[2])
        if field and shared(field) and cell.state is State.GIVEN:
            plain = not told or field.kind in (Kind.CHOICE, Kind.TEXT)
            told.append(cell.text if plain else f"{cell.label}: {cell.text}")
    return ", ".join(told)


def skills_of(carers: Sequence[tuple[Carer, Told]]) -> Iterator[Block]:
    """Each carer's parts of life by level, the highest first; an own view is named as one."""
    if not carers:
        yield Words(say("matching.no_skills"), Look.QUIET)
        return
    rows = tuple((carer.name, _levels(levels_of(said))) for carer, said in carers)
    heads = (say("matching.carer"), say("matching.levels"))
    yield Grid("skills", say("matching.skills"), heads, rows, (14, 86))


def _levels(levels: Sequence[SkillLevel]) -> str:
    by_words: dict[str, list[str]] = {}
    for level in sorted(levels, key=lambda each: -each.best):
        by_words.setdefault(_words(level), []).append(level.title)
    return " ".join(
        say("matching.at_level", level=words, titles=joined(titles))
        for words, titles in by_words.items()
    )


def _words(level: SkillLevel) -> str:
    if level.agreed is None and level.own is not None:
        return say("matching.own_view", words=level.own_text)
    return level.agreed_text
