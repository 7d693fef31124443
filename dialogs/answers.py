"""What a person can say to a question, and how it is kept as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a group, by id, in the order they were added; `more` while one is being added."""

    ids: tuple[str, ...]
    more: bool = False


Value = str | int | float | tuple[str, ...] | Rows
"""Text, a choice's key, an ISO date or month; a level or number; several keys; rows of a group."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer in the person's own words or choice."""

    value: Value


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Nobody knows yet: never zero, never blank; who will find out, and by when, is asked next."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The person chose not to say; printed as *not answered*, never as an empty space."""


@dataclass(frozen=True, slots=True)
class Left:
    """Left for now: still to be answered, and asked about again before anything is sent."""


Answer = Given | NotKnown | Skipped | Left
Answers = Mapping[str, Answer]
"""By path: a question's key, or `group.row.field`; see `dialogs/slots.py`."""


def to_plain(answer: Answer) -> dict[str, object]:
    """The answer as JSON would hold it."""
    match answer:
        case Given(Rows(ids, more)):
            return {"is": "rows", "ids": list(ids), "more": more}
        case Given(tuple() as keys):
            return {"is": "keys", "value": list(keys)}
        case Given(value):
            return {"is": "given", "value": value}
        case NotKnown():
            return {"is": "not_known"}
        case Skipped():
            return {"is": "skipped"}
        case Left():
            return {"is": "left"}
        case _:
            assert_never(answer)


def from_plain(plain: Mapping[str, object]) -> Answer:
    """The answer that `to_plain` wrote. Raises `ValueError` for anything else."""
    match plain:
        case {"is": "given", "value": str() | int() | float() as value}:
            return Given(value)
        case {"is": "keys", "value": list(keys)}:
            return Given(tuple(str(key) for key in keys))
        case {"is": "rows", "ids": list(ids), "more": bool(more)}:
            return Given(Rows(tuple(str(each) for each in ids), more))
        case {"is": "not_known"}:
            return NotKnown()
        case {"is": "skipped"}:
            return Skipped()
        case {"is": "left"}:
            return Left()
        case _:
            raise ValueError("this is not a kept answer")


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(answer: Answer) -> str:
    return _JSON.encode(to_plain(answer))


def loads(text: str) -> Answer:
    return from_plain(json.loads(text))
