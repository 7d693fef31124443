"""Estimates how high a chapter stands on paper, on the safe side, so that one page stays one page."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import assert_never

from templates.parts import Line, Table, lines_of
from templates.pen import WIDTH
from templates.sheet import Block, Chapter, Grid, Heading, Levels, Look, Shown, Words
from templates.words import joined

ROOM = 705.0
"""Points between the title and the foot of a page of A4, with some to spare: Word and LibreOffice
do not break lines alike, and not every machine has the same letters."""
LINE = 12.0
"""Points from line to line at nine and a half points, in a font that is set wide apart."""
LETTER = 4.95
"""Points that a letter takes on average in such a font."""
LONG_WORD = 30
"""A word that may not fit the rest of its line, and begins the next."""
TALL = 1.35
"""How much higher a line stands with letters that the font does not have: emoji, other scripts."""
WIDEST = "MWmw@%"
CAPITALS = re.compile("[A-LN-VX-Z]")
BEYOND = re.compile(r"[^\x00-\x7f]")
STRANGE = re.compile("[^\x00-\u024f\u2010-\u2026]")


def height(chapter: Chapter) -> float:
    """Points from the top of a chapter to its end; 0 when there is nothing in it."""
    if not chapter.blocks:
        return 0.0
    title = 27.0 if chapter.title else 0.0
    return title + sum(_block(block) for block in chapter.blocks)


def _block(block: Block) -> float:
    match block:
        case Words(text, Look.BULLET, _, label):
            return _text(f"{label} {text}", WIDTH - 300) + 2
        case Words(text, _, _, label):
            return _text(f"{label} {text}", WIDTH) + 5
        case Heading(text):
            return _text(text, WIDTH) + 10
        case Grid(_, _, headings, rows, weights):
            shares = weights or (1,) * len(headings)
            wide = [WIDTH * share / sum(shares) - 170 for share in shares]
            return 6 + sum(
                max(_text(cell, room) for cell, room in zip(row, wide, strict=True)) + 2
                for row in (headings, *rows)
            )
        case Line():
            return _text(f"{block.label} {joined(block.items or (block.text,))}", WIDTH) + 5
        case Table():
            return sum(_text(f"{each.label} {each.text}", WIDTH / 2) for each in lines_of(block))
        case Levels() | Shown():
            return ROOM
        case _:
            assert_never(block)


def _text(text: str, twips: float) -> float:
    """The height of a text in a column of so many twentieths of a point."""
    letters = max(1.0, twips / 20 / LETTER - 2)
    lines = sum(max(1, math.ceil(_width(piece) / letters)) for piece in text.split("\n"))
    lines += sum(len(word) > LONG_WORD for word in text.split())
    return lines * LINE * (TALL if STRANGE.search(text) else 1.0)


def _width(text: str) -> float:
    """How many average letters a text is as wide as. Most texts are plain letters, counted at once."""
    plain = BEYOND.sub("", text)
    wide = sum(map(plain.count, WIDEST))
    capitals = len(CAPITALS.findall(plain))
    return len(plain) + 0.45 * wide + 0.2 * capitals + sum(map(_wide, BEYOND.findall(text)))


def _wide(sign: str) -> float:
    """The same for one sign beyond plain letters."""
    if unicodedata.combining(sign):
        return 0.0
    return 2.2 if unicodedata.east_asian_width(sign) in "WF" else 1.4
