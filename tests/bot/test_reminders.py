"""Reminders through the courier: said to whoever has something to do, and not once it is done."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp.test_utils import TestServer

from bot import reminders
from bot.app import make_app
from bot.courier import Courier
from bot.house import Council, House
from bot.larkshire import seed
from bot.papers import Papers
from bot.reviewing import of_review, open_review
from care.people import Household, Person
from dialogs.message import Message
from dialogs.read import read_forms
from storage import people, profiles, reviews, signatures, subjects
from storage.store import Store
from storage.turn import Turn
from tests.bot.browser import Browser
from tests.bot.house import SECRET, Clock, FakeAssistant, ids, open_store

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
HOME = "LH-203"
TO_REMIND = {"linda", "chidi", "noor"}


@dataclass
class Town:
    """Larkshire with a courier, and everything it told anybody."""

    house: House
    clock: Clock
    store: Store
    courier: Courier
    told: list[tuple[str, Message]]

    def person(self, key: str) -> Person:
        found = self.store.perform_now(lambda turn: people.person_by_key(turn, key))
        assert found is not None
        return found

    def home(self, turn: Turn) -> Household:
        found = subjects.household_by_ref(turn, HOME)
        assert found is not None
        return found

    def plan(self) -> int:
        return self.store.perform_now(lambda turn: reminders.plan(turn, self.house))

    async def deliver(self) -> dict[str, Message]:
        """What was told of this household's review since the last time, by the key of the person."""
        self.told.clear()
        while await self.courier.round():
            pass
        keys = {each.id: each.key for each in self.store.perform_now(people.everyone)}
        return {
            keys[person]: said
            for person, said in self.told
            if self.review in {button.address.rpartition("/")[2] for button in said.buttons}
        }

    async def remind(self) -> dict[str, Message]:
        self.plan()
        return await self.deliver()

    @property
    def review(self) -> str:
        """The reference of the household's newest review."""
        return self.store.perform_now(
            lambda turn: reviews.of_household(turn, self.home(turn).id)[0].ref
        )


@cache
def _seeded() -> bytes:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder), Clock(WEDNESDAY), ids())
        forms = dict(read_forms())
        store.perform_now(lambda turn: seed(turn, forms, WEDNESDAY.date(), ids(5_000)))
        store.close()
        return (Path(folder) / "test.db").read_bytes()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    clock = Clock(WEDNESDAY)
    (tmp_path / "test.db").write_bytes(_seeded())
    store = open_store(tmp_path, clock, ids(900_000))
    house = House(
        store=store,
        assistant=FakeAssistant(),
        forms=dict(read_forms()),
        council=Council("Larkshire", "LK"),
        clock=clock,
        new_id=ids(950_000),
        secret=SECRET,
        demo=True,
        templates_folder=tmp_path,
    )
    papers = Papers(house)
    told: list[tuple[str, Message]] = []
    courier = Courier(house, papers, lambda person, said: told.append((person, said)))
    yield Town(house, clock, store, courier, told)
    papers.close()
    store.close()
    shutil.rmtree(tmp_path, ignore_errors=True)


@asynccontextmanager
async def served(town: Town) -> AsyncIterator[TestServer]:
    """With a courier of its own, which reminds as it starts."""
    server = TestServer(make_app(town.house), host="127.0.0.1")
    await server.start_server(access_log=None)
    yield server
    await server.close()


async def test_carers_and_their_worker_are_reminded_without_a_name(town: Town) -> None:
    said = await town.remind()
    assert set(said) == TO_REMIND
    for message in said.values():
        assert [each.address for each in message.buttons] == [f"/reviews/{town.review}"]
        for word in ("Linda", "Chidi", "Merriweather", "Bramble"):
            assert word not in repr(message)


async def test_three_times_at_most_however_often_somebody_looks(town: Town) -> None:
    times: dict[str, int] = {}
    for _ in range(2 * 25):
        for key in await town.remind():
            times[key] = times.get(key, 0) + 1
        town.clock.pass_by(timedelta(hours=12))
    assert times == dict.fromkeys(TO_REMIND, 3)


async def test_nobody_is_reminded_at_night(town: Town) -> None:
    town.clock.now = WEDNESDAY.replace(hour=21)
    assert town.plan() == 0
    town.clock.now = WEDNESDAY.replace(hour=19)
    assert town.plan() > 0
    town.clock.now = WEDNESDAY.replace(hour=21)
    assert await town.deliver() == {}
    town.clock.now = WEDNESDAY + timedelta(days=1)
    assert set(await town.remind()) == TO_REMIND


async def test_what_was_done_elsewhere_in_between_is_not_said(town: Town) -> None:
    town.plan()

    def sign(turn: Turn) -> None:
        review = open_review(turn, town.home(turn).id)
        assert review is not None
        for profile in of_review(turn, review):
            profiles.finish(turn, profile)
        reviews.sign_off(turn, review, {})
        turn.write_diary("review.stands", "review", review.ref, "test", "")

    town.store.perform_now(sign)
    assert await town.deliver() == {}
    assert await town.remind() == {}


async def test_whose_part_is_done_is_reminded_to_sign_and_then_no_more(town: Town) -> None:
    linda = town.person("linda")

    def finish_and_sign(turn: Turn) -> None:
        review = open_review(turn, town.home(turn).id)
        assert review is not None
        for profile in of_review(turn, review):
            profiles.finish(turn, profile)
        signatures.sign(turn, review, linda, "0" * 64)
        turn.write_diary("review.signed", "review", review.ref, linda.id, "test")

    town.store.perform_now(finish_and_sign)
    assert set(await town.remind()) == {"chidi", "noor"}


async def test_later_and_no_more_are_heard_from_the_page(town: Town) -> None:
    async with served(town) as server:
        for key, wish in (("linda", "snooze"), ("chidi", "stop")):
            browser = await Browser(server, town.house.secret).enter(town.person(key))
            assert 'value="snooze"' in await (await browser.get("/")).text()
            form = {"csrf": await browser.csrf(), "do": wish}
            answer = await browser.post(f"/households/{HOME}/reminder", data=form)
            assert (answer.status, answer.headers["Location"]) == (303, "/")
            again = 'value="again"' in await (await browser.get("/")).text()
            assert again is (wish == "stop")
            await browser.close()
    town.clock.pass_by(timedelta(hours=2))
    assert {"linda", "chidi"}.isdisjoint(await town.remind())
    town.clock.pass_by(timedelta(days=5))
    assert set(await town.remind()) == {"linda", "noor"}


async def test_somebody_elses_household_is_not_there(town: Town) -> None:
    async with served(town) as server:
        browser = await Browser(server, town.house.secret).enter(town.person("winston"))
        form = {"csrf": await browser.csrf(), "do": "stop"}
        for ref in (HOME, "LH-999"):
            answer = await browser.post(f"/households/{ref}/reminder", data=form)
            assert answer.status == 404
        await browser.close()
