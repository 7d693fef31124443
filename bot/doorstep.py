"""What is said instead of a question: it is for the web only, it is signed, or a message was changed."""

from __future__ import annotations

from collections.abc import Iterable

from bot.days import day_words
from bot.reply import Reply
from bot.sitting import Sitting
from bot.words import words
from dialogs.cards import Voice
from dialogs.doors import may_ask
from dialogs.find_out import BEFORE, NOTE
from dialogs.laid import laid, place
from dialogs.message import Button, Message
from dialogs.offered import OFFER
from dialogs.phrases import phrase
from dialogs.progress import Entry
from dialogs.show import slot_label
from storage.profiles import Profile
from storage.reviews import Review


def on_the_web(address: str, name: str) -> Message:
    """That a form is not for this door, with the way to where it is. `name` says which words."""
    return Message(words("elsewhere", name), role="help", buttons=(_link(address),))


def signed_already(review: Review, profile: Profile) -> Reply:
    """What was signed stays as it is; where to read it, and what to do about a change."""
    day = day_words(review.signed_at or review.begun_at)
    look = Button("", words("review", "look"), address=f"/reviews/{review.ref}")
    text = words("review", "signed_already", day=day)
    return Reply((Message(text, role="help", buttons=(look,)),), profile.revision)


def offer(sitting: Sitting, voice: Voice, path: str) -> Message:
    """What a changed message gets: an offer to change what it answered; nothing of it is kept."""
    form, progress = sitting.form, sitting.progress
    slot = place(form, progress, path)
    carry_on = Button("carry_on", phrase("button.carry_on"))
    if slot is None or path not in progress.answers:
        return Message(words("elsewhere", "gone"), role="help", buttons=(carry_on,))
    label = slot_label(slot, laid(form, progress), voice.child)
    if voice.discreet and not may_ask(slot):
        text = words("elsewhere", "changed_web", label=label)
        return Message(text, role="help", buttons=(_link(voice.web), carry_on))
    change = Button(OFFER + path, words("elsewhere", "change"))
    keep = Button("carry_on", words("elsewhere", "keep"))
    text = words("elsewhere", "changed", label=label)
    return Message(text, role="help", asked=OFFER + path, buttons=(change, keep))


def answered(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The paths of the questions that something was kept of, once each."""
    paths = (each.path.removesuffix(NOTE).removesuffix(BEFORE) for each in entries)
    return tuple(dict.fromkeys(paths))


def _link(address: str) -> Button:
    return Button("", words("elsewhere", "open"), address=address)
