"""Attacks on Teams over real HTTP: deliveries that are wrong, floods, and a connector that is slow."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.teams_uploads import is_file_host
from storage import linkings
from tests.bot.house import WORKER
from tests.bot.teams_town import Town
from tests.bot.teams_town import linked as linked
from tests.bot.teams_town import patience as patience
from tests.bot.teams_town import town as town

CANARY = "Quillfeather"


# ---------------------------------------------------------------- deliveries that are wrong

HALF = "\ud800"


@pytest.mark.parametrize(
    "more",
    [
        {"id": f"17{HALF}"},
        {"conversation": {"id": f"a:{HALF}", "conversationType": "personal"}},
        {"from": {"id": f"29:{HALF}", "name": HALF, "aadObjectId": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"}},
        {"recipient": {"id": HALF}},
        {"text": f"Trains {HALF}"},
        {"value": {"kith": {"press": HALF, "asked": HALF, "shown": 1}}},
        {"value": {"say:play.likes": HALF, "kith": {"asked": "play.likes"}}},
        {"value": {"kith": {"press": "answer:yes", "asked": "play.often", "shown": 10**400}}},
        {"value": {"kith": {"press": "answer:yes", "shown": -1}}},
        {"value": {"kith": {"press": {"a": 1}}}},
        {"value": {"kith": []}},
        {"value": {HALF: HALF}},
        {"value": ["x"], "text": None},
        {"value": "x", "text": None},
        {"channelData": {"tenant": {"id": "33333333-2222-3333-4444-55555555555a"}, "eventType": 7}},
        {"attachments": [{"contentType": "text/html", "content": HALF}], "text": HALF},
        {"entities": [{"type": "mention", "mentioned": {"id": HALF}, "text": HALF}]},
        {"type": "messageUpdate", "channelData": {"tenant": {"id": "33333333-2222-3333-4444-55555555555a"}, "eventType": "editMessage"}, "timestamp": HALF},
        {"type": "invoke", "name": "fileConsent/invoke", "value": {"context": {"kith": HALF}, "action": "accept"}},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"kith": {"press": HALF}}}}},
    ],
)  # fmt: skip
async def test_no_delivery_is_a_fault_of_ours(
    linked: Town, more: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    plain = linked.phone.activity(**{"text": CANARY, **more})
    answer = await linked.phone.bring(json.dumps(plain))
    assert answer.status < 500
    assert CANARY not in caplog.text
    assert "Quill" not in (await answer.text())


async def test_a_name_that_is_half_a_letter_is_linked_all_the_same(town: Town) -> None:
    town.offer("t" * 32, "7K2M9QXR4D")
    town.phone.name = f"Wil{HALF}ma"
    answer = await town.phone.bring(json.dumps(town.phone.activity(text="7K2M9QXR4D")))
    assert answer.status == 200
    assert town.small.store.perform_now(lambda turn: linkings.waiting(turn, WORKER.id))


@pytest.mark.parametrize(
    "claims",
    [{"exp": 10**400}, {"nbf": 10**400}, {"nbf": -(10**400)}, {"exp": True}, {"exp": "9999999999"}, {"aud": []},
     {"aud": ["22222222-2222-3333-4444-555555555555"]}, {"serviceurl": 7},
     {"serviceurl": {"a": 1}}, {"exp": [1]}, {"iat": "x"}, {"iat": 10**400}, {"sub": 7}, {"jti": 7}, {"crit": ["x"]}],
)  # fmt: skip
async def test_claims_that_make_no_sense_are_no_fault_of_ours(
    linked: Town, claims: dict[str, Any]
) -> None:
    plain = linked.phone.activity(text="hello")
    answer = await linked.phone.bring(plain, linked.phone.token(**claims))
    assert answer.status in (200, 401)
    if claims.keys() & {"aud", "iss", "exp", "nbf", "serviceurl"}:
        assert answer.status == 401


# ---------------------------------------------------------------- old cards


def taps_in(town: Town) -> list[dict[str, Any]]:
    """What each tap in the last card brings back."""
    found: list[dict[str, Any]] = []

    def look(plain: Any) -> None:
        if isinstance(plain, dict):
            if plain.get("type") == "Action.Submit" and "press" in plain["data"].get("kith", {}):
                found.append(plain["data"])
            for each in plain.values():
                look(each)
        elif isinstance(plain, list):
            for each in plain:
                look(each)

    look(town.connector.sent[-1].card)
    return found


async def test_the_card_of_a_link_that_is_over_answers_nothing_in_the_next(linked: Town) -> None:
    for text in ("Trains", "The park"):
        assert await linked.phone.say(text) == 200
    old = next(each for each in taps_in(linked) if each["kith"]["press"].startswith("answer:"))
    assert old["kith"]["shown"]
    linked.link()
    assert await linked.phone.tap(old) == 200
    assert "play.often" not in linked.answers()
    fresh = next(each for each in taps_in(linked) if each["kith"]["press"].startswith("answer:"))
    assert await linked.phone.tap(fresh) == 200
    assert "play.often" in linked.answers()


async def test_a_form_with_boxes_that_were_not_in_it_keeps_nothing_of_them(linked: Town) -> None:
    boxes = {"say:play.likes": "Trains", "say:no.such": CANARY, "say:record.full_name": CANARY, "many:play.place": CANARY,
             "say:play.likes~x": CANARY, "say:../x": CANARY, "unknown:play.place": "true"}  # fmt: skip
    kith = {"asked": "play.likes", "paths": ["play.place", "x"]}
    assert await linked.phone.tap({**boxes, "kith": kith}) == 200
    assert CANARY not in str(linked.answers())
    assert all(path.startswith("play.") for path in linked.answers())


# ---------------------------------------------------------------- where a file may go


@pytest.mark.parametrize(
    "host",
    ["[::1%25.sharepoint.com]", "[::1%25.sharepoint.com]:443", "[v1.sharepoint.com]", "127.0.0.1%2f.sharepoint.com",
     "127.0.0.1%00.sharepoint.com", "127.0.0.1;.sharepoint.com", "127.0.0.1&.sharepoint.com", ".sharepoint.com",
     "a..sharepoint.com", "-.sharepoint.com", "x.sharepoint.com:0", "x.sharepoint.com:8443", "x@y.sharepoint.com",
     "x.sharepoint.com.", "x.sharepoint.com.evil.example", "evilsharepoint.com", "sharepoint.com", "_.sharepoint.com"],
)  # fmt: skip
def test_no_trick_in_a_name_makes_another_machine_of_it(host: str) -> None:
    assert not is_file_host(f"https://{host}/upload")


@pytest.mark.parametrize(
    "host", ["larkshire-my.sharepoint.com", "X.SharePoint.com:443", "a.b.svc.ms"]
)
def test_where_files_are_kept_is_still_where_files_are_kept(host: str) -> None:
    assert is_file_host(f"https://{host}/personal/w/_api/v2.0/drive/items/1/uploadSession?guid='1'")


# ---------------------------------------------------------------- a link that somebody sent


@pytest.mark.parametrize("how", ["unlink", "gone"])
async def test_a_code_that_somebody_sent_can_be_taken_back_before_the_yes(
    town: Town, how: str
) -> None:
    town.offer("t" * 32, "7K2M9QXR4D")
    assert await town.phone.say("7K2M9QXR4D") == 200
    assert town.small.store.perform_now(lambda turn: linkings.waiting(turn, WORKER.id))
    if how == "gone":
        gone = town.phone.activity("installationUpdate", action="remove")
        assert (await town.phone.bring(gone)).status == 200
    else:
        assert await town.phone.say("Unlink") == 200
    assert not town.small.store.perform_now(lambda turn: linkings.waiting(turn, WORKER.id))


# ---------------------------------------------------------------- floods


async def test_a_flood_in_one_conversation_is_no_fault_and_holds_up_no_other(linked: Town) -> None:
    other = replace(linked.phone, user="bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee", chat="a:2")
    flood = [
        asyncio.create_task(linked.phone.bring(linked.phone.activity(text=f"{CANARY} {number}")))
        for number in range(150)
    ]
    await asyncio.sleep(0.05)
    async with asyncio.timeout(15):
        assert await other.say("hello") == 200
    statuses = {each.status for each in await asyncio.gather(*flood)}
    assert statuses <= {200, 429, 503}
    assert linked.door._chats._chats == {}
    await linked.doorway.stop()
    assert not linked.doorway._going_on
    assert len(linked.doorway._turns) <= 1
    assert linked.count("inbox") <= 150


async def test_strangers_leave_nothing_behind_them(town: Town) -> None:
    before = {
        each: town.count(each)
        for each in ("inbox", "outbox", "diary", "shown", "account", "linking")
    }
    for number in range(40):
        one = replace(
            town.phone, user=f"{number:08}-bbbb-cccc-dddd-eeeeeeeeeeee", chat=f"a:{number}"
        )
        assert await one.say(CANARY) == 200
        assert await one.tap({"kith": {"press": "account:unlink", "shown": 1}}) == 200
        assert await one.say("unlink") == 200
    assert {each: town.count(each) for each in before} == before
    assert town.door._chats._chats == {}
    assert len(town.connector.sent) <= 61
