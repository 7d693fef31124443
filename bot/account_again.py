"""What a post for an account elsewhere says when it is said later: what is still true then, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.account_due import Due, shown_before
from bot.at_account import presses, standing_at
from bot.errors import NotForYou, NotSignedIn
from bot.house import House
from bot.lobby import HOME
from bot.reply import Reply, reply_from
from bot.things import allow_talk
from care.access import Action
from care.people import Person
from dialogs.message import SaidPress
from storage import accounts, inbox, outbox, shown
from storage.accounts import Account
from storage.outbox import Post
from storage.turn import Turn

STILL = ("saved", "urgent", "goodbye")
"""What is said of a reply that a newer one waits behind. What it asked, the newer one asks anew."""


def again(turn: Turn, house: House, post: Post) -> Due | None:
    """What a post holds, for one that was not delivered at once; None when nobody hears it now.

    What is about somebody who is not theirs any more is not said. A list of profiles is not kept,
    so it is made anew, from what is true now. Of several replies that waited only the last asks.
    """
    plain = json.loads(post.payload)
    try:
        account, person = standing_at(turn, str(plain["account"]), post.person_id)
    except NotSignedIn:
        return None
    if "notice" in plain:
        reply = reply_from(plain["notice"])
        return Due(post, account, accounts.place(turn, account), reply, {})
    message_id = str(plain["reply"])
    kept = inbox.reply_to(turn, account.channel, message_id)
    reply = reply_from(kept) if kept else Reply((), 0)
    if not _is_open_to(turn, person, account, reply):
        return None
    tappable: Mapping[int, int] = shown.of_reply(turn, account.id, message_id)
    changed = False
    if listed := plain.get("list"):
        press = SaidPress(listed if isinstance(listed, str) else HOME)
        now = house.assistant.hear(turn, person, "", press, "", account.channel)
        changed = presses(now.messages) != presses(reply.messages)
        reply = Reply(now.messages, 0)
    if changed or _is_overtaken(turn, account, post):
        reply, tappable = _still(reply, tappable)
    if not reply.messages:
        return None
    before = shown_before(turn, account, message_id)
    return Due(post, account, accounts.place(turn, account), reply, tappable, before)


def _is_open_to(turn: Turn, person: Person, account: Account, reply: Reply) -> bool:
    if not reply.profile:
        return True
    try:
        allow_talk(turn, person, Action.OPEN_CHAT, reply.profile, account.channel)
    except NotForYou:
        return False
    return True


def _is_overtaken(turn: Turn, account: Account, post: Post) -> bool:
    """Whether a newer reply waits that says where they are."""
    for payload in outbox.behind(turn, post, account.id):
        plain = json.loads(payload)
        if "reply" in plain:
            kept = inbox.reply_to(turn, account.channel, str(plain["reply"]))
            if plain.get("list") or (kept and reply_from(kept).profile):
                return True
    return False


def _still(reply: Reply, tappable: Mapping[int, int]) -> tuple[Reply, Mapping[int, int]]:
    kept = [number for number, each in enumerate(reply.messages) if each.role in STILL]
    messages = tuple(reply.messages[number] for number in kept)
    numbers = {new: tappable[old] for new, old in enumerate(kept) if old in tappable}
    return Reply(messages, reply.revision), numbers
