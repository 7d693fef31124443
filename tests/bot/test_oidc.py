"""Sign-in through a provider: the right people come in, under a new id, and go out everywhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.channels.directline import BASE
from bot.oidc import Provider, person_key
from bot.oidc_wire import Wire
from bot.serve_errors import NotADemo, OnlyADemo
from care.people import Person, Role
from storage import people, sessions
from storage.turn import Turn
from tests.bot.house import Small
from tests.bot.oidc_provider import (
    AMARA,
    LIMITS,
    SECRET,
    FakeProvider,
    HostBrowser,
    client_of,
    real_house,
    served_provider,
    written,
)

Open = Callable[[], Awaitable[HostBrowser]]


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Small]:
    made = real_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
async def fake() -> AsyncIterator[FakeProvider]:
    async with served_provider() as made:
        yield made


@pytest.fixture
async def served(real: Small, fake: FakeProvider) -> AsyncIterator[TestServer]:
    provider = Provider(client_of(fake), Wire())
    server = TestServer(make_app(real.house, provider, LIMITS), host="127.0.0.1")
    await server.start_server(access_log=None)
    yield server
    await server.close()


@pytest.fixture
async def visitor(served: TestServer) -> AsyncIterator[Open]:
    opened: list[HostBrowser] = []

    async def open_one() -> HostBrowser:
        opened.append(HostBrowser(served))
        return opened[-1]

    yield open_one
    for each in opened:
        await each.close()


async def csrf(one: HostBrowser) -> dict[str, str]:
    found = re.search(r'name="csrf" value="(\w+)"', await (await one.get("/")).text())
    assert found
    return {"csrf": found[1]}


async def test_somebody_known_comes_in_and_it_is_in_the_diary(
    visitor: Open, fake: FakeProvider, real: Small
) -> None:
    one = await visitor()
    assert (await one.get("/")).headers["Location"] == "/sign-in"
    assert "/sign-in/begin" in await (await one.get("/sign-in")).text()
    came = await one.sign_in(fake)
    assert (came.status, came.headers["Location"]) == (303, "/")
    assert set(one.cookies) == {"__Host-kith"}
    assert "Hello, Amara" in await (await one.get("/")).text()
    assert written(real)[-1] == "session.begun"


async def test_what_the_provider_is_told_holds_nothing_that_is_secret(
    visitor: Open, fake: FakeProvider
) -> None:
    one = await visitor()
    address = await one.begin()
    assert address.startswith(f"{fake.issuer}/authorise?")
    assert SECRET not in address
    told = fake.authorise(address)
    asked = fake.codes[told["code"]]
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    cookie = one.cookies["__Host-kith-way"]
    assert not any(asked[name] in cookie for name in ("state", "nonce", "code_challenge"))
    other = dict(fake.codes[fake.authorise(await (await visitor()).begin())["code"]])
    assert all(asked[name] != other[name] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("name", ["next", "return_to", "redirect_uri", "url", "said", "iss"])
async def test_no_word_in_an_address_leads_anybody_elsewhere(
    visitor: Open, fake: FakeProvider, name: str
) -> None:
    away = "//elsewhere.example/"
    one = await visitor()
    begun = await one.get("/sign-in/begin", **{name: away})
    assert begun.headers["Location"].startswith(fake.issuer)
    assert "elsewhere" not in begun.headers["Location"]
    brought = {**fake.authorise(begun.headers["Location"]), name: away}
    came = await one.get("/sign-in/back", **brought)
    assert came.headers.get("Location", "/") == "/"
    assert "elsewhere" not in await (await one.get("/sign-in", **{name: away})).text()


async def test_an_id_that_somebody_was_given_beforehand_is_never_signed_in(
    visitor: Open, fake: FakeProvider
) -> None:
    one, thief = await visitor(), await visitor()
    one.cookies["__Host-kith"] = thief.cookies["__Host-kith"] = "fixed-by-a-thief.900"
    await one.sign_in(fake)
    assert one.cookies["__Host-kith"] != "fixed-by-a-thief.900"
    assert (await thief.get("/")).status == 303


async def test_signing_in_again_ends_the_sign_in_before(visitor: Open, fake: FakeProvider) -> None:
    one, kept = await visitor(), await visitor()
    await one.sign_in(fake)
    kept.cookies = dict(one.cookies)
    await one.sign_in(fake)
    assert kept.cookies["__Host-kith"] != one.cookies["__Host-kith"]
    assert (await kept.get("/")).status == 303
    assert (await one.get("/")).status == 200


async def test_signing_out_ends_it_clears_the_browser_and_says_so(
    visitor: Open, fake: FakeProvider, real: Small
) -> None:
    one, kept = await visitor(), await visitor()
    await one.sign_in(fake)
    kept.cookies = dict(one.cookies)
    assert (await one.ask("POST", "/sign-out", data={"csrf": "x"})).status == 403
    gone = await one.ask("POST", "/sign-out", data=await csrf(one))
    assert gone.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not one.cookies
    assert "You are signed out." in await (await one.get(gone.headers["Location"])).text()
    assert (await kept.get("/")).status == 303
    assert written(real)[-1] == "session.ended"


async def test_signing_out_everywhere_reaches_every_browser_and_conversation(
    visitor: Open, fake: FakeProvider, real: Small
) -> None:
    one, other = await visitor(), await visitor()
    await one.sign_in(fake)
    await other.sign_in(fake)
    page = await (await other.get("/chat")).text()
    token = re.search(r'"token": "([^"]+)"', page)
    assert token
    bearer = {"Authorization": f"Bearer {token[1]}"}
    begun = await other.ask("POST", f"{BASE}/conversations", headers=bearer)
    assert begun.status == 201
    talk = f"{BASE}/conversations/{(await begun.json())['conversationId']}"
    assert (await other.ask("GET", f"{talk}/activities", headers=bearer)).status == 200

    assert (await one.ask("POST", "/sign-out/everywhere")).status == 403
    assert "Sign out everywhere" in await (await one.get("/sign-in")).text()
    gone = await one.ask("POST", "/sign-out/everywhere", data=await csrf(one))
    assert "everywhere" in await (await one.get(gone.headers["Location"])).text()
    for each in (one, other):
        assert (await each.get("/")).status == 303
        assert (await each.get("/chat")).status == 404
    assert (await other.ask("GET", f"{talk}/activities", headers=bearer)).status == 403
    refreshed = await other.ask("POST", f"{BASE}/tokens/refresh", headers=bearer)
    assert refreshed.status == 403
    assert written(real)[-1] == "session.ended_everywhere"


async def test_somebody_who_was_away_is_locked_out_told_so_and_goes_on_after_signing_in(
    visitor: Open, fake: FakeProvider, real: Small
) -> None:
    one = await visitor()
    await one.sign_in(fake)
    for _ in range(5):
        real.clock.pass_by(LIMITS.idle - timedelta(seconds=1))
        assert (await one.get("/")).status == 200
    real.clock.pass_by(LIMITS.idle)
    assert (await one.get("/")).status == 303
    assert "Kith locked itself" in await (await one.get("/sign-in")).text()
    await one.sign_in(fake)
    assert (await one.get("/")).status == 200


async def test_a_working_day_is_the_longest_however_busy(
    visitor: Open, fake: FakeProvider, real: Small
) -> None:
    one = await visitor()
    await one.sign_in(fake)
    until = real.clock.now + LIMITS.lasts
    while real.clock.now + timedelta(minutes=10) < until:
        real.clock.pass_by(timedelta(minutes=10))
        assert (await one.get("/")).status == 200
    real.clock.now = until
    assert (await one.get("/")).status == 303


@pytest.mark.parametrize("idle", ["86400", "", "x", "-1", "99999999", "900.900", "９００"])
async def test_nobody_lengthens_their_own_sign_in(
    visitor: Open, fake: FakeProvider, idle: str
) -> None:
    one = await visitor()
    await one.sign_in(fake)
    begun = one.cookies["__Host-kith"].rpartition(".")[0]
    one.cookies["__Host-kith"] = f"{begun}.{idle}"
    assert (await one.get("/")).status == 303


async def test_without_a_tenant_a_person_is_who_the_issuer_says(
    real: Small, fake: FakeProvider
) -> None:
    ben = Person("p-ben", person_key(fake.issuer, "subject-1"), "Ben Hill", Role.TEAM_MANAGER)

    def with_ben(turn: Turn) -> None:
        people.add(turn, ben)
        turn.write_diary("person.added", "person", ben.id, "test", "")

    real.store.perform_now(with_ben)
    provider = Provider(client_of(fake, tenant=""), Wire())
    async with TestServer(make_app(real.house, provider, LIMITS), host="127.0.0.1") as server:
        one = HostBrowser(server)
        assert (await one.sign_in(fake)).status == 303
        assert "Hello, Ben" in await (await one.get("/")).text()
        await one.close()


async def test_a_house_with_a_provider_has_no_personal_links(served: TestServer) -> None:
    one = HostBrowser(served)
    for path in ("/enter/olive.0000", "/enter/x"):
        assert (await one.get(path)).status == 404
    await one.close()


def test_the_demo_never_opens_over_real_people_nor_a_council_over_a_demo(real: Small) -> None:
    with pytest.raises(NotADemo):
        make_app(replace(real.house, demo=True, site=""))

    def with_link(turn: Turn) -> None:
        sessions.add_link(turn, "a" * 24, AMARA.id)
        turn.write_diary("link.added", "person", AMARA.id, "test", "")

    real.store.perform_now(with_link)
    with pytest.raises(OnlyADemo):
        make_app(real.house)


@dataclass
class Pair:
    one: tuple[str, str]
    other: tuple[str, str]


def test_two_identities_never_run_together() -> None:
    pairs = [
        Pair(("ab", "c"), ("a", "bc")),
        Pair(("a", ""), ("", "a")),
        Pair(("1:", "a"), ("1", ":a")),
    ]
    for pair in pairs:
        assert person_key(*pair.one) != person_key(*pair.other)
