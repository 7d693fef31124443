"""Telegram: every update becomes a turn of the bot, or a polite answer that is kept nowhere."""

from __future__ import annotations

import logging
from typing import Any, assert_never

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

from bot.account_words import wants_no_more
from bot.channels.beside import Beside
from bot.channels.chats import Chats
from bot.channels.declined import declined, stranger
from bot.channels.doorway import Doorway, Known
from bot.channels.strangers import Strangers
from bot.channels.telegram_outlet import CHAT, TelegramOutlet
from bot.channels.telegram_read import (
    Blocked,
    Edited,
    From,
    Heard,
    Nothing,
    Press,
    Start,
    Text,
    Unwelcome,
    read,
)
from bot.channels.telegram_wire import TelegramWire
from bot.errors import Busy, NotForYou, NotSignedIn, TooMuch, Unreadable
from bot.handler import SPEAKER, KithHandler, Speaker
from bot.house import House
from bot.rates import Rates
from bot.words import words
from care.channels import TELEGRAM, may_talk
from dialogs.message import Message
from storage import linkings, shown
from storage.errors import NotKept, Overtaken, StoreClosed
from storage.turn import Turn

LOG = logging.getLogger("kith.telegram")

STOP, UNLINK = "/stop", "unlink"
COMES_AGAIN = (NotKept, Overtaken, StoreClosed, Busy)
"""Nothing was kept, and the same update may go better later."""


class TelegramAdapter(BotAdapter):
    """One for each bot. What it hears goes through the same handler as on every channel."""

    def __init__(
        self,
        house: House,
        doorway: Doorway,
        rates: Rates,
        wire: TelegramWire,
        outlet: TelegramOutlet,
    ) -> None:
        super().__init__()
        self._house = house
        self._doorway = doorway
        self._rates = rates
        self._wire = wire
        self._outlet = outlet
        self._bot = KithHandler(house, doorway)
        self._chats = Chats()
        self.beside = Beside()
        self._strangers = Strangers()

    async def take(self, plain: object) -> None:
        """One update. When this comes back, what it said is safely kept or is not to be.

        Raises what is in `COMES_AGAIN` when the same update is to be brought again later; anything
        else that is wrong with one update ends with it.
        """
        try:
            heard = read(plain)
        except Unreadable:
            LOG.warning("telegram update: Unreadable")
            return
        if isinstance(heard, Nothing):
            return
        if isinstance(heard, Press):
            self.beside.soon(self._wire.answer(heard.callback))
        async with self._chats.turn(heard.who.chat, _name(heard)) as is_new:
            if is_new:
                await self._once(heard)

    async def stop(self) -> None:
        """Ends when what was begun beside the turns is over, within a moment."""
        await self.beside.stop()

    # ------------------------------------------------------------ one update, for the first time

    async def _once(self, heard: Heard) -> None:
        self._outlet.heard(_who(heard).chat, heard.message if isinstance(heard, Press) else "")
        try:
            await self._hear(heard)
        except (NotSignedIn, NotForYou):
            self._tell_stranger(_who(heard))
        except TooMuch:
            self._tell_few(_who(heard), Message(words("account", "busy"), role="help"))
        except COMES_AGAIN:
            raise
        except Exception as error:  # noqa: BLE001  one bad update must not end all that follow
            LOG.error("telegram turn: %s", type(error).__name__)
            self._tell_few(_who(heard), Message(words("account", "busy"), role="help"))

    async def _hear(self, heard: Heard) -> None:
        match heard:
            case Unwelcome(who, kind, _):
                self._tell_few(who, declined(kind))
            case Blocked(who):
                if known := await self._doorway.known(TELEGRAM, who.user):
                    await self._doorway.unlink(known)
                else:
                    await self._doorway.refuse(TELEGRAM, who.user)
            case Start(who, _, word) if word:
                await self._claim(who, word)
            case Text() | Edited() | Start() | Press():
                await self._speak(heard)
            case Nothing():
                return
            case _:
                assert_never(heard)

    async def _speak(self, heard: Text | Edited | Start | Press) -> None:
        who = heard.who
        if who.user != who.chat:
            return
        known = await self._doorway.known(TELEGRAM, who.user)
        if known is None or not may_talk(known.person.role, TELEGRAM):
            await self._nobody(heard)
            return
        self._rates.turn(known.person.id, TELEGRAM)
        asked = await self._asked(known, heard)
        activity = Activity(type="message", id=_name(heard))
        match heard:
            case Text() if asked is None:
                self._past(known, who, activity)
            case Text():
                activity.text = _bare(heard.text)
            case Start():
                activity.type = "conversationUpdate"
                activity.members_added = [ChannelAccount(id=known.person.id, role="user")]
            case Edited():
                activity.type = "messageUpdate"
                activity.id = f"{who.chat}:{heard.message}"
            case Press():
                meant = await self._doorway.press(known, heard.shown, heard.button)
                if meant is None:  # a stranger's, older than what we remember, or of another talk
                    self._past(known, who, activity)
                else:
                    press, asked = meant
                    activity.value = {"kith": {"press": press, "asked": asked}}
            case _:
                assert_never(heard)
        async with self.beside.typing(lambda: self._wire.typing(who.chat)):
            await self._turn(known, activity, asked or "", heard)

    def _past(self, known: Known, who: From, activity: Activity) -> None:
        """It changes nothing; they are told where they are now."""
        self._tell_few(who, Message(words("account", "past"), role="help"))
        activity.type = "conversationUpdate"
        activity.members_added = [ChannelAccount(id=known.person.id, role="user")]

    async def _turn(
        self, known: Known, activity: Activity, asked: str, heard: Text | Edited | Start | Press
    ) -> None:
        alone = isinstance(heard, Text) and asked == known.asked  # and is a reply to nothing else
        person, account = known.person.id, known.account.id
        activity.channel_id = TELEGRAM
        activity.conversation = ConversationAccount(id=heard.who.chat)
        activity.from_property = ChannelAccount(id=person, role="user")
        activity.recipient = ChannelAccount(id="kith", name="Kith", role="bot")
        context = TurnContext(self, activity)
        context.turn_state[SPEAKER] = Speaker(
            person,
            known.profile,
            account,
            TELEGRAM,
            self._house.site,
            asked,
            _name(heard),
            int(heard.message) if alone else 0,
        )
        await self.run_pipeline(context, self._bot.on_turn)

    async def _asked(self, known: Known, heard: Heard) -> str | None:
        """What words answer: what was asked last there, or what they were written as a reply to;
        None when that was asked under another profile than the one that is open there now."""
        if not isinstance(heard, Text) or not heard.answers:
            return known.asked

        def earlier(turn: Turn) -> int:
            found = shown.by_external(turn, known.account.id, heard.answers)
            return found.id if found else 0

        number = await self._house.store.perform(earlier)
        if not number:
            return known.asked
        meant = await self._doorway.press(known, number, 0)
        return meant[1] if meant else None

    # ------------------------------------------------------------ nobody we know

    async def _nobody(self, heard: Text | Edited | Start | Press) -> None:
        """A code that is typed is tried; everything else gets the same answer, whoever it is."""
        if isinstance(heard, Text):
            word = linkings.read_word(heard.text)
            if len(word) == linkings.CODE_LENGTH:
                await self._claim(heard.who, word)
                return
            if wants_no_more(_bare(heard.text)):
                await self._doorway.refuse(TELEGRAM, heard.who.user)
        self._tell_stranger(heard.who)

    async def _claim(self, who: From, word: str) -> None:
        if who.user != who.chat:
            return
        if self._strangers.may_try(who.user):
            place = {CHAT: who.chat}
            told = await self._doorway.claim(TELEGRAM, who.user, place, who.name, word)
        else:
            told = Message(words("account", "not_a_code"), role="help")
        self._tell_few(who, told)

    def _tell_stranger(self, who: From) -> None:
        self._tell_few(who, stranger())

    def _tell_few(self, who: From, message: Message) -> None:
        """Says it, unless this chat or all chats together have been told a lot in a moment."""
        if self._strangers.may_hear(who.chat):
            self.beside.soon(self._outlet.tell({CHAT: who.chat}, message))

    # ------------------------------------------------------------ what the SDK asks of an adapter

    async def send_activities(self, context: TurnContext, activities: Any) -> Any:
        """Never: what is said at an account goes through the outbox and its outlet."""
        raise NotImplementedError

    async def update_activity(self, context: TurnContext, activity: Activity) -> Any:
        raise NotImplementedError

    async def delete_activity(self, context: TurnContext, reference: Any) -> None:
        raise NotImplementedError


def _who(heard: Heard) -> From:
    return From("", "") if isinstance(heard, Nothing) else heard.who


def _name(heard: Heard) -> str:
    """What the update is called for ever: the same when it is delivered again."""
    match heard:
        case Text(who, message) | Start(who, message):
            return f"{who.chat}:{message}"
        case Edited(who, message, edit):
            return f"{who.chat}:{message}:{edit}"
        case Press(_, callback):
            return f"press:{callback}"
        case Unwelcome(who, _, album) if album:  # five pictures at once are one thing to answer
            return f"{who.chat}:album:{album}"
        case Unwelcome() | Blocked() | Nothing():
            return ""
        case _:
            assert_never(heard)


def _bare(text: str) -> str:
    """`/summary@our_bot` is `/summary`; the forms know the commands with a slash before them.

    On Telegram `/stop` is how people leave a bot. To leave off for now is `/pause`.
    """
    word, space, rest = text.strip().partition(" ")
    if not word.startswith("/"):
        return text
    word = word.partition("@")[0]
    return UNLINK if word.lower() == STOP else f"{word}{space}{rest}"
