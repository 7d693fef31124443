"""Nobody comes to a record by way of looking after people: not as somebody else, not by a new role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from care.people import Person, Role
from storage import allocations, invitations, people
from storage.turn import Turn
from tests.bot.browser import Browser
from tests.bot.house import CHILD, WORKER
from tests.bot.review_town import HOME, ROSA, SAM, TOM, YARA, Town, a_town, browsing

ADMIN = Person("p-admin", "ada", "Ada Admin", Role.ADMINISTRATOR)
HOMES = Person("p-homes", "homer", "Homer Homes", Role.TEAM_MANAGER, "Fostering")
NAMED = Person("p-named", "nan", "Nan Named", Role.TEAM_MANAGER, "South")
SAID = "He learned to swim"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)

    def add(turn: Turn) -> None:
        for person in (ADMIN, HOMES, NAMED):
            people.add(turn, person)
        allocations.set_team(turn, HOME.id, HOMES.team)
        allocations.allocate(turn, NAMED.id, CHILD.id)
        allocations.restrict(turn, CHILD.id)
        turn.write_diary("test.begun", "house", "1", "test", "")

    made.store.perform_now(add)
    yield made
    made.store.close()


async def do(one: Browser, path: str, **fields: str) -> int:
    return (await one.post(path, data={"csrf": await one.csrf(), **fields})).status


async def test_an_administrator_cannot_come_in_as_somebody_who_is_in_a_record(town: Town) -> None:
    async with browsing(town, ADMIN, SAM) as (admin, sam):
        for person in (ROSA, TOM):
            assert person.name not in await (await admin.get("/invite")).text()
            assert await do(admin, "/invite", person=person.id) == 404
            assert await do(sam, "/invite", person=person.id) == 200
        assert await do(admin, "/invite", person=YARA.id) == 200, "in no record yet"
        waiting = town.store.perform_now(invitations.open_ones)
        theirs = next(each for each in waiting if each.person_id == ROSA.id)
        assert await do(admin, "/invite/withdraw", invitation=theirs.id) == 404


async def test_nobody_takes_their_work_along_into_another_role(town: Town) -> None:
    new = {"do": "change", "team": "", "role": "supervising_social_worker"}
    async with browsing(town, ADMIN, ROSA) as (admin, rosa):
        answer = await admin.post(
            f"/people/{ROSA.id}", data={"csrf": await admin.csrf(), "name": ROSA.name, **new}
        )
        assert answer.headers["Location"].endswith("done=has_work")
        assert "hand it over" in await (await admin.get(answer.headers["Location"])).text()
        assert (await rosa.get(f"/households/{HOME.ref}")).status == 200
        assert await do(admin, f"/allocations/{HOME.ref}", do="end", person=ROSA.id) == 303
        answer = await admin.post(
            f"/people/{ROSA.id}", data={"csrf": await admin.csrf(), "name": ROSA.name, **new}
        )
        assert answer.headers["Location"].endswith("done=changed")
        assert (await rosa.get(f"/households/{HOME.ref}")).status == 404


async def test_a_manager_of_the_team_gives_out_a_households_work_and_reads_nothing_of_it(
    town: Town,
) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    town.say(year, ROSA, {"our_year.proud": SAID})
    skills = town.profiles(review)[("carer_skills", ROSA.id)]
    async with browsing(town, HOMES) as (homes,):
        assert (await homes.get(f"/allocations/{HOME.ref}")).status == 200
        for each in (year, skills):
            for way in ("", "/history", "/parts"):
                assert (await homes.get(f"/profiles/{each.id}{way}")).status == 404
            assert (await homes.get(f"/chat/answers?profile={each.id}")).status == 404
        for path in (f"/households/{HOME.ref}", f"/reviews/{review.ref}"):
            assert (await homes.get(path)).status == 404


async def test_a_manager_who_is_there_by_name_reads_a_restricted_record_whole(town: Town) -> None:
    async with browsing(town, NAMED, WORKER) as (named, worker):
        for path in (f"/children/{CHILD.ref}", "/profiles/profile-1", f"/allocations/{CHILD.ref}"):
            assert (await named.get(path)).status == 200, path
        assert (await named.get("/chat?profile=profile-1")).status == 404
        assert (await worker.get(f"/children/{CHILD.ref}")).status == 200
