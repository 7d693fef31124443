"""What somebody said, read from the untrusted JSON of any Direct Line client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.errors import Unreadable
from care.text import clean
from dialogs.message import Said, SaidCard, SaidPress, SaidText

Json = Mapping[str, object]

SAY, MANY, UNKNOWN = "say:", "many:", "unknown:"
"""How an Adaptive Card names its inputs: one answer, several, and *not known yet*."""
PICK = "pick"
"""How it names the input that holds what to press."""
MOST_FIELDS = 200
LONGEST_NAME = 300


def said_in(text: object, channel_data: object, value: object, shown: str = "") -> Said:
    """A tap, a filled-in card, or typed words, in this order. Raises `Unreadable`.

    `shown` is the question they had before them, for words from a client that does not say.
    """
    if text is not None and not isinstance(text, str):
        raise Unreadable
    ours = _under_kith(channel_data)
    if ours:
        return _from_our_page(clean(text or ""), ours)
    if isinstance(value, Mapping):
        return _from_a_card(clean(text or ""), value)
    typed = text if text is not None else value if isinstance(value, str) else None
    if typed is None:
        raise Unreadable
    return SaidText(clean(typed), shown)


def asked_in(channel_data: object) -> str:
    """The question that one of our own messages asks; empty when it asks nothing."""
    asked = _under_kith(channel_data).get("asked")
    return asked if isinstance(asked, str) else ""


def said_when(activity: Json) -> datetime | None:
    """When it was said by the clock of their own device; None when the client does not say."""
    when = activity.get("localTimestamp")
    try:
        found = datetime.fromisoformat(when) if isinstance(when, str) else None
    except ValueError:
        return None
    return found if found and found.utcoffset() is not None else None


def message_id_in(channel_data: object) -> str:
    """The id the client made for this message, the same on a repeat; empty when it made none."""
    if not isinstance(channel_data, Mapping):
        return ""
    for found in (_under_kith(channel_data).get("id"), channel_data.get("clientActivityID")):
        if isinstance(found, str) and found:
            return _name(found)
    return ""


def _from_our_page(text: str, ours: Json) -> Said:
    asked = _name(ours.get("asked") or "")
    press, fields = ours.get("press"), ours.get("fields")
    if press is not None:
        return SaidPress(_name(press), asked)
    not_known = ours.get("not_known")
    if fields is None and not_known is None:
        return SaidText(text, asked)
    plain = {} if fields is None else fields
    ticked = [] if not_known is None else not_known
    if not isinstance(plain, Mapping) or not isinstance(ticked, list):
        raise Unreadable
    if len(plain) > MOST_FIELDS or len(ticked) > MOST_FIELDS:
        raise Unreadable
    read = {_name(path): _answer(answer) for path, answer in plain.items()}
    return SaidCard(read, frozenset(_name(path) for path in ticked), asked)


def _from_a_card(text: str, value: Json) -> Said:
    ours = _under_kith(value) or _under_kith({"kith": value.get("kith")})
    asked = _name(ours.get("asked") or "")
    press = ours.get("press") or value.get(PICK)
    if press is not None:
        return SaidPress(_name(press), asked)
    if len(value) > MOST_FIELDS:
        raise Unreadable
    fields: dict[str, str | tuple[str, ...]] = {}
    not_known: set[str] = set()
    for name, answer in value.items():
        path = _name(name)
        if path.startswith(SAY):
            fields[path.removeprefix(SAY)] = _answer(answer)
        elif path.startswith(MANY):
            several = _answer(answer)
            keys = several.split(",") if isinstance(several, str) else several
            fields[path.removeprefix(MANY)] = tuple(key for key in keys if key)
        elif path.startswith(UNKNOWN) and str(answer).lower() == "true":
            not_known.add(path.removeprefix(UNKNOWN))
    for path in _paths(ours.get("paths")) - not_known:
        fields.setdefault(path, "")  # what was left empty is not sent
    if not fields and not not_known:
        if not text:
            raise Unreadable
        return SaidText(text, asked)
    return SaidCard(fields, frozenset(not_known), asked)


def _paths(plain: object) -> set[str]:
    """The paths that a card asked for, as we wrote them into it."""
    if not isinstance(plain, list) or len(plain) > MOST_FIELDS:
        return set()
    return {_name(path) for path in plain}


def _under_kith(plain: object) -> Json:
    found = plain.get("kith") if isinstance(plain, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _answer(answer: object) -> str | tuple[str, ...]:
    match answer:
        case str():
            return clean(answer)
        case None:
            return ""
        case bool() | int() | float():
            return str(answer).lower()
        case list() if len(answer) <= MOST_FIELDS and all(isinstance(each, str) for each in answer):
            return tuple(clean(each) for each in answer)
        case _:
            raise Unreadable


def _name(name: object) -> str:
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise Unreadable
    return clean(name)
