"""Long words in parts that Telegram takes: at a paragraph, else a sentence, else a word, never in a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MOST = 4_096
"""What one message may have, counted as Telegram counts: in UTF-16, where an emoji is two."""

LEAST_FILLED = 4
"""A part that ends at a paragraph, a sentence or a word is at least a quarter of what it may be."""

_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s|\n")
_WORD = re.compile(r"\s")
_JOINER, _KEYCAP = "\u200d", "\u20e3"


def units(text: str) -> int:
    """How long it is for Telegram."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def parts(text: str, most: int = MOST) -> tuple[str, ...]:
    """The same words in order, each part with something to read in it; none for empty words."""
    return tuple(_parts(text.strip(), most))


def _parts(text: str, most: int) -> Iterator[str]:
    while units(text) > most:
        end = _end(text, _room(text, most))
        if part := text[:end].rstrip():
            yield part
        text = text[end:].lstrip()
    if text:
        yield text


def _room(text: str, most: int) -> int:
    """How many letters go into one part."""
    used = 0
    for index, letter in enumerate(text):
        used += 2 if letter > "\uffff" else 1
        if used > most:
            return index
    return len(text)


def _end(text: str, room: int) -> int:
    for kind in (_PARAGRAPH, _SENTENCE, _WORD):
        # one letter more is looked at: what ends exactly there ends well
        found = [each.end() for each in kind.finditer(text, 0, room + 1) if each.end() <= room + 1]
        if found and found[-1] * LEAST_FILLED >= room:
            return found[-1]
    for index in range(room, max(0, room // 2), -1):
        if not _joined(text, index):
            return index
    return room


def _joined(text: str, index: int) -> bool:
    """Whether what stands before and after belong to one letter or one emoji as people see it."""
    before, after = text[index - 1], text[index : index + 1]
    if not after:
        return False
    if _JOINER in (before, after) or after == _KEYCAP or _modifies(after):
        return True
    if _flag(before) and _flag(after):
        run = 0
        while run < index and _flag(text[index - 1 - run]):
            run += 1
        return run % 2 == 1
    return False


def _modifies(letter: str) -> bool:
    """Accents, the colour of a skin, how an emoji is drawn, and the letters hidden in a flag."""
    return (
        unicodedata.category(letter).startswith("M")
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\U000e0020" <= letter <= "\U000e007f"
    )


def _flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
