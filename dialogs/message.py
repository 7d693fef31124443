"""What goes to a person, and what comes from one, whatever the channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LineState = Literal["done", "started", "not_started", "gap", "left"]
Role = Literal["say", "ask", "saved", "help", "summary", "tasks", "urgent", "goodbye"]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap. `press` is what comes back; it means the same when it is old."""

    press: str
    label: str
    hint: str = ""
    command: bool = False
    """True for *back*, *skip* and the like, which stand apart from the answers."""
    address: str = ""
    """A place on the site to open instead of a reply, such as `/referrals/…`."""
    meaning: str = ""
    """What the answer means in full, where a channel has room for it before it is tapped."""


@dataclass(frozen=True, slots=True)
class CardField:
    """One input of a card. The name is the path of the question it answers."""

    path: str
    kind: str
    """text, long_text, choice, choices, yes_no, level, number, date or month."""
    label: str
    ask: str = ""
    hint: str = ""
    options: tuple[Button, ...] = ()
    value: str | tuple[str, ...] = ""
    not_known: bool = False
    """Whether *not known yet* may be ticked instead of an answer."""
    is_not_known: bool = False
    """Whether it is ticked now."""
    required: bool = False
    error: str = ""
    max_words: int = 0
    identity: bool = False
    """True for a name, an address, a date of birth: no autocomplete, no translation."""


@dataclass(frozen=True, slots=True)
class Card:
    """Short facts asked together, as a real form."""

    title: str
    fields: tuple[CardField, ...]
    submit: str
    error_title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in a summary or one section in a task list, with what pressing it does."""

    label: str
    text: str
    press: str
    state: LineState = "done"


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble. Text is plain; a blank line parts paragraphs."""

    text: str
    role: Role = "say"
    asked: str = ""
    """The path of the question that is asked, sent back with the reply."""
    buttons: tuple[Button, ...] = ()
    card: Card | None = None
    lines: tuple[Line, ...] = ()
    progress: str = ""
    """Where we are in human words: "Home life: 3 of 6, about 7 minutes left"."""
    long: bool = False
    """True when a story is asked for, so that the channel offers a large box."""


@dataclass(frozen=True, slots=True)
class SaidText:
    """Typed words. `asked` is the path the person saw when typing, if the channel knows."""

    text: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class SaidPress:
    """A tapped button, with the path of the question it was shown under."""

    press: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class SaidCard:
    """A card that was filled in: raw words by path, and the paths ticked *not known yet*."""

    fields: Mapping[str, str | tuple[str, ...]]
    not_known: frozenset[str] = frozenset()
    asked: str = ""


Said = SaidText | SaidPress | SaidCard
