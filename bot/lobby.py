"""The conversation before any form is open: what waits for this person, and the way to it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.arrived import new_for
from bot.asked import asked_of
from bot.called import called
from bot.errors import NotForYou
from bot.steps import step
from bot.things import profile_thing
from bot.words import words
from care.access import Action, may
from care.people import Child, Household, Person
from dialogs.cards import Voice
from dialogs.commands import command
from dialogs.form import Form
from dialogs.message import Button, Message, Said, SaidPress, SaidText
from dialogs.phrases import phrase
from storage import profiles, subjects
from storage.profiles import Profile, Status
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
    open_ones = _open(turn, person, forms)
    if open_ones:
        text = words("lobby", "open", name=first)
    for profile, title in open_ones[:MOST]:
        buttons.append(Button(f"open:{profile.id}", title, address=f"/chat?profile={profile.id}"))
    buttons.append(Button("home", words("lobby", "home"), address="/"))
    return Message(text, role="tasks", buttons=tuple(buttons))


def _open(turn: Turn, person: Person, forms: Mapping[str, Form]) -> list[tuple[Profile, str]]:
    """Every open profile in which something is theirs to say, the newest first, and what it is
    called: whoever was asked for it by name finds it here as they do on their own page."""
    found = {
        profile.id: (profile, subject) for profile, _, subject in asked_of(turn, forms, person)
    }
    for subject_id in subjects.allocated_subjects(turn, person.id):
        subject = subjects.subject_of(turn, subject_id)
        for profile in profiles.about(turn, subject_id) if subject else ():
            if subject and profile.status is Status.OPEN and profile.form in forms:
                if may(person, Action.OPEN_CHAT, profile_thing(turn, profile, subject)):
                    found.setdefault(profile.id, (profile, subject))
    titled = [
        (profile, title)
        for profile, subject in found.values()
        if (title := _title(turn, person, forms, profile, subject))
    ]
    return sorted(titled, key=lambda each: each[0].changed_at, reverse=True)


def _title(
    turn: Turn,
    person: Person,
    forms: Mapping[str, Form],
    profile: Profile,
    subject: Child | Household,
) -> str:
    """What it is called in the list; empty when nothing in it is theirs to say."""
    one = step(turn, forms, person, profile)
    if one is None or not one.mine or (one.form.shared and one.done):
        return ""
    about, title = called(turn, subject), one.form.title
    if profile.voice not in ("", person.id):
        return words("lobby", "whose", about=about, title=title, whose=one.whose)
    return words("lobby", "one", about=about, title=title)
