"""What may be asked at which door: where words and names must not go, only what can be tapped is."""

from __future__ import annotations

from dataclasses import dataclass

from care.channels import TEAMS, TELEGRAM
from dialogs.form import Kind, Privacy, Question
from dialogs.slots import Slot

DISCREET = frozenset({TELEGRAM})
"""The channels where no name and no answer is said, and no words of anybody's are taken."""
ONE_BY_ONE = frozenset({TELEGRAM, TEAMS})
"""The channels that show one thing below another, and on a phone only the last of them."""
BY_TAPPING = (
    Kind.CHOICE,
    Kind.CHOICES,
    Kind.YES_NO,
    Kind.LEVEL,
    Kind.NUMBER,
    Kind.DATE,
    Kind.MONTH,
)
"""What is answered with a tap, a number or a day."""


@dataclass(frozen=True, slots=True)
class NotKept:
    """Something came that this door does not take, and nothing of it is kept."""

    why: str
    """`web` (words for a question that is answered on the web), `beside` (words beside choices),
    `with` (words with an answer, which is kept), `review` (what was said last time is not to be
    kept unseen), or `not_yet` (there is no answer on the web yet)."""
    stumbles: int = 0


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What is for the web is passed over here: it stays open, and is asked there."""

    count: int = 0
    """How many questions more were passed over by themselves, because somebody has left some of
    them here before; 0 when it is this that was left now."""


def askable(question: Question, channel: str) -> bool:
    """Whether the question may be asked on this channel.

    On Telegram only what is answered with a tap, a number or a day and says nothing of who
    somebody is; not what shows two earlier answers side by side.
    """
    if channel not in DISCREET:
        return True
    identity = question.privacy is Privacy.IDENTITY
    return question.kind in BY_TAPPING and not identity and not question.differ


def may_ask(slot: Slot) -> bool:
    """Whether a place may be asked about at a discreet door: a row of a group is known by what it
    says, so that nothing in one is asked there."""
    return slot.group is None and all(askable(slot.question, each) for each in DISCREET)
