"""Reads the Word file of a sheet back: every block is there whole, and nothing that is held back."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from care.text import clean
from templates.errors import DocumentRefused
from templates.parts import Line, State, Table, lines_of
from templates.readback import folded, leaks, text_of
from templates.sheet import Block, Chapter, Grid, Heading, Levels, Sheet, Shown, Words
from templates.words import every_word


def read_back(file: bytes, sheet: Sheet, used: frozenset[str] | None = None) -> None:
    """Raises `DocumentRefused`, with keys and counts only, when the file is not right.

    Every text of every part that the template places is there, its charts and pictures too; none
    of what is withheld is anywhere.
    """
    text = text_of(file)
    chapters = [each for each in sheet.chapters if used is None or (each.place or each.key) in used]
    wanted = [pair for chapter in chapters for pair in meant(chapter)]
    missing = [key for key, words in wanted if words and words not in text]
    said = [*wanted, ("title", clean(sheet.title))]
    leaked = list(leaks(file, text, sheet.withheld, said, folded(every_word())))
    drawn = sum(isinstance(b, Levels | Shown) for chapter in chapters for b in chapter.blocks)
    if _drawings(file) < drawn:
        missing.append("drawings")
    if missing or leaked:
        raise DocumentRefused(sorted(set(missing)), sorted(set(leaked)))


def meant(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """Every text that a chapter puts into the document, with the key of what it is."""
    yield chapter.key, clean(chapter.title)
    for block in chapter.blocks:
        yield from ((key, clean(words)) for key, words in _texts(chapter.key, block))


def _texts(key: str, block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Heading(text):
            yield key, text
        case Words(text, _, path, label):
            yield from ((path or key, each) for each in (label, text))
        case Line() | Table():
            yield from ((block.path, each) for each in (block.label, block.note, block.said))
            for line in lines_of(block):
                columns = isinstance(block, Table) and not block.wide
                if columns or line.state is not State.NOT_ASKED:
                    yield from ((line.key, each) for each in line.items or (line.text,))
                    yield from ((line.key, each) for each in (line.note, line.said))
        case Grid(_, _, headings, rows):
            yield from ((block.key, each) for each in (*headings, *(c for r in rows for c in r)))
        case Shown(_, alt):
            yield key, alt
        case Levels():
            pass


def _drawings(file: bytes) -> int:
    with ZipFile(BytesIO(file)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return sum(1 for _ in root.iter("{*}inline"))
