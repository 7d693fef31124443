"""What understanding needs to know of whoever speaks, and of where they speak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Ear:
    """What understanding needs to know besides the words: the day, and who is speaking."""

    today: date
    me: str = ""
    cards: bool = True
    """Whether the channel can show a form: what is offered there has its number."""
    discreet: bool = False
    """Whether only taps, numbers and days are taken there: see `dialogs/doors.py`."""
