"""Where a person is: worked out from the answers every time, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from dialogs.answers import Answer, Answers, Given, Left, NotKnown
from dialogs.at_once import at_once_from, fitting, shown_at_once
from dialogs.doors import may_ask
from dialogs.find_out import BY, WHO, is_part, settled, stem, waits
from dialogs.form import Form, Kind, Required, Section
from dialogs.laid import carried, laid, left_out, place, places
from dialogs.laid import find as find
from dialogs.part import Part
from dialogs.progress import Focus, Progress
from dialogs.slots import Slot, holds, walk

SECONDS = {
    Kind.LONG_TEXT: 40,
    Kind.LEVEL: 15,
    Kind.GROUP: 30,
    Kind.PEOPLE: 30,
    Kind.TEXT: 15,
}
"""About how long a question takes to answer; the others take ten seconds. A proposal of ours."""
LOOK = 8
"""About how long it takes to see that a section of last time still holds, and to say so."""


def open_slots(form: Form, answers: Answers) -> Iterator[Slot]:
    """The questions that apply and wait for an answer, in the order of the form."""
    return _open_among(walk(form, answers).places, answers)


def waiting_for(form: Form, progress: Progress) -> Iterator[Slot]:
    """Those of them that are theirs; what was said last time waits until it is confirmed."""
    return _open_among(places(form, progress).places, progress.answers)


def _open_among(places: Iterable[Slot], answers: Answers) -> Iterator[Slot]:
    known = answers.get
    for slot in places:
        answer = known(slot.path)
        if answer is None or slot.again:
            yield slot
        elif answer.__class__ is NotKnown:
            yield from waits(slot, answers)


def in_emergency(form: Form, progress: Progress) -> bool:
    """Whether the short way applies: only the emergency minimum is asked until it is sent."""
    route = form.emergency
    return route is not None and holds(route.when, progress.answers)


def in_short(form: Form, progress: Progress) -> bool:
    """Whether only the emergency minimum is asked now: an emergency, and not sent yet."""
    return not progress.sent and in_emergency(form, progress)


def pending(form: Form, progress: Progress) -> Slot | None:
    """The question that is open now, or None when nothing waits.

    First what is being looked at again, and the open rows of a group that is; then, in an
    emergency that has not been sent, the emergency minimum; then the section the person chose,
    and what comes after it; then the form from its beginning.
    """
    global _newest
    form_, answers_, focus, sent, part, slot = _newest
    answers = laid(form, progress)
    same = form_ is form and answers_ is answers and part == progress.part
    if same and focus == progress.focus and sent == progress.sent:
        return slot
    slot = _pending(form, progress)
    if isinstance(answers, MappingProxyType):
        _newest = (form, answers, progress.focus, progress.sent, progress.part, slot)
    return slot


_newest: tuple[Form | None, Answers | None, Focus | None, int, Part | None, Slot | None]
_newest = (None, None, None, 0, None, None)
"""The last question that was found to be open, and for what: one turn asks several times."""


def _pending(form: Form, progress: Progress) -> Slot | None:
    answers, chosen = progress.answers, progress.focus.section
    if progress.focus.revisit:
        slot = place(form, progress, progress.focus.revisit)
        if slot is not None:
            return next(open_rows(form, progress, slot), slot)
    short = in_short(form, progress)
    sections = places(form, progress).by_section
    first = form.order.get(chosen, 0)
    over, left_over = passed_over(form, progress), None
    for section in (*form.sections[first:], *form.sections[:first]):
        for slot in _open_among(sections.get(section.key, ()), answers):
            begun = slot.emergency or slot.again or is_part(slot.path)
            if not short or begun or section.key == chosen:
                if stem(slot.path) not in over or may_ask(slot):
                    return slot
                left_over = left_over or slot
    return left_over


def passed_over(form: Form, progress: Progress) -> frozenset[str]:
    """The places up to the one a discreet door has passed over, in its section."""
    passed = progress.focus.passed
    if not passed:
        return frozenset()
    here = [slot.path for slot in places(form, progress).by_section.get(section_of(passed), ())]
    end = here.index(stem(passed)) + 1 if stem(passed) in here else 0
    return frozenset(here[:end])


def section_of(path: str) -> str:
    """The key of the section that a path is in."""
    return path.partition(".")[0]


def open_rows(form: Form, progress: Progress, group: Slot) -> Iterator[Slot]:
    """What is open in the rows of a group, and whether there is another to add."""
    answers = progress.answers
    if not group.question.is_group or group.path not in answers:
        return iter(())
    inside = (
        each
        for each in places(form, progress).by_section[group.section.key]
        if each.group is group.question or (each.again and each.path == group.path)
    )
    return _open_among(inside, answers)


def together(form: Form, progress: Progress, slot: Slot) -> tuple[Slot, ...]:
    """The open questions that belong on one card with this one, itself included.

    Those of the same card name in the same section, the cells of the same row of a group,
    everything in the section that somebody still has to find out, or what a review shows at once.
    """
    answers, focus = progress.answers, progress.focus
    if focus.revisit == slot.path and (slot.path in answers or not is_part(slot.path)):
        return (slot,)
    short = in_short(form, progress) and slot.section.key != focus.section
    said = shown_at_once(form, progress) if focus.at_once else frozenset[str]()
    at_once = slot.path in said

    def belongs(other: Slot) -> bool:
        if is_part(slot.path) or is_part(other.path):
            return other.question.card == slot.question.card
        if slot.row and at_once:
            return other.path in said and other.group is slot.group
        if slot.row:
            return other.row == slot.row and other.group is slot.group and not other.again
        return (
            bool(slot.question.card)
            and other.question.card == slot.question.card
            and (other.emergency or not short)
        )

    if at_once and not slot.question.is_group and not slot.row and not is_part(slot.path):
        found = at_once_from(form, progress, slot.section)
    else:
        here = places(form, progress).by_section.get(slot.section.key, ())
        found = tuple(other for other in _open_among(here, answers) if belongs(other))
        found = fitting(found) if at_once else found
    return found if len(found) > 1 else (slot,)


def before(form: Form, progress: Progress, slot: Slot | None) -> Slot | None:
    """The answered question just before this one, for *back*; of the whole form if None."""
    previous: Slot | None = None
    for other in places(form, progress).places:
        if slot is not None and other.path == slot.path and other.again == slot.again:
            break
        if not other.again and other.path in progress.own:
            previous = other
        if slot is not None and is_part(slot.path) and other.path == stem(slot.path):
            who = place(form, progress, other.path + WHO)
            return who if who and slot.path.endswith(BY) and who.path in progress.own else previous
    return previous


State = Literal["done", "started", "not_started"]


@dataclass(frozen=True, slots=True)
class SectionState:
    section: Section
    done: int
    total: int

    @property
    def state(self) -> State:
        if self.done >= self.total:
            return "done"
        return "started" if self.done else "not_started"


def section_states(form: Form, progress: Progress) -> tuple[SectionState, ...]:
    """How far every section is that has a question which applies now, and is theirs."""
    answers = progress.answers
    sections = places(form, progress).by_section
    return tuple(
        SectionState(
            section,
            sum(1 for slot in here if settled(slot, answers)),
            len(here),
        )
        for section in form.sections
        if (here := sections.get(section.key))
    )


def minutes_left(form: Form, progress: Progress) -> int:
    """About how many minutes the open questions will take; at least one while any is open.

    A section of last time takes one look, with what was left out in it; one that is gone through
    takes one for every answer, and what was left out is asked like anything else.
    """
    short = in_short(form, progress)
    waiting = [slot for slot in waiting_for(form, progress) if slot.emergency or not short]
    said, empty = carried(form, progress), left_out(form, progress)
    looks, seconds = set[str](), 0
    for slot in waiting:
        through = slot.section.key == progress.focus.through
        if slot.path in said or (slot.path in empty and not through):
            looks.add(slot.path if through else slot.section.key)
        else:
            seconds += SECONDS.get(slot.question.kind, 10)
    seconds += LOOK * len(looks)
    return -(-seconds // 60) if waiting else 0


def gaps(form: Form, progress: Progress) -> tuple[Slot, ...]:
    """Every question that applies and has no answer in substance; optional ones skipped aside."""
    answers = progress.answers
    return tuple(
        slot for slot in places(form, progress).slots if _is_gap(slot, answers.get(slot.path))
    )


def _is_gap(slot: Slot, answer: Answer | None) -> bool:
    if isinstance(answer, Given):
        return False
    return slot.question.required is not Required.OPTIONAL or isinstance(answer, NotKnown | Left)


def left(form: Form, progress: Progress) -> tuple[Slot, ...]:
    """What the person left for now, who will find out and by when included."""
    answers = progress.answers
    return tuple(
        part
        for slot in places(form, progress).slots
        if isinstance(answers.get(slot.path), Left | NotKnown)
        for part in waits(slot, answers, put_off=True)
        if isinstance(answers.get(part.path), Left)
    )


def missing(form: Form, progress: Progress) -> tuple[Slot, ...]:
    """What must still be answered before this can be sent.

    In an emergency: the emergency minimum, for the first sending and for what follows it piece by
    piece. Otherwise every question marked *always*; *not known yet* with who and by when is an
    answer to any of them. A row that was begun, and a *not known yet*, are always brought to an
    end, and so is what was said last time: nothing of that is let go by without a look.
    """
    short = in_emergency(form, progress)
    answers, said = progress.answers, carried(form, progress)

    def needed(slot: Slot) -> bool:
        if slot.again or isinstance(answers.get(slot.path), NotKnown):
            return True
        if not short and slot.path in said and slot.path not in answers:
            return True
        return slot.emergency if short else slot.question.required is Required.ALWAYS

    return tuple(
        part
        for slot in places(form, progress).places
        if needed(slot)
        for part in waits(slot, answers, put_off=True)
    )


def due(form: Form, progress: Progress) -> tuple[Slot, ...]:
    """What should follow after an emergency referral was sent: all that is open and not optional."""
    return tuple(
        slot
        for slot in waiting_for(form, progress)
        if slot.question.required is not Required.OPTIONAL
    )
