"""Attacks on Teams over real HTTP: a connector that is slow, too busy, or never answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot import at_account
from bot.courier import Courier
from bot.papers import Papers
from dialogs.message import Message
from storage import accounts, outbox
from storage.turn import Turn
from tests.bot.fake_connector import Fault
from tests.bot.house import OFFICER, WORKER
from tests.bot.teams_town import Town
from tests.bot.teams_town import linked as linked
from tests.bot.teams_town import patience as patience
from tests.bot.teams_town import soon as soon
from tests.bot.teams_town import town as town


def told(town: Town, seq: str, person: str) -> None:
    """Something else is due, to somebody else."""

    def post(turn: Turn) -> None:
        outbox.post(turn, f"new_device {seq}", person, "new_device", "{}")

    town.small.store.perform_now(post)


@pytest.fixture
async def courier(linked: Town) -> AsyncIterator[tuple[Courier, list[str]]]:
    """The courier, with nothing due, and whom it told something in their windows."""
    heard: list[str] = []
    papers = Papers(linked.house)
    made = Courier(linked.house, papers, lambda who, _: heard.append(who), linked.doorway)
    while await made.round():
        pass
    heard.clear()
    yield made, heard
    papers.close()


def due_there(town: Town) -> None:
    """Something is due at the account, which nobody's message began."""
    town.small.store.perform_now(
        lambda turn: at_account.notify(turn, WORKER.id, Message("Something waits."), "x")
    )


@pytest.mark.parametrize("by", ["courier", "message"])
async def test_a_conversation_that_is_always_too_busy_holds_up_nobody_else(
    linked: Town, courier: tuple[Courier, list[str]], by: str
) -> None:
    one, heard = courier
    linked.connector.faults = [Fault(429, retry_after="0") for _ in range(2_000)]
    if by == "courier":
        due_there(linked)
    else:
        assert await linked.phone.say("Trains") == 200
        linked.pass_by(outbox.HELD * 2)
    told(linked, "1", OFFICER.id)
    async with asyncio.timeout(10):
        await one.round()
    assert heard == [OFFICER.id]
    assert len(linked.connector.faults) > 1_980
    linked.connector.faults = []


async def test_what_is_said_so_slowly_that_the_courier_takes_it_over_is_said_once(
    linked: Town, courier: tuple[Courier, list[str]], soon: None
) -> None:
    one, _ = courier
    before = len(linked.connector.sent)
    linked.connector.faults = [Fault(hang=True)]
    assert await linked.phone.say("Trains") == 200
    linked.pass_by(outbox.HELD * 2)
    going = asyncio.create_task(one.round())
    await asyncio.sleep(0.3)
    linked.connector.hanging.set()
    await going
    await one.stop()
    while await one.round():
        pass
    said = linked.connector.said[before:]
    assert said
    assert len(said) == len(set(said))
    assert linked.small.store.perform_now(outbox.waiting) == 0


async def test_what_waited_for_its_turn_is_not_said_where_it_was_unlinked_meanwhile(
    linked: Town, soon: None
) -> None:
    linked.connector.faults = [Fault(hang=True)]
    assert await linked.phone.say("Trains") == 200
    assert await linked.phone.say("The park") == 200
    here = linked.account()
    assert here
    linked.small.store.perform_now(lambda turn: accounts.end(turn, WORKER.id, here.id))
    linked.connector.hanging.set()
    await linked.doorway.stop()
    assert not any("every day" in each.lower() for each in linked.connector.said)


async def test_a_connector_that_never_answers_holds_up_nobody_else(
    linked: Town, courier: tuple[Courier, list[str]]
) -> None:
    one, heard = courier
    linked.connector.faults = [Fault(hang=True)]
    due_there(linked)
    told(linked, "1", OFFICER.id)
    going = asyncio.create_task(one.round())
    async with asyncio.timeout(5):
        while heard != [OFFICER.id]:
            await asyncio.sleep(0.01)
    linked.connector.hanging.set()
    await going


async def test_what_the_courier_says_more_slowly_than_its_lease_lasts_is_said_once(
    linked: Town, courier: tuple[Courier, list[str]], monkeypatch: pytest.MonkeyPatch, soon: None
) -> None:
    monkeypatch.setattr("bot.courier.SLOW_SECONDS", 0.05)
    one, _ = courier
    before = len(linked.connector.sent)
    linked.connector.faults = [Fault(hang=True)]
    due_there(linked)
    await one.round()
    for _ in range(3):
        linked.pass_by(outbox.LEASE * 2)
        await one.round()
    linked.connector.hanging.set()
    await one.stop()
    for _ in range(3):
        linked.pass_by(outbox.LEASE * 2)
        await one.round()
    assert len(linked.connector.sent) == before + 1
    assert linked.small.store.perform_now(outbox.waiting) == 0
