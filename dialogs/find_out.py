"""What belongs to an answer besides itself: a note, and who will find out, and by when."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.answers import Answers, Left, NotKnown
from dialogs.form import Kind, Question, Required
from dialogs.phrases import phrase
from dialogs.slots import Slot

WHO = "?who"
BY = "?by"
NOTE = "~note"
BEFORE = "~before"
"""What was said last time, where somebody is not sure whether it still holds."""
ASIDE = (NOTE, WHO, BY, BEFORE)


def find_out(slot: Slot) -> tuple[Slot, Slot]:
    """What is asked after *not known yet*: who will find out, and by when."""
    return _part(slot, WHO, Kind.TEXT), _part(slot, BY, Kind.DATE)


def _part(slot: Slot, mark: str, kind: Kind) -> Slot:
    name = mark.removeprefix("?")
    question = Question(
        key=slot.path + mark,
        kind=kind,
        ask=phrase(f"find_out.{name}.ask", label=slot.question.label),
        label=phrase(f"find_out.{name}.label", label=slot.question.label),
        required=Required.ALWAYS,
        not_known=False,
        card=f"find_out.{slot.section.key}",
    )
    return Slot(question.key, question, slot.section, slot.row, slot.group, slot.emergency)


def stem(path: str) -> str:
    """The path of the question that a part, such as who will find out, belongs to."""
    for mark in ASIDE:
        path = path.removesuffix(mark)
    return path


def is_part(path: str) -> bool:
    """Whether it is the path of who will find out, or by when."""
    return path.endswith((WHO, BY))


def waits(slot: Slot, answers: Answers, put_off: bool = False) -> Iterator[Slot]:
    """What still waits for an answer in this place: itself, or who will find out and by when;
    with `put_off`, what was left for now as well."""
    answer = answers.get(slot.path)
    if answer is None or slot.again or (put_off and isinstance(answer, Left)):
        yield slot
    elif isinstance(answer, NotKnown):
        for mark, kind in ((WHO, Kind.TEXT), (BY, Kind.DATE)):
            found = answers.get(slot.path + mark)
            if found is None or (put_off and isinstance(found, Left)):
                yield _part(slot, mark, kind)


def settled(slot: Slot, answers: Answers) -> bool:
    answer = answers.get(slot.path)
    if answer is None or slot.again or isinstance(answer, Left):
        return False
    return answer.__class__ is not NotKnown or not any(waits(slot, answers, put_off=True))
