"""Builds the page about a household for matching: one page, as far as each answer may be shared, no address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dialogs.slots import slots
from templates.choosing import choose, is_whole
from templates.fitting import ROOM, height
from templates.held_back import unprinted
from templates.matching_facts import facts_of, skills_of
from templates.matching_stories import Story, allowed, shared, stories_of
from templates.no_address import Address, safe_words
from templates.parts import Withheld
from templates.review import ReviewParts
from templates.sheet import Block, Chapter, Look, Sheet, SheetKind, Words
from templates.told import told
from templates.words import day, joined, say

GENEROUS = ((240, 700), (240, 520), (240, 400), (160, 320), (160, 260), (120, 210), (120, 170))
"""How many characters one short answer and one story may have, from plenty to little."""
SPARING = ((120, 170), (80, 170), (50, 120), (30, 80))
"""The same when not every story has room: the last go first, and are named."""
CALLED_MOST = 60
LEFT_MOST = 130
"""Characters of the list of what has no room."""


def build(parts: ReviewParts) -> Sheet:
    """Everything shared with those who look for a home, chosen so that it fits one page of A4.

    Long answers keep whole sentences from their beginning; “…” stands where there is more, and what
    has no room at all is named. Nothing is shortened in silence, and nothing that stays inside the
    council is printed.
    """
    facts, safe = parts.facts, safe_words(parts)
    home = told(parts.household, facts) if parts.household else None
    carers = [(each, told(each.skills, facts)) for each in parts.carers if each.skills]
    review = told(parts.review, facts) if parts.review else None
    stories = [
        replace(each, text=safe.left_out(" ".join(each.text.split())))
        for each in stories_of(home, review, carers)
    ]

    def tried(fact: int, story: int, count: int) -> tuple[Chapter, ...]:
        blocks = {
            "facts": tuple(facts_of(home, review, parts, fact)),
            "skills": tuple(skills_of(carers)),
            "stories": tuple(_told(stories, story, count)),
        }
        return tuple(
            Chapter(key, say(f"matching.{key}"), mine) for key, mine in blocks.items() if mine
        )

    called = choose(safe.left_out(" ".join(facts.household.split())), CALLED_MOST)
    return Sheet(
        kind=SheetKind.MATCHING,
        title=say("matching.title", household=called),
        plain_title=say("matching.plain_title", reference=facts.reference),
        reference=facts.reference,
        council=facts.council,
        written_on=day(facts.written_on),
        note=say("matching.note", council=facts.council),
        chapters=_fitted(tried, len(stories)),
        withheld=tuple(_held_back(parts)),
    )


def _fitted(
    tried: Callable[[int, int, int], tuple[Chapter, ...]], every: int
) -> tuple[Chapter, ...]:
    """The most generous choice that fits the page."""
    tries = [(fact, story, every) for fact, story in GENEROUS]
    for fact, story in SPARING:
        tries += [(fact, story, count) for count in range(every, -1, -1)]
    made: tuple[Chapter, ...] = ()
    for fact, story, count in tries:
        made = tried(fact, story, count)
        if sum(height(chapter) for chapter in made) <= ROOM:
            break
    return made


def _told(stories: Sequence[Story], most: int, count: int) -> Iterator[Block]:
    chosen = [replace(each, text=choose(each.text, most)) for each in stories[:count]]
    for each in chosen:
        yield Words(each.text, Look.BULLET, each.path, f"{each.label}:")
    left = choose(joined(each.label for each in stories[count:]), LEFT_MOST)
    if left:
        yield Words(say("matching.left", labels=left), Look.QUIET)
    elif not all(is_whole(each.text) for each in chosen):
        yield Words(say("matching.more"), Look.QUIET)


def _held_back(parts: ReviewParts) -> Iterator[Withheld]:
    """All that stays inside: what is not shared, every view, the address."""
    every = [parts.household, parts.review, *(carer.skills for carer in parts.carers)]
    for spoken in every:
        if spoken is not None:
            may = {
                slot.path
                for slot in slots(spoken.form, spoken.answers)
                if allowed(spoken, slot.group or slot.question) and shared(slot.question)
            }
            yield from unprinted(spoken, may)
    for views in parts.views:
        if views.spoken is not None:
            yield from unprinted(views.spoken)
    yield from Address(parts.facts.record).withheld()
