"""The SDK's adapter for Teams with our gate in front of it and our wire behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    ResourceResponse,
)

from bot.channels.teams_gate import CHANNEL, Delivery
from bot.channels.teams_wire import TeamsWire

Logic = Callable[[TurnContext], Awaitable[None]]
SPOKEN = ("type", "text", "summary", "name", "value", "locale")
"""The parts of what we say that are written as they are; the rest has another name there."""


class TeamsAdapter(CloudAdapter):
    """One for each app. What it brings to the bot has been let in before; its own way in is shut.

    A turn, what is said in it and what is said later by itself (`continue_conversation`) go the
    SDK's own way; only what stands at its two ends is ours.
    """

    def __init__(self, wire: TeamsWire, app_id: str) -> None:
        super().__init__(_LetIn(wire))
        self._app_id = app_id

    async def turn(self, delivery: Delivery, activity: Activity, logic: Logic) -> None:
        """Runs one activity through the bot."""
        reference = reference_of(delivery.place)
        TurnContext.apply_conversation_reference(activity, reference, is_incoming=True)
        activity.conversation = ConversationAccount(id=delivery.conversation)
        admitted = _Admitted(self._app_id, self.bot_framework_authentication)
        await self.process_activity(admitted, activity, logic)

    async def later(self, place: Mapping[str, str], logic: Logic) -> None:
        """A turn that nobody's message began."""
        await self.continue_conversation(reference_of(place), logic, self._app_id)


def reference_of(place: Mapping[str, str]) -> ConversationReference:
    """An account's place in the SDK's words. Raises `KeyError` for a place that is none."""
    return ConversationReference(
        bot=ChannelAccount(id=place["bot"]),
        user=ChannelAccount(id=place["user"]),
        conversation=ConversationAccount(id=place["conversation"]),
        channel_id=CHANNEL,
        service_url=place["service"],
    )


@dataclass(frozen=True, slots=True)
class Conversations:
    """What the SDK asks of a connection to one service: four ways to say something."""

    wire: TeamsWire
    service: str

    async def send_to_conversation(self, conversation: str, said: Activity) -> ResourceResponse:
        return ResourceResponse(id=await self.wire.send(self.service, conversation, plain(said)))

    async def reply_to_activity(
        self, conversation: str, before: str, said: Activity
    ) -> ResourceResponse:
        got = await self.wire.send(self.service, conversation, plain(said), before)
        return ResourceResponse(id=got)

    async def update_activity(
        self, conversation: str, activity_id: str, now: Activity
    ) -> ResourceResponse:
        await self.wire.update(self.service, conversation, activity_id, plain(now))
        return ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation: str, activity_id: str) -> None:
        await self.wire.delete(self.service, conversation, activity_id)


@dataclass(frozen=True, slots=True)
class Connector:
    """What the SDK calls a client of the service. It is made for nothing, and keeps nothing."""

    conversations: Conversations


class _LetIn:
    """Stands where the SDK checks tokens. It never lets in anybody whom the gate has not."""

    def __init__(self, wire: TeamsWire) -> None:
        self._wire = wire

    async def authenticate_request(self, activity: Activity, header: str) -> Any:
        raise PermissionError

    async def authenticate_streaming_request(self, header: str, channel: str) -> Any:
        raise PermissionError

    def create_connector_factory(self, identity: Any) -> _LetIn:
        return self

    async def create(self, service: str, audience: str) -> Connector:
        return Connector(Conversations(self._wire, service))

    async def create_user_token_client(self, identity: Any) -> None:
        """Nobody signs in through a chat."""


class _Admitted:
    """What the SDK wants to know of a delivery that was let in."""

    def __init__(self, app_id: str, connector_factory: _LetIn) -> None:
        self.audience = app_id
        self.claims_identity = None
        self.caller_id = None
        self.connector_factory = connector_factory


def plain(activity: Activity) -> dict[str, Any]:
    """One outbound activity as JSON: our own few lines, for the SDK's take ten times as long."""
    written: dict[str, Any] = {
        name: found for name in SPOKEN if (found := getattr(activity, name)) is not None
    }
    if activity.text_format:
        written["textFormat"] = activity.text_format
    if activity.channel_data is not None:
        written["channelData"] = activity.channel_data
    if activity.conversation:
        written["conversation"] = {"id": activity.conversation.id}
    if activity.from_property:
        written["from"] = {"id": activity.from_property.id}
    if activity.recipient:
        written["recipient"] = {"id": activity.recipient.id}
    if activity.attachments:
        written["attachments"] = [_attached(each) for each in activity.attachments]
    return written


def _attached(attachment: Any) -> dict[str, Any]:
    named = {
        "contentType": attachment.content_type,
        "content": attachment.content,
        "contentUrl": attachment.content_url,
        "name": attachment.name,
    }
    return {name: value for name, value in named.items() if value is not None}
