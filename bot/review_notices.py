"""What the courier does for reviews: Word files of a signed one, and notices that name nobody."""

from __future__ import annotations

import json

from bot.house import House
from bot.papers import Papers
from bot.review_papers import ReviewPapers
from bot.words import words
from care.access import Action, may
from dialogs.message import Button, Message
from storage import people
from storage.outbox import Post
from storage.turn import Turn

HOME = "/"


async def make_papers(house: House, papers: Papers, post: Post) -> None:
    """The Word files of a review that was just signed; making them twice does no harm."""
    await ReviewPapers(house, papers).make_signed(str(json.loads(post.payload)["ref"]))


def told(turn: Turn, post: Post) -> Message | None:
    """That something waits, and where; nothing for somebody who has left since."""
    if not may(people.person(turn, post.person_id), Action.SEE_HOME):
        return None
    look = Button(press="", label=words("asked", "look"), address=HOME)
    return Message(words("asked", post.kind), buttons=(look,))
