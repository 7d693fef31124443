"""The Bot API asked over HTTP: every way it can fail has one meaning, and the token goes nowhere else."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channels import telegram_wire
from bot.channels.outlet import Bubble, Parcel, Spent
from bot.channels.telegram_outlet import TelegramOutlet
from bot.channels.telegram_wire import (
    HEARD,
    TelegramAway,
    TelegramConflict,
    TelegramGone,
    TelegramRefused,
    TelegramSilent,
    TelegramSlow,
    TelegramWire,
)
from bot.errors import BotError
from dialogs.message import Button, Message
from tests.bot.fake_telegram import SECRET, TOKEN, FakeTelegram, Fault, Watch, telegram

CHAT = 4001
HELLO = {"chat_id": CHAT, "text": "Hello"}
YES = Message("Well?", buttons=(Button("yes", "Yes"), Button("no", "No")))


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


async def test_every_method_asks_what_the_bot_api_takes(
    fake: FakeTelegram, wire: TelegramWire
) -> None:
    assert await wire.me() == "kith_bot"
    assert await wire.send(HELLO) == str(fake.chats[CHAT][0].number)
    await wire.typing(str(CHAT))
    await wire.set_commands([("menu", "What waits")])
    assert await wire.updates(None, 0) == []
    await wire.set_webhook("https://kith.example/telegram/webhook")
    assert fake.webhook["secret_token"] == SECRET
    assert fake.webhook["drop_pending_updates"] is False
    assert fake.webhook["allowed_updates"] == list(HEARD)
    await wire.delete_webhook()
    assert not fake.webhook
    assert fake.refused == []


@pytest.mark.parametrize(
    ("fault", "means"),
    [
        (Fault(429, "Too Many Requests: retry after 7", retry_after=7), TelegramSlow),
        (Fault(429, "Too Many Requests"), TelegramSlow),
        (Fault(403, "Forbidden: bot was blocked by the user"), TelegramGone),
        (Fault(403, "Forbidden: user is deactivated"), TelegramGone),
        (Fault(403, "Forbidden: bot can't initiate conversation with a user"), TelegramGone),
        (Fault(400, "Bad Request: chat not found"), TelegramGone),
        (Fault(400, "Bad Request: PEER_ID_INVALID"), TelegramGone),
        (Fault(400, "Bad Request: BUTTON_URL_INVALID"), TelegramRefused),
        (Fault(413, "Request Entity Too Large"), TelegramRefused),
        (Fault(401, "Unauthorized"), TelegramAway),
        (Fault(404, "Not Found"), TelegramAway),
        (Fault(409, "Conflict: terminated by other getUpdates request"), TelegramConflict),
        (Fault(500), TelegramSilent),
        (Fault(502, body=b"<html>Bad Gateway"), TelegramSilent),
        (Fault(500, after=True), TelegramSilent),
        (Fault(200, body=b"not json"), TelegramSilent),
        (Fault(200, body=b"[" * 5000), TelegramSilent),
        (Fault(200, body=b"[]"), TelegramSilent),
        (Fault(200, body=b'{"ok":true}'), TelegramSilent),
        (Fault(200, body=b'{"ok":true,"result":{"message_id":true}}'), TelegramSilent),
        (Fault(200, body=b'{"ok":false,"error_code":403}'), TelegramGone),
        (Fault(200, body=b"\xff\xfe"), TelegramSilent),
        (Fault(302, body=b""), TelegramAway),
        (Fault(400, body=b"<html>Bad request"), TelegramAway),
        (Fault(403, body=b"<html>Blocked by the council's wall"), TelegramAway),
        (Fault(403, body=b'{"error":"blocked"}'), TelegramAway),
        (Fault(407, body=b""), TelegramAway),
        (Fault(413, body=b"<html>Too large"), TelegramRefused),
        (Fault(429, body=b"<html>Too many"), TelegramSlow),
    ],
)
async def test_every_way_to_fail_has_one_meaning_and_is_not_tried_again(
    fake: FakeTelegram, wire: TelegramWire, fault: Fault, means: type[BotError]
) -> None:
    fake.faults["sendMessage"].append(fault)
    with pytest.raises(means) as caught:
        await wire.send(HELLO)
    assert len(fake.asked("sendMessage")) == 1
    if isinstance(caught.value, TelegramSlow):
        assert caught.value.seconds == (fault.retry_after or 5)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [(0, 1), (3, 3), (10**9, 3600), (-5, 1), (float("nan"), 5), ("7", 5), (True, 5), (None, 5)],
)
def test_a_wait_that_makes_no_sense_is_a_usual_one(given: Any, seconds: float) -> None:
    assert telegram_wire._wait({"parameters": {"retry_after": given}}) == seconds
    assert telegram_wire._wait({"parameters": [given]}) == 5


async def test_an_answer_that_never_comes_may_have_been_done(
    fake: FakeTelegram, wire: TelegramWire
) -> None:
    fake.faults["sendMessage"].append(Fault(hang=True))
    with pytest.raises(TelegramSilent):
        await wire._call("sendMessage", HELLO, telegram_wire.ClientTimeout(total=0.1))


async def test_nobody_there_means_that_nothing_was_done(fake: FakeTelegram) -> None:
    nowhere = replace(fake.settings(), api="http://127.0.0.1:9")
    wire = TelegramWire(nowhere, Watch().pacing())
    with pytest.raises(TelegramAway):
        await wire.send(HELLO)
    await wire.close()


@pytest.mark.parametrize("about", ["message is not modified", "message to edit not found"])
async def test_an_edit_or_a_tap_that_is_too_late_is_no_fault(
    fake: FakeTelegram, wire: TelegramWire, about: str
) -> None:
    fake.faults["editMessageReplyMarkup"].append(Fault(400, f"Bad Request: {about}"))
    await wire.edit_buttons({"chat_id": CHAT, "message_id": 1})
    await wire.answer("a tap that nobody made")


async def test_the_token_is_in_no_log_no_error_and_no_trace(
    fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ways = [
        (fake.settings(), Fault(500)),
        (fake.settings(), Fault(400, f"Bad Request: {TOKEN}")),
        (fake.settings(), Fault(302, body=b"")),
        (fake.settings(), Fault(200, body=b"\x1f\x8b not gzip")),
        (replace(fake.settings(), api="http://127.0.0.1:9"), None),
        (replace(fake.settings(), api="http://no-such-host.invalid"), None),
        (replace(fake.settings(), api="not an address"), None),
        (replace(fake.settings(), api="http:" + "//[::1"), None),
    ]
    for settings, fault in ways:
        wire = TelegramWire(settings, Watch().pacing())
        assert TOKEN not in repr(wire) + repr(settings)
        if fault:
            fake.faults["sendMessage"].append(fault)
        with pytest.raises(BotError) as caught:
            await wire.send(HELLO)
        await TelegramOutlet(wire).tell({"chat": str(CHAT)}, Message("Hello"))
        await wire.close()
        seen: BaseException | None = caught.value
        while seen is not None:
            assert TOKEN not in "".join(traceback.format_exception(seen)) + repr(
                (vars(seen), seen.args)
            )
            seen = seen.__context__ or seen.__cause__
    assert TOKEN not in caplog.text
    assert caplog.records


# ---------------------------------------------------------------- the pace


async def test_a_chat_hears_a_few_at_once_and_then_one_a_second() -> None:
    watch = Watch()
    pacing = watch.pacing()
    for _ in range(8):
        await pacing.turn("1")
    assert [round(each, 3) for each in watch.waited] == [1.0, 1.0, 1.0, 1.0]
    watch.now += 60
    await pacing.turn("1")
    assert len(watch.waited) == 4


async def test_all_chats_together_hear_thirty_a_second() -> None:
    watch = Watch()
    pacing = watch.pacing()
    began = watch.now
    for number in range(330):
        await pacing.turn(str(number))
    assert 9.9 <= watch.now - began <= 10.1


async def test_a_chat_that_telegram_wants_left_alone_is_left_alone_and_others_are_not(
    fake: FakeTelegram,
) -> None:
    watch = Watch()
    wire = TelegramWire(fake.settings(), watch.pacing())
    fake.chats[4002] = []
    fake.faults["sendMessage"].append(Fault(429, retry_after=7))
    for _ in range(3):
        with pytest.raises(TelegramSlow):
            await wire.send(HELLO)
    assert len(fake.asked("sendMessage")) == 1
    await wire.send({**HELLO, "chat_id": 4002})
    watch.now += 7.1
    await wire.send(HELLO)
    await wire.close()
