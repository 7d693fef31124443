"""A parcel on Telegram: said once and in order, however Telegram takes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.outlet import Bubble, NotDelivered, Parcel, Spent
from bot.channels.telegram_outlet import TelegramOutlet
from bot.channels.telegram_wire import (
    TelegramWire,
)
from dialogs.message import Button, Message
from tests.bot.fake_telegram import FakeTelegram, Fault, Watch, telegram

CHAT = 4001
HELLO = {"chat_id": CHAT, "text": "Hello"}
YES = Message("Well?", buttons=(Button("yes", "Yes"), Button("no", "No")))

LONG = Message("A word that is long. " * 12 + "Is it not?")


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with telegram() as made:
        made.chats[CHAT] = []
        yield made


@pytest.fixture
async def wire(fake: FakeTelegram) -> AsyncIterator[TelegramWire]:
    made = TelegramWire(fake.settings(webhook=True), Watch().pacing())
    yield made
    await made.close()


@pytest.fixture
def outlet(wire: TelegramWire) -> TelegramOutlet:
    return TelegramOutlet(wire)


def parcel(*bubbles: Bubble, spent: tuple[Spent, ...] = ()) -> Parcel:
    return Parcel("a", "p", {"chat": str(CHAT)}, bubbles, spent, "https://kith.example")


async def test_a_parcel_is_said_in_order_and_what_is_over_loses_its_buttons(
    fake: FakeTelegram, outlet: TelegramOutlet
) -> None:
    first = await outlet.deliver(parcel(Bubble(LONG), Bubble(YES, 31)))
    assert first == {31: str(fake.chats[CHAT][1].number)}
    assert fake.chats[CHAT][1].labels == ["Yes", "No"]
    over = Spent(first[31], YES)
    await outlet.deliver(parcel(Bubble(Message("Thank you")), spent=(over,)))
    assert fake.chats[CHAT][1].labels == []
    assert [each.text for each in fake.chats[CHAT]] == [LONG.text, "Well?", "Thank you"]
    assert all(each.protected for each in fake.chats[CHAT])
    await outlet.deliver(parcel(spent=(over,)))  # the second time it is so already
    assert [each for each in fake.refused if "not modified" not in each] == []


async def test_a_short_word_stands_on_top_of_what_follows_and_makes_no_sound_of_its_own(
    fake: FakeTelegram, outlet: TelegramOutlet
) -> None:
    saved, urgent = Bubble(Message("Saved.")), Bubble(Message("Ring 999.", role="urgent"))
    ids = await outlet.deliver(parcel(saved, Bubble(Message("Next: us.")), Bubble(YES, 31)))
    assert [each.text for each in fake.chats[CHAT]] == ["Saved.\n\nNext: us.\n\nWell?"]
    assert ids == {31: str(fake.chats[CHAT][0].number)}
    await outlet.deliver(parcel(urgent, Bubble(YES, 32)))
    assert [each.text for each in fake.chats[CHAT][1:]] == ["Ring 999.", "Well?"]


async def test_what_was_folded_counts_as_said_or_not_said_together(
    fake: FakeTelegram, outlet: TelegramOutlet
) -> None:
    fake.faults["sendMessage"] += [None, Fault(429, retry_after=9)]
    saved = Bubble(Message("Saved."))
    said = (saved, Bubble(YES, 30), saved, Bubble(YES, 31))
    with pytest.raises(NotDelivered) as caught:
        await outlet.deliver(parcel(*said))
    assert (caught.value.said, list(caught.value.ids)) == (2, [30])


@pytest.mark.parametrize(
    ("fault", "said", "seconds", "final"),
    [
        (Fault(429, retry_after=9), 1, 9, False),
        (Fault(401, "Unauthorized"), 1, None, False),
        (Fault(403, "Forbidden: bot was blocked by the user"), 1, None, True),
        (Fault(400, "Bad Request: chat not found"), 1, None, True),
    ],
)
async def test_what_did_not_arrive_is_told_with_what_did(
    fake: FakeTelegram,
    outlet: TelegramOutlet,
    fault: Fault,
    said: int,
    seconds: float | None,
    final: bool,
) -> None:
    fake.faults["sendMessage"] += [None, fault]
    three = (Bubble(YES, 30), Bubble(YES, 31), Bubble(YES, 32))
    with pytest.raises(NotDelivered) as caught:
        await outlet.deliver(parcel(*three))
    why = caught.value
    assert (why.said, why.seconds, why.final) == (said, seconds, final)
    assert list(why.ids) == [30]
    assert len(fake.asked("sendMessage")) == 2


@pytest.mark.parametrize(
    "fault", [Fault(500), Fault(500, after=True), Fault(200, body=b"garbage"), Fault(502)]
)
async def test_what_may_have_arrived_counts_as_said_and_the_rest_follows(
    fake: FakeTelegram, outlet: TelegramOutlet, fault: Fault
) -> None:
    fake.faults["sendMessage"] += [None, fault]
    three = (Bubble(YES, 30), Bubble(YES, 31), Bubble(YES, 32))
    assert list(await outlet.deliver(parcel(*three))) == [30, 32]
    assert len(fake.asked("sendMessage")) == 3


async def test_words_that_telegram_will_not_have_never_hold_up_what_follows(
    fake: FakeTelegram, outlet: TelegramOutlet
) -> None:
    poison = Fault(400, "Bad Request: BUTTON_DATA_INVALID")
    fake.faults["sendMessage"] += [poison, poison]
    ids = await outlet.deliver(parcel(Bubble(YES, 31), Bubble(Message("On we go"))))
    assert ids == {}
    assert [each.text for each in fake.chats[CHAT]] == ["On we go"]
    fake.faults["sendMessage"] += [poison]
    await outlet.deliver(parcel(Bubble(YES, 32)))
    assert fake.chats[CHAT][-1].text == "Well?"
    assert fake.chats[CHAT][-1].labels == []


async def test_the_second_half_of_a_message_waits_a_moment_rather_than_begin_again(
    fake: FakeTelegram, outlet: TelegramOutlet
) -> None:
    fake.faults["sendMessage"] += [None, Fault(429, retry_after=2)]
    long = Message("One sentence of many. " * 300, buttons=YES.buttons)
    ids = await outlet.deliver(parcel(Bubble(long, 31)))
    assert ids == {31: str(fake.chats[CHAT][1].number)}
    assert len(fake.chats[CHAT]) == 2


async def test_a_place_that_is_no_chat_is_final_and_a_word_in_passing_never_fails(
    fake: FakeTelegram, outlet: TelegramOutlet
) -> None:
    nowhere = replace(parcel(Bubble(YES, 31)), place={})
    with pytest.raises(NotDelivered) as caught:
        await outlet.deliver(nowhere)
    assert caught.value.final
    await outlet.tell({}, YES)
    await outlet.tell({"chat": "5"}, YES)
    for fault in (Fault(500), Fault(429, retry_after=2), Fault(403)):
        fake.faults["sendMessage"].append(fault)
        await outlet.tell({"chat": str(CHAT)}, YES)
