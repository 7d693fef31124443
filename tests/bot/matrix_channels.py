"""Every channel there is, as a way to say something: the matrix tries its cells through each.

A channel added later joins by itself: whatever builds a `Speaker` is a channel, and a module that
does so without a line in `CHANNELS` fails the build. What they share is the handler, so that a
channel's own word is enough to try it; a channel with a door of its own has a test of its own too.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ResourceResponse

from bot.handler import SPEAKER, KithHandler, Speaker
from bot.house import House
from tests.reading_code import calls, modules

CHANNELS = {
    "bot/channels/directline.py": "web",
    "bot/channels/teams.py": "teams",
    "bot/channels/telegram.py": "telegram",
}
"""The module that finds out who speaks, and the word that its speakers carry."""
ALSO = ("terminal", "teams", "telegram")
"""Words that a form may name as its channel; whoever builds them finds the same door shut."""


def speakers() -> set[str]:
    """Every module of the house in which somebody becomes a speaker to the bot."""
    return {name for name, tree in modules("bot").items() if _knows(tree) and _makes(tree)}


def _knows(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "bot.handler"
        and any(alias.name == "Speaker" for alias in node.names)
        for node in ast.walk(tree)
    )


def _makes(tree: ast.Module) -> bool:
    return any(True for _ in calls(tree, "Speaker"))


class Ear(BotAdapter):
    """An adapter that only listens to what the bot says."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def send_activities(
        self, context: TurnContext, activities: Sequence[Activity]
    ) -> list[ResourceResponse]:
        self.said += [each.text or "" for each in activities]
        return [ResourceResponse(id=str(number)) for number, _ in enumerate(activities)]

    async def update_activity(self, context: TurnContext, activity: Activity) -> Any:
        raise NotImplementedError

    async def delete_activity(self, context: TurnContext, reference: Any) -> None:
        raise NotImplementedError


async def say(house: House, person: str, profile: str, session: str, channel: str) -> list[str]:
    """Says hello as this person about this profile; what the bot says. Raises what it raises."""
    return await _turn(
        house, person, profile, session, channel, Activity(type="message", text="hi")
    )


async def arrive(house: House, person: str, profile: str, session: str, channel: str) -> list[str]:
    """Opens a conversation, in which the bot speaks first."""
    welcome = Activity(
        type="conversationUpdate", members_added=[ChannelAccount(id=person, role="user")]
    )
    return await _turn(house, person, profile, session, channel, welcome)


async def _turn(
    house: House, person: str, profile: str, session: str, channel: str, activity: Activity
) -> list[str]:
    ear = Ear()
    activity.channel_id = channel
    activity.recipient = ChannelAccount(id="kith", role="bot")
    activity.conversation = ConversationAccount(id="c")
    activity.from_property = ChannelAccount(id=person, role="user")
    context = TurnContext(ear, activity)
    context.turn_state[SPEAKER] = Speaker(person, profile, session, channel, "")
    await ear.run_pipeline(context, KithHandler(house).on_turn)
    return ear.said
