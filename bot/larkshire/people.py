"""Who signs in at Larkshire, and who leads which team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.larkshire.bank import table
from care.people import Person, Role

PHONE = "01632 960{number:03d}"
"""From the numbers that Ofcom keeps for drama: nobody has them."""


@dataclass(frozen=True, slots=True)
class Townsperson:
    """One person of Larkshire, with the line beside their name in the demo."""

    person: Person
    note: str
    phone: str
    email: str


def townspeople(new_id: Callable[[], str]) -> tuple[Townsperson, ...]:
    """Everybody who signs in, in the order of their list."""
    return tuple(
        Townsperson(
            Person(new_id(), each["key"], each["name"], Role(each["role"]), each.get("team", "")),
            each["note"],
            PHONE.format(number=100 + place),
            f"{each['key']}@larkshire.example",
        )
        for place, each in enumerate(table("people")["person"])
    )


def manager_of(team: str) -> str:
    """The key of the person who leads a team."""
    return str(table("people")["teams"][team]["manager"])
