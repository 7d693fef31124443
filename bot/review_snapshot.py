"""What is kept of a review when everybody has signed it, so that just that can be shown again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from bot.review_parts import only
from dialogs.answers import from_plain, to_plain
from dialogs.form import Form
from templates.review import Carer, ReviewFacts, ReviewParts, Saying, Signature, Spoken, Views
from templates.sheet import Sheet

_DAYS = ("written_on", "due_on", "last_review_on", "approved_on")


def mark(sheet: Sheet) -> str:
    """The hash of everything that a sheet shows; what is signed is known by it."""
    digest = sha256()
    for part in _parts_of(replace(sheet, withheld=())):
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def plain_parts(parts: ReviewParts) -> dict[str, object]:
    """As JSON; the pictures of the welcome page are no part of a review. Its reference is not
    sealed with it: that is how it is found."""
    return {
        "facts": _dated(asdict(replace(parts.facts, reference=""))),
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
        "signatures": [_dated(asdict(each)) for each in parts.signatures],
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
        "said": {path: _dated(asdict(saying)) for path, saying in spoken.said.items()},
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


def _dated(plain: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in plain.items()
    }


def _days(plain: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: _day(value) if name in names else value for name, value in plain.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _parts_of(thing: object) -> list[bytes]:
    """Everything in a value, in order, each under what it is: equal only to what is equal."""
    if is_dataclass(thing) and not isinstance(thing, type):
        inside = [part for each in fields(thing) for part in _parts_of(getattr(thing, each.name))]
        return [type(thing).__name__.encode(), *inside]
    if isinstance(thing, Mapping):
        inside = [
            part for pair in sorted(thing.items()) for each in pair for part in _parts_of(each)
        ]
        return [b"{%d" % len(thing), *inside]
    if isinstance(thing, tuple | list):
        return [b"[%d" % len(thing), *(part for each in thing for part in _parts_of(each))]
    if isinstance(thing, bytes):
        return [b"bytes", thing]
    return [type(thing).__name__.encode(), str(thing).encode()]
