"""What a person's own page shows of the accounts elsewhere through which they talk with Kith."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from bot.days import day_words
from bot.device_views import moment
from bot.linking_ways import LinkWay, way_for
from bot.words import words
from care.people import Person
from care.text import clean
from storage import accounts, linkings
from storage.accounts import CONFIRMED_FOR, Account
from storage.turn import Turn

NEARLY = timedelta(days=14)
"""So long before an account has to be confirmed, its person is asked to."""
LONGEST = 60
"""Of what an account calls itself: more than that is not shown."""


UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that show nothing at all."""


class Talk(TypedDict):
    """An account as its page shows it."""

    id: str
    channel: str
    name: str
    linked: str
    seen: str
    ask: str
    """`soon` or `now` when it should be confirmed, or must be."""
    until: str


class Offer(TypedDict):
    """A channel on which an account may be linked, and whether one waits for a yes."""

    channel: str
    label: str
    again: bool
    waits: bool


def talks(turn: Turn, person: Person) -> list[Talk]:
    """The accounts that are theirs now."""
    return [_talk(turn, each) for each in accounts.of_person(turn, person.id)]


def offers(turn: Turn, person: Person, ways: Sequence[LinkWay]) -> list[Offer]:
    """The channels that are on here, and are for people in their role."""
    linked = {each.channel for each in accounts.of_person(turn, person.id)}
    waiting = {each.channel for each in linkings.waiting(turn, person.id)}
    return [
        Offer(
            channel=each.channel,
            label=words("channel", each.channel),
            again=each.channel in linked,
            waits=each.channel in waiting,
        )
        for each in ways
        if way_for(ways, person.role, each.channel) is each
    ]


def shown_name(name: str) -> str:
    """What an account calls itself, on one line and not too long; somebody else chose it. Empty
    for one in which nothing can be seen."""
    line = " ".join(clean(name).split())
    if not any(unicodedata.category(each)[0] in "LNPS" and each not in UNSEEN for each in line):
        return ""
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _talk(turn: Turn, account: Account) -> Talk:
    return Talk(
        id=account.id,
        channel=words("channel", account.channel),
        name=shown_name(accounts.name(turn, account)),
        linked=moment(account.linked_at, turn.now),
        seen=moment(account.seen_at, turn.now),
        ask=_ask(account, turn.now),
        until=day_words(account.confirmed_at + CONFIRMED_FOR),
    )


def _ask(account: Account, now: datetime) -> str:
    if not accounts.is_fresh(account, now):
        return "now"
    return "" if accounts.is_fresh(account, now + NEARLY) else "soon"
