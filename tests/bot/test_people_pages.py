"""The administrators' pages: people come, change and leave; work is given, covered and handed over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import FormData

from care.people import Person, Role
from storage import allocations, diary, people
from storage.turn import Turn
from tests.bot.browser import Browser
from tests.bot.conftest import Open
from tests.bot.house import (
    CHILD,
    FAR_MANAGER,
    LEAVER,
    MANAGER,
    PROFILE,
    STRANGER,
    WORKER,
    Small,
)

ADMIN = Person("p-admin", "ada", "Ada Admin", Role.ADMINISTRATOR)
WORK = f"/allocations/{CHILD.ref}"


@pytest.fixture
def _administered(small: Small) -> None:
    def add(turn: Turn) -> None:
        people.add(turn, ADMIN)
        turn.write_diary("person.added", "person", ADMIN.id, "test", "")

    small.store.perform_now(add)


pytestmark = pytest.mark.usefixtures("_administered")


async def _do(one: Browser, path: str, **fields: str) -> str:
    """Posts the form of a page; gives back what the page says then."""
    answer = await one.post(path, data={"csrf": await one.csrf(), **fields})
    if answer.status == 303:
        answer = await one.get(answer.headers["Location"])
    return await answer.text()


def _actions(small: Small) -> list[str]:
    return [line.action for _, line in small.store.perform_now(diary.lines)]


async def test_an_administrator_sees_people_and_no_child(browser: Open) -> None:
    one = await (await browser()).enter(ADMIN)
    listed = await (await one.get("/people")).text()
    assert WORKER.name in listed
    assert "Has left" in listed
    for page in ("/people", "/allocations", WORK, f"/people/{WORKER.id}"):
        text = await (await one.get(page)).text()
        assert "Robin" not in text, page
    assert CHILD.ref in await (await one.get("/allocations")).text()


async def test_somebody_new_comes_in_once(browser: Open, small: Small) -> None:
    one = await (await browser()).enter(ADMIN)
    new = {"name": "Nia <b>New", "role": "social_worker", "team": "North"}
    assert "Added: 1" in await _do(one, "/people", **new)
    assert "Here already: 1" in await _do(one, "/people", **new)
    assert "choose a role" in await _do(one, "/people", name="Kit", role="king", team="")
    names = [each.name for each in small.store.perform_now(people.everyone)]
    assert names.count("Nia <b>New") == 1
    assert "Kit" not in names


async def test_a_file_is_taken_in_whole_or_not_at_all(browser: Open, small: Small) -> None:
    one = await (await browser()).enter(ADMIN)

    async def send(text: str) -> str:
        form = FormData()
        form.add_field("csrf", await one.csrf())
        form.add_field("file", text.encode(), filename="people.csv", content_type="text/csv")
        return await (await one.post("/people/import", data=form)).text()

    head = "name,role,team\n"
    refused = await send(head + "Ona One,foster carer,\nTed Two,king,\n")
    assert "Row 3" in refused
    assert "king" not in refused
    assert "Added: 2" in await send(head + "Ona One,foster carer,\nTed Two,social_worker,North\n")
    assert "Here already: 2" in await send(
        head + "Ona One,foster carer,\nTed Two,social_worker,North\n"
    )
    assert "columns are name, role and team" in await send("who\nme\n")


async def test_who_leaves_is_out_at_once_and_their_work_goes_on(
    browser: Open, small: Small
) -> None:
    gone = await (await browser()).enter(WORKER)
    one = await (await browser()).enter(ADMIN)
    page = f"/people/{WORKER.id}"
    assert "hand their work over" in await _do(one, page, do="leave")
    assert (await gone.get(f"/chat?profile={PROFILE}")).status == 404
    assert "has been handed over" in await _do(one, page, do="hand_over", to=STRANGER.id)
    taken = await (await browser()).enter(STRANGER)
    assert (await taken.get(f"/chat?profile={PROFILE}")).status == 200
    assert "can sign in again" in await _do(one, page, do="return")
    assert small.store.perform_now(lambda turn: allocations.cases(turn, WORKER.id)) == frozenset()
    assert {"person.left", "person.returned", "allocation.handed_over"} <= set(_actions(small))


async def test_nobody_changes_their_own_role_or_shuts_themselves_out(browser: Open) -> None:
    one = await (await browser()).enter(ADMIN)
    mine = f"/people/{ADMIN.id}"
    said = await _do(one, mine, do="change", name="Ada", role="social_worker", team="North")
    assert "another administrator" in said
    await _do(one, mine, do="leave")
    assert (await one.get("/people")).status == 200


async def test_cover_is_for_a_while_and_ends_by_itself(browser: Open, small: Small) -> None:
    manager = await (await browser()).enter(MANAGER)
    until = (small.clock.now + timedelta(days=2)).date().isoformat()
    covered = await _do(manager, WORK, do="give", person=STRANGER.id, until=until)
    assert "Covers until" in covered
    other = await (await browser()).enter(STRANGER)
    assert (await other.get(f"/chat?profile={PROFILE}")).status == 200
    small.clock.pass_by(timedelta(days=3))
    other = await (await browser()).enter(STRANGER)
    assert (await other.get(f"/chat?profile={PROFILE}")).status == 404
    manager = await (await browser()).enter(MANAGER)
    for day in ("2020-01-01", "2030-01-01", "soon"):
        said = await _do(manager, WORK, do="give", person=STRANGER.id, until=day)
        assert "Nothing was changed" in said


async def test_a_conflict_keeps_even_the_worker_away_until_it_is_over(
    browser: Open, small: Small
) -> None:
    one = await (await browser()).enter(ADMIN)
    worker = await (await browser()).enter(WORKER)
    said = await _do(one, WORK, do="conflict", person=WORKER.id, reason="family")
    assert "whatever else they are" in said
    assert (await worker.get(f"/chat?profile={PROFILE}")).status == 404
    await _do(one, WORK, do="conflict", person=STRANGER.id, reason="friend")
    given = await _do(one, WORK, do="give", person=STRANGER.id, until="")
    assert "was not given to them" in given
    await _do(one, WORK, do="end_conflict", person=WORKER.id)
    assert (await worker.get(f"/chat?profile={PROFILE}")).status == 200


async def test_a_restricted_record_is_shut_even_to_the_manager_of_the_team(browser: Open) -> None:
    manager = await (await browser()).enter(MANAGER)
    one = await (await browser()).enter(ADMIN)
    assert (await manager.get(WORK)).status == 200
    await _do(one, WORK, do="restrict")
    assert (await manager.get(WORK)).status == 404
    await _do(one, WORK, do="unrestrict")
    assert (await manager.get(WORK)).status == 200


@pytest.mark.parametrize("who", [WORKER, STRANGER, FAR_MANAGER])
async def test_nobody_else_gives_out_this_work(browser: Open, who: Person) -> None:
    one = await (await browser()).enter(who)
    csrf = {"csrf": await one.csrf()}
    assert (await one.get(WORK)).status == 404
    assert (await one.post(WORK, data={**csrf, "do": "restrict"})).status == 404
    assert (await one.get("/people")).status == 404
    assert (await one.post("/people", data=csrf)).status == 404
    assert (await one.post(f"/people/{LEAVER.id}", data={**csrf, "do": "return"})).status == 404


async def test_a_manager_lists_the_work_of_their_own_team_only(browser: Open) -> None:
    near, far = await browser(), await browser()
    await near.enter(MANAGER)
    await far.enter(FAR_MANAGER)
    assert CHILD.ref in await (await near.get("/allocations")).text()
    assert CHILD.ref not in await (await far.get("/allocations?team=North")).text()


async def test_a_form_that_is_not_ours_changes_nothing(browser: Open, small: Small) -> None:
    one = await (await browser()).enter(ADMIN)
    for path in (WORK, "/people", "/people/import", f"/people/{WORKER.id}"):
        answer = await one.post(path, data={"csrf": "0" * 40, "do": "leave"})
        assert answer.status == 403, path
    found = small.store.perform_now(lambda turn: people.person(turn, WORKER.id))
    assert found
    assert found.active
