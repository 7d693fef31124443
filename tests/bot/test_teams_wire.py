"""What we say in Teams is said once, over kept connections, and only where we may write."""

from __future__ import annotations

import pytest

from bot.channels.outlet import NotDelivered
from bot.channels.teams_wire import TeamsWire
from tests.bot.fake_connector import CHAT, FakeConnector, Fault
from tests.bot.teams_town import connector as connector
from tests.bot.teams_town import wire as wire

HELLO = {"type": "message", "text": "Hello"}


async def test_fifty_things_are_said_over_one_connection_with_one_token(
    wire: TeamsWire, connector: FakeConnector
) -> None:
    for _ in range(50):
        await wire.send(connector.service, CHAT, HELLO)
    assert len(connector.sent) == 50
    assert len(connector.connections) == 1
    assert connector.asked_tokens == 1


async def test_a_conversation_may_have_any_name(wire: TeamsWire, connector: FakeConnector) -> None:
    for name in ("19:abc@thread.v2;messageid=1", "a/../b", "a b", "a?b#c", "%2e%2e", "ü"):
        await wire.send(connector.service, name, HELLO)
        assert connector.sent[-1].conversation == name
    for name in ("", ".", ".."):
        with pytest.raises(NotDelivered):
            await wire.send(connector.service, name, HELLO)


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_what_was_put_off_is_not_said_and_may_be_tried_again(
    wire: TeamsWire, connector: FakeConnector, status: int
) -> None:
    connector.faults = [Fault(status, retry_after="7")]
    with pytest.raises(NotDelivered) as why:
        await wire.send(connector.service, CHAT, HELLO)
    assert (why.value.seconds, why.value.final) == (7.0, False)
    assert not connector.sent


@pytest.mark.parametrize("told", ["", "soon", "-1", "9" * 30])
async def test_a_strange_wait_is_the_usual_one(
    wire: TeamsWire, connector: FakeConnector, told: str
) -> None:
    connector.faults = [Fault(429, retry_after=told)]
    with pytest.raises(NotDelivered) as why:
        await wire.send(connector.service, CHAT, HELLO)
    assert why.value.seconds == 5.0


@pytest.mark.parametrize(
    "fault",
    [Fault(500, after=True), Fault(503, after=True), Fault(drop=True, after=True)],
)
async def test_what_may_have_arrived_counts_as_said(
    wire: TeamsWire, connector: FakeConnector, fault: Fault
) -> None:
    connector.faults = [fault]
    assert await wire.send(connector.service, CHAT, HELLO) == ""
    assert len(connector.sent) == 1


@pytest.mark.parametrize("status", [403, 404])
async def test_a_conversation_that_is_closed_to_us_is_over(
    wire: TeamsWire, connector: FakeConnector, status: int
) -> None:
    connector.faults = [Fault(status)]
    with pytest.raises(NotDelivered) as why:
        await wire.send(connector.service, CHAT, HELLO)
    assert why.value.final


async def test_a_service_that_is_not_there_was_told_nothing(
    wire: TeamsWire, connector: FakeConnector
) -> None:
    settings = connector.settings
    elsewhere = TeamsWire(settings, wire._tokens)
    elsewhere._hosts = frozenset({"127.0.0.1:1"})
    with pytest.raises(NotDelivered) as why:
        await elsewhere.send("http://127.0.0.1:1/uk", CHAT, HELLO)
    assert why.value.seconds
    await elsewhere.close()


async def test_nothing_is_ever_sent_to_a_host_that_was_not_named(
    wire: TeamsWire, connector: FakeConnector
) -> None:
    port = connector.base.rpartition(":")[2]
    at = f"127.0.0.1:{port}@evil.example"
    for service in (
        f"http://localhost:{port}/uk",
        f"http://127.0.0.1.evil.example:{port}/uk",
        f"http://{at}/uk",
        "https://evil.example/",
        "",
    ):
        for ask in (wire.send, wire.update):
            with pytest.raises(NotDelivered):
                await ask(service, CHAT, *(["x"] if ask == wire.update else []), HELLO)
        await wire.typing(service, CHAT)
        with pytest.raises(NotDelivered):
            await wire.member(service, CHAT, "29:them")
    assert not connector.sent
    assert connector.asked_tokens == 0


async def test_a_token_that_is_not_taken_any_more_is_renewed_once(
    wire: TeamsWire, connector: FakeConnector
) -> None:
    await wire.send(connector.service, CHAT, HELLO)
    connector.token = "revoked"
    wire._tokens._asked -= 1_000
    await wire.send(connector.service, CHAT, HELLO)
    assert len(connector.sent) == 2
    assert (connector.asked_tokens, connector.refused) == (2, 1)
    connector.token = "revoked again"
    with pytest.raises(NotDelivered):
        await wire.send(connector.service, CHAT, HELLO)
    assert connector.asked_tokens == 2


async def test_a_change_may_be_tried_again_and_one_of_what_is_gone_is_no_fault(
    wire: TeamsWire, connector: FakeConnector
) -> None:
    said = await wire.send(connector.service, CHAT, HELLO)
    connector.update_faults = [Fault(500)]
    with pytest.raises(NotDelivered):
        await wire.update(connector.service, CHAT, said, {**HELLO, "text": "Bye"})
    await wire.update(connector.service, CHAT, said, {**HELLO, "text": "Bye"})
    await wire.update(connector.service, CHAT, "no-such", HELLO)
    assert connector.said == ["Bye"]
    await wire.delete(connector.service, CHAT, said)
    assert connector.sent[0].gone


async def test_typing_that_does_not_arrive_matters_to_nobody(
    wire: TeamsWire, connector: FakeConnector
) -> None:
    connector.token_faults = [Fault(500)]
    await wire.typing(connector.service, CHAT)
    assert connector.typing == 0
