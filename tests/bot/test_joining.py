"""Joining by an invitation: the right person, once, with both halves of it; and kind answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import sessions
from tests.bot.fake_authenticator import Phone
from tests.bot.fostering import (
    GOOD,
    OTHER_CARER,
    SANDRA,
    SUE,
    ZOE,
    Open,
    actions,
    field_in,
    invitation,
    joined,
    lines,
    secret_in,
    server,
    small,
    visitor,
)
from tests.bot.house import Small

__all__ = ["server", "small", "visitor"]


async def test_a_carer_joins_with_a_password_and_is_in(visitor: Open, small: Small) -> None:
    one = await joined(visitor)
    assert "Hello, Sandra" in await (await one.get("/")).text()
    assert actions(small)[-4:] == [
        "invitation.made",
        "invitation.word",
        "person.joined",
        "session.begun",
    ]
    assert set(one.cookies) == {"__Host-kith"}


async def test_a_carer_joins_with_a_passkey_and_is_in(visitor: Open, small: Small) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one, phone = await visitor(), Phone()
    await one.say_word(link, word)
    slip = await one.field(link, "slip")
    made = await one.make_key(f"{link}/passkey", phone, **{"X-Kith-Slip": slip})
    assert (made.status, await made.json()) == (200, {"go": "/"})
    assert "Hello, Sandra" in await (await one.get("/")).text()
    assert lines(small)[-2].reason == "passkey"
    again = await visitor()
    assert (await again.use_key(phone)).status == 200
    assert "Hello, Sandra" in await (await again.get("/")).text()


async def test_the_link_alone_opens_nothing(visitor: Open) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, _ = await invitation(worker, SANDRA)
    one = await visitor()
    page = await (await one.get(link)).text()
    assert "Sandra" in page
    assert "secret" not in page
    slip = field_in(page, "slip")
    chosen = await one.post(f"{link}/password", {"slip": slip, "name": "x", "password": GOOD})
    assert chosen.status == 403
    begun = await one.ask("POST", f"{link}/passkey/begin", json={}, headers={"X-Kith-Slip": slip})
    assert begun.status == 403


async def test_a_browser_that_did_not_say_the_code_gains_nothing_from_one_that_did(
    visitor: Open,
) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one, thief = await visitor(), await visitor()
    await one.say_word(link, word)
    await thief.get(link)
    thief.cookies["__Host-kith-join"] = one.cookies["__Host-kith-join"]
    assert "secret" not in await (await thief.get(link)).text()
    assert "secret" in await (await one.get(link)).text()


async def test_five_wrong_codes_stop_the_link(visitor: Open, small: Small) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one = await visitor()
    wrong = "000 000" if word != "000 000" else "111 111"
    for _ in range(4):
        assert (await one.say_word(link, wrong)).status == 403
    slip = await one.field(link, "slip")
    last = await one.post(link, {"slip": slip, "word": wrong})
    assert last.status == 410
    assert "stopped" in await last.text()
    assert (await one.post(link, {"slip": slip, "word": word})).status == 410
    assert [line.reason for line in lines(small) if line.action == "invitation.word"] == (
        ["wrong"] * 5
    )


async def test_an_invitation_lets_in_once(visitor: Open) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one, other = await visitor(), await visitor()
    await one.say_word(link, word)
    await other.say_word(link, word)
    page = await (await other.get(link)).text()
    assert (await one.choose(link)).status == 303
    other.secret = secret_in(page)
    form = {
        "slip": field_in(page, "slip"),
        "name": "sandra2",
        "password": GOOD,
        "again": GOOD,
        "code": other.code,
    }
    late = await other.post(f"{link}/password", form)
    assert late.status == 410
    assert "has been used" in await late.text()
    assert (await other.get("/")).status == 303


async def test_an_invitation_that_is_too_old_says_so(visitor: Open, small: Small) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one = await visitor()
    small.clock.pass_by(timedelta(hours=71))
    assert (await one.say_word(link, word)).status == 303
    small.clock.pass_by(timedelta(hours=1))
    old = await one.get(link)
    assert old.status == 410
    assert "three days" in await old.text()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "ab"}, "3 to 60"),
        ({"name": "<b>"}, "3 to 60"),
        ({"password": "short"}, "12 letters or more"),
        ({"password": "Password2026!!"}, "people try first"),
        ({"password": "sandra moss 1974"}, "Your own name"),
        ({"password": "abcabcabcabc"}, "repeats itself"),
        ({"again": "three wet otters sang"}, "not the same"),
        ({"code": "000000"}, "half minute"),
        ({"code": ""}, "half minute"),
        ({"code": "abcdef"}, "half minute"),
    ],
)
async def test_what_is_not_right_yet_can_be_put_right_on_the_same_page(
    visitor: Open, small: Small, changed: dict[str, str], said: str
) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one = await visitor()
    await one.say_word(link, word)
    answer = await one.choose(link, **changed)
    page = await answer.text()
    assert answer.status == 422
    assert said in page
    assert GOOD not in page
    assert secret_in(page) == one.secret
    assert (await one.choose(link)).status == 303


async def test_a_name_that_somebody_has_is_refused_and_the_invitation_stays_good(
    visitor: Open, small: Small
) -> None:
    await joined(visitor)
    worker = await (await visitor()).come_as(ZOE)
    link, word = await invitation(worker, OTHER_CARER)
    one = await visitor()
    await one.say_word(link, word)
    taken = await one.choose(link, name=" SANDRA ")
    assert taken.status == 422
    assert "has that name already" in await taken.text()
    assert (await one.choose(link, name="omar")).status == 303


async def test_a_new_invitation_ends_what_somebody_had_before(visitor: Open, small: Small) -> None:
    lost = await joined(visitor)
    lost_phone = Phone()
    csrf = await lost.field("/devices", "csrf")
    await lost.make_key("/devices/passkey", lost_phone, **{"X-Csrf-Token": csrf})
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    assert (await lost.get("/")).status == 200, "an invitation alone ends nothing"
    one = await visitor()
    await one.say_word(link, word)
    assert (await one.choose(link, password="four dry foxes hum")).status == 303
    assert (await lost.get("/")).status == 303
    thief = await visitor()
    assert (await thief.use_key(lost_phone)).status == 403
    thief.secret = lost.secret
    small.clock.pass_by(timedelta(minutes=2))
    assert (await thief.sign_in_with()).status == 403
    assert (await one.get("/")).status == 200


async def test_nobody_invited_is_signed_in_by_looking(visitor: Open, small: Small) -> None:
    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    preview = await visitor()
    for _ in range(3):
        assert (await preview.get(link)).status == 200
    one = await visitor()
    assert (await one.say_word(link, word)).status == 303
    day = timedelta(days=1)
    open_now = small.store.perform_now(lambda turn: sessions.of_person(turn, SANDRA.id, day))
    assert open_now == []


async def test_a_link_that_nobody_made_says_nothing_of_anybody(visitor: Open) -> None:
    answer = await (await visitor()).get("/join/never-made")
    assert answer.status == 404
    assert "not one of ours" in await answer.text()
