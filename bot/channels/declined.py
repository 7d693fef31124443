"""What a chat elsewhere can bring that Kith does not take: a polite answer, and nothing is kept."""

from __future__ import annotations

from enum import StrEnum

from bot.words import words
from dialogs.message import Message


class Declined(StrEnum):
    """The kinds. Each has a sentence in `words.toml` under `[declined]`."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    POLL = "poll"
    FILE = "file"
    FORWARD = "forward"
    GROUP = "group"
    GUEST = "guest"
    REACTION = "reaction"
    OTHER = "other"


def declined(kind: Declined) -> Message:
    """What is said to it; it names nobody and repeats nothing."""
    return Message(words("declined", kind.value), role="help")


def stranger() -> Message:
    """What an account that is nobody's is told, whatever it says: nothing about anybody."""
    return Message(words("account", "stranger"), role="help")
