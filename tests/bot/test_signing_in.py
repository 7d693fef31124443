"""Signing in with what one chose: the right answer comes in, every wrong one is told the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import one_time, own_door
from bot.passwords import Passwords
from storage import credentials, outbox, people
from storage.tables import person as person_table
from storage.turn import Turn
from tests.bot.fostering import (
    DESK_AGENT,
    GOOD,
    SANDRA,
    SUE,
    Open,
    actions,
    afresh,
    invitation,
    joined,
    server,
    small,
    visitor,
    with_key,
    without_marks,
)
from tests.bot.house import Small
from tests.bot.oidc_provider import SITE

__all__ = ["server", "small", "visitor"]


async def test_the_right_words_come_in(visitor: Open, small: Small) -> None:
    one = await afresh(visitor, await joined(visitor))
    came = await one.sign_in_with(name=" Sandra ")
    assert (came.status, came.headers["Location"]) == (303, "/")
    assert "Hello, Sandra" in await (await one.get("/")).text()
    assert set(one.cookies) == {"__Host-kith", "__Host-kith-known"}


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "three wet otters sang"},
        {"code": "000000"},
        {"code": ""},
        {"code": "½½½½½½"},
        {"password": ""},
        {"password": "x" * 200_000},
        {"name": "nobody", "code": "000000"},
        {"name": ""},
        {"name": "x" * 10_000},
        {"name": "\x00\ufffe"},
    ],
)
async def test_every_wrong_answer_is_told_the_same(
    visitor: Open, small: Small, changed: dict[str, str]
) -> None:
    one = await afresh(visitor, await joined(visitor))
    usual = await one.sign_in_with(name="nobody", password="not at all this one", code="123456")
    answer = await one.sign_in_with(**changed)
    assert answer.status == usual.status == 403
    assert without_marks(await answer.text()) == without_marks(await usual.text())
    assert "__Host-kith" not in one.cookies
    assert actions(small)[-1] == "session.refused"


async def test_an_unknown_name_takes_the_same_work_as_a_wrong_password(
    visitor: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await afresh(visitor, await joined(visitor))
    done: list[str] = []
    check, step = Passwords._check, one_time.step_of

    def checked(self: Passwords, kept: str | None, password: str) -> bool:
        done.append("known" if kept else "nobody")
        return check(self, kept, password)

    def stepped(*given: object) -> int | None:
        done.append("code")
        return step(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Passwords, "_check", checked)
    monkeypatch.setattr(own_door, "step_of", stepped)
    await one.sign_in_with(password="three wet otters sang")
    await one.sign_in_with(name="nobody")
    assert done == ["known", "code", "nobody", "code"]


def test_a_hash_of_nobodys_takes_the_same_effort_and_is_never_right() -> None:
    made = Passwords()
    kept = made._hasher.hash(GOOD)
    assert made._nobody.split("$")[:4] == kept.split("$")[:4]
    assert [len(part) for part in made._nobody.split("$")] == [
        len(part) for part in kept.split("$")
    ]
    assert made._check(kept, GOOD)
    assert not made._check(None, GOOD)
    made.close()


async def test_a_code_is_good_once(visitor: Open, small: Small) -> None:
    one = await afresh(visitor, await joined(visitor))
    code = one.code
    assert (await one.sign_in_with(code=code)).status == 303
    thief = await visitor()
    thief.secret = one.secret
    assert (await thief.sign_in_with(code=code)).status == 403
    small.clock.pass_by(timedelta(seconds=30))
    assert (await thief.sign_in_with()).status == 303


async def test_a_code_used_in_two_places_at_once_is_good_in_one(visitor: Open) -> None:
    known = await joined(visitor)
    one, thief = await afresh(visitor, known), await afresh(visitor, known)
    code = one.code
    both = await asyncio.gather(one.sign_in_with(code=code), thief.sign_in_with(code=code))
    assert sorted(answer.status for answer in both) == [303, 403]


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
async def test_a_phone_may_be_half_a_minute_off_and_no_more(
    visitor: Open, small: Small, seconds: int, good: bool
) -> None:
    import pyotp

    one = await afresh(visitor, await joined(visitor))
    small.clock.pass_by(timedelta(minutes=5))
    shown = pyotp.TOTP(one.secret).at(small.clock().timestamp() + seconds)
    assert (await one.sign_in_with(code=shown)).status == (303 if good else 403)


async def test_somebody_who_has_left_is_told_the_same_as_anybody(
    visitor: Open, small: Small
) -> None:
    one = await afresh(visitor, await joined(visitor))

    def leave(turn: Turn) -> None:
        turn.change(person_table.update().where(person_table.c.id == SANDRA.id), {"active": False})
        turn.write_diary("person.left", "person", SANDRA.id, "test", "")

    small.store.perform_now(leave)
    assert (await one.sign_in_with()).status == 403
    assert small.store.perform_now(lambda turn: people.person(turn, SANDRA.id)) == replace(
        SANDRA, active=False
    )


async def test_somebody_who_works_here_by_now_comes_in_by_their_account_and_not_otherwise(
    visitor: Open, small: Small
) -> None:
    known, phone = await with_key(visitor)

    def hired(turn: Turn) -> None:
        of_sandra = person_table.c.id == SANDRA.id
        turn.change(person_table.update().where(of_sandra), {"role": "social_worker"})
        turn.write_diary("person.changed", "person", SANDRA.id, "test", "")

    small.store.perform_now(hired)
    one = await afresh(visitor, known)
    assert (await one.use_key(phone)).status == 403
    assert (await one.sign_in_with()).status == 403


async def test_a_hash_of_less_effort_is_made_anew_on_the_way_in(
    visitor: Open, small: Small
) -> None:
    from argon2 import PasswordHasher

    one = await afresh(visitor, await joined(visitor))
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(GOOD)

    def weaken(turn: Turn) -> None:
        credentials.keep_hash(turn, SANDRA.id, weak)
        turn.write_diary("test.weakened", "person", SANDRA.id, "test", "")

    small.store.perform_now(weaken)
    assert (await one.sign_in_with()).status == 303
    kept = small.store.perform_now(lambda turn: credentials.of_person(turn, SANDRA.id))
    assert kept is not None
    assert kept.hashed != weak
    assert "m=1024" in kept.hashed


async def test_a_form_that_is_not_ours_signs_nobody_in(visitor: Open) -> None:
    known, _ = await with_key(visitor)
    one, thief = await afresh(visitor, known), await visitor()
    stolen = await thief.field("/sign-in", "slip")
    ours = await one.field("/sign-in", "slip")
    form = {"name": "sandra", "password": GOOD, "code": one.code}
    for slip in ("", "x", stolen, ours[:-1], ours.upper() + "0"):
        assert (await one.post("/sign-in/password", {**form, "slip": slip})).status == 403
        headers = {"X-Kith-Slip": slip}
        begun = await one.ask("POST", "/sign-in/passkey/begin", json={}, headers=headers)
        assert begun.status == 403
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://kith.example.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = await one.post("/sign-in/password", {**form, "slip": ours}, headers=headers)
        assert answer.status == 403, headers
    good = {"Origin": SITE, "Sec-Fetch-Site": "same-origin"}
    assert (await one.post("/sign-in/password", {**form, "slip": ours}, headers=good)).status == 303


async def test_an_id_that_was_fixed_beforehand_is_never_signed_in(visitor: Open) -> None:
    one = await afresh(visitor, await joined(visitor))
    one.cookies["__Host-kith"] = "fixed-by-a-thief.900"
    await one.sign_in_with()
    assert one.cookies["__Host-kith"] != "fixed-by-a-thief.900"
    thief = await visitor()
    thief.cookies["__Host-kith"] = "fixed-by-a-thief.900"
    assert (await thief.get("/")).status == 303


async def test_a_new_kind_of_device_is_told_of_without_a_word_on_whose_it_is(
    visitor: Open, small: Small
) -> None:
    known = await joined(visitor)
    same = await afresh(visitor, known)
    await same.sign_in_with()
    assert small.store.perform_now(outbox.waiting) == 0
    other = await afresh(visitor, known, DESK_AGENT)
    await other.sign_in_with()
    posts = small.store.perform_now(lambda turn: outbox.claim(turn, 9))
    assert [(post.kind, post.person_id, post.payload) for post in posts] == [
        ("new_device", SANDRA.id, "{}")
    ]
    from bot.device_notice import device_notice

    told = small.store.perform_now(lambda turn: device_notice(turn, posts[0]))
    assert told is not None
    assert "Sandra" not in told.text
    assert told.buttons[0].address == "/devices"


async def test_the_sign_in_page_of_somebody_invited_offers_what_there_is(visitor: Open) -> None:
    worker = await (await visitor()).come_as(SUE)
    await invitation(worker, SANDRA)
    page = await (await (await visitor()).get("/sign-in")).text()
    assert 'action="/sign-in/password"' in page
    assert 'data-passkey="get"' in page
