"""How the de-identified search copy says less: an age for a birthday, a district for a postcode.

Pure functions of plain values; every word comes from `care/redaction.toml`. What cannot be said
more generally is withheld, never let through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from care.data import listed, words
from care.people import age_between, day_in
from care.people import initials as initials_of

POSTCODE = re.compile(
    r"(?<![^\W_])([A-Z]{1,2}[0-9][0-9A-Z]?)[ \t\u00a0]{0,2}(?-i:(?!\d(?:st|nd|rd|th)))"
    r"([0-9][ABD-HJLNP-UW-Z]{2})(?![^\W_])",
    re.IGNORECASE,
)
"""A full postcode of the United Kingdom: the district, then the three signs that find a street."""


def generalise(how: str, value: str | Sequence[str], today: date) -> str:
    """What the search copy shows instead of an answer whose question says `search_as = HOW`.

    `value` is the plain answer: text, an ISO date, "yes" or "no", or a list of them for a group:
    labels for `roles` and `kinds`, dates of birth or ages for `count_ages`. Anything that is
    unknown here, empty or unreadable is withheld.
    """
    one = value if isinstance(value, str) else (value[0] if value else "")
    many = [value] if isinstance(value, str) else list(value)
    match how:
        case "initials":
            return initials_of(one) or withheld()
        case "age":
            return age(one, today)
        case "district" | "area":
            return district(one)
        case "month":
            return month(one)
        case "yes_no":
            return yes_no(one)
        case "count_ages":
            return count_ages(many, today)
        case "roles" | "kinds":
            return together(list(dict.fromkeys(each for each in many if each))) or withheld()
        case _:
            return withheld()


def withheld() -> str:
    """What stands in the search copy where something is kept back."""
    return words("redaction", "withheld")


def age(dob: str, today: date) -> str:
    """ "9 years 4 months" from an ISO date of birth."""
    lived = age_between(day_in(dob), today)
    if lived is None:
        return withheld()
    return " ".join(
        words("redaction", "age", unit if count == 1 else f"{unit}s").format(count=count)
        for count, unit in zip(lived, ("year", "month"), strict=True)
        if count or (unit == "month" and not lived[0])
    )


def district(text: str) -> str:
    """The first half of the postcode in a text, as in "LK4"."""
    found = POSTCODE.search(text)
    return found[1].upper() if found else withheld()


def month(day: str) -> str:
    """ "March 2025" from an ISO date or month."""
    found = day_in(day) or day_in(f"{day.strip()}-01")
    return month_words(found) if found else withheld()


def yes_no(value: str) -> str:
    """Whether there is something, without what: "yes" and "no" as themselves, other words as yes."""
    if not value.strip():
        return withheld()
    return words("redaction", "no" if value.strip().lower() == "no" else "yes")


def count_ages(each: Sequence[str], today: date) -> str:
    """ "2, aged 4 and 11" from dates of birth or ages; how many is always said."""
    if not each:
        return words("redaction", "count", "none")
    years = [_years(one, today) for one in each]
    known = sorted(year for year in years if year is not None)
    if not known:
        return words("redaction", "count", "ages_unknown").format(count=len(each))
    sentence = "ages" if len(known) == len(years) else "some_ages"
    ages = together([str(year) for year in known])
    return words("redaction", "count", sentence).format(count=len(each), ages=ages)


def month_words(day: date) -> str:
    return f"{listed('redaction', 'months')[day.month - 1]} {day.year}"


def day_words(day: date) -> str:
    """ "Friday 14 March", for people; the year is left out."""
    weekday = listed("redaction", "weekdays")[day.weekday()]
    return f"{weekday} {day.day} {listed('redaction', 'months')[day.month - 1]}"


def together(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + words("redaction", "and") + parts[-1]


def _years(one: str, today: date) -> int | None:
    if one.strip().isascii() and one.strip().isdigit():
        return int(one)
    lived = age_between(day_in(one), today)
    return lived[0] if lived else None
