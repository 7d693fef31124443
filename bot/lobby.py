"""The conversation before any form is open: what waits for this person, and the way to it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.arrived import new_for
from bot.errors import NotForYou
from bot.things import profile_thing
from bot.words import words
from care.access import Action, may
from care.people import Person
from dialogs.cards import Voice
from dialogs.commands import command
from dialogs.form import Form
from dialogs.message import Button, Message, Said, SaidPress, SaidText
from dialogs.phrases import phrase
from storage import profiles, subjects
from storage.profiles import Status
from storage.turn import Turn

DESK = "/referrals"
MOST = 8
"""More open profiles than this are on the person's own page, not in one message."""


def lobby(
    turn: Turn, person: Person, forms: Mapping[str, Form], voice: Voice, said: Said | None = None
) -> tuple[Message, ...]:
    """What waits, as buttons that lead there. Raises `NotForYou` for somebody not at home here.

    Urgent help is one tap away here too. Anything else that is said gets the same list: there is
    no question open that it could belong to, and nothing is kept.
    """
    if not may(person, Action.USE_SITE):
        raise NotForYou
    messages: list[Message] = []
    if _asked(said) == "urgent":
        text = phrase("urgent.text", council=voice.council, phone=voice.urgent_phone)
        messages.append(Message(text, role="urgent"))
    elif said is not None:
        messages.append(Message(words("lobby", "nothing_open"), role="help"))
    return (*messages, _waiting(turn, person, forms))


def _asked(said: Said | None) -> str | None:
    match said:
        case SaidPress(press, _):
            return press
        case SaidText(text, _):
            return command(text)
        case _:
            return None


def _waiting(turn: Turn, person: Person, forms: Mapping[str, Form]) -> Message:
    buttons: list[Button] = []
    first = person.name.split(" ")[0]
    text = words("lobby", "nothing", name=first)
    if may(person, Action.SEE_DESK):
        count = new_for(turn, person)
        text = words("lobby", "desk", name=first, count=str(count))
        buttons.append(Button("desk", words("notice", "look"), address=DESK))
    open_ones = [
        (each, subject)
        for subject_id in sorted(subjects.allocated_subjects(turn, person.id))
        for each in profiles.about(turn, subject_id)
        if each.status is Status.OPEN
        and each.form in forms
        and may(person, Action.OPEN_CHAT, profile_thing(turn, each))
        and (subject := subjects.subject_of(turn, subject_id)) is not None
    ]
    if open_ones:
        text = words("lobby", "open", name=first)
    open_ones.sort(key=lambda found: found[0].changed_at, reverse=True)
    for each, subject in open_ones[:MOST]:
        title = f"{subject.preferred_name}: {forms[each.form].title}"
        buttons.append(Button(f"open:{each.id}", title, address=f"/chat?profile={each.id}"))
    buttons.append(Button("home", words("lobby", "home"), address="/"))
    return Message(text, role="tasks", buttons=tuple(buttons))
