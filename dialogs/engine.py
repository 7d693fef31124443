"""One step of a conversation: what was said so far and what was heard, to what follows. Pure."""

from __future__ import annotations

from typing import assert_never

from dialogs import answering, heard, leaving, picking, reviewing, steering
from dialogs import effects as then
from dialogs.form import Form
from dialogs.heard import Heard
from dialogs.others import last_said, own_paths
from dialogs.progress import Progress
from dialogs.review import offer
from dialogs.turn import Speaker, Step, Turn

__all__ = ["Speaker", "Step", "advance"]

NOBODY = Speaker()
HELPLESS = (heard.Unclear, heard.Asked, heard.Commented, heard.NotHere)
"""What does not end a row of failures to understand."""


def advance(form: Form, progress: Progress, said: Heard, speaker: Speaker = NOBODY) -> Step:
    """What follows when this is heard. Every step ends with a question or a goodbye."""
    turn = Turn(form, progress, speaker)
    if not isinstance(said, HELPLESS):
        turn.look(stumbles=0)
    match said:
        case heard.Answered(path, answer, note, unkept):
            answering.answer(turn, path, answer, note, unkept)
        case heard.Picked(path, keys, unkept):
            picking.picked(turn, path, keys, unkept)
        case heard.NotHere(why):
            picking.not_here(turn, why)
        case heard.PassOver(path):
            leaving.pass_over(turn, path)
        case heard.CardAnswered():
            answering.card(turn, said)
        case heard.Commented(path, text):
            answering.comment(turn, path, text)
        case heard.Unclear(problem):
            answering.unclear(turn, problem)
        case heard.Stale(path, text):
            answering.stale(turn, path, text)
        case heard.NotYours(path):
            answering.not_yours(turn, path)
        case heard.Still(path, row):
            reviewing.still(turn, path, row)
        case heard.Changed(path):
            reviewing.changed(turn, path)
        case heard.Unsure(path):
            reviewing.unsure(turn, path)
        case heard.ConfirmAll(section):
            reviewing.confirm_all(turn, section)
        case heard.GoThrough(section, at_once):
            reviewing.go_through(turn, section, at_once)
        case heard.Skip():
            leaving.skip(turn, for_good=True)
        case heard.Later(card):
            leaving.skip(turn, for_good=False, card=card)
        case heard.Back():
            steering.back(turn)
        case heard.Change(path):
            steering.change(turn, path)
        case heard.Undo():
            steering.undo(turn)
        case heard.Jump(section):
            steering.jump(turn, section)
        case heard.Send():
            steering.send(turn)
        case heard.Yes():
            steering.start_again(turn)
        case _:
            _aside(turn, said)
    return turn.step()


Aside = (
    heard.Asked
    | heard.Summary
    | heard.TaskList
    | heard.Pause
    | heard.CarryOn
    | heard.StartAgain
    | heard.No
    | heard.Hello
)
"""What changes no answer."""


def _aside(turn: Turn, said: Aside) -> None:
    match said:
        case heard.Asked(topic):
            turn.add(then.Explain(topic, turn.open))
        case heard.Summary(section):
            turn.add(then.ShowAnswers(section))
        case heard.TaskList():
            turn.add(then.ShowTasks())
        case heard.Pause():
            turn.look(paused=True)
            turn.add(then.Paused())
            return
        case heard.CarryOn():
            turn.look(revisit="")
        case heard.StartAgain():
            if own_paths(turn.form, turn.was, turn.speaker.person):
                turn.look(asking="start_again")
                turn.add(then.ConfirmStartAgain())
                return
        case heard.No():
            sent = turn.was.sent and turn.was.turn == turn.was.sent_turn
            if turn.open is None and not turn.was.focus.asking and not sent:
                turn.add(then.NotNow())
                return
        case heard.Hello():
            last = last_said(turn.form, turn.was, turn.speaker.person)
            turn.add(then.Welcome(back=last is not None, last=last or ""))
            if turn.open and last is None and not offer(turn.form, turn.now, turn.open):
                turn.add(then.SectionBegins(turn.open))
        case _:
            assert_never(said)
    turn.ask(again=not isinstance(said, heard.Hello) or turn.open is not None)
