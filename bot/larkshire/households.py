"""The fostering households of Larkshire, and who works with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.larkshire.bank import table
from bot.larkshire.people import PHONE
from care.people import Household

SUPERVISING = ("noor", "douglas")
_BETWEEN = " and "
_YEAR = 365
_LATELY, _APART, _SPREAD = 14, 37, 346
"""The last reviews of the others are spread over the year before today: a few are due soon."""


@dataclass(frozen=True, slots=True)
class Fostering:
    """A household, and the keys of the people who work with it or belong to it."""

    household: Household
    number: int
    """Its place in the list, from 1."""
    supervising: str
    carers: tuple[str, ...]
    """The carers who sign in; many do not."""
    row: dict[str, Any] = field(hash=False, repr=False)

    @property
    def people(self) -> tuple[str, ...]:
        return (self.supervising, *self.carers)

    @property
    def first_names(self) -> tuple[str, ...]:
        return tuple(each.split()[0] for each in str(self.row["carers"]).split(_BETWEEN))

    @property
    def called(self) -> str:
        """As a child would call them: first names only."""
        return _BETWEEN.join(self.first_names)

    @property
    def approved(self) -> date:
        return date.fromisoformat(self.household.record["approved_on"])

    @property
    def reviewed(self) -> date | None:
        """When they were last reviewed on paper."""
        day = self.household.record.get("reviewed_on")
        return date.fromisoformat(day) if day else None


def _days(number: int, row: Mapping[str, Any], today: date) -> dict[str, str]:
    """When they were approved, and last reviewed on paper; the newest carers have not been yet."""
    approved = int(row["approved"])
    days = {"approved_on": approved}
    if approved > _YEAR:
        days["reviewed_on"] = int(row.get("reviewed", _LATELY + number * _APART % _SPREAD))
    return {name: (today - timedelta(days=ago)).isoformat() for name, ago in days.items()}


def fostering(new_id: Callable[[], str], today: date) -> tuple[Fostering, ...]:
    """Every household, in the order of their list."""
    found = []
    for number, row in enumerate(table("households")["household"], 1):
        record = {
            "carer_names": row["carers"],
            "address": row["street"],
            "area": row["street"].rpartition(", ")[2],
            "postcode": f"LK{1 + number % 6} {1 + number % 9}CD",
            "phone": PHONE.format(number=200 + number),
            "rooms": row["rooms"],
            "pets": row["pets"],
            "terms": row["terms"],
            **_days(number, row, today),
        }
        supervising = SUPERVISING[(number - 1) % len(SUPERVISING)]
        household = Household(new_id(), f"LH-{200 + number * 3}", record)
        carers = tuple(row.get("carer", ()))
        found.append(Fostering(household, number, supervising, carers, row))
    return tuple(found)
