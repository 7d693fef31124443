"""What is due in Teams is said in order, what is over says so, and the SDK stands between the two."""

from __future__ import annotations

import pytest
from botbuilder.core import ActivityHandler
from botbuilder.schema import Activity

from bot.channels.outlet import Bubble, NotDelivered, Parcel, Spent
from bot.channels.teams_adapter import TeamsAdapter, reference_of
from bot.channels.teams_cards import activities_of
from bot.channels.teams_outlet import TeamsOutlet
from bot.channels.teams_wire import NotTaken, TeamsWire
from dialogs.message import Button, Message
from tests.bot.fake_connector import APP, CHAT, FakeConnector, Fault, name_of
from tests.bot.teams_town import connector as connector
from tests.bot.teams_town import wire as wire
from tests.reading_code import modules

HELLO = {"type": "message", "text": "Hello"}


def place(connector: FakeConnector) -> dict[str, str]:
    return {
        "service": connector.service.rstrip("/"),
        "conversation": CHAT,
        "bot": f"28:{APP}",
        "user": "29:them",
        "tenant": "t",
    }


def parcel(connector: FakeConnector, *texts: str, spent: tuple[Spent, ...] = ()) -> Parcel:
    bubbles = tuple(
        Bubble(Message(text, role="ask", asked="a.b", buttons=(Button("yes", "Yes"),)), number + 1)
        for number, text in enumerate(texts)
    )
    return Parcel("account", "person", place(connector), bubbles, spent, "https://kith.example")


@pytest.fixture
def outlet(wire: TeamsWire) -> TeamsOutlet:
    return TeamsOutlet(TeamsAdapter(wire, APP), "https://kith.example")


async def test_a_parcel_is_said_in_order_and_its_ids_are_known(
    outlet: TeamsOutlet, connector: FakeConnector
) -> None:
    ids = await outlet.deliver(parcel(connector, "One?", "Two?", "Three?"))
    assert [said.partition("\n")[0] for said in connector.said] == ["One?", "Two?", "Three?"]
    assert ids == {1: name_of(1), 2: name_of(2), 3: name_of(3)}
    assert all(each.conversation == CHAT for each in connector.sent)
    assert connector.sent[0].activity["from"] == {"id": f"28:{APP}"}
    assert connector.sent[0].activity["recipient"] == {"id": "29:them"}
    assert not any(each.reply_to for each in connector.sent)


async def test_a_parcel_that_is_stopped_says_how_far_it_came(
    outlet: TeamsOutlet, connector: FakeConnector
) -> None:
    connector.faults = [Fault(0), Fault(429, retry_after="2")]
    with pytest.raises(NotDelivered) as why:
        await outlet.deliver(parcel(connector, "One?", "Two?", "Three?"))
    assert (why.value.seconds, why.value.said, why.value.ids) == (2.0, 1, {1: name_of(1)})
    assert len(connector.sent) == 1


async def test_a_long_message_that_is_stopped_halfway_goes_on_there_and_does_not_begin_again(
    outlet: TeamsOutlet, connector: FakeConnector
) -> None:
    long = parcel(connector, "\n\n".join(f"Part {n}. {'word ' * 900}" for n in range(8)))
    parts = len(activities_of(long.bubbles[0].message, long.site, 1))
    assert parts > 2
    busy = Fault(429, retry_after="0")
    connector.faults = [Fault(0), busy, Fault(0), busy]
    assert await outlet.deliver(long) == {1: name_of(parts)}
    assert len(connector.sent) == parts
    assert len(set(connector.said)) == parts


async def test_what_may_have_arrived_has_no_id_and_the_rest_is_said(
    outlet: TeamsOutlet, connector: FakeConnector
) -> None:
    connector.faults = [Fault(500, after=True)]
    ids = await outlet.deliver(parcel(connector, "One?", "Two?"))
    assert ids == {2: name_of(2)}
    assert len(connector.sent) == 2


async def test_what_is_over_says_what_became_of_it(
    outlet: TeamsOutlet, connector: FakeConnector
) -> None:
    first = parcel(connector, "Every day?")
    ids = await outlet.deliver(first)
    over = Spent(ids[1], first.bubbles[0].message, "Saved: Yes.")
    await outlet.deliver(parcel(connector, "And then?", spent=(over, Spent("", over.message))))
    before, now = connector.sent
    assert before.edits == 1
    assert "Saved: Yes." in before.words
    assert "Action.Submit" not in str(before.activity)
    assert "Action.Submit" in str(now.activity)


async def test_a_card_that_cannot_be_changed_does_not_hold_up_what_is_said(
    outlet: TeamsOutlet, connector: FakeConnector
) -> None:
    spent = Spent(name_of(1), Message("Before"), "Saved.")
    for fault in (Fault(429, retry_after="60"), Fault(429, retry_after="0"), Fault(400)):
        connector.update_faults = [fault]
        await outlet.deliver(parcel(connector, "And then?", spent=(spent,)))
    assert len(connector.sent) == 3


@pytest.mark.parametrize("status", [400, 413])
async def test_a_card_that_is_not_taken_is_told_in_words_and_never_jams_the_rest(
    outlet: TeamsOutlet, wire: TeamsWire, connector: FakeConnector, status: int
) -> None:
    connector.faults = [Fault(status)]
    with pytest.raises(NotTaken):
        await wire.send(connector.service, CHAT, HELLO)
    connector.faults = [Fault(status)]
    assert await outlet.deliver(parcel(connector, "One?", "Two?")) == {2: name_of(2)}
    connector.faults = [Fault(status), Fault(status)]
    assert await outlet.deliver(parcel(connector, "One?")) == {}
    assert len(connector.sent) == 2


async def test_an_account_that_has_no_place_any_more_is_over(outlet: TeamsOutlet) -> None:
    with pytest.raises(NotDelivered) as why:
        await outlet.deliver(Parcel("a", "p", {}, ()))
    assert why.value.final
    await outlet.tell({}, Message("hello"))


async def test_what_is_told_in_passing_never_raises(
    outlet: TeamsOutlet, connector: FakeConnector
) -> None:
    busy = Fault(429, retry_after="0")
    for fault in (Fault(403), busy, Fault(429, retry_after="60"), Fault(500), Fault(400)):
        connector.faults = [fault, fault]
        await outlet.tell(place(connector), Message("hello"))
    assert not any(said.startswith("hello") for said in connector.said)
    connector.faults = [busy]
    await outlet.tell(place(connector), Message("hello"))
    assert connector.said[-1].startswith("hello"), "after a short wait it is said"


# ---------------------------------------------------------------- the SDK between the two


async def test_the_sdks_own_way_in_is_shut(wire: TeamsWire, connector: FakeConnector) -> None:
    adapter, heard = TeamsAdapter(wire, APP), []

    async def bot(context: object) -> None:
        heard.append(context)

    for header in ("", "Bearer x"):
        with pytest.raises(PermissionError):
            await adapter.process_activity(header, Activity(type="message", text="hi"), bot)
    with pytest.raises(PermissionError):
        await adapter.bot_framework_authentication.authenticate_streaming_request("", "msteams")
    assert not heard


async def test_something_is_said_by_itself_the_way_the_sdk_says_it(
    wire: TeamsWire, connector: FakeConnector
) -> None:
    adapter = TeamsAdapter(wire, APP)

    class Bot(ActivityHandler):  # type: ignore[misc]
        async def on_event_activity(self, turn_context: object) -> None:
            await turn_context.send_activity("Something is waiting for you.")  # type: ignore[attr-defined]

    await adapter.continue_conversation(reference_of(place(connector)), Bot().on_turn, APP)
    assert connector.said == ["Something is waiting for you."]


def test_the_sdks_web_part_is_used_by_one_module_alone() -> None:
    import ast

    users = {
        name
        for name, tree in modules("bot").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("botbuilder.integration", "botframework"))
    }
    assert users == {"bot/channels/teams_adapter.py"}
