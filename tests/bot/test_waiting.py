"""Waiting after wrong tries: the same for every name, longer each time, and never for ever."""

from __future__ import annotations

from datetime import timedelta

from tests.bot.fostering import (
    Open,
    Visitor,
    afresh,
    joined,
    server,
    small,
    visitor,
    with_key,
    without_marks,
)
from tests.bot.house import Small

__all__ = ["server", "small", "visitor"]


async def test_a_name_that_is_tried_in_vain_waits_longer_and_longer_and_never_for_ever(
    visitor: Open, small: Small
) -> None:
    known = await joined(visitor)
    thief = await afresh(visitor, known)
    waits = []
    for _ in range(14):
        answer = await thief.sign_in_with(password="three wet otters sang")
        if answer.status == 429:
            waits.append(int(answer.headers["Retry-After"]))
            assert "not locked out" in await answer.text()
            small.clock.pass_by(timedelta(seconds=waits[-1]))
        else:
            assert answer.status == 403
    assert waits == sorted(waits)
    assert waits[0] == 15
    one = await afresh(visitor, known)
    small.clock.pass_by(timedelta(minutes=15))
    assert (await one.sign_in_with()).status == 303
    small.clock.pass_by(timedelta(minutes=1))
    assert (await thief.sign_in_with(password="no")).status == 403, "a right one forgives"


async def test_a_phone_on_which_somebody_came_in_before_does_not_wait_for_a_strangers_tries(
    visitor: Open, small: Small
) -> None:
    known = await joined(visitor)
    phone = await afresh(visitor, known)
    came = await phone.sign_in_with()
    assert came.status == 303
    kept = came.cookies["__Host-kith-known"]
    assert kept["httponly"]
    assert kept["secure"]
    assert "sandra" not in kept.value
    thief = await afresh(visitor, known)
    for _ in range(6):
        tried = await thief.sign_in_with(password="no")
    assert tried.status == 429
    small.clock.pass_by(timedelta(minutes=1))
    phone.cookies.pop("__Host-kith")
    for _ in range(6):
        await thief.sign_in_with(password="no")
    assert (await phone.sign_in_with()).status == 303
    stolen = await afresh(visitor, known)
    stolen.cookies["__Host-kith-known"] = kept.value
    answers = [(await stolen.sign_in_with(password="no")).status for _ in range(6)]
    assert answers[-1] == 429, "such a phone waits as well, for its own tries"
    made_up = await afresh(visitor, known)
    made_up.cookies["__Host-kith-known"] = "0" * 64
    for _ in range(3):
        await thief.sign_in_with(password="no")
    assert (await made_up.sign_in_with()).status == 429


async def test_a_name_of_nobody_waits_the_same_and_says_the_same(visitor: Open) -> None:
    known = await joined(visitor)
    told = {}
    for name in ("sandra", "nobody"):
        one = await afresh(visitor, known)
        answers = [await one.sign_in_with(name=name, password="no") for _ in range(6)]
        told[name] = [(answer.status, without_marks(await answer.text())) for answer in answers]
    assert told["sandra"] == told["nobody"]
    assert told["nobody"][-1][0] == 429


async def test_a_passkey_does_not_wait_for_what_others_try_with_the_name(visitor: Open) -> None:
    known, phone = await with_key(visitor)
    one = await afresh(visitor, known)
    for _ in range(6):
        await one.sign_in_with(password="no")
    assert (await one.sign_in_with()).status == 429
    assert (await one.use_key(phone)).status == 200


async def test_waiting_outlives_a_restart(visitor: Open, small: Small) -> None:
    from aiohttp.test_utils import TestServer

    from bot.app import make_app
    from tests.bot.oidc_provider import LIMITS

    known = await joined(visitor)
    one = await afresh(visitor, known)
    for _ in range(6):
        await one.sign_in_with(password="no")
    again = TestServer(make_app(small.house, limits=LIMITS), host="127.0.0.1")
    await again.start_server(access_log=None)
    other = Visitor(again, small)
    other.secret = known.secret
    assert (await other.sign_in_with()).status == 429
    await other.close()
    await again.close()
