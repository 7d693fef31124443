"""The people who sign in. Their names are sealed; roles and teams are stable words."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from care.people import Person, Role
from storage import accounts, allocations, linkings, sessions
from storage.errors import NotFound
from storage.sealed import HOUSE
from storage.tables import person as table
from storage.turn import Found, Turn

_ADD = insert(table)
_ALL = select(table).order_by(table.c.key)
_BY_ID = select(table).where(table.c.id == bindparam("id"))
_BY_KEY = select(table).where(table.c.key == bindparam("key"))
_BY_ROLE = _ALL.where(table.c.role == bindparam("role"))
_ACTIVE = update(table).where(table.c.id == bindparam("who")).values(active=bindparam("is_here"))
_CHANGE = (
    update(table)
    .where(table.c.id == bindparam("who"))
    .values(role=bindparam("as_role"), team=bindparam("in_team"), sealed=bindparam("named"))
)


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


def change(turn: Turn, person: Person, by: str = "") -> None:
    """Another name, role or team, from the next turn on; whether they are here stays as it is.

    Nobody has to sign in again for it: what somebody is gets looked up every time. Accounts
    elsewhere that are not for the new role end, `by` whoever changed it. The key is for ever.
    Raises `NotFound`.
    """
    new = {
        "who": person.id,
        "as_role": person.role.value,
        "in_team": person.team,
        "named": turn.seal(person.name, "person", "name", person.id, HOUSE),
    }
    if not turn.change(_CHANGE, new):
        raise NotFound
    accounts.end_unfit(turn, person.id, person.role, by)


def leave(turn: Turn, person_id: str, by: str = "") -> frozenset[str]:
    """Somebody left: every sign-in, every account elsewhere and every cover of theirs ends now.

    The ids of the children and households whose work is still theirs, to be handed over
    (`allocations.hand_over`); until then nobody works there, and their drafts are safe. Raises
    `NotFound`.
    """
    _set_active(turn, person_id, is_here=False)
    sessions.end_all(turn, person_id)
    linkings.end_all(turn, person_id)
    accounts.end_all(turn, person_id, by=by, reason="left")
    allocations.end_covers(turn, person_id)
    return allocations.cases(turn, person_id)


def come_back(turn: Turn, person_id: str) -> None:
    """They are here again, with the work that nobody took over. Raises `NotFound`."""
    _set_active(turn, person_id, is_here=True)


def _set_active(turn: Turn, person_id: str, *, is_here: bool) -> None:
    if not turn.change(_ACTIVE, {"who": person_id, "is_here": is_here}):
        raise NotFound


def _person(turn: Turn, row: Found | None) -> Person | None:
    return None if row is None else _read(turn, row)


def _read(turn: Turn, row: Found) -> Person:
    name = turn.unseal(row.sealed, "person", "name", row.id, HOUSE).decode()
    return Person(row.id, row.key, name, Role(row.role), row.team, row.active)
