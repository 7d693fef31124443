"""What a review shows on one card: as much of what was said last time as fits."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.form import Form, Kind, Section
from dialogs.laid import carried, left_out, places
from dialogs.progress import Progress
from dialogs.slots import Slot

AT_ONCE = 18
"""So much of a review is shown on one card, and no more: a story counts for two short facts."""


def at_once_from(form: Form, progress: Progress, first: Section) -> tuple[Slot, ...]:
    """What was said or left out last time in a section, as much as a card holds, and in those
    after it while they fit whole."""
    said, answers, found = shown_at_once(form, progress), progress.answers, list[Slot]()
    by_section = places(form, progress).by_section
    for section in form.sections[form.order[first.key] :]:
        here = [
            slot
            for slot in by_section.get(section.key, ())
            if slot.path in said and slot.path not in answers
            if not slot.question.is_group and not slot.row
        ]
        both = (*found, *here)
        if found and fitting(both) != both:
            break
        found.extend(fitting(here))
    return tuple(found)


def shown_at_once(form: Form, progress: Progress) -> frozenset[str]:
    """The paths that a card of a review shows: with an answer of last time, or left empty then."""
    return left_out(form, progress).union(carried(form, progress))


def fitting(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """As many of these, from the first on, as one card of a review holds."""
    found, room = list[Slot](), AT_ONCE
    for slot in slots:
        room -= 2 if slot.question.kind is Kind.LONG_TEXT else 1
        if room < 0:
            break
        found.append(slot)
    return tuple(found)
