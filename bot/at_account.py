"""One turn at an account elsewhere: whose it is, which profile is open there, what is to be said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.account_due import TO_ACCOUNT, Due, asked_then, due_at, is_here
from bot.account_words import OPEN, STAY, UNLINK, goes_on, own_word
from bot.errors import NotForYou, NotSignedIn
from bot.house import House
from bot.lobby import HOME, asked_of_list
from bot.reply import Reply, reply_from
from bot.things import allow_talk
from bot.words import words
from care.access import Action
from care.channels import may_talk
from care.people import Person
from dialogs.message import Button, Message, Said, SaidPress, SaidText
from dialogs.offered import LIST
from storage import accounts, diary, inbox, outbox, people
from storage.accounts import Account
from storage.sealed import HOUSE
from storage.turn import Turn
from storage.views import viewed


def standing_at(turn: Turn, account_id: str, person_id: str) -> tuple[Account, Person]:
    """The account and its person, as they are now. Raises `NotSignedIn` when it is over for them."""
    account = accounts.by_id(turn, account_id)
    person = people.person(turn, person_id)
    if account is None or person is None or account.person_id != person_id:
        raise NotSignedIn
    if not is_theirs(turn, account, person):
        raise NotSignedIn
    return account, person


def is_theirs(turn: Turn, account: Account, person: Person) -> bool:
    """Whether they are still here, may talk there, and said lately enough that it is theirs."""
    here = person.active and may_talk(person.role, account.channel)
    return here and accounts.is_fresh(account, turn.now)


def hear(
    turn: Turn,
    house: House,
    account: Account,
    person: Person,
    said: Said,
    message_id: str,
    tapped: int = 0,
    written: int = 0,
) -> Due | None:
    """What follows from what was said there; None when it was said before, and is answered.

    Raises `NotForYou`. The message is answered in the profile that is open at the account; the
    list of profiles is answered with what is true when it is said, and its names are not kept.
    `tapped` is what was shown that they answer, where the channel says it: what was asked in
    another profile answers nothing here. `written` is the place in the chat of words, where the
    channel counts: they answer what was asked before it, never what was asked after.
    """
    if inbox.seen(turn, account.channel, message_id):
        return None
    accounts.seen(turn, account)
    meant, said = own_word(said), _meant(said)
    match meant:
        case "unlink":
            return _unlink_asked(turn, account, message_id)
        case press if press == UNLINK:
            return _unlink(turn, account, person, message_id)
        case "menu":
            return _list(turn, house, account, person, message_id)
        case press if press.startswith(OPEN):
            return _open(turn, house, account, person, press.removeprefix(OPEN), message_id)
        case _ if not account.profile:
            newest = _newest(turn, house, account, person) if goes_on(said) else ""
            if newest:
                return _open(turn, house, account, person, newest, message_id)
            return _list(turn, house, account, person, message_id, said)
    try:
        allow_talk(turn, person, Action.ANSWER_PROFILE, account.profile, account.channel)
    except NotForYou as why:  # it was taken from them since: the list says what is theirs now
        return _refused(turn, house, account, person, message_id, why)
    if tapped and not is_here(turn, account, tapped):
        past = (Message(words("account", "past"), role="help"),)
        return _open(turn, house, account, person, account.profile, message_id, past)
    if written and isinstance(said, SaidText):
        said = SaidText(said.text, asked_then(turn, account, written))
    reply = house.assistant.hear(turn, person, account.profile, said, message_id, account.channel)
    return due_at(turn, account, reply, message_id)


def arrive(
    turn: Turn, house: House, account: Account, person: Person, message_id: str
) -> Due | None:
    """The first words at an account, or those of welcome back. Changes no answer."""
    if inbox.seen(turn, account.channel, message_id):
        return None
    if account.profile:
        return _open(turn, house, account, person, account.profile, message_id)
    return _list(turn, house, account, person, message_id)


def edited(
    turn: Turn, house: House, account: Account, person: Person, first_id: str, message_id: str
) -> Due | None:
    """A message was changed there: an offer to change what it had answered. Nothing is kept of it.

    `first_id` is what the message was kept under when it came; `message_id` is this edit's own.
    """
    if inbox.seen(turn, account.channel, message_id):
        return None
    kept = inbox.reply_to(turn, account.channel, first_id)
    before = reply_from(kept) if kept else Reply((), 0)
    path = next(iter(before.answered), "")
    if not path or not account.profile or before.profile != account.profile:
        reply = Reply((Message(words("account", "edit_unknown"), role="help"),), 0)
        inbox.keep_reply(turn, account.channel, message_id, "", reply.dumps())
        return due_at(turn, account, reply, message_id, aside=True)
    try:
        profile = allow_talk(turn, person, Action.ANSWER_PROFILE, account.profile, account.channel)
    except NotForYou as why:
        return _refused(turn, house, account, person, message_id, why)
    offer = house.assistant.offer_change(turn, person, account.profile, path, account.channel)
    reply = Reply(offer.messages, offer.revision, profile=account.profile)
    subject = profile.subject_id if profile else HOUSE
    inbox.keep_reply(turn, account.channel, message_id, "", reply.dumps(), subject)
    return due_at(turn, account, reply, message_id)


def welcome(turn: Turn, house: House, account_id: str) -> None:
    """The first words at an account that has just been linked, for the courier to say."""
    account = accounts.by_id(turn, account_id)
    person = people.person(turn, account.person_id) if account else None
    if account is None or account.profile or person is None or not person.active:
        return  # it ended meanwhile, or they have begun already
    message_id = f"welcome {account.id}"
    if inbox.seen(turn, account.channel, message_id):
        return
    due = _list(turn, house, account, person, message_id)
    outbox.release(turn, due.post)


def notify(
    turn: Turn,
    person_id: str,
    message: Message,
    dedupe: str,
    there: Mapping[str, Message] = MappingProxyType({}),
) -> bool:
    """A notice for every account of somebody. It names nobody; whether there is anything to send.

    `there` holds other words for those accounts, by id, that it is about.
    """
    posted = False
    for account in accounts.of_person(turn, person_id):
        if accounts.is_fresh(account, turn.now):
            plain = Reply((there.get(account.id, message),), 0).dumps()
            payload = json.dumps({"account": account.id, "notice": plain})
            name = f"{TO_ACCOUNT} {dedupe} {account.id}"
            posted |= outbox.post(turn, name, person_id, TO_ACCOUNT, payload, lane=account.id)
    return posted


# ------------------------------------------------------------ what can follow


def _meant(said: Said) -> Said:
    """The same to the form that is open: whoever stays carries on, and other words to *shall I stop
    talking with you here?* are for no question of the form's."""
    if own_word(said) == STAY:
        return SaidPress("carry_on")
    if isinstance(said, SaidText) and said.asked == UNLINK:
        return replace(said, asked=LIST)
    return said


def _list(
    turn: Turn,
    house: House,
    account: Account,
    person: Person,
    message_id: str,
    said: Said | None = None,
) -> Due:
    """What is theirs to open. Its titles name people, so that only its taps are kept."""
    heard = SaidPress(asked_of_list(said))
    reply = house.assistant.hear(turn, person, "", heard, message_id, account.channel)
    kept = Reply(tuple(_nameless(each) for each in reply.messages), 0)
    inbox.keep_reply(turn, account.channel, message_id, "", kept.dumps())
    return due_at(turn, account, reply, message_id, profile="", listed=heard.press)


def _refused(
    turn: Turn, house: House, account: Account, person: Person, message_id: str, why: NotForYou
) -> Due:
    """The list instead of what is not theirs; the line of the refusal stays, as on the web."""
    if why.leaves is not None:
        diary.leave(turn, why.leaves)
    return _list(turn, house, account, person, message_id)


def _open(
    turn: Turn,
    house: House,
    account: Account,
    person: Person,
    profile_id: str,
    message_id: str,
    first: tuple[Message, ...] = (),
) -> Due:
    """Another profile is open there from now on. One that is not theirs: the list instead."""
    try:
        profile = allow_talk(turn, person, Action.OPEN_CHAT, profile_id, account.channel)
    except NotForYou as why:
        return _refused(turn, house, account, person, message_id, why)
    viewed(turn, "profile.opened", "profile", profile_id, person.id, account.channel)
    reply = house.assistant.greet(turn, person, profile_id, account.channel)
    subject = profile.subject_id if profile else HOUSE
    kept = Reply((*first, *reply.messages), reply.revision, profile=profile_id)
    inbox.keep_reply(turn, account.channel, message_id, "", kept.dumps(), subject)
    return due_at(turn, account, kept, message_id, profile=profile_id)


def _unlink_asked(turn: Turn, account: Account, message_id: str) -> Due:
    buttons = (
        Button(UNLINK, words("account", "unlink_yes")),
        Button(STAY, words("account", "unlink_no")),
    )
    ask = Message(words("account", "unlink_ask"), role="help", asked=UNLINK, buttons=buttons)
    reply = Reply((ask,), 0, profile=account.profile)
    inbox.keep_reply(turn, account.channel, message_id, "", reply.dumps())
    return due_at(turn, account, reply, message_id)


def _unlink(turn: Turn, account: Account, person: Person, message_id: str) -> Due:
    """The account is nobody's from now on; the goodbye goes out with what was known of it."""
    reply = Reply((Message(words("account", "unlinked"), role="goodbye"),), 0)
    inbox.keep_reply(turn, account.channel, message_id, "", reply.dumps())
    due = due_at(turn, account, reply, message_id)
    accounts.end(turn, person.id, account.id, channel=account.channel)
    return replace(due, unlinked=True)


def _newest(turn: Turn, house: House, account: Account, person: Person) -> str:
    """The profile that they said something in last, of those in their list; empty without any."""
    listed = house.assistant.hear(turn, person, "", SaidPress(HOME), "", account.channel)
    found = (each for each in presses(listed.messages) if each.startswith(OPEN))
    return next(found, "").removeprefix(OPEN)


def _nameless(message: Message) -> Message:
    """The taps of a list, without the titles: they name people, and this is kept for ever."""
    buttons = tuple(Button(each.press, "") for each in message.buttons)
    return Message(words("account", "list_over"), role=message.role, buttons=buttons)


def presses(messages: tuple[Message, ...]) -> list[str]:
    """What can be tapped in a list."""
    return [button.press for message in messages for button in message.buttons]
