"""Builds the welcome page for children: the carers' own words to a child who has not met them yet, and pictures."""

from __future__ import annotations

from collections.abc import Iterator

from templates.held_back import unprinted
from templates.layout import household_layout
from templates.no_address import Address
from templates.parts import Part, Table, Withheld, lines_of
from templates.review import Picture, ReviewParts
from templates.sheet import Block, Chapter, Look, Sheet, SheetKind, Shown, Words
from templates.told import Told, told
from templates.words import day, say


def build(parts: ReviewParts) -> Sheet:
    """Only what was written for children, unchanged, big, in the order of the form; the first picture
    under the hello, the others at the end, in the carers' order. No name and no address but those
    that the carers wrote into it themselves. What was not written is left out: a child is not shown
    a list of gaps."""
    home = told(parts.household, parts.facts) if parts.household else None
    chapters = tuple(_chapters(home, parts.pictures))
    return Sheet(
        kind=SheetKind.WELCOME,
        title=say("welcome.title"),
        plain_title=say("welcome.title"),
        reference=parts.facts.reference,
        council=parts.facts.council,
        written_on=day(parts.facts.written_on),
        note=say("welcome.note"),
        chapters=chapters,
        withheld=tuple(_held_back(parts)),
    )


def _chapters(home: Told | None, pictures: tuple[Picture, ...]) -> Iterator[Chapter]:
    written = list(_written(home))
    first, others = pictures[:1], pictures[1:]
    if not written:
        nothing = Words(say("welcome.nothing_yet"), Look.BIG)
        yield Chapter("welcome", "", (nothing, *_shown(pictures)), place="welcome")
        return
    for place, part in enumerate(written):
        words = tuple(
            Words(line.text, Look.BIG, line.path) for line in lines_of(part) if line.given
        )
        shown = tuple(_shown(first)) if place == 0 else ()
        yield Chapter(part.path, part.label, (*words, *shown), place="welcome")
    if others:
        yield Chapter("pictures", say("welcome.pictures"), tuple(_shown(others)), place="welcome")


def _shown(pictures: tuple[Picture, ...]) -> Iterator[Block]:
    for each in pictures:
        yield Shown(each.data, each.alt.strip() or say("welcome.picture"))


def _written(home: Told | None) -> Iterator[Part]:
    """What the carers wrote for children."""
    for section in home.sections if home else ():
        if section.key in household_layout().welcome:
            for part in section.parts:
                if isinstance(part, Table) or part.given:
                    yield part


def _held_back(parts: ReviewParts) -> Iterator[Withheld]:
    """Everything else that anybody wrote, and the address."""
    plan = household_layout()
    if parts.household is not None:
        for_children = {
            path for path in parts.household.answers if path.split(".")[0] in plan.welcome
        }
        yield from unprinted(parts.household, for_children)
        written = " ".join(
            str(getattr(parts.household.answers[path], "value", "")) for path in for_children
        ).casefold()
    else:
        written = ""
    every = [parts.review, *(carer.skills for carer in parts.carers)]
    for spoken in (*every, *(views.spoken for views in parts.views)):
        if spoken is not None:
            yield from unprinted(spoken)
    for each in Address(parts.facts.record).withheld():
        if each.text.casefold() not in written:
            yield each
