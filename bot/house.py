"""Everything the web needs to run: one value, put together in one place and handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.errors import BotError, NotForYou, WeakSecret
from bot.pace import Pace
from care.people import Person
from dialogs.form import Form
from dialogs.message import Line, Message, Said
from storage.store import Store
from storage.turn import Turn

__all__ = ["Assistant", "BotError", "Council", "House", "NotForYou", "Pane", "PaneSection", "Reply"]


class Reply(Protocol):
    """What Kith says back, and the revision of the profile that it belongs to."""

    @property
    def messages(self) -> tuple[Message, ...]: ...
    @property
    def revision(self) -> int: ...
    @property
    def answered(self) -> tuple[str, ...]:
        """The paths that were answered."""
        ...


class PaneSection(Protocol):
    """One section of the second pane."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def lines(self) -> Sequence[Line]: ...


class Pane(Protocol):
    """The profile so far, every answer a jump."""

    @property
    def sections(self) -> Sequence[PaneSection]: ...
    @property
    def minutes_left(self) -> int: ...


class Assistant(Protocol):
    """Who listens and answers, inside an open turn. `bot/assistant.py` is the real one."""

    def hear(
        self,
        turn: Turn,
        person: Person,
        profile_id: str,
        said: Said,
        message_id: str,
        channel: str,
    ) -> Reply: ...

    def greet(self, turn: Turn, person: Person, profile_id: str, channel: str) -> Reply: ...

    def answers(self, turn: Turn, person: Person, profile_id: str) -> Pane: ...

    def offer_change(
        self, turn: Turn, person: Person, profile_id: str, path: str, channel: str
    ) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Council:
    """The council whose house this is."""

    name: str
    short: str
    """A few capital letters that begin every reference, such as LK."""


@dataclass(frozen=True, slots=True)
class House:
    """Kith for one council. `secret` signs tokens; it is never the key of the store."""

    store: Store
    assistant: Assistant
    forms: Mapping[str, Form]
    """By "key.version"."""
    council: Council
    clock: Callable[[], datetime]
    """The time now, with its zone."""
    new_id: Callable[[], str]
    """An opaque id that nobody can guess."""
    secret: bytes = field(repr=False)
    demo: bool = False
    site: str = ""
    """The public address, `https://kith.example`, when something in front ends the TLS."""
    proxies: frozenset[str] = frozenset()
    """Addresses of the proxies in front of us: what they say of where a request comes from, holds."""
    pace: Pace | None = None
    """How much is allowed in a while, where it is other than usual."""
    witness: Path | None = None
    """A file outside the store in which the end of the diary is written down every day."""
    guests: Mapping[str, str] = field(default_factory=dict)
    """The demo's word on somebody, by key and in order: those who are shown at the front door."""
    templates_folder: Path | None = None
    """Where a council keeps its own Word templates, `placement_referral.council.docx` and such."""

    def __post_init__(self) -> None:
        if len(self.secret) < 32:
            raise WeakSecret

    def newest_form(self, key: str) -> Form | None:
        """The newest published version of a form; new profiles begin with it."""
        versions = [form for form in self.forms.values() if form.key == key]
        return max(versions, key=lambda form: form.version, default=None)
