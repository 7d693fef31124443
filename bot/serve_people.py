"""The first people of a council, from a CSV file: who they are here, and who at the provider."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from bot.oidc import Client, person_key
from bot.serve_errors import RowRefused
from bot.serve_settings import TENANT
from care.people import Person, Role
from care.text import clean
from storage import people
from storage.turn import Turn

ENTRA = ("name", "role", "team", "tenant_id", "object_id")
OTHER = ("name", "role", "team", "subject")
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


def read_people(path: Path, client: Client) -> list[Newcomer]:
    """Every row, or none. Raises `RowRefused` with the row's number and never what it says."""
    columns = ENTRA if client.tenant else OTHER
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        text = raw.decode("utf-8-sig") if len(raw) <= LARGEST else ""
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(row)]
    except (OSError, ValueError, csv.Error):
        raise RowRefused(0, "unreadable") from None
    head = [name.strip().lower() for name in rows[0]] if rows else []
    if sorted(head) != sorted(columns):
        raise RowRefused(1, "columns_entra" if client.tenant else "columns_other")
    found: list[Newcomer] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(head):
            raise RowRefused(number, "cells")
        cells = {name: clean(cell).strip() for name, cell in zip(head, row, strict=True)}
        newcomer = _newcomer(number, cells, client)
        if newcomer.key in seen:
            raise RowRefused(number, "twice")
        seen.add(newcomer.key)
        found.append(newcomer)
    return found


def add_people(turn: Turn, newcomers: list[Newcomer], actor: str) -> Imported:
    """Adds those who are not here yet, each with a line in the diary."""
    added = 0
    for each in newcomers:
        if people.person_by_key(turn, each.key) is not None:
            continue
        person = Person(turn.new_id(), each.key, each.name, each.role, each.team)
        people.add(turn, person)
        turn.write_diary("person.added", "person", person.id, actor, CHANNEL, each.role.value)
        added += 1
    return Imported(added, len(newcomers) - added)


def _newcomer(number: int, cells: dict[str, str], client: Client) -> Newcomer:
    name, team = cells["name"], cells["team"]
    if not 0 < len(name) <= LONGEST or len(team) > LONGEST or "\n" in name + team:
        raise RowRefused(number, "name")
    role = cells["role"].lower().replace(" ", "_")
    if role not in set(Role):
        raise RowRefused(number, "role")
    return Newcomer(_key(number, cells, client), name, Role(role), team)


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
