"""Asking Telegram for news: confirmed when it is kept, never before, and again when it was not."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest

from bot.channels import telegram_poll
from bot.channels.telegram_poll import Polling
from bot.channels.telegram_wire import TelegramSlow, TelegramWire
from storage.errors import NotKept
from tests.bot.fake_telegram import FakeTelegram, Fault, Watch, telegram
from tests.bot.telegram_phone import Phone


class House:
    """What takes the updates; it fails as often as it is told to."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.fails: Counter[int] = Counter()
        self.slow = asyncio.Event()
        self.slow.set()
        self.news = asyncio.Condition()

    async def take(self, plain: Any) -> None:
        await self.slow.wait()
        number = plain["update_id"]
        if self.fails[number]:
            self.fails[number] -= 1
            raise NotKept
        self.taken.append(number)
        async with self.news:
            self.news.notify_all()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20), self.news:
            await self.news.wait_for(lambda: len(self.taken) >= count)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_WAIT", "LONGEST_WAIT", "CONFLICT_WAIT", "BREATH"):
        monkeypatch.setattr(telegram_poll, name, 0.01)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with telegram() as made:
        yield made


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def polling(fake: FakeTelegram, house: House) -> AsyncIterator[Polling]:
    wire = TelegramWire(fake.settings(), Watch().pacing())
    made = Polling(wire, house.take)
    yield made
    await made.stop()
    await wire.close()


def phone(fake: FakeTelegram) -> Phone:
    return Phone(fake, 4001, "Rosie")


async def empty(fake: FakeTelegram) -> None:
    """Everything has been confirmed."""
    await fake.until(lambda: not fake.pending)


async def test_what_waited_is_taken_and_what_comes_is_taken_soon(
    fake: FakeTelegram, house: House, polling: Polling
) -> None:
    waited = [await phone(fake).say(f"{number}") for number in range(3)]
    polling.start()
    await house.until(3)
    later = await phone(fake).say("later")
    await house.until(4)
    assert house.taken == [each["update_id"] for each in (*waited, later)]
    await empty(fake)


async def test_a_webhook_that_was_left_behind_is_taken_down_first(
    fake: FakeTelegram, house: House, polling: Polling
) -> None:
    fake.webhook = {"url": "http://127.0.0.1:9/telegram/webhook"}
    fake.faults["deleteWebhook"] += [Fault(500), Fault(429, retry_after=1)]
    polling.start()
    await fake.until(lambda: bool(fake.asked("getUpdates")))
    await phone(fake).say("hello")
    await house.until(1)
    assert fake.asked("deleteWebhook")[-1] == {"drop_pending_updates": False}


async def test_what_could_not_be_kept_is_not_confirmed_and_comes_again_alone(
    fake: FakeTelegram, house: House, polling: Polling
) -> None:
    first, second, third = [await phone(fake).say(f"{number}") for number in range(3)]
    house.fails[second["update_id"]] = 2
    polling.start()
    await house.until(3)
    await empty(fake)
    assert house.taken == [each["update_id"] for each in (first, third, second)]
    offsets = [each["offset"] for each in fake.asked("getUpdates") if "offset" in each]
    assert offsets[0] == second["update_id"]
    assert offsets[-1] == third["update_id"] + 1


async def test_one_that_can_never_be_kept_does_not_hold_up_everybody_for_ever(
    fake: FakeTelegram, house: House, polling: Polling, caplog: pytest.LogCaptureFixture
) -> None:
    bad = await phone(fake).say("bad")
    await phone(fake).say("good")
    house.fails[bad["update_id"]] = 10**6
    polling.start()
    await empty(fake)
    assert len(house.taken) == 1
    assert "one update was given up" in caplog.text


async def test_after_a_quiet_week_the_numbers_may_begin_anywhere(
    fake: FakeTelegram, house: House, polling: Polling
) -> None:
    polling.start()
    await phone(fake).say("before")
    await house.until(1)
    await empty(fake)
    await fake.until(lambda: "offset" not in fake.asked("getUpdates")[-1])
    lower = await fake.bring({"message": phone(fake).message(text="after")}, update=1_000)
    await house.until(2)
    await empty(fake)
    assert house.taken[-1] == lower["update_id"]


async def test_a_kill_before_the_confirmation_brings_the_same_again(
    fake: FakeTelegram, house: House, polling: Polling
) -> None:
    said = await phone(fake).say("hello")
    house.slow.clear()
    polling.start()
    await fake.until(lambda: bool(fake.asked("getUpdates")))
    assert polling._task
    polling._task.cancel()
    await asyncio.wait({polling._task})
    assert fake.pending == [said]
    house.slow.set()
    other = Polling(polling._wire, house.take)
    other.start()
    await house.until(1)
    await other.stop()
    assert house.taken == [said["update_id"]]
    assert fake.pending == []


async def test_it_stops_within_a_second_and_confirms_what_was_in_hand(
    fake: FakeTelegram, house: House, polling: Polling
) -> None:
    polling.start()
    await fake.until(lambda: bool(fake.asked("getUpdates")))
    began = monotonic()
    await polling.stop()
    assert monotonic() - began < telegram_poll.STOPS_WITHIN + 0.2
    assert polling._task
    assert polling._task.done()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(409, "Conflict: terminated by other getUpdates request"),
        Fault(500),
        Fault(502, body=b"<html>"),
        Fault(200, body=b'{"ok":true,"result":{}}'),
        Fault(401, "Unauthorized"),
        Fault(200, body=b"garbage"),
    ],
)
async def test_whatever_is_wrong_it_asks_again_and_says_so_in_one_word(
    fake: FakeTelegram,
    house: House,
    polling: Polling,
    fault: Fault,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fake.faults["getUpdates"] += [fault, fault]
    polling.start()
    await fake.until(lambda: len(fake.asked("getUpdates")) >= 3)
    await phone(fake).say("hello")
    await house.until(1)
    [line] = {each.getMessage() for each in caplog.records if each.levelname == "WARNING"}
    assert line.startswith("telegram poll: Telegram")


async def test_it_never_waits_less_than_telegram_asks_for(
    polling: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(polling, "_pause", pause)
    for _ in range(200):
        await polling._failed(TelegramSlow(7.0))
    assert 7.0 <= min(waited) < max(waited) < 10.5


async def test_updates_without_a_number_are_passed_over(
    fake: FakeTelegram, house: House, polling: Polling
) -> None:
    strange: list[Any] = ["garbage", {"message": {}}, {"update_id": True}]
    fake.pending += strange
    await phone(fake).say("hello")
    kept = await polling._all(list(fake.pending))
    assert kept == fake.pending[-1]["update_id"] + 1
    assert len(house.taken) == 1
