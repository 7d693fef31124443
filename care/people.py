"""The people Kith serves: those who sign in, and the children and households they speak about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person does here. It opens nothing by itself: `care/access.py` holds the rules."""

    SOCIAL_WORKER = "social_worker"
    TEAM_MANAGER = "team_manager"
    PLACEMENT_OFFICER = "placement_officer"
    SUPERVISING_SOCIAL_WORKER = "supervising_social_worker"
    FOSTER_CARER = "foster_carer"
    YOUNG_PERSON = "young_person"
    REVIEWING_OFFICER = "reviewing_officer"
    COMMISSIONER = "commissioner"
    INFORMATION_GOVERNANCE = "information_governance"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. `key` is a stable word for the demo; `id` is what storage keeps.

    The name is left out of `repr`, so that a log line about a person cannot carry it.
    """

    id: str
    key: str
    name: str = field(repr=False)
    role: Role
    team: str = ""
    active: bool = True
    """False for somebody who has left: they may do nothing that needs signing in."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child or young person, and what their record already says, by the names of the brief.

    The record is text by name (dates in ISO form); what is not known is absent or empty. It is
    left out of `repr` and of the hash: it is personal, and it may be any mapping.
    """

    id: str
    ref: str
    record: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    @property
    def full_name(self) -> str:
        return self.record.get("full_name", "").strip()

    @property
    def preferred_name(self) -> str:
        """What the child likes to be called; else their first name; else the reference."""
        chosen = self.record.get("preferred_name", "").strip()
        return chosen or next(iter(self.full_name.split()), self.ref)

    @property
    def initials(self) -> str:
        """The first letter of the first and of the last name, as in "J.M."; empty if unknown."""
        return initials(self.full_name or self.record.get("preferred_name", ""))

    @property
    def born(self) -> date | None:
        return day_in(self.record.get("dob", ""))

    def age_on(self, day: date) -> tuple[int, int] | None:
        """Whole years and months lived by that day; None without a usable date of birth."""
        return age_between(self.born, day)


@dataclass(frozen=True, slots=True)
class Household:
    """A fostering household, known by its carers' names; carers are people who belong to it."""

    id: str
    ref: str
    record: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    @property
    def carer_names(self) -> str:
        return self.record.get("carer_names", "").strip() or self.ref

    @property
    def preferred_name(self) -> str:
        """What a form calls this household, where it would say a child's name."""
        return self.carer_names


def day_in(text: str) -> date | None:
    """The day an ISO date names, or None: a record is never a reason to fall over."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def age_between(born: date | None, day: date) -> tuple[int, int] | None:
    """Whole years and months from birth to that day; None when unknown or not yet born.

    A month counts once its day has come, so a child born on 29 February is a year older on
    1 March in common years, as the law of England has it.
    """
    if born is None or day < born:
        return None
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return divmod(months, 12)


def initials(name: str) -> str:
    """ "Jordan Lee Marsh" becomes "J.M."; one name gives one letter; no name gives nothing."""
    parts = [part for part in name.split() if part[0].isalpha()]
    if not parts:
        return ""
    ends = parts if len(parts) == 1 else [parts[0], parts[-1]]
    return "".join(f"{part[0].upper()}." for part in ends)
