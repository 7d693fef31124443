"""What is said at an account elsewhere, and who can say it there; no channel's own words in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.errors import BotError
from dialogs.message import Message


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message of a parcel."""

    message: Message
    shown: int = 0
    """What a tap in it brings back; 0 when there is nothing to tap or to fill in."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Something shown before, whose buttons or card are over now."""

    external: str
    """The id that the message has there."""
    message: Message
    outcome: str = ""
    """What to say in their place: that it was saved, and how. Empty when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything to say at one account after one turn, in order."""

    account: str
    person: str
    place: Mapping[str, str] = field(repr=False)
    """Where to write to, in the channel's own words, as it was kept when the account was linked."""
    bubbles: tuple[Bubble, ...]
    spent: tuple[Spent, ...] = ()
    site: str = ""
    """What stands before a button's address."""


class NotDelivered(BotError):
    """It could not be said there now."""

    def __init__(
        self,
        seconds: float | None = None,
        *,
        final: bool = False,
        said: int = 0,
        ids: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__()
        self.seconds = seconds
        """How long the channel asks us to wait; None when it does not say."""
        self.final = final
        """Whether the account cannot be reached any more: blocked, or taken away."""
        self.said = said
        """How many bubbles of the parcel were said before it failed; they are not said again."""
        self.ids = dict(ids or {})
        """The ids of those there, by what was shown."""


class Outlet(Protocol):
    """What can say something on one channel."""

    @property
    def channel(self) -> str: ...

    async def deliver(self, parcel: Parcel) -> Mapping[int, str]:
        """Says it all; the id that each message got there, by what was shown (`Bubble.shown`).

        Raises `NotDelivered`. What may have arrived counts as said: nothing is said twice.
        """
        ...

    async def tell(self, place: Mapping[str, str], message: Message) -> None:
        """Says one thing that is kept nowhere. Never raises: what cannot be said is left."""
        ...
