"""Page one: who this child is, what a home must have, what keeps everybody safe, what is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dialogs.answers import Given
from templates.layout import layout
from templates.parts import Gap, Line, PageOne, Part, Priority, Section, State, Topic, lines_of
from templates.printing import Printer
from templates.words import day, say

THREE = 3


def page_one(
    sections: Sequence[Section], gaps: Sequence[Gap], age: str, printer: Printer
) -> PageOne:
    """The first page, taken up from the sections; nothing on it is written anew."""
    plan = layout()
    parts: dict[str, Part] = {
        part.path: part for section in sections for part in (*section.parts, *section.not_answered)
    }
    front = next((section for section in sections if section.key == plan.section), None)
    placed = {plan.headline, plan.must_haves, *plan.request}
    more = (
        tuple(part for part in (*front.parts, *front.not_answered) if part.path not in placed)
        if front
        else ()
    )
    own = tuple(_own_words(parts)) or tuple(_own_words_of_life(sections))
    listed = _gaps_first(gaps)
    return PageOne(
        headline=_line(parts.get(plan.headline)),
        who=(*_age(age), *_lines(plan.who, parts, answered=True)),
        own_words=own,
        own_words_text="" if own else _no_own_words(sections, printer),
        request=_lines(plan.request, parts),
        must_haves=_line(parts.get(plan.must_haves)),
        home=tuple(_home(plan.home, parts)),
        safety=tuple(_must_know(sections)),
        safety_text=_safety_text(sections),
        strengths=_strengths(sections),
        priorities=_priorities(sections, printer),
        gaps=listed,
        gaps_text=_gaps_text(len(gaps), len(listed), printer),
        gaps_later=len(listed) < len(gaps),
        more=more,
    )


def _age(age: str) -> tuple[Line, ...]:
    return (Line("age", say("page.age"), age),) if age else ()


def _line(part: Part | None) -> Line | None:
    return part if isinstance(part, Line) else None


def _lines(
    keys: Iterable[str], parts: Mapping[str, Part], answered: bool = False
) -> tuple[Line, ...]:
    found = (parts.get(key) for key in keys)
    return tuple(
        each
        for each in found
        if isinstance(each, Line) and not (answered and each.state is State.UNANSWERED)
    )


def _home(keys: Iterable[str], parts: Mapping[str, Part]) -> Iterable[Part]:
    for key in keys:
        part = parts.get(key)
        if isinstance(part, Line):
            yield _shortened(part, layout().most) if not part.items else part


def _own_words(parts: Mapping[str, Part]) -> Iterable[Line]:
    """The child's own words, whole or not at all: they are never cut."""
    room = layout().own_most
    for key in layout().own_words:
        part = parts.get(key)
        if isinstance(part, Line) and part.given and len(part.text) <= room:
            room -= len(part.text)
            yield part


def _own_words_of_life(sections: Sequence[Section]) -> Iterable[Line]:
    """What the child said about a part of life, when they have not said who they are yet."""
    room = layout().own_most
    for section in sections:
        line = _part(section, layout().domain_words) if section.level else None
        if line and line.given and len(line.text) <= room:
            room -= len(line.text)
            yield replace(line, label=section.title)
            if room < layout().own_most // 2:
                return


def _no_own_words(sections: Sequence[Section], printer: Printer) -> str:
    later = any(
        line.child and line.given
        for section in sections
        for part in section.parts
        for line in lines_of(part)
    )
    return printer.own(say("page.own_words_later" if later else "page.own_words_none"))


def _must_know(sections: Sequence[Section]) -> Iterable[Topic]:
    for section in sections:
        for topic in section.topics:
            if topic.status in layout().must_know:
                wanted = {f"{section.key}.{topic.key}_{part}" for part in layout().safety_line}
                lines = (each for each in topic.lines if each.path in wanted and each.given)
                short = (_shortened(each, layout().line_most) for each in lines)
                yield replace(topic, lines=tuple(short))


def _safety_text(sections: Sequence[Section]) -> str:
    lists = [section for section in sections if section.topics or section.clear]
    if not lists:
        return say("page.safety_not_asked")
    asked = sum(len(section.topics) + len(section.clear) for section in lists)
    topics = [topic for section in lists for topic in section.topics]
    count = sum(topic.status in layout().must_know for topic in topics)
    name = "page.safety_current" if count else "page.safety_none"
    told = say(name, count=count, asked=asked, section=lists[0].title)
    unknown = [topic.title for topic in topics if topic.status in layout().unknown]
    if unknown:
        told += " " + say("page.safety_unknown", labels=say("gap.join").join(unknown))
    unasked = sum(line.key.endswith("_status") for each in lists for line in each.not_answered)
    return f"{told} {say('page.safety_left', count=unasked)}" if unasked else told


def _strengths(sections: Sequence[Section]) -> tuple[Line, ...]:
    """Three strengths, from the parts of life that need least help now."""
    found: list[tuple[int, Line]] = []
    for section in sections:
        line = _part(section, layout().strength)
        if section.level and line and line.given:
            number = section.level.number
            short = replace(_shortened(line, layout().line_most), label=section.title)
            found.append((9 if number is None else number, short))
    found.sort(key=lambda each: each[0])
    return tuple(line for _, line in found[:THREE])


def _priorities(sections: Sequence[Section], printer: Printer) -> tuple[Priority, ...]:
    """Three needs: those that matter most in an emergency, else the highest levels above 0."""
    domains = [section for section in sections if section.level]
    matter = printer.answers.get(layout().matter_most)
    if printer.facts.emergency and isinstance(matter, Given) and isinstance(matter.value, tuple):
        chosen = [each for key in matter.value for each in domains if each.key == key]
    else:
        needing = [each for each in domains if each.level and each.level.number]
        chosen = sorted(needing, key=lambda each: -(each.level.number or 0) if each.level else 0)
    return tuple(_priority(section) for section in chosen[:THREE])


def _priority(section: Section) -> Priority:
    helps = _part(section, layout().helps)
    told = _shortened(helps, layout().line_most).text if helps and helps.given else ""
    words = section.level.words if section.level else ""
    return Priority(section.title, words, told or say("page.helps_none"))


def _part(section: Section, part: str) -> Line | None:
    wanted = f"{section.key}.{part}"
    return next((p for p in section.parts if isinstance(p, Line) and p.path == wanted), None)


def _gaps_first(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """Those no search should start without, then those that somebody is finding out about."""
    asked = [gap for gap in gaps if not gap.urgent and gap.state is State.NOT_KNOWN]
    return tuple([*(gap for gap in gaps if gap.urgent), *asked][: layout().gaps_most])


def _gaps_text(count: int, listed: int, printer: Printer) -> str:
    if not count:
        return say("gap.count_none")
    due = printer.facts.due
    if not listed and printer.facts.emergency and due:
        return say("gap.count_due", count=count, due=day(due))
    told = say("gap.count_one") if count == 1 else say("gap.count", count=count)
    if listed == count:
        return told
    return f"{told} {say('gap.count_more' if listed else 'gap.count_later')}"


def _shortened(line: Line, most: int) -> Line:
    return replace(line, text=shorten(line.text, most))


def shorten(text: str, most: int) -> str:
    """The beginning of a long answer, up to a whole sentence or word; the whole follows later."""
    if len(text) <= most:
        return text
    start = text[:most]
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)|\n", start)]
    if ends and ends[-1] > most // 3:
        return start[: ends[-1]].rstrip() + "\u00a0…"
    return (start.rsplit(None, 1)[0] if " " in start else start) + "\u00a0…"
