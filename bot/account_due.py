"""What is due at an account elsewhere after a turn: put in the outbox, with what can be tapped in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.house import Reply as Spoken
from bot.reply import Reply, reply_from
from dialogs.message import Message
from dialogs.offered import LIST
from storage import accounts, inbox, outbox, shown
from storage.accounts import Account
from storage.outbox import Post
from storage.shown import Shown
from storage.turn import Turn

TO_ACCOUNT = "to_account"
"""The outbox's word for what is to be said at an account."""
UNSAID = LIST
"""What is asked where another profile was opened and nothing of it is said yet, and where nobody knows
whether the question arrived: words that are typed meanwhile are for no question of it."""


@dataclass(frozen=True, slots=True)
class Before:
    """A message shown before, that is over now."""

    shown: int
    external: str
    message: Message


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be said at an account, safely in the outbox, and what it takes the place of."""

    post: Post
    account: Account
    place: Mapping[str, str]
    reply: Reply
    shown: Mapping[int, int]
    """What can be tapped, by the number of the message in the reply."""
    before: tuple[Before, ...] = ()
    unlinked: bool = False
    """Whether it is the last thing said there."""


def due_at(
    turn: Turn,
    account: Account,
    reply: Spoken,
    message_id: str,
    *,
    profile: str | None = None,
    listed: str = "",
    aside: bool = False,
) -> Due:
    """Puts it in the outbox, held for whoever delivers it at once, and notes what can be tapped.

    What is said `aside` leaves what was asked before open, with its buttons. What is asked now counts
    as asked when it was said (`now_asked`): nobody answers what is not before them yet. `listed` is
    the press that asks for the same list again.
    """
    open_there = account.profile if profile is None else profile
    if open_there != account.profile:
        accounts.sit(turn, account, open_there, UNSAID)
    before = () if aside else shown_before(turn, account, message_id)
    tappable = {
        number: shown.keep(
            turn, account.id, account.channel, message_id, number, taps=_can_be_tapped(message)
        )
        for number, message in enumerate(reply.messages)
        if message.asked or _can_be_tapped(message)
    }
    plain: dict[str, object] = {"account": account.id, "reply": message_id}
    if listed:
        plain["list"] = listed
    name = f"{TO_ACCOUNT} {account.channel} {message_id}"
    post = outbox.hold(turn, name, account.person_id, TO_ACCOUNT, json.dumps(plain), account.id)
    about = "" if aside else open_there
    kept = Reply(reply.messages, reply.revision, reply.answered, about)
    return Due(post, account, accounts.place(turn, account), kept, tappable, before)


def now_asked(turn: Turn, due: Due) -> None:
    """It was said, so that what is typed from now on answers what it asks. What perhaps did not
    arrive is answered by nothing that is typed, unless the same was before them already."""
    messages, now = due.reply.messages, accounts.by_id(turn, due.account.id)
    number = max((n for n, each in enumerate(messages) if each.asked), default=-1)
    asked = messages[number].asked if number >= 0 else ""
    there = shown.find(turn, due.account.id, due.shown.get(number, 0))
    if there and not there.external and now and now.asked != asked:
        asked = UNSAID
    accounts.said(turn, due.account.id, due.reply.profile, asked)


def asked_then(turn: Turn, account: Account, written: int) -> str:
    """What was asked there when somebody wrote the message of this number: what was asked since, while
    it was on its way, is not answered by it. `UNSAID` when nothing was asked before it.

    Both of these channels number what is said in a chat, by whomever, upwards: Telegram one by one,
    Teams by its own clock. Numbers of another length are no such numbers, and tell nothing.
    """
    late = False
    for each in shown.newest(turn, account.id):
        message, profile = _message(turn, account, each)
        if message is None or not message.asked:
            continue
        if not _came_after(each.external, written):
            here = message.asked if profile == account.profile else UNSAID
            return here if late else account.asked
        late = True
    return UNSAID if late else account.asked


def _came_after(external: str, written: int) -> bool:
    alike = external.isascii() and external.isdecimal() and len(external) == len(str(written))
    return alike and int(external) > written


def shown_before(turn: Turn, account: Account, message_id: str) -> tuple[Before, ...]:
    """What can still be tapped there, but for the reply to this message itself."""
    found = []
    for each in shown.live(turn, account.id):
        message, _ = _message(turn, account, each) if each.inbox_id != message_id else (None, "")
        if message is not None:
            found.append(Before(each.id, each.external, message))
    return tuple(found)


def _message(turn: Turn, account: Account, found: Shown) -> tuple[Message | None, str]:
    """The message that was shown, from the reply it was in, and the profile that it is about."""
    kept = inbox.reply_to(turn, account.channel, found.inbox_id)
    reply = reply_from(kept) if kept else Reply((), 0)
    messages = reply.messages
    return (messages[found.number] if found.number < len(messages) else None), reply.profile


def pressed(turn: Turn, account: Account, shown_id: int, number: int) -> tuple[str, str] | None:
    """The press behind a short id, and the question it was shown under; None for what is not
    theirs, and for what was asked of somebody else than whose profile is open there now."""
    message = _here(turn, account, shown_id)
    if message is None or not 0 <= number < len(message.buttons):
        return None
    return message.buttons[number].press, message.asked


def is_here(turn: Turn, account: Account, shown_id: int) -> bool:
    """Whether what was shown belongs to what is open there now. Two children may be asked the very
    same, and an old card may still stand in the chat."""
    return _here(turn, account, shown_id) is not None


def _here(turn: Turn, account: Account, shown_id: int) -> Message | None:
    now = accounts.by_id(turn, account.id)
    found = shown.find(turn, account.id, shown_id)
    if found is None or now is None:
        return None
    message, profile = _message(turn, account, found)
    return message if profile in ("", now.profile) else None


def tapped_in(value: object) -> int:
    """What a tap says that it was shown in, of those that bring their press along; 0 if nothing."""
    ours = value.get("kith") if isinstance(value, Mapping) else None
    found = ours.get("shown") if isinstance(ours, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _can_be_tapped(message: Message) -> bool:
    taps = any(each.press and not each.address for each in message.buttons)
    return taps or message.card is not None or any(each.press for each in message.lines)
