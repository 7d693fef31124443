"""A word to somebody whose account elsewhere was linked, or is not theirs any more."""

from __future__ import annotations

import json

from bot.words import words
from dialogs.message import Button, Message
from storage import people
from storage.accounts import ENDED, LINKED
from storage.outbox import Post
from storage.turn import Turn

DEVICES = "/devices"


def account_notice(turn: Turn, post: Post) -> Message | None:
    """What is said in their open windows and at their accounts; nothing to who has left.

    It names the channel, and neither the person nor the account.
    """
    person = people.person(turn, post.person_id)
    told = json.loads(post.payload)
    if person is None or not person.active or told["what"] not in (LINKED, ENDED):
        return None
    said = words("account_told", told["what"], channel=words("channel", told["channel"]))
    look = Button(press="", label=words("device", "look"), address=DEVICES)
    return Message(said, buttons=(look,))


def at_itself(post: Post) -> dict[str, Message]:
    """What is said instead at the account that has just been linked, by its id."""
    told = json.loads(post.payload) if post.kind == "account_told" else {}
    if told.get("what") != LINKED:
        return {}
    return {str(told["account"]): Message(words("account_told", "linked_here"))}
