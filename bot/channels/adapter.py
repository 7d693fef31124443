"""The SDK's adapter for Direct Line: what the bot sends lands in the open conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from botbuilder.core import ActivityHandler, BotAdapter, TurnContext
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    ResourceResponse,
)

from bot.channels.live import Conversations, Live
from bot.channels.wire import write
from bot.handler import SPEAKER, Speaker
from bot.said import asked_in

SAID = "kith.said"
"""Where a turn gathers what the bot says, so that it goes out after the echo, in one frame."""

LIVE = "kith.live"
"""The conversation that a turn belongs to, which remembers what it asked last."""

ME = ChannelAccount(id="kith", name="Kith", role="bot")


class DirectLineAdapter(BotAdapter):
    """Between the bot and the conversations that are open in this process."""

    def __init__(
        self,
        conversations: Conversations,
        bot: ActivityHandler,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        super().__init__()
        self._conversations = conversations
        self._bot = bot
        self._clock = clock
        self._new_id = new_id

    async def turn(self, live: Live, speaker: Speaker, activity: Activity) -> list[str]:
        """Run one activity through the bot; what it says, as it goes over the wire."""
        activity.channel_id = "directline"
        activity.service_url = speaker.site
        activity.recipient = ME
        activity.conversation = ConversationAccount(id=live.id)
        activity.from_property = ChannelAccount(id=speaker.person, role="user")
        context = TurnContext(self, activity)
        said: list[str] = []
        context.turn_state[LIVE] = live
        context.turn_state[SPEAKER] = speaker
        context.turn_state[SAID] = said
        await self.run_pipeline(context, self._bot.on_turn)
        return said

    async def send_activities(
        self, context: TurnContext, activities: Sequence[Activity]
    ) -> list[ResourceResponse]:
        conversation = context.activity.conversation.id
        said: list[str] | None = context.turn_state.get(SAID)
        asking: Live | None = context.turn_state.get(LIVE)
        responses = []
        written = []
        for activity in activities:
            activity_id = self._new_id()
            if asking is not None and (asked := asked_in(activity.channel_data)):
                asking.asked, asking.offered = asked, activity.suggested_actions
            written.append(write(activity, activity_id, conversation, self._clock()))
            responses.append(ResourceResponse(id=activity_id))
        if said is not None:
            said.extend(written)
        elif live := self._conversations.find(conversation):
            live.push(written)
        return responses

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Direct Line shows an activity with a known id in the place of the old one."""
        conversation = context.activity.conversation.id
        if live := self._conversations.find(conversation):
            live.push([write(activity, activity.id, conversation, self._clock())])
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        conversation = context.activity.conversation.id
        if live := self._conversations.find(conversation):
            gone: Any = Activity(type="messageDelete")
            live.push([write(gone, reference.activity_id, conversation, self._clock())])


def event(name: str, conversation: str, activity_id: str, now: datetime) -> str:
    """A small word to the page that nobody sees, as it goes over the wire."""
    return write(Activity(type="event", name=name), activity_id, conversation, now)
