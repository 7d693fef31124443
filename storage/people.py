"""The people who sign in. Their names are sealed; roles and teams are stable words."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from care.people import Person, Role
from storage.sealed import HOUSE
from storage.tables import person as table
from storage.turn import Found, Turn

_ADD = insert(table)
_ALL = select(table).order_by(table.c.key)
_BY_ID = select(table).where(table.c.id == bindparam("id"))
_BY_KEY = select(table).where(table.c.key == bindparam("key"))
_BY_ROLE = _ALL.where(table.c.role == bindparam("role"))


def add(turn: Turn, person: Person) -> None:
    """Somebody new. The id and the key must not be taken."""
    turn.change(
        _ADD,
        {
            "id": person.id,
            "key": person.key,
            "role": person.role.value,
            "team": person.team,
            "active": person.active,
            "sealed": turn.seal(person.name, "person", "name", person.id, HOUSE),
        },
    )


def person(turn: Turn, person_id: str) -> Person | None:
    return _person(turn, turn.first(_BY_ID, id=person_id))


def person_by_key(turn: Turn, key: str) -> Person | None:
    return _person(turn, turn.first(_BY_KEY, key=key))


def everyone(turn: Turn, role: Role | None = None) -> list[Person]:
    """Everybody, or everybody in one role, by key; those who have left are among them."""
    rows = turn.all(_ALL) if role is None else turn.all(_BY_ROLE, role=role.value)
    return [_read(turn, row) for row in rows]


def _person(turn: Turn, row: Found | None) -> Person | None:
    return None if row is None else _read(turn, row)


def _read(turn: Turn, row: Found) -> Person:
    name = turn.unseal(row.sealed, "person", "name", row.id, HOUSE).decode()
    return Person(row.id, row.key, name, Role(row.role), row.team, row.active)
