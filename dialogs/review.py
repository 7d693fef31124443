"""What a review has to show: what was said last time in a section, and whether it still waits."""

from __future__ import annotations

from dialogs.find_out import is_part
from dialogs.form import Form
from dialogs.laid import carried, places
from dialogs.position import in_short
from dialogs.progress import Progress
from dialogs.slots import Slot


def offer(form: Form, progress: Progress, slot: Slot) -> tuple[Slot, ...]:
    """What was said last time in the section of the question that is open, to be shown first.

    Nothing when the person chose to go through the section, or through all of them on cards, is
    looking at one answer again, or when it is all about one question.
    """
    focus = progress.focus
    if not progress.earlier or focus.revisit or focus.at_once:
        return ()
    if focus.through == slot.section.key:
        return ()
    if is_part(slot.path) or in_short(form, progress):
        return ()
    found = confirmable(form, progress, slot.section.key)
    return found if len({each.key for each in found}) > 1 else ()


def confirmable(form: Form, progress: Progress, section: str, row: str = "") -> tuple[Slot, ...]:
    """What was said last time in a section, applies now, is theirs, and has no answer yet.

    What a change has newly opened is not among it: it did not apply last time.
    """
    said, answers = carried(form, progress), progress.answers
    return tuple(
        slot
        for slot in places(form, progress).by_section.get(section, ())
        if slot.path in said and slot.path not in answers and not slot.again
        if not row or slot.path.startswith(row)
    )


def of_group(form: Form, progress: Progress, slot: Slot) -> tuple[Slot, ...]:
    """A question with everything in its rows, as far as it was said last time and still waits."""
    if not slot.question.is_group:
        return (slot,)
    found = confirmable(form, progress, slot.section.key)
    return tuple(each for each in found if each.path == slot.path or each.group is slot.question)
