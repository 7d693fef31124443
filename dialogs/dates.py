"""Reads dates, months and numbers in the ways people in England write them, day first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SMALL = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}


EARLIEST, LATEST = 1900, 2100
"""The years that anybody in a form can mean."""


@dataclass(frozen=True, slots=True)
class Misdate:
    """Words that are no date: impossible ones come with the nearest days that exist."""

    impossible: bool
    nearest: tuple[date, ...] = ()


def read_date(text: str, today: date, future: bool | None = None) -> date | Misdate:
    """The day meant by words such as `12 4 2012`, `3rd March`, `tomorrow`, `next Friday`.

    Two-digit years are of the hundred years up to ten years from today. A day and a month
    without a year mean the nearest such day; `future` prefers the next (True) or last (False).
    """
    words = _tidy(text)
    found = _relative(words, today)
    if found is not None:
        return found
    parts = _parts(words)
    if parts is None:
        return Misdate(False)
    day, month, year = parts
    if year is None:
        return _nearest_year(day, month, today, future)
    return _exact(day, month, _full_year(year, today))


def _tidy(text: str) -> str:
    words = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.casefold())
    words = re.sub(r"\b(on|the|of|by|born|about|at)\b", " ", words)
    return " ".join(re.sub(r"[,\s]+", " ", words).strip(" .").split())


def _relative(words: str, today: date) -> date | None:
    fixed = {
        "today": 0,
        "now": 0,
        "tonight": 0,
        "tomorrow": 1,
        "day after tomorrow": 2,
        "yesterday": -1,
        "day before yesterday": -2,
    }
    if words in fixed:
        return today + timedelta(days=fixed[words])
    if match := re.fullmatch(
        r"(?:in )?(\w+) (day|week|fortnight)(?:'?s'?)?(?: time| from now)?( ago)?", words
    ):
        count = int(match[1]) if match[1].isdecimal() else SMALL.get(match[1])
        if count is not None and count <= 520:
            days = count * {"day": 1, "week": 7, "fortnight": 14}[match[2]]
            return today + timedelta(days=-days if match[3] else days)
    if words in ("next week", "last week"):
        return today + timedelta(days=7 if words == "next week" else -7)
    if match := re.fullmatch(r"(?:(next|last|this) )?(\w+)", words):
        name = next((d for d in DAYS if len(match[2]) >= 3 and d.startswith(match[2])), None)
        if name:
            ahead = (DAYS.index(name) - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead - 7 if match[1] == "last" else ahead)
    return None


def _parts(words: str) -> tuple[int, int, int | None] | None:
    if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", words):
        return int(match[3]), int(match[2]), int(match[1])
    if match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{2}|\d{4}))?", words):
        return int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    if match := re.fullmatch(r"(\d{2})(\d{2})(\d{4}|\d{2})", words):
        return int(match[1]), int(match[2]), int(match[3])
    words = re.sub(rf"^({'|'.join(DAYS)}|{'|'.join(d[:3] for d in DAYS)})\b ?", "", words)
    if match := re.fullmatch(r"(\d{1,2})[- ]?([a-z]+)[- ]?(\d{4}|\d{2})?", words):
        if match[2] in MONTHS:
            return int(match[1]), MONTHS[match[2]], int(match[3]) if match[3] else None
    if match := re.fullmatch(r"([a-z]+) (\d{1,2})(?: (\d{4}|\d{2}))?", words):
        if match[1] in MONTHS:
            return int(match[2]), MONTHS[match[1]], int(match[3]) if match[3] else None
    return None


def _full_year(year: int, today: date) -> int:
    if year >= 100:
        return year
    full = today.year - today.year % 100 + year
    return full if full <= today.year + 10 else full - 100


def _exact(day: int, month: int, year: int) -> date | Misdate:
    if not EARLIEST <= year <= LATEST:
        return Misdate(False)
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if 1 <= month <= 12 and day > 28:
        after = date(year + month // 12, month % 12 + 1, 1)
        return Misdate(True, (after - timedelta(days=1), after))
    if 1 <= day <= 12 and 12 < month <= 31:
        swapped = _exact(month, day, year)
        return Misdate(True, (swapped,) if isinstance(swapped, date) else ())
    return Misdate(True)


def _nearest_year(day: int, month: int, today: date, future: bool | None) -> date | Misdate:
    found = [_exact(day, month, today.year + step) for step in (-1, 0, 1)]
    days = [each for each in found if isinstance(each, date)]
    if not days:
        return _exact(day, month, today.year)
    if future is True:
        days = [each for each in days if each >= today] or days
    if future is False:
        days = [each for each in days if each <= today] or days
    return min(days, key=lambda each: abs((each - today).days))


def read_month(text: str, today: date) -> str | None:
    """The month meant, as `2025-03`, by words such as `March 2025`, `3/25`, `last month`."""
    words = _tidy(text)
    if words in ("this month", "last month", "next month"):
        step = {"this month": 0, "last month": -1, "next month": 1}[words]
        count = today.year * 12 + today.month - 1 + step
        return f"{count // 12:04}-{count % 12 + 1:02}"
    if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})", words):
        year, month = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"(\d{1,2})[-/. ](\d{4}|\d{2})", words):
        year, month = _full_year(int(match[2]), today), int(match[1])
    elif (match := re.fullmatch(r"([a-z]+)(?:[- ]?(\d{4}|\d{2}))?", words)) and match[1] in MONTHS:
        month = MONTHS[match[1]]
        year = (
            _full_year(int(match[2]), today)
            if match[2]
            else (today.year if month <= today.month else today.year - 1)
        )
    else:
        day = read_date(text, today)
        return f"{day:%Y-%m}" if isinstance(day, date) else None
    return f"{year:04}-{month:02}" if 1 <= month <= 12 and EARLIEST <= year <= LATEST else None


def read_number(text: str) -> int | float | None:
    """The number meant by `12`, `1,200`, `3.5 miles`, `about twelve`, `95%`; None if there is none."""
    words = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.casefold())
    found = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w]*\d)", words)
    if len(found) == 1:
        number = float(found[0])
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if not found:
        named = [
            SMALL[word]
            for word in re.findall(r"[a-z]+", words)
            if word in SMALL and word != "a" and word != "an"
        ]
        if len(named) == 1:
            return named[0]
        if words.strip(" .!") in ("none", "nought", "zero", "nil"):
            return 0
    return None


def written(day: date) -> str:
    """A day as people write it: `3 March 2026`."""
    return f"{day.day} {day:%B %Y}"
