"""Documents that somebody may have in Teams: which there are, and an offer of one, good once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.arrived import readable
from bot.at_account import standing_at
from bot.desk import DOWNLOAD
from bot.errors import NotForYou
from bot.reply import Reply, reply_from
from bot.teams_words import teamed
from bot.things import allow, referral_thing, referral_things
from bot.words import words
from care.access import may
from care.channels import TEAMS
from care.people import Person
from dialogs.message import Button, Message
from storage import inbox, referrals
from storage.accounts import Account
from storage.referrals import Referral
from storage.turn import Turn
from templates.paper import Copy

PAPER = "paper:"
"""How a press begins that asks for a document."""
MOST_LISTED = 5
LASTS = timedelta(hours=1)
LONGEST_REF = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """One copy of one version of a referral."""

    ref: str
    version: int
    copy: Copy

    @property
    def press(self) -> str:
        return f"{PAPER}{self.ref}:{self.version}:{self.copy.value}"

    @property
    def file(self) -> str:
        """As on the web: it names nobody."""
        return f"{self.ref}.{self.copy.value}.docx"

    @property
    def address(self) -> str:
        return f"/referrals/{self.ref}/{self.copy.value}.docx?version={self.version}"

    @property
    def link(self) -> Button:
        """Opens it on the web, behind the sign-in."""
        return Button("", teamed("file.open"), address=self.address)


def wanted(press: str) -> Wanted | None:
    """The document that a press asks for; None for what is none."""
    ref, _, rest = press.removeprefix(PAPER).partition(":")
    version, _, name = rest.partition(":")
    copy = next((each for each in Copy if each.value == name), None)
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 6 else 0
    if not press.startswith(PAPER) or not 0 < len(ref) <= LONGEST_REF or not number or not copy:
        return None
    return Wanted(ref, number, copy)


def listed(turn: Turn, account: Account, person_id: str, message_id: str, *, files: bool) -> Message | None:  # fmt: skip
    """The newest documents that are theirs to open now; None when this was asked before.

    Where files may be sent a tap brings one; else each leads to the web. No name is among them.
    """
    _, person = standing_at(turn, account.id, person_id)
    if not _is_new(turn, message_id):
        return None
    newest = readable(turn, person)
    things = referral_things(turn, {each.ref: each.subject_id for each in newest})
    found = [
        Wanted(each.ref, each.version, copy)
        for each in newest
        if each.ref in things
        for copy in Copy
        if may(person, DOWNLOAD[copy], things[each.ref])
    ][:MOST_LISTED]
    if not found:
        return Message(teamed("file.none"), role="help")
    return Message(teamed("file.list"), buttons=tuple(_button(each, files) for each in found))


def _button(one: Wanted, files: bool) -> Button:
    title = words("desk", f"{one.copy.value}_title")
    label = teamed("file.one", ref=one.ref, title=title)
    return Button(one.press, label) if files else Button("", label, address=one.address)


def asked_for(
    turn: Turn, account: Account, person_id: str, one: Wanted, message_id: str
) -> Referral | None:
    """The referral whose copy they want, and may have now; None when this was asked before.

    Raises `NotForYou`.
    """
    _, person = standing_at(turn, account.id, person_id)
    return _allowed(turn, person, one) if _is_new(turn, message_id) else None


def offer(turn: Turn, account: Account, one: Wanted, referral: Referral) -> str:
    """An id for an offer of this to this account: opaque, kept sealed, good once and not for long."""
    offer_id = turn.new_id()
    until = int((turn.now + LASTS).timestamp())
    button = Button(one.press, account.id, str(until))
    kept = Reply((Message(teamed("file.offered"), buttons=(button,)),), 0)
    inbox.keep_reply(turn, TEAMS, _offer(offer_id), "", kept.dumps(), referral.subject_id)
    return offer_id


def taken(
    turn: Turn, account: Account, person_id: str, offer_id: str, *, accepted: bool
) -> tuple[Wanted, Referral | None] | None:
    """What was offered under this id, and the referral when it was taken and they may have it now.

    None for an offer that is none of theirs, is over, or was answered before. Raises `NotForYou`.
    """
    _, person = standing_at(turn, account.id, person_id)
    kept = inbox.reply_to(turn, TEAMS, _offer(offer_id))
    if kept is None:
        return None
    (button,) = reply_from(kept).messages[0].buttons
    one = wanted(button.press)
    over = turn.now.timestamp() >= int(button.hint)
    if one is None or button.label != account.id or over or not _is_new(turn, _used(offer_id)):
        return None
    return one, _allowed(turn, person, one) if accepted else None


def note(turn: Turn, account: Account, person_id: str, one: Wanted) -> None:
    """It goes out now: asked once more, and written down as a download on the web is."""
    _, person = standing_at(turn, account.id, person_id)
    _allowed(turn, person, one)
    what = ("document.downloaded", "referral", one.ref, person.id, TEAMS, one.copy.value)
    turn.write_diary(*what)


def _allowed(turn: Turn, person: Person, one: Wanted) -> Referral:
    found = referrals.find(turn, one.ref, one.version)
    if found is None:
        raise NotForYou
    allow(person, DOWNLOAD[one.copy], referral_thing(turn, one.ref, found.subject_id), TEAMS)
    return found


def _is_new(turn: Turn, message_id: str) -> bool:
    """Whether it was not heard before; from now on it was."""
    if inbox.seen(turn, TEAMS, message_id):
        return False
    inbox.keep_reply(turn, TEAMS, message_id, "", Reply((), 0).dumps())
    return True


def _offer(offer_id: str) -> str:
    return f"file {offer_id}"


def _used(offer_id: str) -> str:
    return f"file {offer_id} answered"
