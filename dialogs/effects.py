"""What follows from what was heard: the closed set of things that can happen. Words come later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.answers import Answer
from dialogs.heard import Problem, Topic
from dialogs.slots import Slot


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this question. Where a channel can show a form, ask all of `together` at once."""

    slot: Slot
    together: tuple[Slot, ...] = ()
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str | tuple[str, ...]] | None = None
    again: bool = False
    """True when it was asked before and a digression has been dealt with."""
    was: Answer | None = None
    """The answer it has now, when it is being looked at again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers are safe. Said only after they are."""

    slots: tuple[Slot, ...]
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Branched:
    """A change opened or closed other questions; answers that closed are kept."""

    opened: int
    hidden: int
    """How many answers are hidden now, and come back if the change is undone."""


@dataclass(frozen=True, slots=True)
class SectionBegins:
    slot: Slot


@dataclass(frozen=True, slots=True)
class NoteKept:
    slot: Slot
    text: str


@dataclass(frozen=True, slots=True)
class Misread:
    problem: Problem
    slot: Slot
    stumbles: int


@dataclass(frozen=True, slots=True)
class AlreadyAnswered:
    """An old button, or words for a question that is not open now."""

    slot: Slot | None
    answer: Answer | None
    noted: bool


@dataclass(frozen=True, slots=True)
class StrangeFields:
    count: int


@dataclass(frozen=True, slots=True)
class Explain:
    topic: Topic
    slot: Slot | None


@dataclass(frozen=True, slots=True)
class Undone:
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class NothingToUndo:
    pass


@dataclass(frozen=True, slots=True)
class NothingBefore:
    pass


@dataclass(frozen=True, slots=True)
class ChooseChange:
    """Show what can be changed and ask which."""


@dataclass(frozen=True, slots=True)
class ShowAnswers:
    section: str = ""


@dataclass(frozen=True, slots=True)
class ShowTasks:
    pass


@dataclass(frozen=True, slots=True)
class Paused:
    pass


@dataclass(frozen=True, slots=True)
class Welcome:
    """The first words of all, or the first on coming back."""

    back: bool


@dataclass(frozen=True, slots=True)
class ConfirmStartAgain:
    pass


@dataclass(frozen=True, slots=True)
class StartedAgain:
    pass


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything that must be answered is; the rest may be sent as gaps."""

    emergency: bool
    gaps: int
    left: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class NotReady:
    """It cannot be sent yet, and these are why."""

    missing: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Submit:
    """Send it. The host does so in the same transaction, and says so with `Sent`."""

    emergency: bool
    update: bool


@dataclass(frozen=True, slots=True)
class Sent:
    emergency: bool
    update: bool
    still_due: int


@dataclass(frozen=True, slots=True)
class NothingNew:
    """It was sent already and nothing has changed since."""


Effect = (
    Ask
    | Kept
    | Branched
    | SectionBegins
    | NoteKept
    | Misread
    | AlreadyAnswered
    | StrangeFields
    | Explain
    | Undone
    | NothingToUndo
    | NothingBefore
    | ChooseChange
    | ShowAnswers
    | ShowTasks
    | Paused
    | Welcome
    | ConfirmStartAgain
    | StartedAgain
    | Ready
    | NotReady
    | Submit
    | Sent
    | NothingNew
)
