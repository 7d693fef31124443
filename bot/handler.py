"""The bot itself: a thin shell that hands what was said to the assistant, one turn a message."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from botbuilder.core import ActivityHandler, TurnContext

from bot import at_account
from bot.account_due import Due, tapped_in
from bot.account_on import answered_elsewhere
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
    message: str = ""
    """The channel's own id of what was said, the same when it comes again; empty on the web."""
    written: int = 0
    """The place in the chat there of what they wrote, where the channel counts; 0 where it does not,
    and for what says itself what it answers."""

    @property
    def at_account(self) -> bool:
        """Whether they speak at an account elsewhere, which `session` is then the id of."""
        return bool(self.message)


class Mouth(Protocol):
    """Says what is due at an account elsewhere, at once and in order."""

    async def say(self, due: Due) -> None: ...


class KithHandler(ActivityHandler):
    """One for each channel. It keeps nothing between turns."""

    def __init__(self, house: House, mouth: Mouth | None = None) -> None:
        self._house = house
        self._mouth = mouth

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Reads what was said and answers it, in one transaction. Raises `Unreadable`."""
        activity = turn_context.activity
        speaker: Speaker = turn_context.turn_state[SPEAKER]
        if speaker.at_account:
            said = said_in(activity.text, None, activity.value, speaker.asked)
            tapped = tapped_in(activity.value)
            written = speaker.written
            await self._at_account(
                speaker, partial(at_account.hear, said=said, tapped=tapped, written=written)
            )
            return
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
        if speaker.at_account:
            await self._at_account(speaker, at_account.arrive)
            return
        reply = await self._house.store.perform(lambda turn: self._greet(turn, speaker))
        await self._say(turn_context, reply, speaker)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        """Somebody changed a message of theirs: the offer to change what it had answered.

        The activity's id is the message's, so that this edit has one of its own in the speaker.
        """
        speaker: Speaker = turn_context.turn_state[SPEAKER]
        if speaker.at_account:
            first = scoped(replace(speaker, message=turn_context.activity.id))
            await self._at_account(speaker, partial(at_account.edited, first_id=first))

    async def _at_account(self, speaker: Speaker, work: Callable[..., Due | None]) -> None:
        """One turn at an account, in one transaction; then what is due there is said."""

        def turn_of(turn: Turn) -> Due | None:
            account, person = at_account.standing_at(turn, speaker.session, speaker.person)
            return work(turn, self._house, account, person, message_id=scoped(speaker))

        due = await self._house.store.perform(turn_of)
        if due is not None and self._mouth is not None:
            await self._mouth.say(due)

    def _hear(self, turn: Turn, speaker: Speaker, said: Said, message_id: str) -> Reply:
        person = standing(turn, speaker.person, speaker.session)
        allow_talk(turn, person, Action.ANSWER_PROFILE, speaker.profile, speaker.channel)
        reply = self._house.assistant.hear(
            turn, person, speaker.profile, said, message_id, speaker.channel
        )
        answered_elsewhere(turn, person, speaker.profile, reply.answered, speaker.channel)
        return reply

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


def scoped(speaker: Speaker, message_id: str = "") -> str:
    """The client's id made this person's and this profile's own; at an account, the account's own.

    The inbox answers a repeat with the reply it kept, so an id that somebody else used must never
    be the same id. A channel repeats a message whatever profile is open there by then.
    """
    where = speaker.session if speaker.at_account else speaker.profile
    words = "\n".join((speaker.channel, speaker.person, where, message_id or speaker.message))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
