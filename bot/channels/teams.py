"""Teams: every delivery becomes a turn of the bot, or a polite answer that is kept nowhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol, assert_never

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ChannelAccount

from bot.account_words import wants_no_more
from bot.channels.declined import Declined, declined, stranger
from bot.channels.doorway import Doorway, Known
from bot.channels.outlet import NotDelivered
from bot.channels.strangers import Strangers
from bot.channels.teams_adapter import TeamsAdapter
from bot.channels.teams_cards import welcome
from bot.channels.teams_gate import Delivery, Json
from bot.channels.teams_outlet import TeamsOutlet
from bot.channels.teams_read import (
    Arrived,
    Consent,
    Edited,
    Gone,
    Heard,
    Nothing,
    Unheard,
    Unwelcome,
    Words,
)
from bot.channels.teams_roster import is_guest
from bot.channels.teams_wire import TeamsWire
from bot.errors import NotForYou, NotSignedIn, TooMuch, Unreadable
from bot.handler import SPEAKER, KithHandler, Speaker
from bot.house import House
from bot.rates import Rates
from bot.words import words
from care.channels import TEAMS, may_talk
from dialogs.message import Message
from storage import linkings
from storage.errors import StorageError

LOG = logging.getLogger("kith.teams")

SLOW_SECONDS = 1.0
"""After so long somebody who waits sees that an answer is being written."""
TYPING_LASTS = 3.0
TOLD_WITHIN = 1.5
"""Seconds that a delivery waits for an answer which is kept nowhere; then that goes on alone."""


class Files(Protocol):
    """Who sees to documents. What it says it says itself; it raises `StorageError` when nothing
    could be kept, and then the same may be asked again."""

    def is_asked(self, said: Words) -> bool:
        """Whether this asks for documents, and is nothing for the conversation."""
        ...

    async def asked(self, known: Known, delivery: Delivery, said: Words) -> None: ...

    async def consent(self, known: Known, delivery: Delivery, value: Json) -> None:
        """Somebody said yes or no to a file that was offered."""
        ...


class Teams:
    """One for each app. What it hears goes through the same handler as on every channel."""

    def __init__(
        self,
        house: House,
        doorway: Doorway,
        rates: Rates,
        wire: TeamsWire,
        adapter: TeamsAdapter,
        outlet: TeamsOutlet,
    ) -> None:
        self._house = house
        self._doorway = doorway
        self._rates = rates
        self._wire = wire
        self._adapter = adapter
        self._outlet = outlet
        self.files: Files | None = None
        self._bot = KithHandler(house, doorway)
        self._strangers = Strangers()
        self._places: dict[str, dict[str, str]] = {}
        self._beside: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Ends when what was begun beside the turns is over, within a moment."""
        if self._beside:
            _, left = await asyncio.wait(self._beside, timeout=0.5)
            for task in left:
                task.cancel()

    async def hear(self, delivery: Delivery, heard: Heard) -> None:
        """One delivery. When this comes back, what it said is safely kept or is not to be.

        Raises `StorageError` when the same is to be brought again later.
        """
        try:
            await self._hear(delivery, heard)
        except (NotSignedIn, NotForYou):  # it ended meanwhile
            await self._tell_few(delivery, stranger())
        except Unreadable:
            await self._tell_few(delivery, declined(Declined.OTHER))
        except TooMuch:
            await self._tell_few(delivery, _busy())

    async def _hear(self, delivery: Delivery, heard: Heard) -> None:
        match heard:
            case Nothing() | Unheard():
                return
            case Unwelcome(_, kind):
                await self._tell_few(delivery, declined(kind))
                return
            case Words() | Edited() | Consent() | Arrived() | Gone():
                pass
            case _:
                assert_never(heard)
        if delivery.guest:
            await self._tell_few(delivery, declined(Declined.GUEST))
            return
        known = await self._doorway.known(TEAMS, delivery.key)
        if known is None or not may_talk(known.person.role, TEAMS):
            await self._nobody(delivery, heard)
        elif isinstance(heard, Gone):
            self._places.pop(known.account.id, None)
            await self._doorway.unlink(known)
        else:
            await self._speak(delivery, known, heard)

    async def _speak(
        self, delivery: Delivery, known: Known, heard: Words | Edited | Consent | Arrived
    ) -> None:
        self._rates.turn(known.person.id, TEAMS)
        await self._follow(delivery, known)
        match heard:
            case Words() if self.files is not None and self.files.is_asked(heard):
                self._soon(self._see_to(delivery, self.files.asked(known, delivery, heard)))
                return
            case Words(name, text, value):
                activity = Activity(type="message", id=name, text=text, value=value)
            case Edited(name, message):
                activity = Activity(type="messageUpdate", id=message)
            case Arrived(name):
                us = ChannelAccount(id=known.person.id, role="user")
                activity = Activity(type="conversationUpdate", id=name, members_added=[us])
            case Consent(value):
                if self.files is not None:
                    self._soon(self._see_to(delivery, self.files.consent(known, delivery, value)))
                return
            case _:
                assert_never(heard)
        async with self._typing(delivery):
            await self._turn(delivery, known, activity, name)

    async def _turn(
        self, delivery: Delivery, known: Known, activity: Activity, message: str
    ) -> None:
        speaker = Speaker(
            person=known.person.id,
            profile=known.profile,
            session=known.account.id,
            channel=TEAMS,
            site=self._house.site,
            asked=known.asked,
            message=message,
            written=_place(message),
        )

        async def logic(context: TurnContext) -> None:
            context.turn_state[SPEAKER] = speaker
            await self._bot.on_turn(context)

        await self._adapter.turn(delivery, activity, logic)

    async def _follow(self, delivery: Delivery, known: Known) -> None:
        """Notes where to write to when it is elsewhere now: a conversation begun anew, a service moved."""
        place = delivery.place
        if self._places.get(known.account.id) != place:
            await self._doorway.moved(known, place)
            self._places[known.account.id] = place

    async def _see_to(self, delivery: Delivery, work: Awaitable[None]) -> None:
        async with self._typing(delivery):
            try:
                await work
            except StorageError as error:
                LOG.warning("teams files: %s", type(error).__name__)
                await self._tell_few(delivery, _busy())

    # ------------------------------------------------------------ nobody we know

    async def _nobody(self, delivery: Delivery, heard: Heard) -> None:
        """A code that is typed is tried; everything else gets the same answer, whoever it is."""
        match heard:
            case Arrived():
                await self._tell_few(delivery, welcome())
            case Words(_, str(text), None) if word := linkings.read_word(text):
                claiming = self._soon(self._claim(delivery, word))
                await asyncio.wait({claiming}, timeout=TOLD_WITHIN)
            case Gone():
                await self._doorway.refuse(TEAMS, delivery.key)
            case Words(_, str(text), None) if wants_no_more(text):
                await self._doorway.refuse(TEAMS, delivery.key)
                await self._tell_few(delivery, stranger())
            case _:
                await self._tell_few(delivery, stranger())

    async def _claim(self, delivery: Delivery, word: str) -> None:
        await self._tell_few(delivery, await self._claimed(delivery, word))

    async def _claimed(self, delivery: Delivery, word: str) -> Message:
        """What became of a code. Whether somebody is a guest is asked where Teams knows it."""
        if not self._strangers.may_try(delivery.key):
            return Message(words("account", "not_a_code"), role="help")
        place, name = delivery.place, delivery.name
        try:
            member = await self._wire.member(delivery.service, delivery.conversation, place["user"])
            if is_guest(member, delivery.tenant):
                return declined(Declined.GUEST)
            return await self._doorway.claim(TEAMS, delivery.key, place, name, word)
        except (NotDelivered, StorageError) as error:
            LOG.warning("teams claim: %s", type(error).__name__)
            return _busy()

    async def _tell_few(self, delivery: Delivery, message: Message) -> None:
        """Says it, unless this account or all accounts together have been told a lot in a moment."""
        if self._strangers.may_hear(delivery.key):
            telling = self._soon(self._outlet.tell(delivery.place, message))
            await asyncio.wait({telling}, timeout=TOLD_WITHIN)

    # ------------------------------------------------------------ beside the turn

    @asynccontextmanager
    async def _typing(self, delivery: Delivery) -> AsyncIterator[None]:
        """Shows that an answer is being written, when it takes longer than a moment."""

        async def show() -> None:
            await asyncio.sleep(SLOW_SECONDS)
            while True:
                await self._wire.typing(delivery.service, delivery.conversation)
                await asyncio.sleep(TYPING_LASTS)

        task = self._soon(show())
        try:
            yield
        finally:
            task.cancel()

    def _soon(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(_quietly(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        task.add_done_callback(lambda _: work.close())  # it may never have begun
        return task


def _busy() -> Message:
    return Message(words("account", "busy"), role="help")


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  nobody waits for it, and what it says may be personal
        LOG.warning("beside a turn: %s", type(error).__name__)


def _place(message: str) -> int:
    """The place of a message in its chat: Teams calls each by its own clock, in milliseconds."""
    moment = message.rpartition(" ")[2]
    return int(moment) if moment.isascii() and moment.isdecimal() and len(moment) == 13 else 0
