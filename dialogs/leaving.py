"""What follows from going on without an answer: for now, for good, or because it is for the web."""

from __future__ import annotations

from dialogs import effects as then
from dialogs.answering import answer
from dialogs.answers import Answer, Given, Left, Rows, Skipped
from dialogs.form import Required
from dialogs.position import section_of, together
from dialogs.review import offer
from dialogs.reviewing import pass_by, put_off
from dialogs.slots import Slot, rows_of
from dialogs.turn import Turn


def skip(turn: Turn, for_good: bool, card: bool = False) -> None:
    """Goes on without an answer: an optional question for good, any other for now."""
    slot = turn.open
    if slot is None:
        turn.ask()
    elif offer(turn.form, turn.was, slot):
        pass_by(turn, slot.section.key)
    elif slot.again:
        rows = rows_of(turn.was.answers.get(slot.path))
        if rows is not None:
            answer(turn, slot.path, Given(Rows(rows.ids)))
    elif turn.was.focus.revisit == slot.path and slot.path in turn.was.answers:
        turn.look(revisit="")
        turn.ask(again=True)
    else:
        shown = together(turn.form, turn.was, slot) if card else (slot,)
        answers = {each.path: _put_off(each, for_good) for each in shown}
        put = put_off(turn, shown, answers)
        turn.keep(put)
        turn.settle(put)
        turn.add(then.Kept(turn.found(answers)))
        turn.ask()


def _put_off(slot: Slot, for_good: bool) -> Answer:
    optional = slot.question.required is Required.OPTIONAL
    return Skipped() if optional and for_good else Left()


def pass_over(turn: Turn, path: str) -> None:
    """Goes on without what is for the web. Nothing is put off: it is still open, and asked there."""
    turn.look(passed=path, section=section_of(path), revisit="")
    turn.settle()
    turn.add(then.PassedOver())
    turn.ask()
