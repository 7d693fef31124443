"""Puts Larkshire into an empty store: its people, children, households, profiles and referrals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.larkshire.bank import chance, table
from bot.larkshire.children import Resident, residents
from bot.larkshire.history import Act, relive
from bot.larkshire.households import Fostering, fostering
from bot.larkshire.past import Past
from bot.larkshire.people import Townsperson, manager_of, townspeople
from bot.larkshire.reviewed import Reviewed
from care.people import Role
from dialogs.form import Form
from storage import allocations, people, sessions, subjects
from storage.turn import Turn

KITH = "kith"
"""Who the diary says has put all this in: nobody did."""
CHANNEL = "seed"
BEGINNING = timedelta(days=900)
"""How long Larkshire has been there."""


@dataclass(frozen=True, slots=True)
class SeededPerson:
    """Somebody to sign in as. Whoever has the token is that person: the demo only."""

    key: str
    name: str = field(repr=False)
    role: Role
    token: str = field(repr=False)
    note: str


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was put in: people in the order of their list, and the references of the others."""

    people: tuple[SeededPerson, ...]
    children: tuple[str, ...]
    households: tuple[str, ...]


def seed(
    turn: Turn,
    forms: Mapping[str, Form],
    today: date,
    tokens: Callable[[], str],
    number: int = 1,
) -> Seeded:
    """Everything, in this one turn. The same day, number, ids and tokens make the same council.

    The store must be empty of people. Raises a `BankError` that names the key when the bank and a
    form have grown apart.
    """
    random = chance(number)
    town = townspeople(turn.new_id)
    by_key = {each.person.key: each for each in town}
    children = residents(by_key, today, random, turn.new_id)
    households = fostering(turn.new_id, today)
    council = str(table("council")["name"])
    past = Past(forms, by_key, council, today, number)
    acts = [
        Act(_day(today - BEGINNING), lambda turn: _add_people(turn, town)),
        *_fostering_acts(households, by_key, today),
        *_children_acts(children, by_key, today),
        *(act for each in children for act in past.of(each)),
        *(
            act
            for each in households
            for act in Reviewed(forms, each, by_key, council, today).acts()
        ),
    ]
    relive(turn, acts)
    return Seeded(
        people=tuple(_link(turn, each, tokens()) for each in town),
        children=tuple(each.child.ref for each in children),
        households=tuple(each.household.ref for each in households),
    )


def _day(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _add_people(turn: Turn, town: Sequence[Townsperson]) -> None:
    for each in town:
        people.add(turn, each.person)
        turn.write_diary("person.added", "person", each.person.id, KITH, CHANNEL)


def _fostering_acts(
    households: Sequence[Fostering], by_key: Mapping[str, Townsperson], today: date
) -> Iterator[Act]:
    for number, each in enumerate(households):

        def add(turn: Turn, each: Fostering = each) -> None:
            subjects.add_household(turn, each.household)
            turn.write_diary("household.added", "household", each.household.id, KITH, CHANNEL)
            for key in each.people:
                subjects.allocate(turn, by_key[key].person.id, each.household.id)

        yield Act(_day(today - BEGINNING + timedelta(days=1 + number), 10), add)


def _children_acts(
    children: Sequence[Resident], by_key: Mapping[str, Townsperson], today: date
) -> Iterator[Act]:
    """Each child came on the day that their record says, and has had their worker since."""
    young = {each.person.name: key for key, each in by_key.items() if _is_young(each)}
    for each in children:
        keys = [each.worker]
        if each.stage in ("two", "three"):
            keys.append("marguerite")
        if each.child.full_name in young:
            keys.append(young[each.child.full_name])

        def add(turn: Turn, each: Resident = each, keys: Sequence[str] = tuple(keys)) -> None:
            subjects.add_child(turn, each.child)
            turn.write_diary("child.added", "child", each.child.id, KITH, CHANNEL)
            for key in keys:
                subjects.allocate(turn, by_key[key].person.id, each.child.id)

        came = date.fromisoformat(each.child.record["first_looked_after"])
        yield Act(_day(min(came, today - timedelta(days=1)), 11), add)
        yield from _doors(each, by_key, today)


def _doors(each: Resident, by_key: Mapping[str, Townsperson], today: date) -> Iterator[Act]:
    """What else the doors of a record depend on; its worker's manager sees to all of it."""
    about = each.child.id
    worker = by_key[each.worker].person
    manager = by_key[manager_of(worker.team)].person

    def note(turn: Turn, action: str, reason: str = "") -> None:
        turn.write_diary(action, "child", about, manager.id, CHANNEL, reason)

    def restrict(turn: Turn) -> None:
        allocations.restrict(turn, about)
        note(turn, "record.restricted")

    def cover(turn: Turn) -> None:
        if each.cover is not None:
            key, days = each.cover
            until = _day(today + timedelta(days=days), 17)
            allocations.cover(turn, by_key[key].person.id, about, until)
            note(turn, "allocation.covered", by_key[key].person.id)

    def conflict(turn: Turn) -> None:
        if each.conflict is not None:
            key, reason = each.conflict
            allocations.declare_conflict(turn, by_key[key].person.id, about, reason)
            note(turn, "conflict.declared", by_key[key].person.id)

    if each.restricted:
        yield Act(_day(today - timedelta(days=12), 12), restrict)
    if each.cover:
        yield Act(_day(today - timedelta(days=2), 16), cover)
    if each.conflict:
        yield Act(_day(today - timedelta(days=200), 10), conflict)


def _is_young(each: Townsperson) -> bool:
    return each.person.role is Role.YOUNG_PERSON


def _link(turn: Turn, each: Townsperson, token: str) -> SeededPerson:
    sessions.add_link(turn, token, each.person.id)
    turn.write_diary("link.added", "person", each.person.id, KITH, CHANNEL)
    who = each.person
    return SeededPerson(who.key, who.name, who.role, token, each.note)
