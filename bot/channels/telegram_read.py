"""What Telegram delivers, read from untrusted JSON into plain values; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.declined import Declined
from bot.errors import Unreadable

Json = Mapping[str, object]

LARGEST_ID = 2**63
LONGEST_NAME = 200
LONGEST_CALLBACK = 128
LONGEST_ALBUM = 64


@dataclass(frozen=True, slots=True)
class From:
    """Who wrote, and in which chat. In a private chat the two numbers are the same."""

    user: str
    chat: str
    name: str = field(default="", repr=False)
    """What they call themselves there: shown on the web when the account is linked, never logged."""


@dataclass(frozen=True, slots=True)
class Text:
    """Typed words."""

    who: From
    message: str
    text: str = field(repr=False)
    answers: str = ""
    """The message of ours that it was written as a reply to; empty for most."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Words that were said before and are other words now."""

    who: From
    message: str
    edit: str
    """This change of it: the same when it is delivered again, another when it is changed again."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Start:
    """`/start`, and the word that a link carried; empty when somebody just began."""

    who: From
    message: str
    word: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A tapped button."""

    who: From
    callback: str
    """The tap itself: a repeat of the same tap has the same, a second tap has another."""
    message: str
    """The message that the button stands under; empty when it is too old to be named."""
    shown: int
    """What was shown; 0 for a button that is none of ours."""
    button: int


@dataclass(frozen=True, slots=True)
class Unwelcome:
    """Something that Kith does not take."""

    who: From
    kind: Declined
    album: str = ""
    """What it came in together with others; empty for what came alone."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """They blocked the bot, or took their account away."""

    who: From


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing anybody said: somebody came or went, a title changed, another bot spoke."""


Heard = Text | Edited | Start | Press | Unwelcome | Blocked | Nothing

_KINDS: Mapping[str, Declined] = {
    "photo": Declined.PHOTO,
    "video": Declined.VIDEO,
    "video_note": Declined.VIDEO,
    "animation": Declined.VIDEO,
    "voice": Declined.VOICE,
    "audio": Declined.VOICE,
    "sticker": Declined.STICKER,
    "dice": Declined.STICKER,
    "location": Declined.LOCATION,
    "venue": Declined.LOCATION,
    "contact": Declined.CONTACT,
    "poll": Declined.POLL,
    "checklist": Declined.POLL,
    "document": Declined.FILE,
    "story": Declined.OTHER,
    "game": Declined.OTHER,
    "invoice": Declined.OTHER,
    "paid_media": Declined.OTHER,
    "giveaway": Declined.OTHER,
    "users_shared": Declined.CONTACT,
    "chat_shared": Declined.OTHER,
    "web_app_data": Declined.OTHER,
    "successful_payment": Declined.OTHER,
    "passport_data": Declined.FILE,
    "gift": Declined.OTHER,
    "rich_message": Declined.OTHER,
}
"""The part of a message that says what it is. `animation` comes with a `document`, so order counts."""
_PASSED_ON = ("forward_origin", "forward_date", "forward_from", "forward_from_chat", "via_bot")
_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "chat_background_set",
    "boost_added",
    "proximity_alert_triggered",
    "video_chat_started",
    "video_chat_ended",
    "forum_topic_created",
)
_GONE = ("kicked", "left")


def update_id(plain: object) -> int | None:
    """The number that confirms the update when we ask for the ones after it."""
    found = plain.get("update_id") if isinstance(plain, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def read(plain: object) -> Heard:
    """What an update says. Raises `Unreadable` for what Telegram would never send."""
    update = _object(plain)
    if (message := update.get("message")) is not None:
        return _message(_object(message))
    if (edited := update.get("edited_message")) is not None:
        return _edited(_object(edited), update_id(update))
    if (callback := update.get("callback_query")) is not None:
        return _press(_object(callback))
    if (member := update.get("my_chat_member")) is not None:
        return _member(_object(member))
    return Nothing()


def _message(message: Json) -> Heard:
    who = _from(message)
    if who is None or any(name in message for name in _SERVICE):
        return Nothing()
    if not _private(message, who):
        return Unwelcome(who, Declined.GROUP)
    album = message.get("media_group_id")
    together = album[:LONGEST_ALBUM] if isinstance(album, str) else ""
    if any(name in message for name in _PASSED_ON):
        return Unwelcome(who, Declined.FORWARD, together)
    for name, kind in _KINDS.items():
        if name in message:
            return Unwelcome(who, kind, together)
    text = message.get("text")
    if not isinstance(text, str):
        return Unwelcome(who, Declined.OTHER)
    number = _id(message.get("message_id"))
    word, _, rest = text.strip().partition(" ")
    if _command(word) == "start":
        return Start(who, number, rest.strip())
    return Text(who, number, text, _answers(message))


def _edited(message: Json, update: int | None) -> Heard:
    """Only words can be changed into other words: a new caption under a picture is not heard."""
    who = _from(message)
    text = message.get("text")
    if who is None or not _private(message, who) or not isinstance(text, str):
        return Nothing()
    if any(name in message for name in _PASSED_ON):
        return Nothing()
    return Edited(who, _id(message.get("message_id")), _id(update), text)


def _press(callback: Json) -> Heard:
    message = callback.get("message")
    under = message if isinstance(message, Mapping) else {}
    person = _person(callback.get("from"))
    name = callback.get("id")
    if not isinstance(name, str) or not name or len(name) > LONGEST_CALLBACK:
        raise Unreadable
    if person is None:
        return Nothing()
    user, called = person
    chat = _object(under.get("chat", {}))
    who = From(user, _id(chat.get("id", int(user))), called)
    number = _id(under["message_id"]) if "message_id" in under else ""
    if who.chat != who.user:
        return Press(who, name, number, 0, 0)
    return Press(who, name, number, *_short(callback.get("data")))


def _short(data: object) -> tuple[int, int]:
    """What `telegram_show` wrote under a button: `shown:button`."""
    shown, mark, button = data.partition(":") if isinstance(data, str) else ("", "", "")
    found = (shown, button)
    if not mark or not all(each.isascii() and each.isdecimal() for each in found):
        return 0, 0
    if max(map(len, found)) > len(str(LARGEST_ID)) or int(shown) >= LARGEST_ID:
        return 0, 0
    return int(shown), int(button)


def _member(member: Json) -> Heard:
    """How we stand in a chat. In a group it is nobody's account that changes."""
    who = _from(member)
    if who is None or not _private(member, who):
        return Nothing()
    now = _object(member.get("new_chat_member", {})).get("status")
    return Blocked(who) if now in _GONE else Nothing()


def _from(message: Json) -> From | None:
    """Who says it; nobody for a channel, and for another bot."""
    chat = _id(_object(message.get("chat")).get("id"))
    if message.get("sender_chat") is not None:
        return From("", chat)
    person = _person(message.get("from"))
    return From(person[0], chat, person[1]) if person else None


def _person(plain: object) -> tuple[str, str] | None:
    if plain is None:
        return None
    person = _object(plain)
    if person.get("is_bot") not in (None, False):
        return None
    parts = (person.get("first_name"), person.get("last_name"))
    name = " ".join(each for each in parts if isinstance(each, str) and each)
    return _id(person.get("id")), name[:LONGEST_NAME]


def _private(message: Json, who: From) -> bool:
    chat = _object(message.get("chat"))
    return chat.get("type") == "private" and bool(who.user) and who.user == who.chat


def _answers(message: Json) -> str:
    earlier = message.get("reply_to_message")
    if not isinstance(earlier, Mapping) or "message_id" not in earlier:
        return ""
    return _id(earlier["message_id"])


def _command(word: str) -> str:
    """`/start` and `/start@name` alike."""
    return word[1:].partition("@")[0].lower() if word.startswith("/") else ""


def _object(plain: object) -> Json:
    if not isinstance(plain, Mapping):
        raise Unreadable
    return plain


def _id(plain: object) -> str:
    if not isinstance(plain, int) or isinstance(plain, bool) or abs(plain) >= LARGEST_ID:
        raise Unreadable
    return str(plain)
