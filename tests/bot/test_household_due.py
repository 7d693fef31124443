"""What falls due for a household, and the day by which its review is to be signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.household_due import Falling, falling
from care.codes import code_list
from care.people import Person
from dialogs.answers import Answer, Given, NotKnown, Rows
from storage import diary, reviews
from storage.reviews import Review
from tests.bot.browser import Browser
from tests.bot.review_town import FAR_SAM, FORMS, HOME, ROSA, SAM, Town, a_town, browsing

TODAY = date(2026, 11, 21)
APPROVED = date(2024, 3, 1)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


def falls(town: Town, person: Person = SAM) -> dict[str, Falling]:
    found = town.store.perform_now(lambda turn: falling(turn, HOME, APPROVED, person, TODAY))
    assert [each.due.on for each in found] == sorted(each.due.on for each in found if each.due.on)
    return {each.label: each for each in found}


def said(town: Town, answers: dict[str, Answer | str]) -> None:
    review = town.begin()
    town.say(town.profiles(review)[("carer_review", "")], SAM, answers)


CHECKS: dict[str, Answer | str] = {
    "checks.adults": Given(Rows(("1", "2"))),
    "checks.adults.1.dbs_on": "2024-01-10",
    "checks.adults.2.dbs_on": "2023-12-05",
    "checks.adults.1.medical_on": "2025-02-01",
    "checks.safety_on": "2025-12-24",
    "checks.unannounced_on": "2026-02-14",
}


def test_every_check_is_counted_from_its_last_day_and_the_longest_ago_counts(town: Town) -> None:
    said(town, CHECKS)
    found = falls(town)
    assert found["DBS checks"].due.on == date(2026, 12, 5)
    assert found["DBS checks"].due.soon
    assert found["Medicals"].due.on == date(2028, 2, 1)
    assert found["Health and safety check of the home"].due.on == date(2026, 12, 24)
    assert found["A visit that nobody knows is coming"].due.on == date(2027, 2, 14)
    assert found["Yearly review"].due.on == date(2026, 10, 1)
    assert found["Yearly review"].due.words == "Was due by 1 October 2026"


def test_carers_are_not_told_by_when_somebody_comes_unannounced(town: Town) -> None:
    said(town, CHECKS)
    assert set(falls(town)) - set(falls(town, ROSA)) == {"A visit that nobody knows is coming"}


def test_nothing_is_counted_from_what_nobody_has_written_down(town: Town) -> None:
    said(town, {**CHECKS, "checks.adults.2.dbs_on": NotKnown()})
    assert "DBS checks" not in falls(town)


@pytest.mark.parametrize(("last", "falls_due"), [("met", False), ("under_way", True)])
def test_the_standards_fall_due_until_every_one_is_met(
    town: Town, last: str, falls_due: bool
) -> None:
    keys = [each.key for each in code_list("sets.tsd_standards").items]
    places = [f"learning.{key}_status" for key in keys]
    assert {each.key for each in FORMS["carer_review.1"].questions()} >= set(places)
    met: dict[str, Answer | str] = dict.fromkeys(places, "met")
    said(town, {"learning.tsd_set": "carers", **met, places[-1]: last})
    standards = "Training, support and development standards"
    assert (standards in falls(town)) is falls_due


def test_standards_that_nobody_wrote_about_are_not_called_overdue(town: Town) -> None:
    town.begin()
    assert set(falls(town)) == {"Yearly review"}


async def test_the_page_of_a_household_says_what_falls_due(town: Town) -> None:
    said(town, CHECKS)
    async with browsing(town, SAM, ROSA) as (sam, rosa):
        page = await (await sam.get(f"/households/{HOME.ref}")).text()
        assert "DBS checks" in page
        assert "By 5 December 2026" in page
        assert "nobody knows is coming" in page
        assert "nobody knows" not in await (await rosa.get(f"/households/{HOME.ref}")).text()


def day_of(town: Town, review: Review) -> date | None:
    found = town.store.perform_now(lambda turn: reviews.find(turn, review.ref))
    assert found is not None
    return found.due_on


async def set_day(one: Browser, review: Review, day: str) -> tuple[int, str]:
    data = {"csrf": await one.csrf(), "due_on": day}
    answer = await one.post(f"/reviews/{review.ref}/due", data=data)
    return answer.status, await answer.text()


async def test_who_supervises_sets_a_later_day_and_the_diary_says_that_they_did(
    town: Town,
) -> None:
    review = town.begin()
    async with browsing(town, SAM, ROSA) as (sam, rosa):
        page = await (await sam.get(f"/reviews/{review.ref}")).text()
        assert "Here that is by 1 October 2026" in page
        assert (await set_day(sam, review, "2027-01-15"))[0] == 303
        assert day_of(town, review) == date(2027, 1, 15)
        assert "15 January 2027" in await (await rosa.get("/")).text()
    lines = town.store.perform_now(lambda turn: [each for _, each in diary.lines(turn)])
    assert [each.actor for each in lines if each.action == "review.moved"] == [SAM.id]


@pytest.mark.parametrize("day", ["", "soon", "2026-11-20", "2027-11-22", "2027-02-30"])
async def test_a_day_that_cannot_be_leaves_the_old_one_and_says_so(town: Town, day: str) -> None:
    review = town.begin()
    async with browsing(town, SAM) as (sam,):
        status, page = await set_day(sam, review, day)
    assert status == 409
    assert "The day is as it was." in page
    assert day_of(town, review) == date(2026, 10, 1)


async def test_nobody_else_sets_the_day(town: Town) -> None:
    review = town.begin()
    async with browsing(town, ROSA, FAR_SAM) as others:
        for one in others:
            assert (await set_day(one, review, "2027-01-15"))[0] == 404
        assert "Set another day" not in await (await others[0].get(f"/reviews/{review.ref}")).text()
    assert day_of(town, review) == date(2026, 10, 1)
