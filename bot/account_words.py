"""What somebody means for their account elsewhere, and not for the form that is open there."""

from __future__ import annotations

from typing import assert_never

from bot.lobby import HOME
from bot.words import has_words, words
from dialogs.commands import command, meaning, plain
from dialogs.message import Said, SaidCard, SaidPress, SaidText

OPEN = "open:"
"""How a press begins that opens a profile where it was pressed."""
UNLINK, STAY = "account:unlink", "account:stay"
"""Yes and no to *shall I stop talking with you here?*; the first is also the place of that question."""


def own_word(said: Said) -> str:
    """What is meant for the account: `menu`, `unlink`, or a press of its own; empty for the rest."""
    match said:
        case SaidPress(press, _):
            return "menu" if press == HOME else press if _is_ours(press) else ""
        case SaidText(text, asked):
            if asked == UNLINK and (press := _to_unlink(text)):
                return press
            word = plain(text)
            return words("account_word", word) if has_words("account_word", word) else ""
        case SaidCard():
            return ""
        case _:
            assert_never(said)


def wants_no_more(text: str) -> bool:
    """Whether somebody says that nothing is to be said there any more."""
    return own_word(SaidText(text)) == "unlink"


def goes_on(said: Said) -> bool:
    """Whether they want to carry on, with whatever it was."""
    match said:
        case SaidPress(press, _):
            return press == "carry_on"
        case SaidText(text, _):
            return command(text) == "carry_on"
        case _:
            return False


def _to_unlink(text: str) -> str:
    """What the words say to *shall I stop talking with you here?*: yes, no, or what is on a button."""
    for press, answer in ((UNLINK, "yes"), (STAY, "no")):
        on_button = words("account", f"unlink_{answer}")
        if meaning("yes_no", text) == answer or plain(text) == plain(on_button):
            return press
    return ""


def _is_ours(press: str) -> bool:
    return press.startswith(OPEN) or press in (UNLINK, STAY)
