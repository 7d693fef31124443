"""People who come, move and go; and the doors of many records, looked up all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from care.glass import Category
from care.people import Role
from storage import (
    allocations,
    glass,
    people,
    sessions,
    subjects,
)
from storage.allocations import Footing
from storage.doors import Doors, door, doors
from storage.errors import NotFound
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import (
    AMARA,
    BEN,
    CHILD,
    Clock,
    a_child,
    a_household,
    does,
)

# ---------------------------------------------------------------- people who come, move and go


def test_who_leaves_is_signed_out_covers_nobody_and_their_work_is_named(
    town: Store, clock: Clock
) -> None:
    def prepare(turn: Turn) -> None:
        a_child(turn, "robin")
        allocations.cover(turn, AMARA, "child-robin", turn.now + timedelta(days=2))
        sessions.start(turn, "session", AMARA, timedelta(hours=1))

    does(town, prepare)
    clock.on(minutes=1)
    assert does(town, lambda turn: people.leave(turn, AMARA)) == {CHILD}
    left = town.perform_now(lambda turn: people.person(turn, AMARA))
    assert left
    assert not left.active
    assert town.perform_now(lambda turn: sessions.find(turn, "session")) is None
    assert not town.perform_now(lambda turn: subjects.allocated_people(turn, "child-robin"))
    does(town, lambda turn: allocations.hand_over(turn, CHILD, AMARA, BEN))
    assert town.perform_now(lambda turn: allocations.cases(turn, AMARA)) == frozenset()


def test_nothing_is_handed_to_somebody_who_has_left(town: Store) -> None:
    does(town, lambda turn: people.leave(turn, BEN))
    with pytest.raises(NotFound):
        does(town, lambda turn: allocations.hand_over(turn, CHILD, AMARA, BEN))


def test_who_comes_back_finds_the_work_that_nobody_took_over(town: Store) -> None:
    does(town, lambda turn: people.leave(turn, AMARA))
    does(town, lambda turn: people.come_back(turn, AMARA))
    back = town.perform_now(lambda turn: people.person(turn, AMARA))
    assert back
    assert back.active
    assert town.perform_now(lambda turn: allocations.cases(turn, AMARA)) == {CHILD}


def test_a_new_role_team_or_name_is_kept_and_the_rest_stays(town: Store) -> None:
    known = town.perform_now(lambda turn: people.person(turn, AMARA))
    assert known
    new = replace(known, role=Role.TEAM_MANAGER, team="South", name="Amara Newname")
    does(town, lambda turn: people.change(turn, replace(new, key="other", active=False)))
    assert town.perform_now(lambda turn: people.person(turn, AMARA)) == new


def test_nobody_cannot_be_changed_nor_leave(store: Store) -> None:
    with pytest.raises(NotFound):
        does(store, lambda turn: people.leave(turn, "nobody"))


# ---------------------------------------------------------------- many doors at once


def test_the_doors_of_many_are_those_of_each(town: Store, clock: Clock) -> None:
    def prepare(turn: Turn) -> None:
        a_child(turn, "robin", social_worker_team="North")
        a_household(turn)
        allocations.restrict(turn, "child-robin")
        allocations.cover(turn, BEN, CHILD, turn.now + timedelta(hours=1))
        allocations.cover(turn, BEN, "child-robin", turn.now + timedelta(minutes=1))
        allocations.declare_conflict(turn, AMARA, "child-robin", "family")
        by = turn.now.date()
        glass.open_record(turn, BEN, "household-moss", Category.HEALTH, "The hospital rang.", by)

    does(town, prepare)
    clock.on(minutes=5)
    ids = [CHILD, "child-robin", "household-moss", "nobody"]

    def look(turn: Turn) -> tuple[dict[str, Doors], dict[str, Doors | None]]:
        return doors(turn, ids), {each: door(turn, each) for each in ids}

    many, each = town.perform_now(look)
    assert {**many, "nobody": None} == each
    assert many["child-robin"].footing == Footing("child", "North", True)
    assert many["child-robin"].conflicted == {AMARA}
    assert many["child-robin"].working.covered == {BEN}
    assert many[CHILD].working.covering == {BEN}
    assert many["household-moss"].glass == {BEN}


def test_more_than_one_question_holds_are_asked_in_several(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.doors.MOST", 1)
    does(town, lambda turn: a_child(turn, "robin"))
    found = town.perform_now(lambda turn: doors(turn, [CHILD, "child-robin"]))
    assert set(found) == {CHILD, "child-robin"}
