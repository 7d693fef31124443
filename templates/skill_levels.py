"""The levels of one carer: how they see it, what was agreed, what is new; as a chart and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.form import Section as FormSection
from templates.layout import household_layout
from templates.review import Carer, Spoken
from templates.sheet import Block, Grid, Levels, Series
from templates.told import Told, level_of, skill_words
from templates.words import month, say


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """One part of life: two levels now, and the same two last time; None where there is none."""

    key: str
    title: str
    own: int | None
    agreed: int | None
    own_before: int | None
    agreed_before: int | None
    own_text: str
    """The level in words; or, in words too, why there is none."""
    agreed_text: str
    own_before_text: str
    agreed_before_text: str
    """Empty where there was none."""

    @property
    def best(self) -> int:
        """What to go by when strengths are chosen for page one: agreed, else own, else lowest."""
        found = self.agreed if self.agreed is not None else self.own
        return -1 if found is None else found

    @property
    def best_text(self) -> str:
        """The same in words; empty where there is no level, or none above the lowest."""
        if self.best < 1:
            return ""
        return self.own_text if self.agreed is None else self.agreed_text

    @property
    def agreed_moved(self) -> bool:
        """Whether the agreed level is another than last time."""
        return None not in (self.agreed, self.agreed_before) and self.agreed != self.agreed_before

    @property
    def own_moved(self) -> bool:
        """Whether the carer sees it in another way than last time."""
        return None not in (self.own, self.own_before) and self.own != self.own_before

    def change(self, last: date) -> str:
        """What is new since last time, in words; never left to colour or to an arrow."""
        when = month(last)
        told = []
        if self.agreed_moved:
            told.append(say("skill.agreed_new", month=when, before=self.agreed_before_text))
        if self.own_moved:
            told.append(say("skill.own_new", month=when, before=self.own_before_text))
        if told:
            return " ".join(told)
        if self.own_before is None and self.agreed_before is None:
            return say("skill.no_earlier", month=when)
        if self.own is None and self.agreed is None:
            before = self.agreed_before_text or self.own_before_text
            return say("skill.was", month=when, before=before)
        return say("skill.same")


def levels_of(told: Told) -> tuple[SkillLevel, ...]:
    """Every domain of the form, in its order."""
    lines = told.lines
    return tuple(
        _level(section, told.spoken, {path: line.text for path, line in lines.items()})
        for section in told.spoken.form.sections
        if section.domain
    )


def _level(section: FormSection, spoken: Spoken, texts: dict[str, str]) -> SkillLevel:
    plan = household_layout()
    own, agreed = f"{section.key}.{plan.own_level}", f"{section.key}.{plan.agreed_level}"
    own_before, agreed_before = level_of(spoken.earlier, own), level_of(spoken.earlier, agreed)
    return SkillLevel(
        section.key,
        section.title,
        level_of(spoken.answers, own),
        level_of(spoken.answers, agreed),
        own_before,
        agreed_before,
        texts.get(own) or say("gap.unanswered"),
        texts.get(agreed) or say("skill.not_agreed"),
        _before(spoken, own, own_before),
        _before(spoken, agreed, agreed_before),
    )


def _before(spoken: Spoken, key: str, number: int | None) -> str:
    if number is None or key not in spoken.form.by_key:
        return ""
    return skill_words(spoken.form.by_key[key][1], number)


def level_blocks(
    carer: Carer, levels: Sequence[SkillLevel], last: date | None, place: int
) -> Iterator[Block]:
    """A chart, when there is a level to draw, and the table that holds the same numbers."""
    series = tuple(
        Series(say(name, name=carer.name), numbers)
        for name, numbers in (
            ("skill.own_series", tuple(each.own for each in levels)),
            ("skill.agreed_series", tuple(each.agreed for each in levels)),
        )
        if any(number is not None for number in numbers)
    )
    if series:
        yield Levels(
            key=f"levels{place}",
            title=say("skill.chart_title"),
            alt=say("skill.chart_alt", name=carer.name),
            categories=tuple(each.title for each in levels),
            series=series,
        )
    heads = [say("section.level_heading"), say("skill.own_heading", name=carer.name)]
    heads += [say("skill.agreed_heading"), say("skill.change_heading")]
    yield Grid(
        key=f"levels{place}",
        about=say("skill.table_about", name=carer.name),
        headings=tuple(heads if last else heads[:3]),
        rows=tuple(
            (each.title, each.own_text, each.agreed_text, *((each.change(last),) if last else ()))
            for each in levels
        ),
        widths=(40, 21, 21, 26) if last else (4, 3, 3),
    )
