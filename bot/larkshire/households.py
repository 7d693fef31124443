"""The fostering households of Larkshire, and who works with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.larkshire.bank import table
from bot.larkshire.people import PHONE
from care.people import Household

SUPERVISING = ("noor", "douglas")


@dataclass(frozen=True, slots=True)
class Fostering:
    """A household, and the keys of the people who work with it or belong to it."""

    household: Household
    people: tuple[str, ...]


def fostering(new_id: Callable[[], str]) -> tuple[Fostering, ...]:
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
        }
        carer = (row["carer"],) if "carer" in row else ()
        supervising = SUPERVISING[(number - 1) % len(SUPERVISING)]
        household = Household(new_id(), f"LH-{200 + number * 3}", record)
        found.append(Fostering(household, (supervising, *carer)))
    return tuple(found)
