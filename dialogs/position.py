"""Where a person is: worked out from the answers every time, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dialogs.answers import Answer, Answers, Given, Left, NotKnown, Skipped
from dialogs.form import Form, Kind, Question, Required, Section
from dialogs.phrases import phrase
from dialogs.progress import Progress
from dialogs.slots import Slot, holds, walk

WHO = "?who"
BY = "?by"
NOTE = "~note"

SECONDS = {
    Kind.LONG_TEXT: 40,
    Kind.LEVEL: 15,
    Kind.GROUP: 30,
    Kind.PEOPLE: 30,
    Kind.TEXT: 15,
}
"""About how long a question takes to answer; the others take ten seconds. A proposal of ours."""


def find_out(slot: Slot) -> tuple[Slot, Slot]:
    """What is asked after *not known yet*: who will find out, and by when."""
    who = Question(
        key=slot.path + WHO,
        kind=Kind.TEXT,
        ask=phrase("find_out.who.ask", label=slot.question.label),
        label=phrase("find_out.who.label", label=slot.question.label),
        required=Required.ALWAYS,
        not_known=False,
        card=f"find_out.{slot.section.key}",
    )
    by = Question(
        key=slot.path + BY,
        kind=Kind.DATE,
        ask=phrase("find_out.by.ask", label=slot.question.label),
        label=phrase("find_out.by.label", label=slot.question.label),
        required=Required.ALWAYS,
        not_known=False,
        card=f"find_out.{slot.section.key}",
    )
    return (
        Slot(who.key, who, slot.section, slot.row, slot.group, slot.emergency),
        Slot(by.key, by, slot.section, slot.row, slot.group, slot.emergency),
    )


def open_slots(form: Form, answers: Answers) -> Iterator[Slot]:
    """The questions that apply and wait for an answer, in the order of the form."""
    for slot in walk(form, answers):
        answer = answers.get(slot.path)
        if answer is None or slot.again:
            yield slot
        elif isinstance(answer, NotKnown):
            for part in find_out(slot):
                if part.path not in answers:
                    yield part


def in_emergency(form: Form, progress: Progress) -> bool:
    """Whether the short way applies: only the emergency minimum is asked until it is sent."""
    route = form.emergency
    return route is not None and holds(route.when, progress.answers)


def pending(form: Form, progress: Progress) -> Slot | None:
    """The question that is open now, or None when nothing waits.

    First what is being looked at again; then, in an emergency that has not been sent, the
    emergency minimum; then the section the person chose; then the form from its beginning.
    """
    if progress.focus.revisit:
        slot = find(form, progress.answers, progress.focus.revisit)
        if slot is not None:
            return slot
    short = in_emergency(form, progress) and not progress.sent
    chosen = progress.focus.section
    first: Slot | None = None
    after: Slot | None = None
    reached = False
    for slot in open_slots(form, progress.answers):
        if short and not slot.emergency and not slot.path.endswith((WHO, BY)):
            continue
        if not chosen or slot.section.key == chosen:
            return slot
        reached = reached or _comes_after(form, slot.section.key, chosen)
        if reached and after is None:
            after = slot
        first = first or slot
    return after or first


def _comes_after(form: Form, section: str, chosen: str) -> bool:
    keys = [each.key for each in form.sections]
    return chosen in keys and keys.index(section) > keys.index(chosen)


def together(form: Form, progress: Progress, slot: Slot) -> tuple[Slot, ...]:
    """The open questions that belong on one card with this one, itself included.

    Those of the same card name in the same section, the cells of the same row of a group, or
    everything in the section that somebody still has to find out.
    """
    if progress.focus.revisit:
        return (slot,)
    short = in_emergency(form, progress) and not progress.sent

    def belongs(other: Slot) -> bool:
        if slot.path.endswith((WHO, BY)):
            return other.question.card == slot.question.card
        if slot.row:
            return other.row == slot.row and other.group is slot.group and not other.again
        return (
            bool(slot.question.card)
            and other.question.card == slot.question.card
            and (other.emergency or not short)
        )

    found = tuple(
        other
        for other in open_slots(form, progress.answers)
        if other.section is slot.section and belongs(other)
    )
    return found if len(found) > 1 else (slot,)


def find(form: Form, answers: Answers, path: str) -> Slot | None:
    """The slot of a path, if its question applies now."""
    stem = path.removesuffix(WHO).removesuffix(BY)
    for slot in walk(form, answers):
        if slot.path == stem and not slot.again:
            if stem == path:
                return slot
            if isinstance(answers.get(stem), NotKnown):
                return next(part for part in find_out(slot) if part.path == path)
    return None


def before(form: Form, progress: Progress, slot: Slot | None) -> Slot | None:
    """The answered question just before this one, for *back*; of the whole form if None."""
    previous: Slot | None = None
    for other in walk(form, progress.answers):
        if slot is not None and other.path == slot.path and other.again == slot.again:
            break
        if not other.again and other.path in progress.own:
            previous = other
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
    """How far every section is that has a question which applies now."""
    answers = progress.answers
    counts: dict[str, list[int]] = {}
    for slot in walk(form, answers):
        done, total = counts.setdefault(slot.section.key, [0, 0])
        answered = not slot.again and _settled(answers, slot.path)
        counts[slot.section.key] = [done + answered, total + 1]
    return tuple(
        SectionState(section, *counts[section.key])
        for section in form.sections
        if section.key in counts
    )


def _settled(answers: Answers, path: str) -> bool:
    answer = answers.get(path)
    if isinstance(answer, NotKnown):
        return path + WHO in answers and path + BY in answers
    return answer is not None and not isinstance(answer, Left)


def minutes_left(form: Form, progress: Progress) -> int:
    """About how many minutes the open questions will take; at least one while any is open."""
    short = in_emergency(form, progress) and not progress.sent
    waiting = [slot for slot in open_slots(form, progress.answers) if slot.emergency or not short]
    seconds = sum(SECONDS.get(slot.question.kind, 10) for slot in waiting)
    return -(-seconds // 60) if waiting else 0


def gaps(form: Form, progress: Progress) -> tuple[Slot, ...]:
    """Every question that applies and has no answer in substance; optional ones skipped aside."""
    answers = progress.answers
    return tuple(
        slot
        for slot in walk(form, answers)
        if not slot.again and _is_gap(slot, answers.get(slot.path))
    )


def _is_gap(slot: Slot, answer: Answer | None) -> bool:
    if isinstance(answer, Given):
        return False
    return slot.question.required is not Required.OPTIONAL or isinstance(answer, NotKnown | Left)


def left(form: Form, progress: Progress) -> tuple[Slot, ...]:
    """What the person left for now."""
    return tuple(
        slot
        for slot in walk(form, progress.answers)
        if isinstance(progress.answers.get(slot.path), Left)
    )


def missing(form: Form, progress: Progress) -> tuple[Slot, ...]:
    """What must still be answered before this can be sent.

    In an emergency that has not been sent: the emergency minimum. Otherwise every question
    marked *always*; *not known yet* with who and by when is an answer to any of them.
    """
    short = in_emergency(form, progress) and not progress.sent
    answers = progress.answers

    def needed(slot: Slot) -> bool:
        if short:
            return slot.emergency
        return slot.question.required is Required.ALWAYS

    return tuple(
        slot
        for slot in walk(form, answers)
        if (needed(slot) or slot.again)
        and (slot.again or not _settled(answers, slot.path))
        and not isinstance(answers.get(slot.path), Skipped)
    )


def labels(slots: Iterable[Slot]) -> tuple[str, ...]:
    return tuple(slot.question.label for slot in slots)
