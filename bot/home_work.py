"""What a person's own page says of households: what is due, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.called import called
from bot.due import Due, due, first
from bot.house import House
from bot.household_pages import shown, today_at
from bot.reminders import offered
from bot.reviewing import due_of, of_review, open_review, signers
from bot.steps import first_to_do, steps
from bot.things import profile_thing, subject_thing
from care.access import Action, may
from care.people import Household, Person, Role
from storage import profiles, subjects
from storage.profiles import Status
from storage.turn import Turn

MOST = 5
"""Households on the page; the others are one tap away."""


@dataclass(frozen=True, slots=True)
class Card:
    """One household on somebody's own page, with the one thing that comes next."""

    called: str
    address: str
    due: Due
    review: str
    """Where the review is that is open; empty while there is none."""
    next: dict[str, Any] | None
    signs: bool
    """Whether nothing of theirs is left to answer, and signing comes next."""
    reminders: str = ""
    """Whether reminders of what is coming are on or off; empty while nothing is near."""


def cards(turn: Turn, house: House, person: Person) -> list[Card]:
    """A carer's own household, or what is due soonest for a supervising social worker."""
    if not may(person, Action.SEE_HOUSEHOLDS):
        return []
    today, found = today_at(house), []
    for household in subjects.households(turn, subjects.allocated_subjects(turn, person.id)):
        if may(person, Action.READ_HOUSEHOLD, subject_thing(turn, household)):
            found.append((due(due_of(turn, household), today), household))
    found.sort(key=lambda each: (first(each[0]), each[1].ref))
    carer = person.role is Role.FOSTER_CARER
    near = [
        (on, household)
        for on, household in found
        if carer or on.overdue or on.soon or open_review(turn, household.id)
    ]
    return [_card(turn, house, person, household, on) for on, household in near[:MOST]]


def _card(turn: Turn, house: House, person: Person, household: Household, on: Due) -> Card:
    begun = open_review(turn, household.id)
    among = of_review(turn, begun) if begun else profiles.about(turn, household.id)
    mine = [
        each
        for each in among
        if each.status is Status.OPEN
        and may(person, Action.OPEN_CHAT, profile_thing(turn, each, household))
    ]
    following = first_to_do(steps(turn, house.forms, person, mine), person)
    signs = begun is not None and any(each.id == person.id for each in signers(turn, begun))
    return Card(
        called=called(turn, household),
        address=f"/households/{household.ref}",
        due=on,
        review=f"/reviews/{begun.ref}" if begun else "",
        next=shown(following),
        signs=signs and following is None,
        reminders=offered(turn, house, person, household),
    )
