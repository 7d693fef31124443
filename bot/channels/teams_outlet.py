"""Says in Teams what is due there: once, in order, and puts what was answered in its card's place."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.channels.outlet import NotDelivered, Parcel
from bot.channels.teams_adapter import TeamsAdapter
from bot.channels.teams_cards import activities_of, settled
from bot.channels.teams_wire import NotTaken
from bot.errors import BotError
from bot.teams_words import teamed
from care.channels import TEAMS
from dialogs.message import Message

LOG = logging.getLogger("kith.teams")

SHORT_WAIT = 5.0
"""Seconds that a card which is over waits for what stands in its place."""


class TeamsOutlet:
    """One for each app. `site` stands before an address when nothing else is said."""

    channel = TEAMS

    def __init__(self, adapter: TeamsAdapter, site: str) -> None:
        self._adapter = adapter
        self._site = site

    async def deliver(self, parcel: Parcel) -> Mapping[int, str]:
        """What is over says so, while the rest is said in order. Raises `NotDelivered`."""
        ids: dict[int, str] = {}

        async def say(context: TurnContext) -> None:
            over = asyncio.create_task(self._settle(context, parcel))
            try:
                for number, bubble in enumerate(parcel.bubbles):
                    try:
                        said = activities_of(bubble.message, parcel.site, bubble.shown)
                        external = await _say(context, said)
                    except NotDelivered as why:
                        raise NotDelivered(
                            why.seconds, final=why.final, said=number, ids=ids
                        ) from None
                    if bubble.shown and external:
                        ids[bubble.shown] = external
            finally:
                await over

        try:
            await self._adapter.later(parcel.place, say)
        except KeyError:  # the account ended meanwhile, and has no place any more
            raise NotDelivered(final=True) from None
        return ids

    async def tell(self, place: Mapping[str, str], message: Message) -> None:
        """Says one thing that is kept nowhere, if it can be said."""

        async def say(context: TurnContext) -> None:
            await _say(context, activities_of(message, self._site, 0))

        try:
            await self._adapter.later(place, say)
        except (BotError, KeyError) as error:
            LOG.info("teams tell: %s", type(error).__name__)

    async def _settle(self, context: TurnContext, parcel: Parcel) -> None:
        for each in parcel.spent:
            if each.external:
                now = _for(context, settled(each.message, each.outcome, parcel.site))
                now.id = each.external
                await self._change(context, now)

    async def _change(self, context: TurnContext, now: Activity) -> None:
        """An old card is harmless, so that one which cannot be changed is left."""
        for _ in range(2):
            try:
                await self._adapter.update_activity(context, now)
                return
            except NotDelivered as why:
                if why.seconds is None or why.seconds > SHORT_WAIT:
                    return
                await asyncio.sleep(why.seconds)


async def _say(context: TurnContext, activities: tuple[Activity, ...]) -> str:
    """Says one message, in several parts when it is long; the id of the last."""
    external = ""
    for activity in activities:
        try:
            external = await _send(context, activity)
        except NotTaken:
            LOG.error("a card was not taken")
            external = ""
            with contextlib.suppress(NotTaken):
                await _send(context, Activity(type="message", text=teamed("card.too_large")))
    return external


async def _send(context: TurnContext, activity: Activity) -> str:
    # Straight to the adapter: the context copies every activity deeply for middleware that this
    # house does not have.
    got = await context.adapter.send_activities(context, [_for(context, activity)])
    return got[0].id or ""


def _for(context: TurnContext, activity: Activity) -> Activity:
    """The same, with where it goes. It answers nothing: Teams has no threads with one person."""
    reference = TurnContext.get_conversation_reference(context.activity)
    addressed = TurnContext.apply_conversation_reference(activity, reference)
    addressed.reply_to_id = None
    return addressed
