"""What follows in a review: still true, changed, not sure, all of it, and going through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs import effects as then
from dialogs.answers import Answer, Given, Left, Rows
from dialogs.find_out import BEFORE, NOTE
from dialogs.laid import carried, rows_now
from dialogs.review import confirmable, of_group
from dialogs.slots import Slot
from dialogs.turn import Turn


def still(turn: Turn, path: str, row: bool = False) -> None:
    """Keeps what was said last time as still true, in whoever's words it was."""
    slot = turn.find(path)
    if slot is None or path not in carried(turn.form, turn.was):
        turn.ask(again=True)
        return
    slots = of_group(turn.form, turn.was, slot)
    if row and slot.group:
        start = path.removesuffix(slot.question.key)
        slots = confirmable(turn.form, turn.was, slot.section.key, start)
    _confirm(turn, slots)
    if len(slots) == 1:
        turn.add(then.Kept(slots))
    else:
        turn.add(then.Confirmed(slot.section.key, len(slots)))
    turn.ask()


def confirm_all(turn: Turn, section: str) -> None:
    """Keeps everything that was said last time in a section, and applies now, as still true."""
    slots = confirmable(turn.form, turn.was, section)
    _confirm(turn, slots)
    turn.add(then.Confirmed(section, len(slots)))
    turn.ask(again=not slots)


def _confirm(turn: Turn, slots: Iterable[Slot]) -> None:
    kept = dict(confirming(turn, (slot.path for slot in slots)))
    if kept:
        turn.keep(kept)
        turn.settle(kept)


def confirming(turn: Turn, paths: Iterable[str]) -> Mapping[str, Answer]:
    """What was said last time under these paths, with the words that were kept beside it."""
    said, kept = carried(turn.form, turn.was), dict[str, Answer]()
    for path in paths:
        if path in said:
            kept[path] = said[path].answer
            note = turn.was.earlier.get(path + NOTE)
            if note is not None:
                kept[path + NOTE] = note.answer
    return kept


def changed(turn: Turn, path: str) -> None:
    """Asks anew; a group row by row, as its rows were last time, each to be changed or taken out."""
    rows = rows_now(turn.form, turn.was, path)
    if rows is not None and path not in turn.was.answers:
        turn.keep({path: Given(Rows(rows.ids, more=not rows.ids))})
    turn.look(revisit=path)
    turn.ask(again=True)


def unsure(turn: Turn, path: str) -> None:
    """Leaves it for now. What was said last time is kept beside it, and printed with the gap."""
    slot = turn.find(path)
    if slot is None:
        turn.ask(again=True)
        return
    put = put_off(turn, (slot,), {path: Left()})
    turn.keep(put)
    turn.settle(put)
    turn.add(then.Kept((slot,)))
    turn.ask()


def put_off(
    turn: Turn, slots: Iterable[Slot], answers: Mapping[str, Answer]
) -> Mapping[str, Answer]:
    """These answers, which are none, with what was said last time beside each."""
    said, put = carried(turn.form, turn.was), dict(answers)
    for slot in slots:
        for each in of_group(turn.form, turn.was, slot):
            if each.path in said and slot.path not in turn.was.answers:
                put[each.path + BEFORE] = said[each.path].answer
    return put


def go_through(turn: Turn, section: str, at_once: bool) -> None:
    """Goes through what was said last time in a section, from its first open question."""
    if not confirmable(turn.form, turn.was, section):
        turn.add(then.Confirmed(section, 0))
        turn.ask(again=True)
        return
    turn.look(section=section, through=section, at_once=at_once, revisit="")
    turn.ask(again=True)
