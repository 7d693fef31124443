"""What follows in a review: still true, changed, not sure, all of it, and going through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs import effects as then
from dialogs.answers import Answer, Given, Left, Rows, Skipped
from dialogs.find_out import BEFORE, NOTE
from dialogs.groups import full
from dialogs.laid import carried, rows_now
from dialogs.position import waiting_for
from dialogs.review import confirmable, leavable, of_group
from dialogs.slots import Slot
from dialogs.turn import Turn


def still(turn: Turn, path: str, row: bool = False) -> None:
    """Keeps what was said last time as still true, in whoever's words it was."""
    slot = turn.find(path)
    if slot is None or path not in carried(turn.form, turn.was):
        turn.ask(again=True)
        return
    slots, start = of_group(turn.form, turn.was, slot), f"{path}."
    if row and slot.group:
        start = path.removesuffix(slot.question.key)
        slots = confirmable(turn.form, turn.was, slot.section.key, start)
    _confirm(turn, slots, leavable(turn.form, turn.was, slot.section.key, start))
    if len(slots) == 1:
        turn.add(then.Kept(slots))
    else:
        turn.add(then.Confirmed(slot.section.key, len(slots)))
    turn.ask()


def confirm_all(turn: Turn, section: str) -> None:
    """Keeps everything that was said last time in a section, and applies now, as still true;
    what was optional and left out then is left out again."""
    slots = confirmable(turn.form, turn.was, section)
    empty = leavable(turn.form, turn.was, section)
    _confirm(turn, slots, empty)
    turn.add(then.Confirmed(section, len(slots), len(empty)))
    turn.ask(again=not slots and not empty)


def _confirm(turn: Turn, slots: Iterable[Slot], empty: Iterable[Slot]) -> None:
    kept = dict(confirming(turn, (slot.path for slot in slots)))
    kept.update((slot.path, Skipped()) for slot in empty)
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


def changed(turn: Turn, path: str, adding: bool = False) -> None:
    """Asks anew; a group row by row, as its rows were last time, each to be changed or taken out.

    With `adding` it is asked afterwards whether there is another: where the group was one line of a
    section, and not a question of its own with a button for that.
    """
    rows, slot = rows_now(turn.form, turn.was, path), turn.find(path)
    if rows is not None and slot is not None and path not in turn.was.answers:
        room = adding and not full(slot.question, len(rows.ids))
        turn.keep({path: Given(Rows(rows.ids, more=room or not rows.ids))})
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


def pass_by(turn: Turn, section: str) -> None:
    """Leaves a section that is shown whole for later: nothing in it is put off, and the next one
    that is open comes first."""
    order = turn.form.order
    others = {slot.section.key for slot in waiting_for(turn.form, turn.now)} - {section}
    after = sorted(others, key=lambda key: (order[key] < order[section], order[key]))
    turn.add(then.PassedBy(last=not after))
    if after:
        turn.look(section=after[0], through="")
    turn.ask(again=not after)


def go_through(turn: Turn, section: str, at_once: bool) -> None:
    """Goes through what was said last time in a section, from its first open question."""
    waiting = (*confirmable(turn.form, turn.was, section), *leavable(turn.form, turn.was, section))
    if not waiting:
        turn.add(then.Confirmed(section, 0))
        turn.ask(again=True)
        return
    turn.look(section=section, through=section, at_once=at_once, revisit="")
    turn.ask(again=True)
