"""Passkeys: good for one person, one place, one purpose and once; whatever else is said of them is a no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import passkeys
from tests.bot.fake_authenticator import Phone, b64
from tests.bot.fostering import (
    SANDRA,
    Open,
    lines,
    server,
    small,
    visitor,
    with_key,
)
from tests.bot.house import Small

__all__ = ["server", "small", "visitor"]


async def test_a_passkey_is_good_only_where_and_for_what_it_was_asked(
    visitor: Open, small: Small
) -> None:
    _, phone = await with_key(visitor)
    lies: list[Callable[[Phone], Phone]] = [
        lambda one: replace(one, origin="https://kith.example.evil.example"),
        lambda one: replace(one, origin="http://kith.example"),
        lambda one: replace(one, origin="https://kith.example:8443"),
        lambda one: replace(one, name="evil.example"),
        lambda one: replace(one, verified=False),
        lambda one: replace(one, challenge=b64(b"x" * 32)),
        lambda one: replace(one, kind="webauthn.create"),
        lambda one: replace(one, handle=b64(b"p-sue")),
        lambda one: replace(one, key=Phone().key),
        lambda one: replace(one, id=b"another"),
    ]
    for lie in lies:
        one = await visitor()
        answer = await one.use_key(lie(replace(phone, count=5)))
        assert answer.status == 403
        assert "__Host-kith" not in one.cookies
    kept = small.store.perform_now(lambda turn: passkeys.of_person(turn, SANDRA.id))
    assert [key.sign_count for key in kept] == [0], "a lie changes nothing"
    assert (await (await visitor()).use_key(phone)).status == 200


async def test_a_copy_of_a_passkey_is_noticed_by_its_count(visitor: Open, small: Small) -> None:
    _, phone = await with_key(visitor)
    copy = replace(phone)
    assert (await (await visitor()).use_key(phone)).status == 200
    assert (await (await visitor()).use_key(phone)).status == 200
    assert (await (await visitor()).use_key(copy)).status == 403
    assert lines(small)[-1].reason == "passkey"


async def test_what_a_passkey_signed_is_good_once_and_in_one_browser(visitor: Open) -> None:
    _, phone = await with_key(visitor)
    phone.counts = False
    one, thief = await visitor(), await visitor()
    headers = {"X-Kith-Slip": await one.field("/sign-in", "slip")}
    asked = await (await one.ask("POST", "/sign-in/passkey/begin", json={}, headers=headers)).json()
    answer = phone.get(asked)
    stolen = {"X-Kith-Slip": await thief.field("/sign-in", "slip")}
    assert (await thief.ask("POST", "/sign-in/passkey", json=answer, headers=stolen)).status == 403
    kept = dict(one.cookies)
    assert (await one.ask("POST", "/sign-in/passkey", json=answer, headers=headers)).status == 200
    one.cookies = kept
    assert (await one.ask("POST", "/sign-in/passkey", json=answer, headers=headers)).status == 403


async def test_a_challenge_is_good_for_five_minutes_and_for_its_purpose(
    visitor: Open, small: Small
) -> None:
    known, phone = await with_key(visitor)
    one = await visitor()
    headers = {"X-Kith-Slip": await one.field("/sign-in", "slip")}
    asked = await (await one.ask("POST", "/sign-in/passkey/begin", json={}, headers=headers)).json()
    small.clock.pass_by(timedelta(minutes=5))
    late = await one.ask("POST", "/sign-in/passkey", json=phone.get(asked), headers=headers)
    assert late.status == 403
    csrf = {"X-Csrf-Token": await known.field("/devices", "csrf")}
    made = await (await known.ask("POST", "/devices/passkey/begin", json={}, headers=csrf)).json()
    one.cookies["__Host-kith-challenge"] = known.cookies["__Host-kith-challenge"]
    crossed = await one.ask("POST", "/sign-in/passkey", json=phone.get(made), headers=headers)
    assert crossed.status == 403


@pytest.mark.parametrize(
    "nasty",
    [
        {},
        {"id": 5},
        {"id": "AAAA"},
        {"id": "é"},
        {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": []},
        {"id": "AAAA", "response": {"userHandle": {"a": 1}}},
        {"id": ["x"], "response": None},
    ],
)
async def test_a_nasty_answer_of_a_key_is_never_a_fault_of_ours(
    visitor: Open, nasty: dict[str, object]
) -> None:
    known, phone = await with_key(visitor)
    one = await visitor()
    headers = {"X-Kith-Slip": await one.field("/sign-in", "slip")}
    for body in (
        nasty,
        {**nasty, "id": b64(phone.id)},
        {**phone.get({"challenge": "AA"}), **nasty},
    ):
        await one.ask("POST", "/sign-in/passkey/begin", json={}, headers=headers)
        answer = await one.ask("POST", "/sign-in/passkey", json=body, headers=headers)
        assert answer.status == 403
    csrf = {"X-Csrf-Token": await known.field("/devices", "csrf")}
    await known.ask("POST", "/devices/passkey/begin", json={}, headers=csrf)
    answer = await known.ask("POST", "/devices/passkey", json=nasty, headers=csrf)
    assert answer.status == 422
