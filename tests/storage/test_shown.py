"""What was shown at an account elsewhere: short numbers, and what can still be tapped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from care.channels import TELEGRAM
from care.people import Role
from storage import accounts, shown
from storage.accounts import Account
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import Clock, a_person, noted

CARER, OTHER = "person-sandra", "person-omar"


@pytest.fixture
def lived(store: Store) -> Store:
    def settle(turn: Turn) -> None:
        a_person(turn, "sandra", Role.FOSTER_CARER)
        a_person(turn, "omar", Role.FOSTER_CARER)

    store.perform_now(noted(settle))
    return store


def linked(store: Store, who: str = CARER, key: str = "4711") -> Account:
    place = {"chat": key}
    return store.perform_now(lambda turn: accounts.link(turn, TELEGRAM, key, who, place, "San"))


def test_what_is_shown_has_a_short_number_of_its_own_that_is_never_given_twice(
    lived: Store, clock: Clock
) -> None:
    mine = linked(lived)
    first, second = (
        lived.perform_now(lambda turn, n=n: shown.keep(turn, mine.id, TELEGRAM, "m1", n))
        for n in (0, 1)
    )
    assert 0 < first < second
    assert lived.perform_now(lambda turn: shown.keep(turn, mine.id, TELEGRAM, "m1", 1)) == second
    lived.perform_now(lambda turn: shown.spend(turn, [first, second]))
    clock.now += shown.KEPT_FOR
    assert lived.perform_now(shown.end_old) == 2
    third = lived.perform_now(lambda turn: shown.keep(turn, mine.id, TELEGRAM, "m2", 0))
    assert third > second, "an old button must not become another one"


def test_it_is_live_from_when_it_was_sent_until_it_is_spent(lived: Store) -> None:
    mine, theirs = linked(lived), linked(lived, OTHER, "0815")
    number = lived.perform_now(lambda turn: shown.keep(turn, mine.id, TELEGRAM, "m1", 0))

    def live() -> list[int]:
        return [each.id for each in lived.perform_now(lambda turn: shown.live(turn, mine.id))]

    assert live() == []
    lived.perform_now(lambda turn: shown.sent(turn, number, "99"))
    assert live() == [number]
    there = lived.perform_now(lambda turn: shown.by_external(turn, mine.id, "99"))
    assert there is not None
    assert (there.id, there.inbox_id, there.number, there.external) == (number, "m1", 0, "99")
    assert lived.perform_now(lambda turn: shown.by_external(turn, theirs.id, "99")) is None
    assert lived.perform_now(lambda turn: shown.by_external(turn, mine.id, "")) is None
    assert lived.perform_now(lambda turn: shown.find(turn, theirs.id, number)) is None
    lived.perform_now(lambda turn: shown.spend(turn, [number]))
    assert live() == []
    spent = lived.perform_now(lambda turn: shown.find(turn, mine.id, number))
    assert spent is not None, "an old button is known still"
    assert not spent.live


@pytest.mark.parametrize("number", [0, -1, 10**40, 2**63])
def test_a_number_that_was_never_given_is_nothing(lived: Store, number: int) -> None:
    mine = linked(lived)
    assert lived.perform_now(lambda turn: shown.find(turn, mine.id, number)) is None


def test_what_waits_to_be_tapped_stays_and_what_is_over_goes(lived: Store, clock: Clock) -> None:
    mine = linked(lived)

    def show(turn: Turn) -> list[int]:
        made = [shown.keep(turn, mine.id, TELEGRAM, f"m{n}", 0) for n in range(3)]
        for each in made[:2]:
            shown.sent(turn, each, f"at-{each}")
        shown.spend(turn, made[:1])
        return made

    made = lived.perform_now(show)
    clock.now += shown.KEPT_FOR - timedelta(seconds=1)
    assert lived.perform_now(shown.end_old) == 0
    clock.now += timedelta(seconds=1)
    assert lived.perform_now(shown.end_old) == 2
    assert [each.id for each in lived.perform_now(lambda t: shown.live(t, mine.id))] == [made[1]]
    lived.perform_now(lambda turn: accounts.end(turn, CARER, mine.id))
    assert lived.perform_now(lambda turn: shown.find(turn, mine.id, made[1])) is None
