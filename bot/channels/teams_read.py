"""What Teams delivers, read from untrusted JSON into plain values; nothing here decides anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.channels.declined import Declined
from bot.channels.teams_gate import Delivery
from bot.errors import Unreadable

Json = Mapping[str, object]

MOST = 50
"""Attachments or mentions that are looked at; nobody puts more into one message."""
HTML = "text/html"
PASSED_ON = re.compile(r"schema\.skype\.com/Forward", re.IGNORECASE)
QUOTED = re.compile(r"<quoted\b[^<>]*/>|<quoted\b[^<>]*></quoted>")
AT = re.compile(r"</?at\b[^<>]*>")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " ", "#39": "'"}
ENTITY = re.compile(f"&({'|'.join(ENTITIES)});")
"""Some clients of Teams write these signs so, and plain words hold no others."""


@dataclass(frozen=True, slots=True)
class Words:
    """Typed words, a tap, or a card that was filled in."""

    name: str
    """What it is called for ever: the same when it is delivered again."""
    text: str | None = field(repr=False)
    value: Json | None = field(repr=False)
    invoked: bool = False
    """Whether Teams waits for an answer of its own kind."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Words that were said before and are other words now."""

    name: str
    message: str
    """The name that they had when they were said."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Yes or no to a file that was offered."""

    value: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The app was put in."""

    name: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The app was taken away."""


@dataclass(frozen=True, slots=True)
class Unwelcome:
    """Something that Kith does not take."""

    name: str
    kind: Declined


@dataclass(frozen=True, slots=True)
class Unheard:
    """A call of a kind that we never offered."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing anybody said: somebody is typing, has read, took something back."""


Heard = Words | Edited | Consent | Arrived | Gone | Unwelcome | Unheard | Nothing


def read(delivery: Delivery) -> Heard:
    """What a delivery says. Raises `Unreadable` for a message without an id."""
    activity = delivery.activity
    match delivery.kind:
        case "message":
            return _message(delivery)
        case "messageUpdate" if _data(activity).get("eventType") == "editMessage":
            return _edited(delivery)
        case "invoke" if delivery.personal:
            return _invoke(delivery)
        case "invoke":
            return Unheard()
        case "installationUpdate" if activity.get("action") == "add":
            if not delivery.personal:
                return Unwelcome(_name(delivery), Declined.GROUP)
            return Arrived(_name(delivery))
        case "installationUpdate" if activity.get("action") == "remove" and delivery.personal:
            return Gone()
        case "messageReaction" if delivery.personal and activity.get("reactionsAdded"):
            return Unwelcome(_name(delivery), Declined.REACTION)
        case _:
            return Nothing()


def _message(delivery: Delivery) -> Heard:
    name, activity = _name(delivery), delivery.activity
    if not delivery.personal:
        return Unwelcome(name, Declined.GROUP)
    kind = next((found for found in map(_kind, _listed(activity, "attachments")) if found), None)
    if kind is not None:
        return Unwelcome(name, kind)
    value, text = activity.get("value"), activity.get("text")
    if isinstance(value, Mapping):
        return Words(name, text if isinstance(text, str) else None, value)
    if not isinstance(text, str) or not (said := _said(activity, text)):
        return Unwelcome(name, Declined.OTHER)
    return Words(name, said, None)


def _edited(delivery: Delivery) -> Heard:
    """An edit has no id of its own: it is the message's, and the time of the edit."""
    if not delivery.personal:
        return Nothing()
    message, at = _name(delivery), delivery.activity.get("timestamp")
    return Edited(f"{message} {at if isinstance(at, str) else ''}", message)


def _invoke(delivery: Delivery) -> Heard:
    value, called = delivery.activity.get("value"), delivery.activity.get("name")
    if not isinstance(value, Mapping):
        return Unheard()
    if called == "fileConsent/invoke":
        return Consent(value)
    action = value.get("action")
    data = action.get("data") if isinstance(action, Mapping) else None
    if called == "adaptiveCard/action" and isinstance(data, Mapping):
        return Words(_name(delivery), None, data, invoked=True)
    return Unheard()


def _kind(attachment: Json) -> Declined | None:
    """What is in an attachment. Formatted words come along as one, beside the plain ones."""
    found, content = attachment.get("contentType"), attachment.get("content")
    kind = found.lower() if isinstance(found, str) else ""
    if kind == HTML:
        passed_on = isinstance(content, str) and PASSED_ON.search(content)
        return Declined.FORWARD if passed_on else None
    if "forward" in kind:
        return Declined.FORWARD
    match kind.partition("/")[0]:
        case "image":
            return Declined.PHOTO
        case "video":
            return Declined.VIDEO
        case "audio":
            return Declined.VOICE
    if kind.startswith("application/vnd.microsoft.teams.file"):
        return Declined.FILE
    return Declined.OTHER


def _said(activity: Json, text: str) -> str:
    """The words alone: without our own name in front, and without what they answer to."""
    us = activity.get("recipient")
    our_id = us.get("id") if isinstance(us, Mapping) else None
    for entity in _listed(activity, "entities"):
        whom, shown = entity.get("mentioned"), entity.get("text")
        named = whom.get("id") if isinstance(whom, Mapping) else None
        if entity.get("type") == "mention" and named == our_id and isinstance(shown, str) and shown:
            text = text.replace(shown, "")
    bare = AT.sub("", QUOTED.sub("", text))
    return ENTITY.sub(lambda found: ENTITIES[found[1]], bare).strip()


def _name(delivery: Delivery) -> str:
    if not delivery.id:
        raise Unreadable
    return f"{delivery.conversation} {delivery.id}"


def _data(activity: Json) -> Json:
    found = activity.get("channelData")
    return found if isinstance(found, Mapping) else {}


def _listed(activity: Json, name: str) -> Iterator[Json]:
    found = activity.get(name)
    for each in found[:MOST] if isinstance(found, list) else ():
        if isinstance(each, Mapping):
            yield each
