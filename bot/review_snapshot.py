"""What is kept of a review when everybody has signed it, so that just that can be shown again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from bot.review_views import only
from dialogs.answers import from_plain, to_plain
from dialogs.form import Form
from templates.review import Carer, ReviewFacts, ReviewParts, Saying, Signature, Spoken, Views
from templates.sheet import Sheet

_DAYS = ("written_on", "due_on", "last_review_on", "approved_on")


def mark(sheet: Sheet) -> str:
    """The hash of everything that a sheet shows; what is signed is known by it."""
    parts: list[bytes] = []
    _add_parts(replace(sheet, withheld=()), parts)
    return sha256(b"".join([b"%d:%b" % (len(part), part) for part in parts])).hexdigest()


def plain_parts(parts: ReviewParts) -> dict[str, object]:
    """As JSON; the pictures of the welcome page are no part of a review. Its reference is not
    sealed with it: that is how it is found."""
    return {
        "facts": _plain(replace(parts.facts, reference="")),
        "household": _spoken(parts.household),
        "carers": [{"name": each.name, "skills": _spoken(each.skills)} for each in parts.carers],
        "review": _spoken(parts.review),
        "views": [
            {
                "name": each.name,
                "role": each.role,
                "spoken": _spoken(each.spoken),
                "readable": each.readable,
            }
            for each in parts.views
        ],
        "signatures": [_plain(each) for each in parts.signatures],
    }


def parts_from(plain: Mapping[str, Any], forms: Mapping[str, Form], reference: str) -> ReviewParts:
    """What `plain_parts` wrote. Raises `KeyError` for a form that is not here any more."""
    return ReviewParts(
        facts=ReviewFacts(**{**_days(plain["facts"], *_DAYS), "reference": reference}),
        household=_spoken_from(plain["household"], forms),
        carers=tuple(
            Carer(each["name"], _spoken_from(each["skills"], forms)) for each in plain["carers"]
        ),
        review=_spoken_from(plain["review"], forms),
        views=tuple(
            Views(each["name"], each["role"], _spoken_from(each["spoken"], forms), each["readable"])
            for each in plain["views"]
        ),
        signatures=tuple(Signature(**_days(each, "on")) for each in plain["signatures"]),
    )


def _spoken(spoken: Spoken | None) -> dict[str, object] | None:
    if spoken is None:
        return None
    return {
        "form": spoken.form.name,
        "keys": sorted(spoken.form.by_key),
        "answers": {path: to_plain(answer) for path, answer in spoken.answers.items()},
        "said": {path: _plain(saying) for path, saying in spoken.said.items()},
        "earlier": {path: to_plain(answer) for path, answer in spoken.earlier.items()},
        "earlier_on": spoken.earlier_on.isoformat() if spoken.earlier_on else None,
    }


def _spoken_from(plain: Mapping[str, Any] | None, forms: Mapping[str, Form]) -> Spoken | None:
    if plain is None:
        return None
    form = forms[plain["form"]]
    spoken = Spoken(
        form=form,
        answers={path: from_plain(answer) for path, answer in plain["answers"].items()},
        said={
            path: Saying(**_days(saying, "on", "first_on"))
            for path, saying in plain["said"].items()
        },
        earlier={path: from_plain(answer) for path, answer in plain["earlier"].items()},
        earlier_on=_day(plain["earlier_on"]),
    )
    kept = frozenset(plain["keys"])
    return spoken if kept == frozenset(form.by_key) else only(spoken, kept)


def _plain(thing: ReviewFacts | Saying | Signature) -> dict[str, Any]:
    """What it holds, by name, each day as text."""
    held = {name: getattr(thing, name) for name in _names_in(type(thing))}
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else dict(value)
        if isinstance(value, Mapping)
        else value
        for name, value in held.items()
    }


def _days(plain: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: _day(value) if name in names else value for name, value in plain.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _add_parts(thing: object, parts: list[bytes]) -> None:
    """Everything in a value, in order, each under what it is: equal only to what is equal."""
    kind = type(thing)
    if kind is str:
        parts += (b"str", str(thing).encode())
    elif names := _names_in(kind):
        parts.append(kind.__name__.encode())
        for name in names:
            _add_parts(getattr(thing, name), parts)
    elif isinstance(thing, Mapping):
        parts.append(b"{%d" % len(thing))
        for pair in sorted(thing.items()):
            for each in pair:
                _add_parts(each, parts)
    elif isinstance(thing, tuple | list):
        parts.append(b"[%d" % len(thing))
        for each in thing:
            _add_parts(each, parts)
    elif isinstance(thing, bytes):
        parts += (b"bytes", thing)
    else:
        parts += (kind.__name__.encode(), str(thing).encode())


_names: dict[type, tuple[str, ...]] = {}


def _names_in(kind: type) -> tuple[str, ...]:
    """The names of what a dataclass holds; nothing for any other value."""
    if kind not in _names:
        _names[kind] = tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
    return _names[kind]
