"""Bad input at every form and page of signing in: a kind refusal, and never a fault of ours."""

from __future__ import annotations

import pytest

from tests.bot.fake_authenticator import Phone
from tests.bot.fostering import (
    SANDRA,
    SUE,
    Open,
    actions,
    invitation,
    joined,
    server,
    small,
    visitor,
)
from tests.bot.house import Small

__all__ = ["server", "small", "visitor"]

NASTY: list[bytes] = [
    b"",
    b"\xff\xfe\x00",
    b"{",
    b"[" * 100_000,
    b"slip=" + b"x" * 500_000,
    b"&" * 1_000,
    b"name=%00%ff%fe&password=%00&code=%F0%9F%98%80&slip=%00",
    b"slip=a&slip=b&name=c&name=d",
    b'{"id": 1e999, "response": {"clientDataJSON": "%s"}}' % (b"A" * 10_000),
]


@pytest.mark.parametrize("number", range(len(NASTY)))
async def test_a_nasty_body_is_never_a_fault_of_ours(
    visitor: Open, small: Small, number: int
) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one = await visitor()
    await one.say_word(link, word)
    slip = await one.field(link, "slip")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    mark = {"X-Kith-Slip": slip, "X-Csrf-Token": await worker.field("/devices", "csrf")}
    for path in (
        "/sign-in/password",
        "/sign-in/passkey/begin",
        "/sign-in/passkey",
        link,
        f"{link}/password",
        f"{link}/passkey/begin",
        f"{link}/passkey",
        "/devices/sign-out",
        "/devices/password",
        "/devices/passkey/begin",
        "/devices/passkey",
        "/devices/passkey/remove",
        "/invite",
        "/invite/withdraw",
    ):
        who = worker if path.startswith(("/devices", "/invite")) else one
        answer = await who.ask("POST", path, data=NASTY[number], headers={**form, **mark})
        assert answer.status < 500, (path, answer.status)
        assert answer.status >= 400 or path.endswith("/begin"), path


@pytest.mark.parametrize(
    "path",
    [
        "/join/%00",
        "/join/%F0%9F%98%80",
        "/join/" + "x" * 4_000,
        "/join/..%2f..%2fetc",
        "/join/%ed%a0%80",
        "/sign-in?said=<script>",
        "/sign-in?said=out&said=x",
        "/devices?said=__class__",
    ],
)
async def test_a_nasty_address_is_answered_plainly(visitor: Open, path: str) -> None:
    one = await joined(visitor)
    answer = await one.ask("GET", path)
    assert answer.status in (200, 404)
    assert "<script>" not in await answer.text()


async def test_nasty_cookies_are_nobodys(visitor: Open, small: Small) -> None:
    before = actions(small)
    for value in ("x" * 300, "a.b.c", ".", "..", "0.0.0", "é", "1" * 200):
        one = await visitor()
        for name in ("__Host-kith", "__Host-kith-slip", "__Host-kith-join"):
            one.cookies[name] = value
        for path in ("/", "/sign-in", "/devices", "/join/x"):
            assert (await one.get(path)).status < 500
        one.cookies["__Host-kith-challenge"] = value
        slip = await one.field("/sign-in", "slip")
        headers = {"X-Kith-Slip": slip}
        answer = Phone(handle="cC1zYW5kcmE").get({"challenge": "AAAA"})
        told = await one.ask("POST", "/sign-in/passkey", json=answer, headers=headers)
        assert told.status == 403
    assert set(actions(small)) - set(before) <= {"session.refused"}
