"""Page one of a skills review: what each carer brings, to keep, and where the review stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from templates.choosing import choose
from templates.fitting import ROOM, height
from templates.layout import household_layout
from templates.parts import Line
from templates.released import printed
from templates.review import Carer, ReviewParts, Signature
from templates.sheet import Block, Chapter, Grid, Heading, Look, Words
from templates.skill_levels import SkillLevel, levels_of
from templates.told import Told
from templates.whose import Whose, role_name
from templates.words import day, joined, say

TRIES = ((0, 260), (0, 190), (0, 140), (1, 140), (2, 120), (3, 100))
"""How many strengths fewer, and how many characters each, from plenty to little."""


@dataclass(frozen=True, slots=True)
class Skilled:
    """One carer, and their skills in words; None when they have not begun."""

    carer: Carer
    told: Told | None


def page_one(
    parts: ReviewParts,
    carers: Sequence[Skilled],
    review: Told | None,
    rest: Sequence[tuple[str, Told | None]],
) -> tuple[Chapter, Chapter]:
    """What everybody brings and where the review stands: a page to keep, so it is made to fit one."""
    plan = household_layout()
    most = plan.strengths_alone if len(carers) == 1 else plan.strengths_each
    told = tuple(standing(parts, carers, review, rest))
    stands = Chapter("standing", say("standing.title"), told)
    brings = Chapter("strengths", say("strengths.title"), ())
    for fewer, room in TRIES:
        blocks = tuple(strengths(carers, review, max(1, most - fewer), room))
        brings = replace(brings, blocks=blocks)
        if height(brings) + height(stands) <= ROOM:
            break
    return brings, stands


def strengths(
    carers: Sequence[Skilled], review: Told | None, most: int, room: int
) -> Iterator[Block]:
    """In each carer's own words, from the parts of life where they bring most: so many of each, each
    in so many characters, up to a whole sentence."""
    plan = household_layout()
    yield Words(say("strengths.thanks"), Look.LEAD)
    for one in carers:
        found = list(_brings(one.told))[:most] if one.told else []
        if one.told is None or not found:
            yield Heading(one.carer.name)
            yield Words(say("strengths.none", name=one.carer.name), Look.QUIET)
            continue
        said = [
            one.told.spoken.said[line.path]
            for line, _ in found
            if line.path in one.told.spoken.said
        ]
        whose = Whose(one.told.spoken, one.carer.name)
        speaker = whose.speaker(found[0][0])
        yield Heading(whose.told(speaker, said) if said else one.carer.name, voice=True)
        for line, level in found:
            label = level.title
            if level.best_text:
                label = say("strengths.label", title=level.title, words=level.best_text)
            text = choose(line.text, room)
            yield Words(text, Look.BULLET, line.path, f"{label}:")
        yield from valued(one.told, plan.valued_carer, "strengths.valued", room)
    if review is not None:
        yield from valued(review, plan.valued_household, "strengths.valued_household", room)
    if any(one.told is not None and any(_brings(one.told)) for one in carers):
        yield Words(say("strengths.more"), Look.QUIET)


def valued(told: Told, key: str, name: str, room: int) -> Iterator[Block]:
    """What a worker values, to the carers, as long as page one has room for it."""
    line, saying = told.lines.get(key), told.spoken.said.get(key)
    if line is None or not line.given:
        return
    label = f"{line.label}:"
    if saying is not None:
        role, when = role_name(saying.role), day(saying.on)
        label = say(name, name=saying.name, role=role, when=when)
    yield Words(choose(line.text, room + room // 2), Look.PLAIN, key, label)


def _brings(told: Told) -> Iterator[tuple[Line, SkillLevel]]:
    """What was brought, most first; parts of life alike in level stay in the order of the form."""
    lines, brings = told.lines, household_layout().brings
    for level in sorted(levels_of(told), key=lambda each: -each.best):
        line = lines.get(f"{level.key}.{brings}")
        if line is not None and line.given:
            yield line, level


def standing(
    parts: ReviewParts,
    carers: Sequence[Skilled],
    review: Told | None,
    rest: Sequence[tuple[str, Told | None]],
) -> Iterator[Block]:
    """Who has done their part, what is missing, who has signed: in words, one row for each."""
    facts = parts.facts
    told = [say("standing.last", day=day(facts.last_review_on))] if facts.last_review_on else []
    told = told or [say("standing.first")]
    if facts.due_on:
        told.append(say("standing.due", day=day(facts.due_on)))
    yield Words(" ".join(told), Look.PLAIN)
    rows = [
        (say("standing.skills", name=one.carer.name), _state(one.told, one.carer.name))
        for one in carers
    ]
    rows += [(title, _state(told)) for title, told in rest]
    shown = sum(bool(printed(views)) for views in parts.views)
    name = "standing.views_given" if parts.views else "standing.views_none"
    rows.append((say("standing.views"), say(name, shown=shown, asked=len(parts.views))))
    recommended = _recommended(review) if review is not None else ""
    if recommended:
        rows.insert(0, (say("standing.recommended"), recommended))
    rows += [(say("standing.signature", who=_who(each)), signed(each)) for each in parts.signatures]
    if not parts.signatures:
        rows.append((say("standing.signatures"), say("sign.nobody")))
    heads = (say("standing.part"), say("standing.state"))
    yield Grid("standing", say("standing.about"), heads, tuple(rows), (4, 5))


def _recommended(review: Told) -> str:
    """What is recommended, by whom; empty until somebody has said so."""
    lines = [review.lines.get(key) for key in household_layout().recommended]
    given = [line for line in lines if line is not None and line.given]
    if not given:
        return ""
    told = joined(f"{say('matching.piece', label=line.label, text=line.text)}." for line in given)
    said = review.spoken.said
    sayings = [said[line.path] for line in given if line.path in said]
    if not sayings:
        return told
    speaker = (sayings[0].name, sayings[0].role)
    return say(
        "standing.recommended_by", told=told, who=Whose(review.spoken).told(speaker, sayings)
    )


def _state(told: Told | None, own: str = "") -> str:
    if told is None:
        return say("standing.not_begun")
    open_now = told.open_by_owner(own)
    if not open_now:
        return say("standing.all")
    waited = joined(say("standing.waits", who=who, count=count) for who, count in open_now.items())
    return say("standing.open", waited=waited)


def _who(signature: Signature) -> str:
    return say("sign.who", name=signature.name, role=role_name(signature.role))


def signed(signature: Signature) -> str:
    """The day, or a line to sign on: a review on paper is signed on paper."""
    return say("sign.signed", day=day(signature.on)) if signature.on else say("sign.not_yet")
