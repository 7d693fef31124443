"""What follows at a door that does not take everything: answers tapped one by one, and what is not kept."""

from __future__ import annotations

from dialogs import effects as then
from dialogs.answering import not_yours
from dialogs.answers import Given
from dialogs.laid import theirs
from dialogs.turn import Turn


def picked(turn: Turn, path: str, keys: tuple[str, ...], unkept: bool = False) -> None:
    """Keeps one more of several answers, at once, and asks for another; without any more, or when
    all are taken, goes on. The first tap begins a new answer."""
    if not theirs(turn.form, turn.was, path):
        not_yours(turn, path)
        return
    slot = turn.find(path)
    if slot is None:
        turn.ask(again=True)
        return
    now = turn.was.answers.get(path) if turn.was.focus.picking == path else None
    before = now.value if isinstance(now, Given) and isinstance(now.value, tuple) else ()
    taken = {*before, *keys}
    chosen = tuple(each.key for each in slot.question.choices if each.key in taken)
    if chosen != before:
        turn.keep({path: Given(chosen)})
    if keys and len(chosen) < len(slot.question.choices):
        turn.look(revisit=path, picking=path)
        if unkept:
            turn.add(then.NotKept("with"))
        turn.ask(again=True)
        return
    turn.look(picking="")
    turn.settle([path])
    turn.add(then.Kept((slot,)))
    turn.ask()


def not_here(turn: Turn, why: str) -> None:
    """Says that nothing of it is kept, and where it can be said; asks the same again."""
    stumbles = turn.was.focus.stumbles + (why == "beside")
    turn.look(stumbles=stumbles)
    turn.add(then.NotKept(why, stumbles))
    turn.ask(again=True)
