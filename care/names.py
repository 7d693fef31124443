"""Where known names, places and numbers stand in a text, however they are spelt or spaced.

A text is read as words: runs of letters or of digits. A name is found when the words beside each
other, without what parts them and without accents and capitals, are spelt like it. So
"Anne-Marie", "anne marie" and "ANNEMARIE" are one name, "O'Brien" and "O’Brien" are, and "Anne"
is not found inside "Annexe". Scripts that do not part words are searched letter by letter.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from care.data import listed

_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Letters' invisible neighbours: a soft hyphen or a zero-width space hides no name."""
_GAP = re.compile(r"[^\S\n]{0,2}\n?[^\S\n]{0,2}[-‐-―.,'’ʼ`´_&/]?[^\S\n]{0,2}\n?[^\S\n]{0,2}")
_BEGINS = re.compile(r"[.!?:;\n•…]|[-–—] |[\"“‘(]")
"""What stands before a word that begins a sentence, a line or a quotation."""
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """One run of letters or digits in a text, and how it is spelt without accents and capitals."""

    start: int
    end: int
    key: str
    capital: bool
    begins: bool
    """Whether it begins a sentence, a line or a quotation."""


def words_in(text: str) -> list[Word]:
    """The words of a text, in order."""
    found: list[Word] = []
    end = 0
    for match in _word_shape().finditer(text):
        between = text[end : match.start()]
        first = match[0][0]
        found.append(
            Word(
                match.start(),
                match.end(),
                spelling(match[0]),
                first.isupper() or first.istitle(),
                not found or (between != " " and _BEGINS.search(between) is not None),
            )
        )
        end = match.end()
    return found


def follow(text: str, one: Word, other: Word) -> bool:
    """Whether two words stand so close that they can be parts of one name.

    A full stop parts names, but for "G. Okafor", "Mr. Okafor" and numbers.
    """
    if _GAP.fullmatch(text, one.end, other.start) is None:
        return False
    return (
        "." not in text[one.end : other.start]
        or len(one.key) == 1
        or one.key.isdigit()
        or one.key in listed("redaction", "names", "titles")
    )


@lru_cache(maxsize=4096)
def spelling(word: str) -> str:
    """A word without capitals, accents, joins and invisible signs; punctuation goes too."""
    split = unicodedata.normalize("NFKD", word.casefold()).translate(_PLAIN)
    return "".join(
        letter for letter in split if letter.isalnum() or _is_vowel_sign(letter)
    ).casefold()


def runs(
    text: str, found: Sequence[Word], keys: Container[str], beginnings: Container[str]
) -> Iterator[tuple[int, int, str]]:
    """First and last word (by place) and key of each run of words that is spelt like a key.

    `beginnings` holds every beginning of every key. The longest run wins at each place, and runs
    do not overlap.
    """
    at = 0
    while at < len(found):
        best = None
        key = ""
        for last in range(at, len(found)):
            if last > at and not follow(text, found[last - 1], found[last]):
                break
            key += found[last].key
            if key in keys:
                best = (at, last, key)
            if key not in beginnings:
                break
        if best:
            yield best
            at = best[1]
        at += 1


def is_unparted(text: str) -> bool:
    """Whether a name is in a script without spaces between words (Chinese, Thai, Khmer …)."""
    return any(
        "\u0e00" <= letter <= "\u0eff"
        or "\u1000" <= letter <= "\u109f"
        or "\u1780" <= letter <= "\u17ff"
        or "\u3040" <= letter <= "\u30ff"
        or "\u3400" <= letter <= "\u9fff"
        or "\U00020000" <= letter <= "\U0003ffff"
        for letter in text
    )


def _is_vowel_sign(letter: str) -> bool:
    """A mark that spells (as in Hindi or Thai), not an accent on a letter."""
    return unicodedata.category(letter) in ("Mn", "Mc") and not unicodedata.combining(letter)


@cache
def _word_shape() -> re.Pattern[str]:
    marks = _ranges(
        code
        for code in range(0x300, min(sys.maxunicode, 0x1E94B))
        if unicodedata.category(chr(code)) in ("Mn", "Mc")
    )
    letter = r"[^\W\d_]"
    return re.compile(rf"{letter}(?:{letter}|[{marks}]|[{_UNSEEN}]+(?={letter}))*|\d+")


def _ranges(codes: Iterator[int]) -> str:
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
