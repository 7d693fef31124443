"""One turn as one message, where every message makes a sound: short words stand on top of what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.channels.outlet import Bubble
from dialogs.message import Message

LONGEST_WORD = 240
"""Letters of what stands on top of the message after it; more is a message of its own."""


def folded(bubbles: Sequence[Bubble]) -> Iterator[tuple[Bubble, int]]:
    """The bubbles as a phone gets them, and how many of them each is: a short word before
    something stands on top of it, so that one turn is one message and one sound."""
    before: list[str] = []
    for number, bubble in enumerate(bubbles, 1):
        message = bubble.message
        if not bubble.shown and is_short_word(message) and number < len(bubbles):
            before.append(message.text.strip())
            continue
        text = "\n\n".join((*before, message.text))
        yield replace(bubble, message=replace(message, text=text)), len(before) + 1
        before = []


def is_short_word(message: Message) -> bool:
    """Whether it says something in passing. What is urgent stands alone."""
    bare = not (message.buttons or message.lines or message.card or message.progress)
    return bare and message.role != "urgent" and len(message.text) <= LONGEST_WORD
