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
from care.channels import WEB
from care.people import Child, Household, Person
from dialogs.cards import Voice
from dialogs.commands import command
from dialogs.doors import DISCREET
from dialogs.form import Form
from dialogs.message import Button, Message, Said, SaidPress, SaidText
from dialogs.phrases import phrase
from storage import profiles, subjects
from storage.profiles import Profile, Status
from storage.turn import Turn

DESK = "/referrals"
HOME = "home"
"""The press that asks for this list itself."""
WAYS_HERE = (HOME, "hello", "sections", "summary", "carry_on", "pause")
"""What is said to come here, or to go on: the list itself is the answer."""
MOST = 8
"""More open profiles than this are on the person's own page, not in one message."""


def lobby(
    turn: Turn,
    person: Person,
    forms: Mapping[str, Form],
    voice: Voice,
    said: Said | None = None,
    channel: str = WEB,
) -> tuple[Message, ...]:
    """What waits, as buttons that lead there. Raises `NotForYou` for somebody not at home here.

    On the web a button has its address; elsewhere its press opens the profile where it is pressed,
    and what is for the web only is named and opens nothing. Where no name may be said there is none.

    Urgent help is one tap away here too. Anything else that is said gets the same list: there is
    no question open that it could belong to, and nothing is kept.
    """
    if not may(person, Action.USE_SITE):
        raise NotForYou
    messages: list[Message] = []
    if _asked(said) == "urgent":
        text = phrase("urgent.text", council=voice.council, phone=voice.urgent_phone)
        messages.append(Message(text, role="urgent"))
    elif _asked(said) == "help":
        text = phrase("discreet.help" if channel in DISCREET else "help.text")
        messages.append(Message(text, role="help"))
    elif said is not None and _asked(said) not in WAYS_HERE:
        messages.append(Message(words("lobby", "nothing_open"), role="help"))
    return (*messages, _waiting(turn, person, forms, channel))


def asked_of_list(said: Said | None) -> str:
    """The press that asks for the same as this: the list alone, or with a word before it."""
    return HOME if said is None else _asked(said) or "said"


def _asked(said: Said | None) -> str | None:
    match said:
        case SaidPress(press, _):
            return press
        case SaidText(text, _):
            return command(text)
        case _:
            return None


def _waiting(turn: Turn, person: Person, forms: Mapping[str, Form], channel: str) -> Message:
    buttons: list[Button] = []
    first, discreet = person.name.split(" ")[0], channel in DISCREET
    found = _open(turn, person, forms, discreet)
    open_ones = [each for each in found if channel in forms[each[0].form].channels]
    elsewhere = [title for profile, title in found if channel not in forms[profile.form].channels]
    if discreet:
        text = words("lobby", "open_here" if open_ones else "nothing_here")
    else:
        text = words("lobby", "open" if open_ones else "nothing", name=first)
    if may(person, Action.SEE_DESK) and not discreet:
        count = new_for(turn, person)
        if not open_ones:
            text = words("lobby", "desk", name=first, count=str(count))
        buttons.append(Button("desk", words("notice", "look"), address=DESK))
    if elsewhere:
        titles = "; ".join(dict.fromkeys(elsewhere))
        text = f"{text}\n\n{words('lobby', 'web_only', titles=titles)}"
    for profile, title in open_ones[:MOST]:
        address = f"/chat?profile={profile.id}" if channel == WEB else ""
        buttons.append(Button(f"open:{profile.id}", title, address=address))
    home = "home" if channel == WEB else "home_web"
    buttons.append(Button(HOME, words("lobby", home), address="/"))
    if channel != WEB:  # the page has it in sight already
        buttons.append(Button("urgent", words("line", "urgent"), command=True))
    return Message(text, role="tasks", buttons=tuple(buttons))


def _open(
    turn: Turn, person: Person, forms: Mapping[str, Form], discreet: bool
) -> list[tuple[Profile, str]]:
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
        if (title := _title(turn, person, forms, profile, subject, discreet))
    ]
    return sorted(titled, key=lambda each: each[0].changed_at, reverse=True)


def _title(
    turn: Turn,
    person: Person,
    forms: Mapping[str, Form],
    profile: Profile,
    subject: Child | Household,
    discreet: bool,
) -> str:
    """What it is called in the list, without a name where none may be said; empty when nothing in
    it is theirs to say."""
    one = step(turn, forms, person, profile)
    if one is None or not one.mine or (one.form.shared and one.done):
        return ""
    whose = profile.voice not in ("", person.id)
    if discreet:
        title = one.form.title[:1].lower() + one.form.title[1:]
        return words("lobby", "theirs" if whose else "yours", title=title)
    about, title = called(turn, subject), one.form.title
    if whose:
        return words("lobby", "whose", about=about, title=title, whose=one.whose)
    return words("lobby", "one", about=about, title=title)
