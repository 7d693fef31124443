"""What follows from steering the conversation: back, change, undo, jump, start again, send."""

from __future__ import annotations

from dataclasses import replace

from dialogs import effects as then
from dialogs.answering import not_yours
from dialogs.answers import Answer, Left
from dialogs.laid import place, places, theirs, unconfirmed
from dialogs.others import next_turn, own_paths, to_undo, whose_section
from dialogs.position import before, due, in_emergency, in_short, missing, pending
from dialogs.progress import Focus, Progress
from dialogs.review import offer
from dialogs.reviewing import changed
from dialogs.turn import Turn


def back(turn: Turn) -> None:
    slot = before(turn.form, turn.was, turn.open)
    if slot is None:
        turn.add(then.NothingBefore())
    else:
        turn.look(revisit=slot.path)
    turn.ask(again=True)


def change(turn: Turn, path: str) -> None:
    """Opens an answer again; without one that applies, asks which."""
    if not theirs(turn.form, turn.was, path):
        not_yours(turn, path)
        return
    slot = place(turn.form, turn.was, path) if path else None
    if slot is not None and unconfirmed(turn.form, turn.was, path):
        changed(turn, path, adding=True)
    elif slot is None:
        turn.look(asking="change")
        turn.add(then.ChooseChange())
    else:
        turn.look(revisit=path, picking="")
        turn.ask(again=True)


def undo(turn: Turn) -> None:
    """Takes back the newest turn that still stands; older ones follow, to any depth."""
    was = turn.was
    target, paths = to_undo(was, turn.speaker.person)
    if not target:
        turn.add(then.NothingToUndo())
        turn.ask(again=True)
        return
    earlier = Progress(tuple(each for each in was.entries if each.turn < target)).own
    turn.keep({path: earlier.get(path) for path in paths}, undoes=target)
    both = {**places(turn.form, was).by_path, **places(turn.form, turn.now).by_path}
    shown = tuple(
        slot
        for path in paths
        if (slot := both.get(path) or place(turn.form, was, path)) is not None
    )
    opened = {slot.section.key for slot in shown if slot.path not in turn.now.answers}
    if opened:
        one = len(opened) == 1 and not in_short(turn.form, turn.now)
        turn.look(section=opened.pop() if one else "")
    picking = was.focus.picking
    turn.look(revisit=picking if picking in paths and picking in turn.now.answers else "")
    turn.add(then.Undone(shown))
    turn.ask(again=True)


def jump(turn: Turn, section: str) -> None:
    """Goes to a section; one that is done, or has nothing to ask, shows its answers."""
    if turn.form.section(section) is None:
        turn.add(then.ShowTasks())
        turn.ask(again=True)
        return
    if (whose := whose_section(turn.form, turn.was, section)) and not turn.was.sees_all:
        turn.add(then.NotYours(None, whose))
        turn.ask(again=True)
        return
    focus = turn.was.focus
    turn.look(section=section, revisit="", through="", passed="")
    slot = pending(turn.form, turn.now)
    if slot is None or slot.section.key != section:
        turn.look(section=focus.section, revisit=focus.revisit, through=focus.through)
        turn.look(passed=focus.passed)
        turn.add(then.ShowAnswers(section))
    elif not offer(turn.form, turn.now, slot):
        turn.add(then.SectionBegins(slot))
    turn.ask(again=True)


def start_again(turn: Turn) -> None:
    """Takes every answer of the person away. The entries stay, and undo brings them back."""
    paths = own_paths(turn.form, turn.was, turn.speaker.person)
    if paths:
        turn.look(section="", revisit="", through="", stumbles=0)
        turn.keep(dict.fromkeys(paths, None))
        turn.add(then.StartedAgain())
    turn.ask()


def send(turn: Turn) -> None:
    """Sends it, or says what is needed first and opens what was left of that again."""
    was = turn.was
    waiting = missing(turn.form, was)
    if waiting:
        turn.add(then.NotReady(waiting))
        left: dict[str, Answer | None] = {
            slot.path: None for slot in waiting if isinstance(was.answers.get(slot.path), Left)
        }
        if left:
            turn.keep(left)
        section = "" if in_short(turn.form, was) else waiting[0].section.key
        turn.look(section=section, revisit="")
        turn.ask(again=True)
    elif was.sent and was.turn == was.sent_turn:
        turn.add(then.NothingNew())
    elif others := next_turn(turn.form, was):
        turn.add(then.PartDone(others, again=True))
    else:
        _submit(turn)


def _submit(turn: Turn) -> None:
    was = turn.was
    emergency = in_emergency(turn.form, was)
    turn.now = replace(was, focus=Focus(), sent=was.sent + 1, sent_turn=was.turn)
    follow = len(due(turn.form, turn.now))
    turn.add(then.Submit(emergency, was.sent > 0))
    turn.add(then.Sent(emergency, was.sent > 0, follow))
