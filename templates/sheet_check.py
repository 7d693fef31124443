"""Checks a council's own Word template for a paper about a household, and says plainly what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from docx import Document

from templates.attach import MOVING
from templates.base import WRITTEN
from templates.check import Fault
from templates.compiled import Compiled, compiled
from templates.errors import TemplateBroken, TemplateRefused
from templates.placeholders import placeholders
from templates.sheet import SheetKind
from templates.sheet_starter import PAPER_NAMES, PLACES
from templates.words import say

STYLE = re.compile(r'w:styleId="(\w+)"')
INLINE = re.compile(r"<w:t(?: [^>]*)?>[^<]*\{\{[^}]*\bpart\.(\w+)")


def check(kind: SheetKind, template: bytes) -> tuple[Fault, ...]:
    """Every fault that can be found without an answer; none means the template can be used."""
    try:
        ready = compiled(template, MOVING)
    except (TemplateRefused, TemplateBroken) as error:
        return (Fault("", str(error)),)
    found = [*_names(kind, ready), *_alone(ready), *_styles(template)]
    return tuple(sorted(found, key=str))


def _names(kind: SheetKind, ready: Compiled) -> Iterator[Fault]:
    used: set[str] = set()
    for each in placeholders(ready):
        name = str(each)
        match each.names:
            case ("paper", word) if word in PAPER_NAMES:
                pass
            case ("part", place) if place in PLACES[kind]:
                used.add(place)
            case _:
                yield Fault(name, say("faults.part_unknown", name=name))
    for place in PLACES[kind]:
        if place not in used:
            yield Fault(place, say("faults.part_missing", name=place))


def _alone(ready: Compiled) -> Iterator[Fault]:
    """A part is many paragraphs, which cannot stand inside one."""
    for source in ready.sources.values():
        for place in INLINE.findall(source):
            yield Fault(place, say("faults.part_alone", name=place))


def _styles(template: bytes) -> Iterator[Fault]:
    ours = {name for xml in WRITTEN for name in STYLE.findall(xml)}
    theirs = {style.style_id for style in Document(BytesIO(template)).styles}
    if missing := sorted(ours - theirs):
        yield Fault("", say("faults.styles", names=", ".join(missing)))
