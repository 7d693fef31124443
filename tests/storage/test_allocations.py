"""Who works with whom: for good, for a while, no longer, or never; and what a record's doors depend on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from care.people import Household
from storage import (
    allocations,
    migrations,
    parts,
    profiles,
    sqlite,
    subjects,
)
from storage import tables as t
from storage.allocations import Footing
from storage.errors import InConflict, NotFound
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import (
    AMARA,
    BEN,
    CHILD,
    FILE_KEY,
    Clock,
    a_child,
    a_household,
    a_profile,
    does,
    open_store,
    said,
)

# ---------------------------------------------------------------- cover


def test_cover_lasts_until_it_was_said_to_and_ends_by_itself(town: Store, clock: Clock) -> None:
    does(town, lambda turn: allocations.cover(turn, BEN, CHILD, turn.now + timedelta(hours=8)))
    now = town.perform_now(lambda turn: allocations.working_with(turn, CHILD))
    assert (now.now, now.covering, now.covered) == ({AMARA, BEN}, {BEN}, frozenset())
    clock.on(hours=8)
    after = town.perform_now(lambda turn: allocations.working_with(turn, CHILD))
    assert (after.now, after.covering, after.covered) == ({AMARA}, frozenset(), {BEN})
    assert town.perform_now(lambda turn: subjects.allocated_subjects(turn, BEN)) == frozenset()


def test_cover_until_a_time_that_has_passed_gives_nobody_anything(town: Store) -> None:
    does(town, lambda turn: allocations.cover(turn, BEN, CHILD, turn.now - timedelta(hours=1)))
    assert BEN not in town.perform_now(lambda turn: subjects.allocated_people(turn, CHILD))


def test_cover_can_be_ended_early_and_given_again(town: Store, clock: Clock) -> None:
    does(town, lambda turn: allocations.cover(turn, BEN, CHILD, turn.now + timedelta(days=2)))
    clock.on(hours=1)
    does(town, lambda turn: allocations.end_allocation(turn, BEN, CHILD))
    assert BEN not in town.perform_now(lambda turn: subjects.allocated_people(turn, CHILD))
    does(town, lambda turn: allocations.cover(turn, BEN, CHILD, turn.now + timedelta(days=1)))
    assert BEN in town.perform_now(lambda turn: subjects.allocated_people(turn, CHILD))


def test_somebody_who_covers_and_gets_the_work_is_no_longer_only_covering(town: Store) -> None:
    does(town, lambda turn: allocations.cover(turn, BEN, CHILD, turn.now + timedelta(days=2)))
    does(town, lambda turn: allocations.allocate(turn, BEN, CHILD))
    found = town.perform_now(lambda turn: allocations.working_with(turn, CHILD))
    assert (BEN in found.now, BEN in found.covering) == (True, False)


def test_being_given_work_that_one_has_changes_nothing(town: Store, clock: Clock) -> None:
    clock.on(days=1)
    does(town, lambda turn: allocations.allocate(turn, AMARA, CHILD))
    rows = town.perform_now(lambda turn: turn.all(select(t.allocation)))
    assert len(rows) == 1


# ---------------------------------------------------------------- handing over


def test_a_hand_over_moves_the_work_and_the_drafts_and_copies_nothing(
    town: Store, clock: Clock
) -> None:
    draft = does(town, lambda turn: said(turn, a_profile(turn), {"play.likes": "Trains"}))
    before = town.perform_now(lambda turn: profiles.progress(turn, draft))
    clock.on(hours=1)
    moved = does(town, lambda turn: allocations.hand_over(turn, CHILD, AMARA, BEN))
    assert moved == 1
    after = town.perform_now(lambda turn: profiles.find(turn, draft.id))
    assert after
    assert (after.owner_id, after.revision) == (BEN, draft.revision)
    assert town.perform_now(lambda turn: profiles.progress(turn, after)) == before
    assert {entry.person for entry in before.entries} == {AMARA}, "who said it stays"
    found = town.perform_now(lambda turn: allocations.working_with(turn, CHILD))
    assert (found.now, found.before) == ({BEN}, {AMARA})


def test_what_was_sent_and_what_is_somebodys_own_voice_does_not_change_hands(town: Store) -> None:
    def prepare(turn: Turn) -> tuple[str, str]:
        sent = profiles.mark_sent(turn, a_profile(turn))
        own = profiles.open_profile(turn, "child_profile.1", CHILD, AMARA, voice=AMARA)
        parts.hand(turn, own.id, AMARA, (), BEN)
        return sent.id, own.id

    ids = does(town, prepare)
    assert does(town, lambda turn: allocations.hand_over(turn, CHILD, AMARA, BEN)) == 0
    for each in ids:
        found = town.perform_now(lambda turn, each=each: profiles.find(turn, each))
        assert found
        assert found.owner_id == AMARA
    assert town.perform_now(lambda turn: parts.holders(turn, ids[1])) == {AMARA}


def test_a_part_that_is_not_done_yet_goes_along(town: Store) -> None:
    def prepare(turn: Turn) -> str:
        shared = a_profile(turn, owner="ben")
        parts.hand(turn, shared.id, AMARA, ("play",), BEN)
        return shared.id

    shared = does(town, prepare)
    does(town, lambda turn: allocations.hand_over(turn, CHILD, AMARA, BEN))
    assert town.perform_now(lambda turn: parts.holders(turn, shared)) == {BEN}


@pytest.mark.parametrize(("giving", "taking"), [(BEN, AMARA), (AMARA, "nobody")])
def test_only_work_that_one_has_can_be_handed_over_and_only_to_somebody_here(
    town: Store, giving: str, taking: str
) -> None:
    with pytest.raises(NotFound):
        does(town, lambda turn: allocations.hand_over(turn, CHILD, giving, taking))


# ---------------------------------------------------------------- conflicts of interest


def test_a_declared_conflict_is_known_until_it_is_over(town: Store, clock: Clock) -> None:
    does(town, lambda turn: allocations.declare_conflict(turn, AMARA, CHILD, "relative"))
    does(town, lambda turn: allocations.declare_conflict(turn, AMARA, CHILD, "relative"))
    assert town.perform_now(lambda turn: allocations.conflicted_people(turn, CHILD)) == {AMARA}
    clock.on(days=1)
    does(town, lambda turn: allocations.end_conflict(turn, AMARA, CHILD))
    assert not town.perform_now(lambda turn: allocations.conflicted_people(turn, CHILD))


def test_nobody_with_a_conflict_is_given_the_record_in_any_way(town: Store) -> None:
    does(town, lambda turn: allocations.declare_conflict(turn, BEN, CHILD, "relative"))
    for giving in (
        lambda turn: allocations.allocate(turn, BEN, CHILD),
        lambda turn: allocations.cover(turn, BEN, CHILD, turn.now + timedelta(days=1)),
        lambda turn: allocations.hand_over(turn, CHILD, AMARA, BEN),
    ):
        with pytest.raises(InConflict):
            does(town, giving)
    assert town.perform_now(lambda turn: subjects.allocated_people(turn, CHILD)) == {AMARA}


# ---------------------------------------------------------------- teams and restricted records


def test_a_team_comes_from_the_record_at_first_and_from_nowhere_else_later(store: Store) -> None:
    does(store, lambda turn: a_child(turn, social_worker_team="North"))
    does(store, lambda turn: subjects.keep_record(turn, CHILD, {"social_worker_team": "South"}))
    assert store.perform_now(lambda turn: allocations.footing(turn, CHILD)) == Footing(
        "child", "North", False
    )
    does(store, lambda turn: allocations.set_team(turn, CHILD, "East"))
    found = store.perform_now(lambda turn: allocations.footing(turn, CHILD))
    assert found
    assert found.team == "East"


def test_a_team_can_be_given_with_whoever_is_added(store: Store) -> None:
    home = Household("h1", "LH-1", {})
    does(store, lambda turn: subjects.add_household(turn, home, "Fostering"))
    found = store.perform_now(lambda turn: allocations.footing(turn, "h1"))
    assert found == Footing("household", "Fostering", False)


def test_a_record_is_restricted_until_it_is_not(town: Store) -> None:
    does(town, lambda turn: allocations.restrict(turn, CHILD))
    found = town.perform_now(lambda turn: allocations.footing(turn, CHILD))
    assert found
    assert found.restricted
    does(town, lambda turn: allocations.unrestrict(turn, CHILD))
    found = town.perform_now(lambda turn: allocations.footing(turn, CHILD))
    assert found
    assert not found.restricted


def test_there_is_no_footing_for_nobody_and_nothing_to_change(store: Store) -> None:
    assert store.perform_now(lambda turn: allocations.footing(turn, "nobody")) is None
    for change in (
        lambda turn: allocations.restrict(turn, "nobody"),
        lambda turn: allocations.set_team(turn, "nobody", "North"),
    ):
        with pytest.raises(NotFound):
            does(store, change)


def test_footing_is_known_without_opening_the_record(town: Store) -> None:
    spoilt = update(t.subject).values(sealed=b"not to be opened")
    does(town, lambda turn: turn.change(spoilt, {}))
    assert town.perform_now(lambda turn: allocations.footing(turn, CHILD))


def test_rows_that_are_older_than_teams_get_theirs_when_the_store_opens(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "old.db"
    store = open_store(path, clock)

    def begin(turn: Turn) -> None:
        a_child(turn, social_worker_team="North")
        a_child(turn, "robin")
        a_household(turn)
        a_child(turn, "broken", social_worker_team="North")
        turn.change(update(t.subject).values(team=None), {})
        spoilt = update(t.subject).where(t.subject.c.id == "child-broken").values(sealed=b"x" * 40)
        turn.change(spoilt, {})

    does(store, begin)
    store.close()
    again = open_store(path, clock)
    teams = again.perform_now(
        lambda turn: {row[0]: row[1] for row in turn.all(select(t.subject.c.id, t.subject.c.team))}
    )
    assert teams == {
        "child-jordan": "North",
        "child-robin": "",
        "household-moss": "",
        "child-broken": None,
    }
    broken = again.perform_now(lambda turn: allocations.footing(turn, "child-broken"))
    assert broken == Footing("child", "", False), "no team opens it"
    again.close()


def test_an_old_store_keeps_who_works_with_whom_when_it_is_brought_up_to_date(
    tmp_path: Path,
) -> None:
    connection = sqlite.engine(tmp_path / "old.db", FILE_KEY).connect()
    migrations.upgrade(connection)
    with connection.begin():
        connection.execute(text("INSERT INTO person VALUES ('p', 'p', 'x', '', 1, x'00')"))
        add = "INSERT INTO subject (id, kind, ref, sealed) VALUES ('s', 'child', 'C', x'00')"
        connection.execute(text(add))
        connection.execute(
            text("INSERT INTO allocation (person, subject, since) VALUES ('p', 's', '2026')")
        )
        found = connection.execute(text("SELECT kind FROM allocation")).scalar()
        kept = connection.execute(text("SELECT team, restricted FROM subject")).one()
    assert (found, tuple(kept)) == ("case", (None, 0))
    connection.close()
