"""What is not known or not answered: one sentence for a section, one list for the whole paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dialogs.answers import Given, NotKnown
from dialogs.form import Required
from dialogs.form import Section as FormSection
from dialogs.slots import Slot
from templates.parts import Gap, Line, State
from templates.printing import Printer, role
from templates.words import day, joined, say, upper_first

TOPIC = ": "
"""What stands between a topic of a checklist and the question about it."""


def not_answered(
    section: FormSection, missing: Sequence[Line], topical: int, others: bool, printer: Printer
) -> str:
    """A sentence or two for all that has no answer, in place of a page of empty lines.

    The last `topical` lines belong to topics of a checklist, which their labels begin with.
    """
    optional = {each.key for each in section.questions if each.required is Required.OPTIONAL}
    plain = len(missing) - topical
    labels = {line.path: line.label for line in missing[:plain]}
    wanted, spare = (
        joined(
            (
                *(label for path, label in labels.items() if (path in optional) is is_spare),
                *_of_topics(
                    [each for each in missing[plain:] if (each.path in optional) is is_spare]
                ),
            )
        )
        for is_spare in (False, True)
    )
    told = []
    due = printer.facts.due
    if wanted and printer.facts.emergency and due:
        told.append(say("gap.not_answered_due", labels=wanted, due=day(due)))
    elif wanted:
        told.append(say("gap.not_answered" if others else "gap.whole_section", labels=wanted))
    if spare:
        told.append(say("gap.optional", labels=spare))
    return " ".join(told)


def _of_topics(missing: Sequence[Line]) -> Iterator[str]:
    """The same question about several topics once, with the topics after it."""
    topics: dict[str, list[str]] = {}
    for line in missing:
        topic, _, part = line.label.partition(TOPIC)
        topics.setdefault(part, []).append(topic)
    for part, about in topics.items():
        names = say("gap.join").join(about)
        yield say("gap.of_topics", part=upper_first(part), topics=names) if part else names


def gaps(slots: Iterable[Slot], printer: Printer) -> tuple[Gap, ...]:
    """Everything that matters and is not known or not answered, in the order of the form."""
    return tuple(
        _gap(slot, printer, state) for slot in slots if (state := _gap_state(slot, printer))
    )


def _gap_state(slot: Slot, printer: Printer) -> State | None:
    if not printer.prints(slot.question) or (slot.group and not printer.prints(slot.group)):
        return None
    answer = printer.answers.get(slot.path)
    if isinstance(answer, NotKnown):
        return State.NOT_KNOWN
    if isinstance(answer, Given):
        return None
    optional = slot.question.required is Required.OPTIONAL or slot.group is not None
    return None if optional else State.UNANSWERED


def _gap(slot: Slot, printer: Printer, state: State) -> Gap:
    unanswered = state is State.UNANSWERED
    section, label = printer.own(slot.section.title), printer.own(slot.question.label)
    if slot.group is not None:
        label = f"{printer.own(slot.group.label)}: {label}"
    due = printer.facts.due
    who = upper_first(role(slot.question.who) if unanswered else printer.who(slot))
    by = (day(due) if due else "") if unanswered else printer.by(slot.path)
    return Gap(
        path=slot.path,
        section=section,
        label=label,
        who=who or say("gap.nobody"),
        by=by or say("gap.no_date"),
        state=state,
        urgent=slot.emergency
        if printer.facts.emergency
        else slot.question.required is Required.ALWAYS,
    )
