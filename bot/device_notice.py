"""A word to somebody who has just signed in on a kind of device that they never used before."""

from __future__ import annotations

from bot.serve_people import INVITED
from bot.words import words
from dialogs.message import Button, Message
from storage import people
from storage.outbox import Post
from storage.turn import Turn

DEVICES = "/devices"


def device_notice(turn: Turn, post: Post) -> Message | None:
    """What their open windows say; nothing for who has left. It names neither person nor device."""
    person = people.person(turn, post.person_id)
    if person is None or not person.active:
        return None
    look = Button(press="", label=words("device", "look"), address=DEVICES)
    whom = words("device", "whom_own" if person.role in INVITED else "whom_staff")
    return Message(words("device", "new", whom=whom), buttons=(look,))
