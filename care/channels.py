"""Where people may talk with Kith: the channels that there are, and whose each of them is."""

from __future__ import annotations

from care.people import Role

WEB = "web"
TEAMS = "teams"
TELEGRAM = "telegram"

_ELSEWHERE = {
    TEAMS: frozenset(Role) - {Role.YOUNG_PERSON},
    TELEGRAM: frozenset({Role.FOSTER_CARER}),
}
"""The council's Teams is for whoever has an account of the council's own, as many foster carers
do; guests are turned away at its gate. Telegram is run by another company, and what is asked there
must be fit for it: only a carer's own review is."""

TALKING = tuple(role for role in Role if any(role in each for each in _ELSEWHERE.values()))
"""Who may talk from any account elsewhere at all. Young people may not: they have the web."""


def may_talk(role: Role, channel: str) -> bool:
    """Whether people in this role may link an account on this channel, and talk there."""
    return role in _ELSEWHERE.get(channel, frozenset())
