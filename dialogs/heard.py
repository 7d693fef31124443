"""What a person meant: the closed set of things that can be said to a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dialogs.answers import Answer


class Topic(StrEnum):
    """What can be asked about the question that is open, without answering it."""

    WHY = "why"
    EXAMPLE = "example"
    DEEPER = "deeper"
    MEANINGS = "meanings"
    WHO_SEES = "who_sees"
    HELP = "help"
    URGENT = "urgent"


class Trouble(StrEnum):
    """Why words could not be taken as an answer. Each has its own kind sentence."""

    EMPTY = "empty"
    DATE_UNCLEAR = "date_unclear"
    DATE_NO_DAY = "date_no_day"
    DATE_IMPOSSIBLE = "date_impossible"
    MONTH_UNCLEAR = "month_unclear"
    NUMBER_UNCLEAR = "number_unclear"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    LEVEL_UNCLEAR = "level_unclear"
    NOT_OFFERED = "not_offered"
    TOO_LONG = "too_long"
    CANNOT_NOT_KNOW = "cannot_not_know"
    GROUP_FULL = "group_full"
    WHICH = "which"
    REVIEW = "review"
    RECALL = "recall"
    YES_TO_WHAT = "yes_to_what"
    YES_OR_NO = "yes_or_no"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Problem:
    """A trouble with what was typed, and the nearest readings that would be right."""

    trouble: Trouble
    path: str
    typed: str = ""
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    path: str
    answer: Answer
    note: str = ""
    """Words said beside a choice, kept with it."""
    unkept: bool = False
    """Whether words were said beside it that this door does not keep."""


@dataclass(frozen=True, slots=True)
class Picked:
    """More of several answers, tapped one after another; without any, that was all."""

    path: str
    keys: tuple[str, ...] = ()
    unkept: bool = False


@dataclass(frozen=True, slots=True)
class NotHere:
    """Something that this door does not take: see `dialogs.doors.NotKept`."""

    why: str


@dataclass(frozen=True, slots=True)
class PassOver:
    """Go on here without what is for the web, up to this place of its section."""

    path: str


@dataclass(frozen=True, slots=True)
class CardAnswered:
    """Several answers at once, each under its own path, and what could not be read."""

    answers: Mapping[str, Answer]
    notes: Mapping[str, str] = field(default_factory=dict)
    """Words said beside an answer, or for a question that does not apply now, by path."""
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str | tuple[str, ...]] | None = None
    strange: int = 0
    """How many values belonged to no question that is asked here."""
    others: tuple[str, ...] = ()
    """Paths that are for somebody else to answer: nothing of them is kept."""


@dataclass(frozen=True, slots=True)
class Commented:
    """Words beside buttons that are none of the choices: kept, and the choice asked again."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    problem: Problem


@dataclass(frozen=True, slots=True)
class Stale:
    """A reply to a question that is no longer open. Typed words are kept beside it."""

    path: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NotYours:
    """A reply to a question that is for somebody else to answer."""

    path: str


@dataclass(frozen=True, slots=True)
class Still:
    """What was said last time is still true; with `row`, in the whole row."""

    path: str
    row: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """What was said last time is not true any more: ask anew."""

    path: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Not sure whether what was said last time still holds."""

    path: str


@dataclass(frozen=True, slots=True)
class ConfirmAll:
    """Everything that was said last time in this section is still true."""

    section: str


@dataclass(frozen=True, slots=True)
class GoThrough:
    """Go through what was said last time in this section, one by one or on one card."""

    section: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    topic: Topic


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class Later:
    """Leave it for now: the question, or the whole card that it is on."""

    card: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class Change:
    """Look at an answer again; without a path, the person is asked which."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class Summary:
    section: str = ""


@dataclass(frozen=True, slots=True)
class TaskList:
    pass


@dataclass(frozen=True, slots=True)
class Jump:
    section: str


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class CarryOn:
    pass


@dataclass(frozen=True, slots=True)
class StartAgain:
    pass


@dataclass(frozen=True, slots=True)
class Send:
    pass


@dataclass(frozen=True, slots=True)
class Yes:
    """Yes to what was offered besides a question, such as to start again."""


@dataclass(frozen=True, slots=True)
class No:
    pass


@dataclass(frozen=True, slots=True)
class Hello:
    """The person has come in, or come back."""


Heard = (
    Answered
    | Picked
    | NotHere
    | PassOver
    | CardAnswered
    | Commented
    | Unclear
    | Stale
    | NotYours
    | Still
    | Changed
    | Unsure
    | ConfirmAll
    | GoThrough
    | Asked
    | Skip
    | Later
    | Back
    | Change
    | Undo
    | Summary
    | TaskList
    | Jump
    | Pause
    | CarryOn
    | StartAgain
    | Send
    | Yes
    | No
    | Hello
)
