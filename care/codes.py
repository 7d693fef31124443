"""Lists of choices: the national codes behind plain words, and the sets that forms share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from care.errors import CareError

_HOMES = {"codes": "codes.toml", "sets": "choice_sets.toml"}


class UnknownList(CareError):
    """There is no such list of choices."""


class BrokenList(CareError):
    """A list of choices is not written as it should be."""


@dataclass(frozen=True, slots=True)
class Code:
    """One choice. The key is stored for ever; the words shown are free to change."""

    key: str
    label: str
    hint: str = ""
    code: str = ""
    """The code in a national list, where the key is a plain word; never shown."""


@dataclass(frozen=True, slots=True)
class CodeList:
    """Choices that belong together, in the order they are offered."""

    title: str
    items: tuple[Code, ...]

    def item(self, key: str) -> Code | None:
        return next((item for item in self.items if item.key == key), None)

    def label(self, key: str) -> str:
        """The words for a key; the key itself when it has left the list, so that nothing is lost."""
        found = self.item(key)
        return found.label if found else key


@cache
def code_list(name: str) -> CodeList:
    """The list called `codes.NAME` (national) or `sets.NAME` (our own), read once.

    Raises `UnknownList`, naming the list, when there is none, and `BrokenList` when there is one
    that cannot be read.
    """
    home, _, key = name.partition(".")
    if home not in _HOMES:
        raise UnknownList(f"{name!r}: a list is called codes.NAME or sets.NAME.")
    table = _tables(home).get(key)
    if table is None:
        raise UnknownList(f"{name!r} is not in care/{_HOMES[home]}.")
    return _read(name, table)


def code_lists() -> tuple[str, ...]:
    """The names of all lists, for checks and for people who write forms."""
    return tuple(f"{home}.{key}" for home in _HOMES for key in _tables(home))


@cache
def _tables(home: str) -> Mapping[str, object]:
    source = files("care").joinpath(_HOMES[home])
    return tomllib.loads(source.read_text("utf-8")) if source.is_file() else {}


def _read(name: str, table: object) -> CodeList:
    match table:
        case {"title": str(title), "items": list(items)}:
            return CodeList(title, _distinct(name, tuple(_item(name, item) for item in items)))
        case _:
            raise BrokenList(f"{name!r} needs a title and items.")


def _item(name: str, item: object) -> Code:
    match item:
        case {"key": str(key), "label": str(label), **rest} if rest.keys() <= {
            "hint",
            "code",
        } and all(isinstance(each, str) for each in rest.values()):
            return Code(key, label, **cast(dict[str, str], rest))
        case _:
            raise BrokenList(f"{name!r}: an item has a key, a label, perhaps a hint and a code.")


def _distinct(name: str, items: tuple[Code, ...]) -> tuple[Code, ...]:
    keys = [item.key for item in items]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice or not items:
        raise BrokenList(f"{name!r} is empty or has a key twice: {', '.join(twice)}.")
    return items
