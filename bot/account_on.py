"""Going on by itself at an account, after what could not be asked there was answered on the web."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta

from bot import at_account
from bot.errors import NotSignedIn
from bot.house import House
from care.people import Person
from dialogs.doors import DISCREET
from storage import accounts, outbox
from storage.outbox import Post
from storage.turn import Turn

ACCOUNT_ON = "account_on"
AFTER = timedelta(minutes=2)
"""Whoever is in the middle of something on the web is left in peace for so long."""


def answered_elsewhere(
    turn: Turn, person: Person, profile_id: str, answered: Collection[str], channel: str
) -> None:
    """Something was answered on this channel: an account that waits for it goes on in a while.

    Only where a question had to be answered elsewhere; what is asked at every door alike waits
    there until somebody comes back.
    """
    if not answered:
        return
    for account in accounts.of_person(turn, person.id):
        waits = account.profile == profile_id and account.asked in answered
        if waits and account.channel in DISCREET and account.channel != channel:
            payload = json.dumps({"account": account.id, "path": account.asked})
            name = f"{ACCOUNT_ON} {account.id} {profile_id} {account.asked} {turn.at}"
            outbox.post(turn, name, "", ACCOUNT_ON, payload, turn.now + AFTER)


def go_on(turn: Turn, house: House, post: Post) -> None:
    """Asks there what comes next, unless something has been said there meanwhile."""
    plain = json.loads(post.payload)
    account = accounts.by_id(turn, str(plain["account"]))
    if account is None or account.asked != plain["path"]:
        return
    try:
        _, person = at_account.standing_at(turn, account.id, account.person_id)
    except NotSignedIn:
        return
    due = at_account.arrive(turn, house, account, person, f"on {post.seq}")
    if due is not None:
        outbox.release(turn, due.post)
