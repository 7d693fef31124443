"""The bot itself: a thin shell that hands what was said to the assistant, one turn a message."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from botbuilder.core import ActivityHandler, TurnContext

from bot.cards import activity_of
from bot.house import House, Reply
from bot.said import message_id_in, said_in
from bot.session import standing
from bot.things import allow_talk
from care.access import Action
from dialogs.message import Said
from storage.turn import Turn
from storage.views import viewed

SPEAKER = "kith.speaker"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, about what, and where; a channel finds this out, never the message itself."""

    person: str
    profile: str
    session: str = field(repr=False)
    channel: str
    site: str
    """What stands before an address: scheme and host."""
    asked: str = ""
    """The question shown last where they speak; a client of our own says itself what it answers."""


class KithHandler(ActivityHandler):
    """One for the whole house. It keeps nothing between turns."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Reads what was said and answers it, in one transaction. Raises `Unreadable`."""
        activity = turn_context.activity
        speaker: Speaker = turn_context.turn_state[SPEAKER]
        said = said_in(activity.text, activity.channel_data, activity.value, speaker.asked)
        message_id = scoped(speaker, message_id_in(activity.channel_data) or self._house.new_id())
        reply = await self._house.store.perform(
            lambda turn: self._hear(turn, speaker, said, message_id)
        )
        await self._say(turn_context, reply, speaker)

    async def on_members_added_activity(
        self, members_added: Sequence[Any], turn_context: TurnContext
    ) -> None:
        """Somebody opened the conversation, so Kith speaks first."""
        speaker: Speaker = turn_context.turn_state[SPEAKER]
        reply = await self._house.store.perform(lambda turn: self._greet(turn, speaker))
        await self._say(turn_context, reply, speaker)

    def _hear(self, turn: Turn, speaker: Speaker, said: Said, message_id: str) -> Reply:
        person = standing(turn, speaker.person, speaker.session)
        allow_talk(turn, person, Action.ANSWER_PROFILE, speaker.profile, speaker.channel)
        return self._house.assistant.hear(
            turn, person, speaker.profile, said, message_id, speaker.channel
        )

    def _greet(self, turn: Turn, speaker: Speaker) -> Reply:
        person = standing(turn, speaker.person, speaker.session)
        allow_talk(turn, person, Action.OPEN_CHAT, speaker.profile, speaker.channel)
        if speaker.profile:
            about = ("profile", speaker.profile, person.id, speaker.channel)
            viewed(turn, "profile.opened", *about)
        return self._house.assistant.greet(turn, person, speaker.profile, speaker.channel)

    async def _say(self, context: TurnContext, reply: Reply, speaker: Speaker) -> None:
        answers = [activity_of(message, speaker.site) for message in reply.messages]
        for answer in answers:
            answer.reply_to_id = context.activity.id  # the SDK leaves it out for Direct Line
        # Straight to the adapter: the context copies every activity deeply for middleware that this
        # house does not have, and that cost as much as the turn itself.
        await context.adapter.send_activities(context, answers)


def scoped(speaker: Speaker, message_id: str) -> str:
    """The client's id made this person's and this profile's own.

    The inbox answers a repeat with the reply it kept, so an id that somebody else used must never
    be the same id.
    """
    words = "\n".join((speaker.channel, speaker.person, speaker.profile, message_id))
    return hashlib.sha256(words.encode()).hexdigest()
