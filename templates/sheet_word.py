"""Makes the Word file of a sheet: its blocks in the places of a template, read back before it is handed on."""

from __future__ import annotations

from functools import cache, lru_cache

from markupsafe import Markup

from care.text import clean
from templates.attach import MOVING
from templates.compiled import Compiled, compiled
from templates.context import Named
from templates.package import packed
from templates.placeholders import placeholders
from templates.properties import with_properties
from templates.sheet import Sheet, SheetKind
from templates.sheet_readback import read_back
from templates.sheet_starter import PAPER_NAMES, PLACES, build
from templates.sheet_writer import Writer
from templates.word import filled


def render(sheet: Sheet, template: bytes | None = None) -> bytes:
    """The finished .docx; in the council's own template, or in the one made here.

    Raises `TemplateRefused` or `TemplateBroken` for a template that cannot be used, `PictureRefused`
    for a picture that is none, and `DocumentRefused` when the finished file does not hold exactly
    what this sheet is meant to hold.
    """
    ready = _ready(sheet.kind) if template is None else _own(template)
    writer = Writer(sheet)
    made = writer.places()
    places = {place: Markup(made.get(place, "")) for place in PLACES[sheet.kind]}  # noqa: S704
    paper = {name: clean(str(getattr(sheet, name))) for name in PAPER_NAMES}
    parts = filled(ready, {"paper": Named(paper), "part": Named(places)})
    told = with_properties(writer.attached.added(parts), sheet.plain_title, sheet.council)
    file = packed(told, still=ready.still)
    used = frozenset(PLACES[sheet.kind]) if template is None else places_in(ready)
    read_back(file, sheet, used)
    return file


def prepare(kind: SheetKind) -> None:
    """Makes the default template ready ahead of the first document."""
    _ready(kind)


def places_in(ready: Compiled) -> frozenset[str]:
    """The parts that a template has a place for."""
    found = placeholders(ready)
    return frozenset(
        each.names[1] for each in found if each.names[:1] == ("part",) and each.names[1:]
    )


@cache
def _ready(kind: SheetKind) -> Compiled:
    return compiled(build(kind), MOVING)


@lru_cache(maxsize=8)
def _own(template: bytes) -> Compiled:
    return compiled(template, MOVING)
