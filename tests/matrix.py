"""Reads `matrix.toml`: what every persona may do to every thing, and how each route is tried."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from care.access import Action, Kind, Relation
from care.people import Role

FILE = Path(__file__).parent / "matrix.toml"
HOUSE = "house"
"""The thing of an action that is about nothing in particular."""
ANYBODY = "anybody"
OUTSIDE = ("leaver", "anonymous")
"""Nobody, and somebody who has left: to be signed in is not for them."""
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Cell:
    """One persona, one action, one thing: may they, and why. No reason: any will do."""

    persona: str
    action: Action
    thing: str
    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """How one route is asked. `{words}` in it are filled from the thing and the persona."""

    method: str
    path: str
    action: Action
    send: Mapping[str, Any] = field(default_factory=dict)
    refused: int = NOT_FOUND
    signed_out: tuple[int, ...] = (NOT_FOUND,)
    fresh: bool = False
    """It changes what others need, so each persona who may gets a house of their own."""
    elsewhere: str = ""
    """The test that tries it instead, because it takes more than a request."""
    things: tuple[str, ...] = ()
    """Which things it is tried with, when not with all that the action has cells for."""


@cache
def matrix() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def personas() -> tuple[str, ...]:
    return tuple(matrix()["personas"])


@cache
def cells() -> tuple[Cell, ...]:
    """Every cell: what the file says, and a refusal wherever it says nothing."""
    return tuple(
        cell
        for action, tables in matrix()["cells"].items()
        for thing, said in tables.items()
        for cell in _cells(Action(action), thing, said)
    )


def calls() -> list[Call]:
    return [_call(row) for row in matrix()["route"]]


def rules() -> dict[tuple[Role | None, Relation, Kind | None], set[Action]]:
    """The rules written out a second time: who may do what by how they stand, in whose record."""
    found: dict[tuple[Role | None, Relation, Kind | None], set[Action]] = {}
    for row in matrix()["rule"]:
        role = None if row["role"] == ANYBODY else Role(row["role"])
        of = Kind(row["of"]) if "of" in row else None
        actions = found.setdefault((role, Relation(row["relation"]), of), set())
        actions |= {Action(each) for each in row["actions"]}
    return found


def _cells(action: Action, thing: str, said: Mapping[str, Any]) -> Iterator[Cell]:
    named: dict[str, Cell] = {}
    for word, allowed in (("yes", True), ("no", False)):
        for reason, people in said.get(word, {}).items():
            for persona in _expanded(people):
                assert persona in personas(), f"{action} {thing}: nobody is called {persona}"
                assert persona not in named, f"{action} {thing}: {persona} stands there twice"
                named[persona] = Cell(persona, action, thing, allowed, reason)
    for persona in personas():
        yield named.get(persona, Cell(persona, action, thing, allowed=False))


def _expanded(people: list[str]) -> Iterator[str]:
    for each in people:
        match each:
            case "@everybody":
                yield from personas()
            case "@signed_in":
                yield from (one for one in personas() if one not in OUTSIDE)
            case _:
                yield each


def _call(row: Mapping[str, Any]) -> Call:
    method, _, path = row["call"].partition(" ")
    return Call(
        method=method,
        path=path,
        action=Action(row["action"]),
        send=row.get("send", {}),
        refused=row.get("refused", NOT_FOUND),
        signed_out=tuple(row.get("signed_out", (row.get("refused", NOT_FOUND),))),
        fresh=row.get("fresh", False),
        elsewhere=row.get("elsewhere", ""),
        things=tuple(row.get("things", ())),
    )
