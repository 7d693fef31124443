"""Whose turn it is where several people fill one form, and what belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.answers import NotKnown
from dialogs.find_out import waits
from dialogs.form import Form, Question, Required
from dialogs.laid import everybody, places, theirs
from dialogs.progress import Entry, Progress
from dialogs.slots import Slot


def next_turn(form: Form, progress: Progress) -> tuple[str, ...]:
    """The roles that have something left to answer which is not theirs, in the order of the form."""
    if progress.part is None:
        return ()
    mine = places(form, progress).by_path
    found = (
        (slot.group or slot.question).who
        for slot in everybody(form, progress).places
        if slot.path not in mine and _open(slot, progress)
    )
    return tuple(dict.fromkeys(found))


def _open(slot: Slot, progress: Progress) -> bool:
    """Whether it waits for an answer; what must be answered may not be left for now either."""
    answers = progress.answers
    needed = slot.question.required is Required.ALWAYS
    needed = needed or isinstance(answers.get(slot.path), NotKnown)
    return any(True for _ in waits(slot, answers, put_off=needed))


def roles_of(question: Question) -> tuple[str, ...]:
    """Everybody who may answer it, the chief one first."""
    return (question.who, *question.also)


def whose_section(form: Form, progress: Progress, key: str) -> tuple[str, ...]:
    """The roles a section is for, when nothing in it is theirs; nothing when something is."""
    section, part = form.section(key), progress.part
    if section is None or part is None:
        return ()
    if any(part.has(question, section) for question in section.questions):
        return ()
    return tuple(dict.fromkeys(question.who for question in section.questions))


def newest(progress: Progress, path: str) -> Entry | None:
    """The last entry of a path."""
    return next((each for each in reversed(progress.entries) if each.path == path), None)


def own_paths(form: Form, progress: Progress, person: str) -> tuple[str, ...]:
    """The paths that this person may take away: all, or of a part what they said themselves."""
    if progress.part is None:
        return tuple(progress.own)
    by = {each.path: each.person for each in progress.entries}
    return tuple(
        path for path in progress.own if by[path] == person and theirs(form, progress, path)
    )


def last_said(form: Form, progress: Progress, person: str) -> str | None:
    """When this person last said something that stands; of a part, something of theirs; without a
    time, an empty text. None when they never did. Where nobody says who is speaking, whoever has
    the part is."""
    if progress.part is None:
        return progress.entries[-1].at if progress.own else None
    mine = own_paths(form, progress, person)
    if not person:
        mine = tuple(path for path in progress.own if theirs(form, progress, path))
    at = {each.path: each.at for each in progress.entries}
    return max((at[path] for path in mine), default=None)


def to_undo(progress: Progress, person: str) -> tuple[int, tuple[str, ...]]:
    """The newest turn that still stands and is this person's to take back, with its paths.

    Of a part that is only what they said themselves, and what nobody else has answered since.
    Zero when there is none.
    """
    undone = {entry.undoes for entry in progress.entries if entry.undoes}
    turns: dict[int, list[Entry]] = {}
    for entry in progress.entries:
        if not entry.undoes and entry.turn not in undone:
            turns.setdefault(entry.turn, []).append(entry)
    for number in sorted(turns, reverse=True):
        if progress.part is None:
            return number, tuple(dict.fromkeys(each.path for each in turns[number]))
        paths = _mine(progress, turns[number], person)
        if paths:
            return number, paths
    return 0, ()


def _mine(progress: Progress, made: Iterable[Entry], person: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            each.path
            for each in made
            if each.person == person
            and not any(
                later.path == each.path and later.turn > each.turn and later.person != person
                for later in progress.entries
            )
        )
    )
