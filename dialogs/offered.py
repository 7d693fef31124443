"""What is meant by words after an offer to open an answer again, or under a list that stands alone."""

from __future__ import annotations

from dialogs import heard
from dialogs.commands import command, meaning, taking
from dialogs.heard import Heard, Problem, Trouble
from dialogs.message import Said, SaidText

OFFER = "change:"
"""How the place of such an offer begins: no question is called that."""
LIST = "list"
"""The place of a list that stands alone: a number that is typed under it is no answer."""


def to_offer(said: Said) -> Heard | None:
    """What the words mean to the offer they follow; None where there was none, or they steer.

    Words that are neither yes nor no could be meant for that answer, or for the question that was
    open before: they are taken for neither.
    """
    match said:
        case SaidText(text, asked) if asked.startswith(OFFER):
            if command(text) or taking(text):
                return None
            match meaning("yes_no", text):
                case "yes":
                    return heard.Change(asked.removeprefix(OFFER))
                case "no":
                    return heard.CarryOn()
                case _:
                    return heard.Unclear(Problem(Trouble.OFFERED, ""))
        case SaidText(text, asked) if asked == LIST and not (command(text) or taking(text)):
            return heard.Unclear(Problem(Trouble.OFFERED, ""))
        case _:
            return None
