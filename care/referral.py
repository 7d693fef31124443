"""A referral's reference, and the one line that sums it up for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from care.data import words
from care.generalise import day_words, together

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (no I, L, O or U) less A and E: no two signs look alike, and no reference
can spell a word."""

_FIRST, _LAST = 4, 3
_ENOUGH = 8
_HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def reference(random: bytes, prefix: str = "LK") -> str:
    """A reference such as `LK-7Q4M-2XW` from at least eight random bytes.

    Easy to read over the telephone, and says nothing about anybody. There are 30 to the seventh
    (22 thousand million) of them; storage still holds the reference unique.
    """
    if len(random) < _ENOUGH:
        raise ValueError(f"a reference is made from {_ENOUGH} random bytes or more")
    number = int.from_bytes(random)
    signs = ""
    for _ in range(_FIRST + _LAST):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return f"{prefix}-{signs[:_FIRST]}-{signs[_FIRST:]}"


def read_reference(text: str, prefix: str = "LK") -> str | None:
    """The reference somebody typed, in any case, spacing or with O for 0; None if it is not one."""
    signs = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    signs = signs.removeprefix(prefix).translate(_HEARD_AS)
    if len(signs) != _FIRST + _LAST or set(signs) - set(ALPHABET):
        return None
    return f"{prefix}-{signs[:_FIRST]}-{signs[_FIRST:]}"


def digest(
    age: tuple[int, int] | None,
    homes: Sequence[str],
    needed_by: date | None,
    strengths: Sequence[str],
    most: int = 2,
) -> str:
    """One line for the desk: age, kind of home, needed by when, and what the child is strong in.

    De-identified by what goes in: whole years of age, the labels of the kinds of home, and the
    titles of the domains, never a name or anybody's own words.
    """
    parts = [
        words("referral", "digest", "age").format(age=_years(age))
        if age
        else words("referral", "digest", "age_unknown"),
        words("referral", "digest", "home").format(home=together(homes[:most]))
        if homes
        else words("referral", "digest", "home_unknown"),
    ]
    if needed_by:
        day = day_words(needed_by)
        parts.append(words("referral", "digest", "needed_by").format(day=day))
    if strengths:
        strong = together([_begin_small(title) for title in strengths[:most]])
        parts.append(words("referral", "digest", "strengths").format(strengths=strong))
    return words("referral", "digest", "between").join(parts)


def _years(age: tuple[int, int]) -> str:
    return str(age[0]) if age[0] else words("referral", "digest", "baby")


def _begin_small(title: str) -> str:
    return title[:1].lower() + title[1:]
