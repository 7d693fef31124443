"""What Kith says back to one message, and its JSON, kept with the message for ever."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from dialogs.message import Button, Card, CardField, Line, Message, Said, SaidCard


@dataclass(frozen=True, slots=True)
class Reply:
    messages: tuple[Message, ...]
    revision: int
    """The revision of the profile after this message."""
    answered: tuple[str, ...] = ()
    """The paths that this message answered: an edited message becomes an offer to change them."""
    profile: str = ""
    """The profile that it is about: a tap in it means nothing under another. Empty for none."""

    def dumps(self) -> str:
        plain = {
            "revision": self.revision,
            "messages": self.messages,
            "answered": self.answered,
            "profile": self.profile,
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_fields)


def _fields(value: Any) -> dict[str, Any]:
    """The parts of a message by name. `asdict` would copy each of them deeply, for nothing."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def reply_from(text: str) -> Reply:
    """The reply that `Reply.dumps` wrote."""
    plain: dict[str, Any] = json.loads(text)
    messages = tuple(_message(each) for each in plain["messages"])
    about = str(plain.get("profile", ""))
    return Reply(messages, plain["revision"], tuple(plain.get("answered", ())), about)


def _message(plain: dict[str, Any]) -> Message:
    card = plain.pop("card")
    return Message(
        **{
            **plain,
            "buttons": tuple(Button(**each) for each in plain["buttons"]),
            "lines": tuple(Line(**each) for each in plain["lines"]),
            "card": _card(card) if card else None,
        }
    )


def _card(plain: dict[str, Any]) -> Card:
    return Card(**{**plain, "fields": tuple(_field(each) for each in plain["fields"])})


def _field(plain: dict[str, Any]) -> CardField:
    value = plain["value"]
    return CardField(
        **{
            **plain,
            "options": tuple(Button(**each) for each in plain["options"]),
            "value": tuple(value) if isinstance(value, list) else value,
        }
    )


def body_of(said: Said) -> str:
    """What was said as canonical text, so that the same id with other words is noticed."""
    plain = asdict(said)
    if isinstance(said, SaidCard):
        plain["not_known"] = sorted(said.not_known)
        plain["fields"] = dict(sorted(said.fields.items()))
    return json.dumps([type(said).__name__, plain], ensure_ascii=False, sort_keys=True)
