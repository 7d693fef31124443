"""What a review has to show: what was said last time in a section, and whether it still waits."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from dialogs.find_out import is_part
from dialogs.form import Form
from dialogs.laid import carried, left_out, places
from dialogs.position import in_short
from dialogs.progress import Progress
from dialogs.slots import Slot

MOST_EMPTY = 5
"""More questions than this that were left out are counted, and not shown one by one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A section that can be kept as it was with one tap."""

    lines: tuple[Slot, ...]
    """What was said in it last time; nothing, where all that waits was left out then."""
    empty: tuple[Slot, ...] = ()
    """The optional questions that were left out last time."""

    @property
    def shown(self) -> tuple[Slot, ...]:
        """What is shown of it, line by line: the answers that tell something (not that there is a
        story, where the story itself is), a group with all its rows as one, and what was left out,
        unless that is much."""
        opened = {each.key for slot in self.lines for each in slot.question.when}
        groups = {each.path for each in self.lines if each.question.is_group}
        telling = (
            each
            for each in self.lines
            if (each.question.printed or each.path not in opened)
            and (each.group is None or each.key not in groups)
        )
        return (*telling, *(() if self.more else self._empty))

    @property
    def more(self) -> int:
        """How much was left out, where that is too much to be shown."""
        return len(self._empty) if len(self._empty) > MOST_EMPTY else 0

    @property
    def _empty(self) -> tuple[Slot, ...]:
        return tuple(each for each in self.empty if not each.group)


def offer(form: Form, progress: Progress, slot: Slot) -> Offer | None:
    """What was said last time in the section of the question that is open, to be shown first.

    None when the person chose to go through the section, or through all of them on cards, is
    looking at one answer again, or when it is all about one question.
    """
    focus = progress.focus
    if not progress.earlier or focus.revisit or focus.at_once:
        return None
    if slot.section.key in (focus.through, focus.passed.partition(".")[0]):
        return None
    if is_part(slot.path) or in_short(form, progress):
        return None
    found = Offer(
        confirmable(form, progress, slot.section.key), leavable(form, progress, slot.section.key)
    )
    return found if len({each.key for each in (*found.lines, *found.empty)}) > 1 else None


def confirmable(form: Form, progress: Progress, section: str, row: str = "") -> tuple[Slot, ...]:
    """What was said last time in a section, applies now, is theirs, and has no answer yet.

    What a change has newly opened is not among it: it did not apply last time.
    """
    return _waiting(form, progress, section, row, carried(form, progress))


def leavable(form: Form, progress: Progress, section: str, row: str = "") -> tuple[Slot, ...]:
    """The optional questions of a section that were left out last time, apply now, are theirs,
    and have no answer yet: left out again when the rest of it is still true."""
    return _waiting(form, progress, section, row, left_out(form, progress))


def _waiting(
    form: Form, progress: Progress, section: str, row: str, among: Container[str]
) -> tuple[Slot, ...]:
    answers = progress.answers
    return tuple(
        slot
        for slot in places(form, progress).by_section.get(section, ())
        if slot.path in among and slot.path not in answers and not slot.again
        if not row or slot.path.startswith(row)
    )


def of_group(form: Form, progress: Progress, slot: Slot) -> tuple[Slot, ...]:
    """A question with everything in its rows, as far as it was said last time and still waits."""
    if not slot.question.is_group:
        return (slot,)
    found = confirmable(form, progress, slot.section.key)
    return tuple(each for each in found if each.path == slot.path or each.group is slot.question)
