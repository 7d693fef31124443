"""Bad input, at every way in: a kind refusal, nothing broken, never a fault of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse

from tests.bot.browser import LINE
from tests.bot.conftest import Open
from tests.bot.house import WORKER

NASTY: list[Any] = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"1" * 10_000,
    b'{"type":"message","text":' + b"9" * 5_000 + b"}",
    b'{"type":"message","text":"' + b"x" * 1_000_000 + b'"}',
    {"type": "message"},
    {"type": "message", "text": 7},
    {"type": "message", "text": ["a"]},
    {"type": ["message"]},
    {"type": "message", "text": "\ud800 \x00 \ufffe"},
    {"type": "message", "text": "a", "from": "me"},
    {"type": "message", "text": "a", "from": {"id": {"a": 1}}},
    {"type": "message", "text": "a", "from": {"id": "\ud800"}},
    {"type": "message", "text": "a", "channelData": "x"},
    {"type": "message", "text": "a", "channelData": {"kith": ["x"]}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": {"x": 1}}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "\udfff", "asked": "\udfff"}}},
    {"type": "message", "text": "a", "channelData": {"clientActivityID": 4}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "x" * 10_000}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "1", "asked": 4}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "1", "press": {}}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "1", "fields": []}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "1", "fields": {"a": {}}}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "1", "fields": {"a": [1]}}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "1", "not_known": "abc"}}},
    {"type": "message", "text": "a", "channelData": {"kith": {"id": "1", "not_known": [[]]}}},
    {"type": "message", "text": "a", "value": {"kith": {"press": 4}}},
    {"type": "message", "value": {"say:a": {"b": 1}}},
    {"type": "message", "value": {"many:a": 4, "unknown:": None}},
    {"type": "message", "value": {f"say:{n}": "" for n in range(1_000)}},
    {"type": "message", "value": float("inf")},
]


@pytest.mark.parametrize("number", range(len(NASTY)))
async def test_a_nasty_body_is_never_a_fault_of_ours(browser: Open, number: int) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    nasty = NASTY[number]
    body = nasty if isinstance(nasty, bytes) else json.dumps(nasty).encode()
    path = f"{LINE}/conversations/{chat.id}/activities"
    answer = await chat.browser.post(path, data=body, headers=chat.bearer)
    assert answer.status < 500, await answer.text()
    assert _is_told_plainly(answer)
    assert (await chat.browser.get(path, headers=chat.bearer)).status == 200
    assert (await chat.say("Trains", "after")).status == 200


async def test_a_nasty_body_is_no_fault_elsewhere_either(browser: Open) -> None:
    one = await (await browser()).enter(WORKER)
    csrf = {"X-Csrf-Token": await one.csrf()}
    for nasty in NASTY:
        body = nasty if isinstance(nasty, bytes) else json.dumps(nasty).encode()
        for path in (f"{LINE}/tokens/generate", f"{LINE}/conversations", "/start", "/sign-out"):
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = await one.post(path, data=body, headers={**csrf, **form})
            assert answer.status < 500, (path, body[:60])


@pytest.mark.parametrize(
    "path",
    [
        "/chat?profile=%00",
        "/chat?profile=%ED%A0%80",
        "/chat?profile=" + "x" * 5_000,
        "/chat?profile=1&profile=2",
        "/referrals/%00",
        "/referrals/%ED%A0%80?version=99999999999999999999",
        "/enter/%ED%A0%80.x",
        "/enter/.",
        "/static/%00/%00",
        f"{LINE}/conversations/x/stream?t=%ED%A0%80&watermark=٣",
    ],
)
async def test_a_nasty_address_is_not_found(browser: Open, path: str) -> None:
    one = await (await browser()).enter(WORKER)
    assert (await one.get(path)).status == 404


@pytest.mark.parametrize(
    "profile", ["\ud800", ["a"], {"a": 1}, None, 5, True, "\x00x", "x" * 9_000]
)
async def test_a_token_is_made_for_no_nasty_profile(browser: Open, profile: object) -> None:
    one = await (await browser()).enter(WORKER)
    path, right = f"{LINE}/tokens/generate", {"X-Csrf-Token": await one.csrf()}
    assert (await one.post(path, json={"profile": profile}, headers=right)).status in (400, 404)


async def test_a_body_that_never_comes_is_not_waited_for(
    browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.bodies.SLOWEST_SECONDS", 0.01)
    one = await (await browser()).enter(WORKER)
    never = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"csrf="
        await never.wait()

    answer = await one.post("/sign-out", data=slow())
    assert answer.status == 408
    never.set()


@pytest.mark.parametrize("cookie", ["kith=é", "kith=", "kith=" + "x" * 4_000, "kith=a b;;=;", "é"])
async def test_a_nasty_cookie_is_nobody(browser: Open, cookie: str) -> None:
    answer = await (await browser()).get("/", headers={"Cookie": cookie})
    assert answer.status == 200
    assert "Come in" in await answer.text()


def _is_told_plainly(answer: ClientResponse) -> bool:
    return answer.content_type == "application/json"
