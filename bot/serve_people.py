"""The people of a council, from a CSV file: who they are here, and who at the provider."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.oidc import Client, person_key
from bot.serve_errors import RowRefused
from bot.serve_given import TENANT
from care.people import Person, Role
from care.text import clean
from storage import people
from storage.turn import Turn

ENTRA = ("name", "role", "team", "tenant_id", "object_id")
OTHER = ("name", "role", "team", "subject")
NO_PROVIDER = ("name", "role", "team")
INVITED = frozenset({Role.FOSTER_CARER, Role.YOUNG_PERSON})
"""Who has no account at the provider: their cells for it are empty, and they join by invitation."""
HERE = "here:"
"""How the key of somebody begins whom no provider knows."""
_COLUMN_FAULTS = {ENTRA: "columns_entra", OTHER: "columns_other", NO_PROVIDER: "columns_none"}
LARGEST = 4 * 2**20
LONGEST = 200
CHANNEL = "terminal"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One row, found good."""

    key: str
    name: str
    role: Role
    team: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How many came in, and how many were here already and stayed as they are."""

    added: int
    known: int


def read_people(path: Path, client: Client, new_id: Callable[[], str]) -> list[Newcomer]:
    """Every row of a file, or none. Raises `RowRefused`."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError:
        raise RowRefused(0, "unreadable") from None
    return people_in(raw, client, new_id)


def people_in(raw: bytes, client: Client | None, new_id: Callable[[], str]) -> list[Newcomer]:
    """Every row, or none. Raises `RowRefused` with the row's number and never what it says."""
    columns = columns_for(client)
    try:
        text = raw.decode("utf-8-sig") if len(raw) <= LARGEST else ""
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(row)]
    except (ValueError, csv.Error):
        raise RowRefused(0, "unreadable") from None
    head = [name.strip().lower() for name in rows[0]] if rows else []
    if sorted(head) != sorted(columns):
        raise RowRefused(1, _COLUMN_FAULTS[columns])
    found: list[Newcomer] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(head):
            raise RowRefused(number, "cells")
        newcomer = newcomer_in(number, dict(zip(head, row, strict=True)), client, new_id)
        if newcomer.key in seen:
            raise RowRefused(number, "twice")
        seen.add(newcomer.key)
        found.append(newcomer)
    return found


def columns_for(client: Client | None) -> tuple[str, ...]:
    """What a file must have; a house without a provider has nobody to look up there."""
    if client is None:
        return NO_PROVIDER
    return ENTRA if client.tenant else OTHER


def add_people(
    turn: Turn, newcomers: list[Newcomer], actor: str, channel: str = CHANNEL
) -> Imported:
    """Adds those who are not here yet, each with a line in the diary.

    Whom no provider knows is here already when somebody has the same name, role and team, so that
    a file taken in twice adds nobody twice.
    """
    added = 0
    here = {(each.name, each.role, each.team) for each in people.everyone(turn)}
    for each in newcomers:
        if each.key.startswith(HERE):
            if (each.name, each.role, each.team) in here:
                continue
        elif people.person_by_key(turn, each.key) is not None:
            continue
        person = Person(turn.new_id(), each.key, each.name, each.role, each.team)
        people.add(turn, person)
        turn.write_diary("person.added", "person", person.id, actor, channel, each.role.value)
        added += 1
    return Imported(added, len(newcomers) - added)


def newcomer_in(
    number: int, row: Mapping[str, str], client: Client | None, new_id: Callable[[], str]
) -> Newcomer:
    """One row, by the names of its columns. Raises `RowRefused` with this number."""
    cells = {name: clean(cell).strip() for name, cell in row.items()}
    name, team = cells["name"], cells["team"]
    if not 0 < len(name) <= LONGEST or len(team) > LONGEST or "\n" in name + team:
        raise RowRefused(number, "name")
    word = cells["role"].lower().replace(" ", "_")
    if word not in set(Role):
        raise RowRefused(number, "role")
    role = Role(word)
    elsewhere = any(cells[name] for name in columns_for(client)[len(NO_PROVIDER) :])
    if client is None or (role in INVITED and not elsewhere):
        return Newcomer(f"{HERE}{new_id()}", name, role, team)
    return Newcomer(_key(number, cells, client), name, role, team)


def _key(number: int, cells: dict[str, str], client: Client) -> str:
    if not client.tenant:
        subject = cells["subject"]
        if not 0 < len(subject) <= 255:
            raise RowRefused(number, "subject")
        return person_key(client.issuer, subject)
    tenant, thing = cells["tenant_id"].lower(), cells["object_id"].lower()
    if tenant != client.tenant.lower():
        raise RowRefused(number, "tenant")
    if not TENANT.fullmatch(thing):
        raise RowRefused(number, "object")
    return person_key(tenant, thing)
