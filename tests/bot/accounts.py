"""An account elsewhere in a small house, on a channel that only listens: for tests of what every such
channel shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

from bot.assistant import Assistant
from bot.channels.doorway import Doorway
from bot.channels.outlet import Parcel
from bot.handler import SPEAKER, KithHandler, Speaker
from dialogs.form import Form, Kind, Question, Section
from dialogs.message import Message
from storage import accounts
from storage.accounts import Account
from storage.turn import Turn
from tests.bot.house import PROFILE, WORKER, Small
from tests.bot.matrix_channels import Ear

PLACE = {"chat": "4711"}
TALK = Form(
    key="placement_referral",
    version=1,
    title="Placement referral",
    about="child",
    roles=("social_worker",),
    channels=("web", "teams"),
    begin="Hello",
    sections=(
        Section(
            "play",
            "Play",
            (
                Question("play.likes", Kind.LONG_TEXT, "What does {child} like?", "Likes"),
                Question("play.place", Kind.TEXT, "Where does {child} play?", "Where"),
                Question("play.often", Kind.YES_NO, "Every day?", "Every day"),
            ),
        ),
    ),
)


@dataclass
class Listener:
    """An outlet that writes down what it is given; it fails as often as it is told to."""

    channel: str = "teams"
    parcels: list[Parcel] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    numbers: int = 0
    counts: bool = False
    """Whether what it says has its place in the chat for a name, as it has in Teams and on Telegram."""

    async def deliver(self, parcel: Parcel) -> Mapping[int, str]:
        if self.fails:
            raise self.fails.pop(0)
        self.parcels.append(parcel)
        self.numbers += 1
        if self.counts:
            return {each.shown: str(self.numbers) for each in parcel.bubbles if each.shown}
        return {
            each.shown: f"m{self.numbers}-{each.shown}" for each in parcel.bubbles if each.shown
        }

    async def tell(self, place: Mapping[str, str], message: Message) -> None:
        self.told.append((place["chat"], message.text))

    @property
    def texts(self) -> list[str]:
        return [each.message.text for parcel in self.parcels for each in parcel.bubbles]


@dataclass
class There:
    """Somebody's account, with everything between it and the store."""

    small: Small
    account: Account
    outlet: Listener
    doorway: Doorway
    handler: KithHandler
    changed: list[tuple[str, str]]

    async def say(
        self,
        text: str,
        message: str,
        value: object = None,
        kind: str = "message",
        written: int = 0,
    ) -> None:
        """One delivery of one message, as the channel would bring it. Raises what the house raises."""
        known = await self.doorway.known("teams", "t/4711")
        asked = known.asked if known else ""
        who = known.person.id if known else WORKER.id
        speaker = Speaker(who, "", self.account.id, "teams", "", asked, message, written)
        plain = {"type": kind, "id": message, "text": text or None, "value": value}
        activity = Activity(**plain, channel_id="teams")
        if kind == "conversationUpdate":
            activity.members_added = [ChannelAccount(id="them")]
        if kind == "messageUpdate":
            speaker = replace(speaker, message=f"edit {message}")
        activity.recipient = ChannelAccount(id="kith")
        activity.conversation = ConversationAccount(id="c")
        ear = Ear()
        context = TurnContext(ear, activity)
        context.turn_state[SPEAKER] = speaker
        await ear.run_pipeline(context, self.handler.on_turn)

    async def press(self, press: str, message: str, asked: str = "") -> None:
        await self.say("", message, {"kith": {"press": press, "asked": asked}})


def somebody_there(small: Small) -> There:
    """The worker's account on Teams, in a house with the real assistant."""
    assistant = Assistant({TALK.name: TALK}, "Larkshire County Council", "01632", lambda _: ())
    house = replace(small.house, assistant=assistant, forms={TALK.name: TALK})
    small = replace(small, house=house)

    def link(turn: Turn) -> Account:
        return accounts.link(turn, "teams", "t/4711", WORKER.id, PLACE, "Wilma")

    account, changed = small.store.perform_now(link), []
    outlet, doorway = Listener(), Doorway(house, lambda *who: changed.append(who))
    doorway.register(outlet)
    return There(small, account, outlet, doorway, KithHandler(house, doorway), changed)


__all__ = ["PROFILE", "Listener", "There", "somebody_there"]
