"""The pages somebody may go to from everywhere: asked of the rules, never of the role."""

from __future__ import annotations

from dataclasses import dataclass

from bot.words import has_words, words
from care.access import Action, may
from care.people import Person


@dataclass(frozen=True, slots=True)
class Way:
    """A page and what it is called."""

    address: str
    label: str


MAIN = (
    (Action.SEE_DESK, "/referrals", "desk"),
    (Action.SEE_HOUSEHOLDS, "/households", "households"),
    (Action.SEE_PEOPLE, "/people", "people"),
    (Action.SEE_WORK, "/allocations", "work"),
)
"""The daily work, at the top."""
NOW_AND_THEN = (
    (Action.FIND_LOOKS, "/looks", "looks"),
    (Action.OPEN_IN_EMERGENCY, "/emergency", "emergency"),
    (Action.SEE_EMERGENCY_REVIEWS, "/emergency/reviews", "reviews"),
    (Action.SEE_INVITATIONS, "/invite", "invite"),
    (Action.SEE_DEVICES, "/devices", "devices"),
)
"""At the foot of every page."""


def ways(person: Person | None, among: tuple[tuple[Action, str, str], ...]) -> tuple[Way, ...]:
    """The pages among these that this person may open; some are called otherwise for some roles."""
    return tuple(
        Way(address, _label(name, person)) for action, address, name in among if may(person, action)
    )


def _label(name: str, person: Person | None) -> str:
    own = f"{name}_{person.role.value}" if person else name
    return words("ways", own) if has_words("ways", own) else words("ways", name)
