"""Says in Teams what is due there: once, in order, and puts what was answered in its card's place."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.channels.folded import folded
from bot.channels.outlet import Bubble, NotDelivered, Parcel
from bot.channels.teams_adapter import TeamsAdapter
from bot.channels.teams_cards import activities_of, settled
from bot.channels.teams_wire import NotTaken, patiently
from bot.errors import BotError
from bot.teams_words import teamed
from care.channels import TEAMS
from dialogs.message import Message
from dialogs.phrases import phrase

LOG = logging.getLogger("kith.teams")

KIND = ("kept.not_known", "kept.skipped")
"""What is said of an answer that repeats nothing of it."""


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
                number = 0
                for bubble, count in folded(_said(parcel)):
                    try:
                        said = activities_of(bubble.message, parcel.site, bubble.shown)
                        external = await _say(context, said)
                    except NotDelivered as why:
                        raise NotDelivered(
                            why.seconds, final=why.final, said=number, ids=ids
                        ) from None
                    if bubble.shown and external:
                        ids[bubble.shown] = external
                    number += count
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
            for activity in activities_of(message, self._site, 0):
                await patiently(partial(_taken, context, activity))

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
        with contextlib.suppress(NotDelivered):
            await patiently(partial(self._adapter.update_activity, context, now))


def _said(parcel: Parcel) -> Sequence[Bubble]:
    """What is new: an answer that its own card repeats is not repeated below it as well."""
    first = next(iter(parcel.bubbles), None)
    outcomes = {each.outcome for each in parcel.spent if each.external}
    if first is None or first.message.role != "saved" or first.message.text not in outcomes:
        return parcel.bubbles
    if first.shown or first.message.lines or first.message.text in map(phrase, KIND):
        return parcel.bubbles
    short = replace(first, message=replace(first.message, text=phrase("kept.one")))
    return (short, *parcel.bubbles[1:])


async def _say(context: TurnContext, activities: tuple[Activity, ...]) -> str:
    """Says one message, in several parts when it is long; the id of the last."""
    first, *rest = activities
    external = await _taken(context, first)
    for activity in rest:  # a short wait is better than a message that begins twice
        external = await patiently(partial(_taken, context, activity))
    return external


async def _taken(context: TurnContext, activity: Activity) -> str:
    """Says it; words instead of a card that Teams does not take. The id of the card."""
    try:
        return await _send(context, activity)
    except NotTaken:
        LOG.error("a card was not taken")
    with contextlib.suppress(NotTaken):
        await _send(context, Activity(type="message", text=teamed("card.too_large")))
    return ""


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
