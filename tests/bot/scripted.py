"""A kept conversation played through a real channel: what is said goes in at the door, over HTTP, and
what comes out there is read as its person reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from bot.reply import Reply, body_of
from care.people import Person
from dialogs.message import Message, Said, SaidCard
from dialogs.transcript import Talk
from storage import inbox
from storage.turn import Turn


@dataclass
class Scripted:
    """An assistant that is one conversation in memory; it keeps what it says as the real one does."""

    talk: Talk
    heard: list[Said] = field(default_factory=list)

    def hear(
        self, turn: Turn, person: Person, profile: str, said: Said, message: str, channel: str
    ) -> Reply:
        body = body_of(said)
        if inbox.kept_reply(turn, channel, message, body) is None:
            self.heard.append(said)
            self.talk.say(said)
            inbox.keep_reply(turn, channel, message, body, self.reply.dumps())
        return self.reply

    def greet(self, turn: Turn, person: Person, profile: str, channel: str) -> Reply:
        return self.reply

    @property
    def reply(self) -> Reply:
        return Reply(self.talk.messages, 1)


class Through(Protocol):
    """Somebody at one door."""

    assistant: Scripted

    async def say(self, text: str) -> None: ...
    async def press(self, press: str, asked: str) -> bool:
        """False when there is nothing there to tap that means this."""
        ...

    async def fill(self, card: SaidCard) -> bool:
        """False when no card can be filled in there."""
        ...

    async def come_back(self) -> None:
        """Somebody else, or the same person from elsewhere, sees the question that is open now."""
        ...

    def read(self) -> str:
        """Everything that can be read there and was not read before."""
        ...


def words_in(messages: tuple[Message, ...]) -> Iterator[str]:
    """Everything a person must be able to read of these, in any shape."""
    for message in messages:
        yield from message.text.split("\n")
        for button in message.buttons:
            if not button.command:  # ways round may be put away, where they can also be typed
                yield button.label
        for line in message.lines:
            yield line.label
        for each in message.card.fields if message.card else ():
            yield each.ask or each.label


def squeezed(text: str) -> str:
    """Without what a channel may put between words: breaks, quotes escaped in JSON, dots of cutting."""
    return re.sub(r"\s+", " ", text.replace("\\n", " ").replace('\\"', '"'))
