"""Says on Telegram what is due there: once, in order, and never again what may have arrived."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping

from bot.channels.folded import folded
from bot.channels.outlet import Bubble, NotDelivered, Parcel
from bot.channels.telegram_show import (
    Payload,
    in_its_place,
    payloads,
    plain_words,
    without_buttons,
)
from bot.channels.telegram_wire import (
    TelegramAway,
    TelegramGone,
    TelegramRefused,
    TelegramSilent,
    TelegramSlow,
    TelegramWire,
)
from bot.errors import BotError
from care.channels import TELEGRAM
from dialogs.message import Message

LOG = logging.getLogger("kith.telegram")

CHAT = "chat"
"""What a place on Telegram is: the number of the private chat."""
SHORT_WAIT = 5.0
"""Seconds that half a message waits for its other half, and a spent button for its end."""
ROOM = 10_000


class TelegramOutlet:
    """One for each bot."""

    channel = TELEGRAM

    def __init__(self, wire: TelegramWire) -> None:
        self._wire = wire
        self._tapped: OrderedDict[str, str] = OrderedDict()

    def heard(self, chat: str, tapped: str = "") -> None:
        """Something was said in this chat, or a button was tapped under this message of ours."""
        self._tapped.pop(chat, None)
        if tapped:
            self._tapped[chat] = tapped
        while len(self._tapped) > ROOM:
            self._tapped.popitem(last=False)

    async def deliver(self, parcel: Parcel) -> Mapping[int, str]:
        """Says it all, then takes the buttons away from what is over. Raises `NotDelivered`."""
        chat = parcel.place.get(CHAT, "")
        tapped = self._tapped.pop(chat, "")
        if instead := await self._in_place(chat, parcel, tapped):
            return instead
        ids: dict[int, str] = {}
        said = 0
        for bubble, count in folded(parcel.bubbles):
            await self._bubble(chat, bubble, parcel.site, said, ids)
            said += count
        for each in parcel.spent:
            await self._spend(chat, each.external)
        return ids

    async def tell(self, place: Mapping[str, str], message: Message) -> None:
        """Says one thing that is kept nowhere, if it can be said."""
        try:
            for payload in payloads(place.get(CHAT, ""), message):
                await self._wire.send(payload)
        except (BotError, ValueError) as error:
            LOG.info("telegram tell: %s", type(error).__name__)

    async def _in_place(self, chat: str, parcel: Parcel, tapped: str) -> Mapping[int, str]:
        """The same question once more, after a tap under it, stands where it stood: nothing piles
        up. Nothing where it has to be said anew."""
        over = [each for each in parcel.spent if each.external == tapped]
        if len(parcel.bubbles) != 1 or len(parcel.spent) != 1 or not over:
            return {}
        [bubble], [before] = parcel.bubbles, over
        if not bubble.shown or bubble.message.asked != before.message.asked:
            return {}
        found = payloads(chat, bubble.message, bubble.shown, parcel.site)
        if len(found) != 1 or not bubble.message.asked:
            return {}
        try:
            await self._wire.edit_text(in_its_place(found[0], tapped))
        except BotError as error:
            LOG.info("telegram edit: %s", type(error).__name__)
            return {}
        return {bubble.shown: tapped}

    async def _bubble(
        self, chat: str, bubble: Bubble, site: str, said: int, ids: dict[int, str]
    ) -> None:
        first = True
        try:
            for payload in payloads(chat, bubble.message, bubble.shown, site):
                external = await (self._send(payload) if first else self._rest(payload))
                first = False
                if bubble.shown and external:
                    ids[bubble.shown] = external  # the last part has the buttons
        except TelegramSlow as slow:
            raise NotDelivered(slow.seconds, said=said, ids=ids) from None
        except TelegramAway:
            raise NotDelivered(said=said, ids=ids) from None
        except TelegramSilent:  # it may stand there; whoever sees nothing says something again
            LOG.warning("telegram send: TelegramSilent")
        except (TelegramGone, ValueError):  # the second: a place that is no chat's number
            raise NotDelivered(final=True, said=said, ids=ids) from None

    async def _rest(self, payload: Payload) -> str:
        """The next part of a message that has begun: a short wait is better than a torn one."""
        try:
            return await self._send(payload)
        except TelegramSlow as slow:
            if slow.seconds > SHORT_WAIT:
                raise
            await self._wire.pacing.sleep(slow.seconds)
        return await self._send(payload)

    async def _send(self, payload: Payload) -> str:
        """What Telegram will not have with its buttons is said without them, and never jams the rest."""
        try:
            return await self._wire.send(payload)
        except TelegramRefused:
            LOG.error("telegram send: TelegramRefused")
        if "reply_markup" in payload:
            try:
                return await self._wire.send(plain_words(payload))
            except TelegramRefused:
                LOG.error("telegram send again: TelegramRefused")
        return ""

    async def _spend(self, chat: str, external: str) -> None:
        """An old button is harmless, so that one which cannot be taken away is left."""
        for _ in range(2):
            try:
                await self._wire.edit_buttons(without_buttons(chat, external))
                return
            except TelegramSlow as slow:
                if slow.seconds > SHORT_WAIT:
                    return
                await self._wire.pacing.sleep(slow.seconds)
            except (BotError, ValueError) as error:
                LOG.info("telegram edit: %s", type(error).__name__)
                return
