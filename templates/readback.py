"""Reads a finished document back: everything meant for this copy is there, nothing else is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from templates.errors import DocumentRefused
from templates.parts import PageOne, Paper, State, Withheld, lines_of
from templates.pen import NAMESPACES

W = f"{{{NAMESPACES['w']}}}"


PARAGRAPH, TEXT, BREAK, TAB = f"{W}p", f"{W}t", f"{W}br", f"{W}tab"
"""The elements of Word that hold what a person typed; a tab stop has attributes, a tab none."""
DRAWN, TABLE = f"{{{NAMESPACES['wp']}}}docPr", f"{W}tblDescription"
WRITTEN = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
TOLD = re.compile(r"docProps/.*\.xml|word/charts/.*\.xml")


def text_of(file: bytes) -> str:
    """All words of a document, a line a paragraph: body, tables, headers, footers."""
    with ZipFile(BytesIO(file)) as archive:
        names = [name for name in archive.namelist() if WRITTEN.fullmatch(name)]
        return "\n".join(line for name in names for line in paragraphs(archive.read(name)))


def paragraphs(xml: bytes) -> Iterator[str]:
    """The text of every paragraph, with line breaks and tabs as they were typed."""
    pieces: list[str] = []
    for element in etree.fromstring(xml).iter(PARAGRAPH, TEXT, BREAK, TAB):
        tag = element.tag
        if tag == TEXT:
            pieces.append(element.text or "")
        elif tag == PARAGRAPH:
            yield "".join(pieces)
            pieces = []
        elif tag == BREAK:
            pieces.append("\n")
        elif not element.attrib:
            pieces.append("\t")
    yield "".join(pieces)


def read_back(
    file: bytes, paper: Paper, used: Collection[str] | None = None, vocabulary: str = ""
) -> None:
    """Raises `DocumentRefused`, with keys and counts only, when the document is not right.

    `used` has the keys that the template has a place for; None means all of them. `vocabulary` is
    every word the form itself prints: a name that is also one of those proves nothing.
    """
    text = text_of(file)
    found = set(text.split("\n"))
    wanted = list(meant(paper, summary=used is None))
    missing = [
        key
        for key, expected in wanted
        if (used is None or key in used) and expected not in found and expected not in text
    ]
    leaked = list(leaks(file, text, paper.withheld, wanted, vocabulary))
    if missing or leaked:
        raise DocumentRefused(sorted(set(missing)), sorted(set(leaked)))


def meant(paper: Paper, summary: bool = True) -> Iterator[tuple[str, str]]:
    """Every text the document must hold, with the key of its question.

    `summary` adds what page one takes up from the sections; a council's own template may do
    without, since every whole answer is looked for in any case.
    """
    for line in paper.lines():
        if line.state is not State.NOT_ASKED:
            yield from ((line.key, item) for item in line.items or (line.text,))
            yield line.key, line.note
    for section in paper.sections:
        yield from ((part.path, part.note) for part in section.parts)
        for topic in section.topics:
            key = f"{section.key}.{topic.key}_status"
            yield from ((key, topic.words), (key, topic.note))
        yield from ((f"{section.key}.clear", title) for title in section.clear)
    if summary:
        yield from _summary(paper.page_one)


def _summary(page: PageOne) -> Iterator[tuple[str, str]]:
    home = [line for part in page.home for line in lines_of(part)]
    yield from (
        (line.key, item) for line in (*page.who, *home) for item in line.items or (line.text,)
    )
    yield from ((line.key, line.text) for line in (*page.own_words, *page.strengths))
    yield from ((line.key, line.text) for topic in page.safety for line in topic.lines)
    yield from (("page.priorities", need.helps) for need in page.priorities)
    yield from (("page.gaps", text) for gap in page.gaps for text in (gap.label, gap.who, gap.by))


def leaks(
    file: bytes,
    text: str,
    withheld: Collection[Withheld],
    wanted: Iterable[tuple[str, str]],
    vocabulary: str,
) -> Iterator[str]:
    """The paths of texts that must not be in the file and are: words, charts, what it says of itself."""
    if not withheld:
        return
    with ZipFile(BytesIO(file)) as archive:
        told = [archive.read(name) for name in archive.namelist() if TOLD.fullmatch(name)]
        beside = [
            value
            for name in archive.namelist()
            if WRITTEN.fullmatch(name)
            for value in described(archive.read(name))
        ]
    whole = folded("\n".join((text, *(each.decode("utf-8") for each in told), *beside)))
    expected = folded("\n".join(each for _, each in wanted))
    for each in withheld:
        if _is_in(each, whole, expected, vocabulary):
            yield each.path


def described(xml: bytes) -> Iterator[str]:
    """What a part says of its pictures, charts and tables, for those who cannot see them."""
    for element in etree.fromstring(xml).iter(DRAWN, TABLE):
        for name in ("descr", "title", f"{W}val"):
            if value := element.get(name):
                yield value


def _is_in(held: Withheld, whole: str, expected: str, vocabulary: str) -> bool:
    sought = folded(held.text)
    if sought not in whole:
        return False
    if not held.identity:
        return sought not in expected
    if sought in vocabulary:
        return False
    return re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", whole) is not None


def folded(text: str) -> str:
    return " ".join(text.casefold().split())
