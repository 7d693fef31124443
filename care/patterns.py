"""What gives a person away by its shape: dates, postcodes, telephone numbers, addresses online."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache

from care.data import listed, words
from care.generalise import POSTCODE, month_words

MASK = "\0"
"""Stands for what has been found already, so that nothing is found across it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape to look for, and what to say for one that was found (None: it is something else)."""

    kind: str
    shape: re.Pattern[str]
    says: Callable[[re.Match[str]], str | None]


def shapes_in(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, kind and replacement of everything found by its shape alone.

    The order of the patterns decides between two that could match at one place: a date before a
    telephone number, an NHS number before any other long number. Nothing overlaps.
    """
    masked = text
    for pattern in _patterns():
        for found in list(pattern.shape.finditer(masked)):
            said = pattern.says(found)
            if said is not None:
                start, end = found.span()
                masked = masked[:start] + MASK * (end - start) + masked[end:]
                yield start, end, pattern.kind, said


def _constant(kind: str) -> Callable[[re.Match[str]], str | None]:
    return lambda found: words("redaction", "becomes", kind)


def _nhs(found: re.Match[str]) -> str | None:
    """Ten digits whose last is the check digit (modulus 11), spaced or not."""
    digits = [int(letter) for letter in found[0] if letter.isdigit()]
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    spaced = not found[0].isdigit()
    right = check % 11 == digits[9] and check != 10
    return words("redaction", "becomes", "nhs") if right or spaced else None


def _date(found: re.Match[str]) -> str | None:
    """The month and year; day first, and month first only where day first is impossible."""
    parts = found.groupdict()
    if parts.get("name"):
        return _named(parts["name"], parts["day"], parts.get("year"))
    year = _year(parts["year"])
    for month, day in ((parts["month"], parts["day"]), (parts["day"], parts["month"])):
        with suppress(ValueError):
            return month_words(date(year, int(month), int(day)))
    near = max(int(parts["month"]), int(parts["day"])) <= 31  # a slip of the pen for a real day
    return words("redaction", "becomes", "date") if near else None


def _named(name: str, day: str, year: str | None) -> str | None:
    months = listed("redaction", "months")
    number = next(
        (at for at, month in enumerate(months, 1) if month.lower()[:3] == name.lower()[:3]), 0
    )
    if not 1 <= int(day) <= 31 or not number:
        return None
    return f"{months[number - 1]} {_year(year)}" if year else months[number - 1]


def _year(year: str) -> int:
    number = int(year.strip("'’ "))
    if number >= 100:
        return number
    return number + (2000 if number < 50 else 1900)


@cache
def _patterns() -> tuple[Pattern, ...]:
    names = "|".join(listed("redaction", "months"))
    short = "|".join(month[:3] for month in listed("redaction", "months")) + "|Sept"
    weekday = "|".join(f"{day}|{day[:3]}" for day in listed("redaction", "weekdays"))
    before = rf"(?<![\w/.-])(?:(?i:{weekday}|tues|thurs)\.?,?[ \t]+)?(?:the[ \t]+)?"
    year = r"(?P<year>(?:19|20)\d\d|['’]\d\d)"
    month = (
        rf"(?P<name>(?i:{names})\b|(?i:{short})\b(?=\.?))(?:(?<=\b[A-Za-z]{{3}})\.|(?<=Sept)\.)?"
    )
    day = r"(?P<day>[0-3]?\d)"
    gap = r"[ \t\u00a0.,/-]{1,3}"
    day_first = rf"{before}{day}(?:st|nd|rd|th)?(?:{gap}|[ ]of[ ]){month}{gap}{year}(?!\w)"
    month_first = rf"{before}{month}{gap}{day}(?:st|nd|rd|th)?{gap}{year}(?!\w)"
    no_year = (
        rf"{before}{day}(?:st|nd|rd|th)(?:[ ]of)?[ ]{month}(?!\w)",
        rf"{before}{day}[ ](?=[JFMASOND]){month}(?!\w)",
        rf"{before}(?=[JFMASOND]){month}[ ]{day}(?:st|nd|rd|th)(?!\w)",
        rf"(?<=\bon[ ])(?=[JFMASOND]){month}[ ]{day}(?!\w)",
    )
    numbers = (
        r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)"
        r"(?:T[\d:.]+Z?)?(?![\w/-])",
        r"(?<![\w/.-])(?P<day>\d\d?)[ ]?([-/.])[ ]?(?P<month>\d\d?)[ ]?\2[ ]?"
        r"(?P<year>(?:19|20)\d\d|\d\d)(?![\w/-])",
    )
    between = r"[ \t\u00a0().-]"
    phones = (
        rf"(?<![\w+.])\(?0(?:{between}{{0,2}}\d){{9,10}}?(?!\w)",
        rf"(?<![\w+.])\(?(?:\+|00)44(?:{between}{{0,3}}\d){{9,11}}?(?!\w)",
        rf"(?<![\w+.])\(?(?:\+|00)[1-9](?:{between}{{0,2}}\d){{7,13}}(?!\w)",
    )
    number = r"(?<!\w)(?:[A-Z]\d{11}[\dA-Z]|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D])(?!\w)"
    web = r"(?i:\bhttps?://|\bwww\.)[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]"
    return (
        *_made("email", _constant("email"), r"(?<![\w.+'’-])[\w.+'’-]++@[\w-]+(?:\.[\w-]+)+"),
        *_made("web", _constant("web"), web),
        *_made("handle", _constant("handle"), r"(?<![\w@])@[\w.]{2,}\w"),
        *_made("date", _date, *numbers, day_first, month_first, *no_year),
        Pattern("postcode", POSTCODE, lambda found: found[1].upper()),
        *_made("nhs", _nhs, r"(?<![\w+.])\d{3}([ -]?)\d{3}\1\d{4}(?!\w)"),
        *_made("phone", _constant("phone"), *phones),
        *_made("number", _constant("number"), number),
        *_made("plate", _constant("plate"), r"(?<!\w)[A-Z]{2}\d{2} ?[A-Z]{3}(?!\w)"),
    )


def _made(
    kind: str, says: Callable[[re.Match[str]], str | None], *shapes: str
) -> Iterator[Pattern]:
    return (Pattern(kind, re.compile(shape), says) for shape in shapes)
