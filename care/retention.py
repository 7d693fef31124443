"""How long what is kept, and from which day it counts: a schedule read from data, completely."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from care.data import data
from care.errors import CareError
from care.people import Child, Household, age_between, day_in

MOST_YEARS = 150
ADULT = 18
_TEXTS = frozenset({"about", "since", "title", "source"})
_LENGTHS = frozenset({"years", "days"})


class ScheduleFaulty(CareError):
    """The schedule of retention is not written as it should be."""


class About(StrEnum):
    CHILD = "child"
    HOUSEHOLD = "household"
    DRAFT = "draft"
    REPLIES = "replies"
    POSTS = "posts"
    DIARY = "diary"


class Since(StrEnum):
    """What the time is counted from; the first five are days in a record."""

    BIRTH = "birth"
    DEATH = "death"
    APPROVAL_ENDED = "approval_ended"
    PLACEMENT_ENDED = "placement_ended"
    APPLICATION_REFUSED = "application_refused"
    CHANGED = "changed"
    KEPT = "kept"
    RECORD = "record"


FITTING = {
    About.CHILD: {Since.BIRTH, Since.DEATH},
    About.HOUSEHOLD: {Since.APPROVAL_ENDED, Since.PLACEMENT_ENDED, Since.APPLICATION_REFUSED},
    About.DRAFT: {Since.CHANGED},
    About.REPLIES: {Since.KEPT},
    About.POSTS: {Since.KEPT},
    About.DIARY: {Since.RECORD},
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One time for one kind of thing. Either years or days are 0."""

    key: str
    about: About
    since: Since
    years: int
    days: int
    statutory: bool
    title: str
    source: str

    def keep_until(self, start: date) -> date:
        """The last day on which it is kept; from 29 February the anniversary may be 1 March."""
        if self.days:
            return start + timedelta(days=self.days)
        year = start.year + self.years
        try:
            return start.replace(year=year)
        except ValueError:
            return date(year, 3, 1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every rule, by its key."""

    rules: Mapping[str, Rule]

    def about(self, about: About) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules.values() if rule.about is about)


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when, and by which rule. The day itself is the last on which it is kept."""

    rule: Rule
    until: date


def schedule(council: str = "") -> Schedule:
    """The statutory defaults, with a council's own times (the text of its file) over them.

    Raises `ScheduleFaulty`, with the place, for anything unknown, missing or too short.
    """
    plain = data("retention")
    if set(plain) != {"rule"} or not isinstance(plain["rule"], Mapping):
        raise ScheduleFaulty("rule")
    rules = {key: _rule(key, table) for key, table in plain["rule"].items()}
    for about, sinces in FITTING.items():
        if sinces != {rule.since for rule in rules.values() if rule.about is about}:
            raise ScheduleFaulty(about.value)
    return Schedule({**rules, **_own(council, rules)})


def keep_until(by: Schedule, subject: Child | Household) -> Kept | None:
    """Until when a record is kept; None when no day is known to count from, so that it stays.

    Where several times run, the longest counts. The time from a death counts for a child who died
    before 18, and for nobody else.
    """
    days = _days(subject)
    about = About.CHILD if isinstance(subject, Child) else About.HOUSEHOLD
    found = [
        Kept(rule, rule.keep_until(days[rule.since]))
        for rule in by.about(about)
        if rule.since in days
    ]
    return max(found, key=lambda each: each.until, default=None)


def _days(subject: Child | Household) -> dict[Since, date]:
    match subject:
        case Child():
            died = day_in(subject.record.get("died", ""))
            age = age_between(subject.born, died) if died else None
            if died and age and age[0] < ADULT:
                return {Since.DEATH: died}
            return {Since.BIRTH: subject.born} if subject.born else {}
        case Household():
            sinces = FITTING[About.HOUSEHOLD]
            found = {since: day_in(subject.record.get(since.value, "")) for since in sinces}
            return {since: day for since, day in found.items() if day}
        case _:
            assert_never(subject)


def _rule(key: str, table: object) -> Rule:
    if not isinstance(table, Mapping):
        raise ScheduleFaulty(key)
    given = set(table)
    if not _TEXTS | {"statutory"} <= given <= _TEXTS | {"statutory"} | _LENGTHS:
        raise ScheduleFaulty(key)
    if not all(isinstance(table[name], str) and table[name] for name in _TEXTS):
        raise ScheduleFaulty(key)
    if not isinstance(table["statutory"], bool):
        raise ScheduleFaulty(f"{key}.statutory")
    years, days = _length(key, table)
    try:
        about, since = About(table["about"]), Since(table["since"])
    except ValueError:
        raise ScheduleFaulty(key) from None
    if since not in FITTING[about]:
        raise ScheduleFaulty(f"{key}.since")
    return Rule(key, about, since, years, days, table["statutory"], table["title"], table["source"])


def _length(key: str, table: Mapping[str, object]) -> tuple[int, int]:
    """Years and days, of which exactly one is given, and more than nothing."""
    given = {name: table[name] for name in _LENGTHS & set(table)}
    if len(given) != 1:
        raise ScheduleFaulty(key)
    [(name, length)] = given.items()
    most = MOST_YEARS if name == "years" else MOST_YEARS * 365
    if type(length) is not int or not 0 < length <= most:
        raise ScheduleFaulty(f"{key}.{name}")
    return (length, 0) if name == "years" else (0, length)


def _own(council: str, defaults: Mapping[str, Rule]) -> dict[str, Rule]:
    try:
        plain = tomllib.loads(council)
    except tomllib.TOMLDecodeError:
        raise ScheduleFaulty from None
    tables = plain.pop("rule", {})
    if plain or not isinstance(tables, Mapping):
        raise ScheduleFaulty("rule")
    found = {}
    for key, table in tables.items():
        rule = defaults.get(key)
        if rule is None or not isinstance(table, Mapping) or not set(table) <= _LENGTHS:
            raise ScheduleFaulty(key)
        years, days = _length(key, table)
        own = replace(rule, years=years, days=days)
        start = date(2000, 1, 1)
        if rule.statutory and own.keep_until(start) < rule.keep_until(start):
            raise ScheduleFaulty(key)
        found[key] = own
    return found
