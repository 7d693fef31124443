"""Every opening in an emergency is reviewed by somebody else in two working days, or it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from care.people import Person
from storage import allocations, glass
from storage.turn import Turn
from tests.bot.conftest import Open
from tests.bot.house import CHILD, FAR_MANAGER, MANAGER, OFFICER, REVIEWER, STRANGER, WORKER, Small
from tests.bot.larger import CARER, GOVERNOR, KEEPER, move_in
from tests.bot.openings import WHY, actions, ask, openings, posts

NOTE = "I rang the worker who was on call, and it was right"


@pytest.fixture(autouse=True)
def everybody(small: Small) -> None:
    move_in(small)


async def test_a_manager_sees_that_it_waits_and_reviews_it(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    await web.get(f"/children/{CHILD.ref}")
    manager = await (await browser()).enter(MANAGER)
    assert "1 opening in an emergency waits" in await (await manager.get("/")).text()
    waiting = await (await manager.get("/emergency/reviews")).text()
    assert CHILD.ref in waiting
    assert WHY not in waiting
    assert "Robin" not in waiting
    [opening] = openings(small)
    one = f"/emergency/reviews/{opening.id}"
    page = await (await manager.get(one)).text()
    assert WHY in page
    assert "looked at the record" in page
    assert ("glass.read", MANAGER.id, "") in actions(small, opening.id)
    empty = {"csrf": await manager.csrf(), "outcome": "fine", "note": ""}
    assert (await manager.post(one, data=empty)).status == 422
    form = {"csrf": await manager.csrf(), "outcome": "needed", "note": NOTE}
    assert (await manager.post(one, data=form)).status == 303
    assert openings(small) == []
    assert "waits" not in await (await manager.get("/")).text()
    assert ("glass.reviewed", MANAGER.id, "needed") in actions(small, opening.id)
    kept = small.store.perform_now(lambda turn: glass.reviews(turn, opening))
    assert [each.note for each in kept] == [NOTE]


async def test_to_be_looked_into_stays_on_the_list(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    [opening] = openings(small)
    governor = await (await browser()).enter(GOVERNOR)
    one = f"/emergency/reviews/{opening.id}"
    form = {"csrf": await governor.csrf(), "outcome": "look_into", "note": NOTE}
    assert (await governor.post(one, data=form)).status == 303
    assert [each.id for each in openings(small)] == [opening.id]
    assert NOTE in await (await governor.get(one)).text()


async def test_governance_reads_the_reason_and_never_the_record(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    [opening] = openings(small)
    governor = await (await browser()).enter(GOVERNOR)
    page = await (await governor.get(f"/emergency/reviews/{opening.id}")).text()
    assert WHY in page
    assert f'href="/children/{CHILD.ref}"' not in page
    assert (await governor.get(f"/children/{CHILD.ref}")).status == 404


async def test_nobody_reviews_their_own(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(FAR_MANAGER)
    assert await ask(web) == 303
    [opening] = openings(small)

    def join(turn: Turn) -> None:
        turn.write_diary("test.moved", "house", "1", "test", "")
        allocations.set_team(turn, CHILD.id, FAR_MANAGER.team)

    small.store.perform_now(join)
    listed = await (await web.get("/emergency/reviews")).text()
    assert f"/emergency/reviews/{opening.id}" not in listed
    assert (await web.get(f"/emergency/reviews/{opening.id}")).status == 404
    form = {"csrf": await web.csrf(), "outcome": "needed", "note": NOTE}
    assert (await web.post(f"/emergency/reviews/{opening.id}", data=form)).status == 404
    assert len(openings(small)) == 1


@pytest.mark.parametrize("person", [FAR_MANAGER, WORKER, OFFICER, KEEPER, CARER, REVIEWER])
async def test_a_review_is_for_those_who_answer_for_it(
    browser: Open, small: Small, person: Person
) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    [opening] = openings(small)
    other = await (await browser()).enter(person)
    assert (await other.get(f"/emergency/reviews/{opening.id}")).status == 404


async def test_the_second_working_day_is_the_last_one(browser: Open, small: Small) -> None:
    small.clock.now = datetime(2026, 12, 24, 20, 0, tzinfo=UTC)  # Thursday, then two bank holidays
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    [opening] = openings(small)
    assert opening.review_by == date(2026, 12, 30)


async def test_a_late_review_is_told_of_every_day_until_it_is_done(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(STRANGER)  # Saturday: the last day is Tuesday
    assert await ask(web) == 303
    posts(small)
    small.clock.now = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert posts(small) == []
    for day in (25, 26):
        small.clock.now = datetime(2026, 11, day, 0, 0, tzinfo=UTC)
        told = posts(small)
        assert {who for kind, who in told if kind == "emergency_late"} == {GOVERNOR.id, KEEPER.id}
    [opening] = openings(small)
    assert [line[0] for line in actions(small, opening.id)].count("glass.review_late") == 2
    keeper = await (await browser()).enter(KEEPER)
    front = await (await keeper.get("/")).text()
    assert "not reviewed in time" in front
    assert CHILD.ref not in front
    governor = await (await browser()).enter(GOVERNOR)
    assert "it is late" in await (await governor.get("/")).text()
    form = {"csrf": await governor.csrf(), "outcome": "not_needed", "note": NOTE}
    assert (await governor.post(f"/emergency/reviews/{opening.id}", data=form)).status == 303
    small.clock.now = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
    assert {kind for kind, _ in posts(small)} <= {"emergency_due"}
