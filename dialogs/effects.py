"""What follows from what was heard: the closed set of things that can happen. Words come later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.answers import Answer
from dialogs.doors import NotKept as NotKept
from dialogs.doors import PassedOver as PassedOver
from dialogs.form import Question
from dialogs.heard import Problem, Topic
from dialogs.progress import Earlier
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
    earlier: Earlier | None = None
    """What was said last time, when it is asked whether that still holds."""


@dataclass(frozen=True, slots=True)
class Recall:
    """A section of a review begins: what was said in it last time, to be confirmed whole, to be
    changed, or to be gone through."""

    slot: Slot
    """The question that is open."""
    lines: tuple[Slot, ...]
    empty: tuple[Slot, ...] = ()
    """The optional questions that were left out last time."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was said last time in a section, or in a row, stands; `count` may be none."""

    section: str
    count: int
    empty: int = 0
    """How many optional questions are left out again."""


@dataclass(frozen=True, slots=True)
class PassedBy:
    """A section of a review is left for later; `last` when it is the only one that is open."""

    last: bool


@dataclass(frozen=True, slots=True)
class NotYours:
    """That question, or that section, is for others to answer: nothing was kept of it."""

    question: Question | None
    """None for a whole section."""
    whose: tuple[str, ...]
    """The roles that it is for."""


@dataclass(frozen=True, slots=True)
class PartDone:
    """Everything of theirs is answered, and it is others' turn. The host tells these."""

    waiting: tuple[str, ...]
    """The roles that are still to answer something."""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers are safe. Said only after they are."""

    slots: tuple[Slot, ...]
    noted: bool = False


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A row was taken out of a group; what was said in it is kept, out of sight."""


@dataclass(frozen=True, slots=True)
class Branched:
    """A change opened or closed other questions; answers that closed are kept."""

    opened: int
    """How many questions are asked now that were not."""
    back: int
    """How many answers that were hidden have come back."""
    hidden: int
    """How many answers are hidden now, and come back if it is changed again."""


@dataclass(frozen=True, slots=True)
class SectionBegins:
    slot: Slot


@dataclass(frozen=True, slots=True)
class NoteKept:
    slot: Slot
    text: str
    stumbles: int = 0


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
    by: str = ""
    """The person who answered it, when that was somebody else."""


@dataclass(frozen=True, slots=True)
class CardOld:
    """A card came whose answers had been given since: they stand as they are."""

    slots: tuple[Slot, ...]
    by: str = ""
    """The person who gave them, when that was one other person."""
    noted: bool = False
    """Whether the words on the card were kept beside theirs."""


@dataclass(frozen=True, slots=True)
class StrangeFields:
    count: int
    noted: bool = False


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
    last: str = ""
    """When they last said something, as ISO time."""


@dataclass(frozen=True, slots=True)
class ConfirmStartAgain:
    pass


@dataclass(frozen=True, slots=True)
class StartedAgain:
    pass


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything has been asked, and what must be answered is; the rest is sent as gaps."""

    emergency: bool
    gaps: int
    again: bool = False
    """True after a digression: it has been said before."""


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """Everything has been asked, and these were left that it cannot be sent without."""

    missing: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class NotReady:
    """It cannot be sent yet, and these are why; they are asked again."""

    missing: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class NotNow:
    """It is not sent now; everything is safe."""


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
    """How many answers should follow, optional ones aside."""


@dataclass(frozen=True, slots=True)
class NothingNew:
    """It was sent already and nothing has changed since."""


Effect = (
    Ask
    | Recall
    | Confirmed
    | PassedBy
    | NotYours
    | PartDone
    | Kept
    | TakenOut
    | Branched
    | SectionBegins
    | NoteKept
    | Misread
    | AlreadyAnswered
    | CardOld
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
    | StillNeeded
    | NotReady
    | NotNow
    | Submit
    | Sent
    | NothingNew
    | NotKept
    | PassedOver
)
