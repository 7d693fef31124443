"""Where one is signed in, and how: each person's own, and nobody else's to see or to change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.device_words import device_of
from storage import credentials, passkeys, sessions
from tests.bot.fake_authenticator import Phone
from tests.bot.fostering import (
    DESK_AGENT,
    GOOD,
    KIT,
    PHONE_AGENT,
    SANDRA,
    SUE,
    Open,
    Visitor,
    actions,
    field_in,
    joined,
    server,
    small,
    visitor,
)
from tests.bot.house import Small

__all__ = ["server", "small", "visitor"]
NEW = "four dry foxes hum"

AGENTS = {
    PHONE_AGENT: ("firefox", "android"),
    DESK_AGENT: ("chrome", "windows"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1": (
        "safari",
        "iphone",
    ),
    "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0": (
        "edge",
        "chromebook",
    ),
    "Mozilla/5.0 (Linux; Android 16) SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36": (
        "samsung",
        "android",
    ),
    "": ("other", "other"),
    "x" * 100_000 + "firefox/": ("other", "other"),
    "Robin Reed lives at 4 Hill Street": ("other", "other"),
}


@pytest.mark.parametrize("said", AGENTS, ids=range(len(AGENTS)))
def test_a_device_is_known_by_stable_words_and_never_by_its_own(said: str) -> None:
    request = make_mocked_request("GET", "/", headers={"User-Agent": said})
    device = device_of(request)
    assert (device.browser, device.system) == AGENTS[said]


async def two(open_one: Open) -> tuple[Visitor, Visitor]:
    """The same person on a phone and at a desk."""
    phone = await joined(open_one)
    desk = await open_one(DESK_AGENT)
    desk.secret = phone.secret
    desk.small.clock.pass_by(timedelta(minutes=1))
    assert (await desk.sign_in_with()).status == 303
    return phone, desk


async def test_the_page_shows_where_one_is_and_which_is_this_one(visitor: Open) -> None:
    _, desk = await two(visitor)
    page = await (await desk.get("/devices")).text()
    assert page.index("Chrome on Windows") < page.index("Firefox on Android")
    assert page.count("This one") == 1
    assert page.count("Sign out there") == 1
    assert "Mozilla" not in page
    assert desk.cookies["__Host-kith"] not in page


async def test_one_sign_in_elsewhere_can_be_ended(visitor: Open, small: Small) -> None:
    phone, desk = await two(visitor)
    page = await (await desk.get("/devices")).text()
    form = {"csrf": field_in(page, "csrf"), "session": field_in(page, "session")}
    assert (await desk.post("/devices/sign-out", form)).status == 303
    assert (await phone.get("/")).status == 303
    assert (await desk.get("/")).status == 200
    assert actions(small)[-1] == "session.ended"
    assert (await desk.post("/devices/sign-out", form)).status == 404


async def test_nobody_can_end_or_change_what_is_somebody_elses(visitor: Open, small: Small) -> None:
    phone, desk = await two(visitor)
    key = Phone()
    csrf = await desk.field("/devices", "csrf")
    await desk.make_key("/devices/passkey", key, **{"X-Csrf-Token": csrf})
    page = await (await desk.get("/devices")).text()
    other = await joined(visitor, KIT, "kit")
    theirs = await other.field("/devices", "csrf")
    for path, name in (("/devices/sign-out", "session"), ("/devices/passkey/remove", "passkey")):
        form = {"csrf": theirs, name: field_in(page, name)}
        if name == "passkey":
            await other.make_key("/devices/passkey", Phone(), **{"X-Csrf-Token": theirs})
        assert (await other.post(path, form)).status == 404
    assert (await phone.get("/")).status == 200
    assert (await (await visitor()).use_key(key)).status == 200


@pytest.mark.parametrize(
    "path", ["/devices/sign-out", "/devices/password", "/devices/passkey/remove", "/invite"]
)
async def test_a_form_without_its_mark_or_from_elsewhere_changes_nothing(
    visitor: Open, small: Small, path: str
) -> None:
    phone, desk = await two(visitor)
    worker = await (await visitor()).come_as(SUE)
    one = worker if path == "/invite" else desk
    stolen = await phone.field("/devices", "csrf")
    good = await one.field("/devices", "csrf")
    before = actions(small)
    form = {"session": "x", "person": SANDRA.id, "old": GOOD, "password": NEW, "again": NEW}
    for csrf in ("", "x", stolen):
        assert (await one.post(path, {**form, "csrf": csrf})).status == 403
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await one.post(path, {**form, "csrf": good}, headers=headers)
        assert answer.status == 403
    assert actions(small) == before


async def test_a_passkey_is_added_used_and_removed(visitor: Open, small: Small) -> None:
    one, key = await joined(visitor), Phone()
    csrf = await one.field("/devices", "csrf")
    made = await one.make_key("/devices/passkey", key, **{"X-Csrf-Token": csrf})
    assert await made.json() == {"go": "/devices?said=key_added"}
    page = await (await one.get("/devices?said=key_added")).text()
    assert "Your new passkey is ready" in page
    assert "Not used yet" in page
    assert (await (await visitor()).use_key(key)).status == 200
    page = await (await one.get("/devices")).text()
    assert "Not used yet" not in page
    form = {"csrf": csrf, "passkey": field_in(page, "passkey")}
    assert (await one.post("/devices/passkey/remove", form)).status == 303
    assert (await (await visitor()).use_key(key)).status == 403
    assert [each for each in actions(small) if each.startswith("passkey")] == [
        "passkey.added",
        "passkey.removed",
    ]


async def test_a_phone_that_has_a_passkey_is_not_asked_for_a_second(visitor: Open) -> None:
    one, key = await joined(visitor), Phone()
    headers = {"X-Csrf-Token": await one.field("/devices", "csrf")}
    await one.make_key("/devices/passkey", key, **headers)
    begun = await one.ask("POST", "/devices/passkey/begin", json={}, headers=headers)
    assert len((await begun.json())["excludeCredentials"]) == 1
    again = await one.make_key("/devices/passkey", key, **headers)
    assert again.status == 422


async def test_the_only_way_in_stays(visitor: Open, small: Small) -> None:
    from tests.bot.fostering import invitation

    worker = await (await visitor()).come_as(SUE)
    link, word = await invitation(worker, SANDRA)
    one, key = await visitor(), Phone()
    await one.say_word(link, word)
    slip = {"X-Kith-Slip": await one.field(link, "slip")}
    await one.make_key(f"{link}/passkey", key, **slip)
    page = await (await one.get("/devices")).text()
    form = {"csrf": field_in(page, "csrf"), "passkey": field_in(page, "passkey")}
    kept = await one.post("/devices/passkey/remove", form)
    assert kept.status == 422
    assert "only way in" in await kept.text()
    assert len(small.store.perform_now(lambda turn: passkeys.of_person(turn, SANDRA.id))) == 1


async def test_a_window_left_open_is_not_enough_to_change_how_one_signs_in(
    visitor: Open, small: Small
) -> None:
    one, key = await joined(visitor), Phone()
    headers = {"X-Csrf-Token": await one.field("/devices", "csrf")}
    await one.make_key("/devices/passkey", key, **headers)
    small.clock.pass_by(timedelta(minutes=10))
    assert (await one.get("/")).status == 200
    small.clock.pass_by(timedelta(minutes=10))
    begun = await one.ask("POST", "/devices/passkey/begin", json={}, headers=headers)
    assert begun.status == 422
    assert "sign out and in again" in (await begun.json())["said"]
    page = await (await one.get("/devices")).text()
    form = {"csrf": field_in(page, "csrf"), "passkey": field_in(page, "passkey")}
    assert (await one.post("/devices/passkey/remove", form)).status == 422


async def test_staff_have_no_passkey_beside_their_account(visitor: Open) -> None:
    one = await (await visitor()).come_as(SUE)
    page = await (await one.get("/devices")).text()
    assert "passkey" not in page
    headers = {"X-Csrf-Token": field_in(page, "csrf")}
    begun = await one.ask("POST", "/devices/passkey/begin", json={}, headers=headers)
    assert begun.status == 404
    form = {"csrf": headers["X-Csrf-Token"], "old": GOOD, "password": NEW, "again": NEW}
    assert (await one.post("/devices/password", form)).status == 404


async def test_a_changed_password_ends_the_other_sign_ins(visitor: Open, small: Small) -> None:
    phone, desk = await two(visitor)
    csrf = await desk.field("/devices", "csrf")
    small.clock.pass_by(timedelta(minutes=1))
    form = {"csrf": csrf, "old": GOOD, "code": desk.code, "password": NEW, "again": NEW}
    assert (await desk.post("/devices/password", form)).status == 303
    assert (await phone.get("/")).status == 303
    assert (await desk.get("/")).status == 200
    one = await visitor()
    one.secret = desk.secret
    small.clock.pass_by(timedelta(minutes=1))
    assert (await one.sign_in_with()).status == 403
    assert (await one.sign_in_with(password=NEW)).status == 303


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"old": "three wet otters sang"}, "Nothing was changed"),
        ({"code": "000000"}, "Nothing was changed"),
        ({"password": "short", "again": "short"}, "12 letters"),
        ({"again": "four dry foxes ham"}, "not the same"),
    ],
)
async def test_a_password_is_changed_only_by_who_knows_it_and_has_the_phone(
    visitor: Open, small: Small, changed: dict[str, str], said: str
) -> None:
    one = await joined(visitor)
    small.clock.pass_by(timedelta(minutes=1))
    csrf = await one.field("/devices", "csrf")
    form = {"csrf": csrf, "old": GOOD, "code": one.code, "password": NEW, "again": NEW}
    answer = await one.post("/devices/password", {**form, **changed})
    assert answer.status == 422
    assert said in await answer.text()
    kept = small.store.perform_now(lambda turn: credentials.of_person(turn, SANDRA.id))
    assert kept is not None
    assert "password.changed" not in actions(small)


async def test_guessing_at_the_old_password_waits_as_signing_in_does(
    visitor: Open, small: Small
) -> None:
    one = await joined(visitor)
    csrf = await one.field("/devices", "csrf")
    form = {"csrf": csrf, "old": "no", "code": "000000", "password": NEW, "again": NEW}
    said = [await (await one.post("/devices/password", form)).text() for _ in range(6)]
    assert "wait a minute" in said[-1]
    assert "wait a minute" not in said[0]


async def test_a_sign_in_that_was_idle_for_too_long_is_not_listed(
    visitor: Open, small: Small
) -> None:
    one = await joined(visitor)
    small.clock.pass_by(timedelta(minutes=16))
    idle = timedelta(minutes=15)
    assert not small.store.perform_now(lambda turn: sessions.of_person(turn, SANDRA.id, idle))
    assert (await one.get("/devices")).status == 404
