"""Sign-ins that are not believed: all refused with the same page, none told apart from outside."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.app import make_app
from bot.oidc import Provider, person_key
from bot.oidc_door import LINES_A_MINUTE
from bot.oidc_ways import LASTS
from bot.oidc_wire import Wire
from care.people import Person, Role
from storage import people
from storage.turn import Turn
from tests.bot.house import Small
from tests.bot.oidc_provider import (
    CLIENT_ID,
    LIMITS,
    OBJECT,
    TENANT,
    FakeProvider,
    HostBrowser,
    client_of,
    ec_key,
    public,
    real_house,
    rsa_key,
    served_provider,
    written,
)

Spoil = Callable[[FakeProvider], None]


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
async def one(real: Small, fake: FakeProvider) -> AsyncIterator[HostBrowser]:
    provider = Provider(client_of(fake), Wire())
    async with TestServer(make_app(real.house, provider, LIMITS), host="127.0.0.1") as server:
        browser = HostBrowser(server)
        yield browser
        await browser.close()


def says(**claims: object) -> Spoil:
    return lambda fake: fake.claims.update(claims)


def without(name: str) -> Spoil:
    return lambda fake: setattr(fake, "leave_out", (name,))


def signs(sign: Callable[[dict[str, Any]], str]) -> Spoil:
    return lambda fake: setattr(fake, "sign", sign)


def bare(head: dict[str, str], claims: dict[str, Any], mark: str = "") -> str:
    parts = (json.dumps(each).encode() for each in (head, claims))
    text = ".".join(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts)
    return f"{text}.{mark}"


def with_our_public_key(claims: dict[str, Any]) -> str:
    """HS256 under what everybody knows of the provider: its public key."""
    known = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    words = bare({"alg": "HS256", "kid": "one"}, claims).rpartition(".")[0]
    mark = base64.urlsafe_b64encode(hmac.digest(known, words.encode(), "sha256"))
    return f"{words}.{mark.rstrip(b'=').decode()}"


def torn(claims: dict[str, Any]) -> str:
    token = jwt.encode(claims, rsa_key(), "RS256", headers={"kid": "one"})
    return token[:-8] + ("A" * 8)


NOW = int(time.time())
LIES: dict[str, Spoil] = {
    "signed by somebody else": signs(
        lambda claims: jwt.encode(claims, rsa_key("other"), "RS256", headers={"kid": "one"})
    ),
    "torn": signs(torn),
    "not signed": signs(lambda claims: bare({"alg": "none", "kid": "one"}, claims)),
    "not signed, in capitals": signs(lambda claims: bare({"alg": "NoNe", "kid": "one"}, claims)),
    "signed with the public key": signs(with_our_public_key),
    "signed another way": signs(
        lambda claims: jwt.encode(claims, rsa_key(), "RS512", headers={"kid": "one"})
    ),
    "signed by no key": signs(lambda claims: jwt.encode(claims, rsa_key(), "RS256")),
    "its own key inside": signs(
        lambda claims: jwt.encode(
            claims,
            rsa_key("other"),
            "RS256",
            headers={"kid": "two", "jwk": public(rsa_key("other"), "two", "RS256")},
        )
    ),
    "a demand we do not know": signs(
        lambda claims: jwt.encode(
            claims, rsa_key(), "RS256", headers={"kid": "one", "crit": ["exp"], "exp": 1}
        )
    ),
    "an unknown key": lambda fake: setattr(fake, "key_id", "nobody"),
    "no token at all": signs(lambda _: ""),
    "a token that is none": signs(lambda _: "é.é.é"),
    "a long token": signs(lambda _: "a" * 100_000),
    "over": says(exp=NOW - 3600, iat=NOW - 7200),
    "never over": says(exp=float("inf")),
    "over at no time": says(exp="soon"),
    "not yet begun": says(nbf=NOW + 3600),
    "from the future": says(iat=NOW + 3600),
    "for somebody else": says(aud="another-client"),
    "for somebody else among others": says(aud=["another-client", "third"]),
    "for us but asked by others": says(aud=[CLIENT_ID, "another-client"]),
    "asked by others for us": says(azp="another-client"),
    "from another issuer": says(iss="https://elsewhere.example/o"),
    "from nearly the same issuer": lambda fake: fake.claims.update(iss=fake.issuer + "/"),
    "another nonce": says(nonce="another"),
    "an empty nonce": says(nonce=""),
    "a nonce that is no text": says(nonce=7),
    "another tenant": says(tid="99999999-2222-3333-4444-555555555555"),
    "a tenant that is no text": says(tid=[TENANT]),
    "an unknown person": says(oid="99999999-bbbb-cccc-dddd-eeeeeeeeeeee"),
    "somebody who has left": says(oid="00000000-bbbb-cccc-dddd-eeeeeeeeeeee"),
    **{f"without {name}": without(name) for name in ("exp", "iat", "iss", "aud", "sub", "nonce")},
    **{f"without {name}": without(name) for name in ("tid", "oid")},
}


async def refused(answer: ClientResponse, one: HostBrowser) -> str:
    """The page, once it is known that nobody is signed in."""
    assert answer.status == 403
    assert "__Host-kith" not in one.cookies
    assert "__Host-kith-way" not in one.cookies
    assert (await one.get("/")).headers["Location"] == "/sign-in"
    return await answer.text()


def with_lee(turn: Turn) -> None:
    key = person_key(TENANT, "00000000-bbbb-cccc-dddd-eeeeeeeeeeee")
    people.add(turn, Person("p-lee", key, "Lee Gone", Role.SOCIAL_WORKER, active=False))
    turn.write_diary("person.added", "person", "p-lee", "test", "")


async def test_every_lie_gets_the_same_page_and_a_line_in_the_diary(
    one: HostBrowser, fake: FakeProvider, real: Small
) -> None:
    real.store.perform_now(with_lee)
    pages = set()
    for name, spoil in LIES.items():
        fake.claims, fake.leave_out, fake.sign, fake.key_id, fake.keys = {}, (), None, "one", []
        spoil(fake)
        pages.add(await refused(await one.sign_in(fake), one))
        assert written(real)[-1] == "session.refused", name
    assert len(pages) == 1
    fake.claims, fake.leave_out, fake.sign, fake.key_id, fake.keys = {}, (), None, "one", []
    assert (await one.sign_in(fake)).status == 303


async def test_somebody_known_from_a_tenant_that_is_no_longer_ours_is_refused(
    one: HostBrowser, fake: FakeProvider, real: Small
) -> None:
    other = "99999999-2222-3333-4444-555555555555"

    def with_ola(turn: Turn) -> None:
        ola = Person("p-ola", person_key(other, OBJECT), "Ola Old", Role.SOCIAL_WORKER)
        people.add(turn, ola)
        turn.write_diary("person.added", "person", ola.id, "test", "")

    real.store.perform_now(with_ola)
    fake.claims["tid"] = other
    await refused(await one.sign_in(fake), one)


@pytest.mark.parametrize("state", ["", "another", "é", "a" * 5_000])
async def test_a_state_that_we_did_not_give_is_refused_and_the_provider_never_asked(
    one: HostBrowser, fake: FakeProvider, state: str
) -> None:
    brought = fake.authorise(await one.begin())
    await refused(await one.get("/sign-in/back", **{**brought, "state": state}), one)
    assert not fake.asked_tokens


async def test_a_way_is_good_once_in_one_browser_and_for_ten_minutes(
    one: HostBrowser, fake: FakeProvider, real: Small
) -> None:
    brought = fake.authorise(await one.begin())
    cookie = one.cookies.pop("__Host-kith-way")
    await refused(await one.get("/sign-in/back", **brought), one)  # another browser
    for forged in ("", "x", "..", cookie[:-1], f"{cookie}x", cookie.replace(".", ".9", 1)):
        one.cookies["__Host-kith-way"] = forged
        await refused(await one.get("/sign-in/back", **brought), one)
    assert not fake.asked_tokens
    one.cookies["__Host-kith-way"] = cookie
    assert (await one.get("/sign-in/back", **brought)).status == 303
    one.cookies = {"__Host-kith-way": cookie}
    await refused(await one.get("/sign-in/back", **brought), one)  # replayed
    late = fake.authorise(await one.begin())
    real.clock.pass_by(LASTS)
    await refused(await one.get("/sign-in/back", **late), one)


async def test_somebody_who_says_no_at_the_provider_is_told_kindly(
    one: HostBrowser, fake: FakeProvider
) -> None:
    state = fake.authorise(await one.begin())["state"]
    answer = await one.get(
        "/sign-in/back", state=state, error="access_denied", error_description="x"
    )
    assert "did not work" in await refused(answer, one)
    for query in ({}, {"code": ""}, {"code": "c" * 5_000}, {"code": "never given"}):
        state = fake.authorise(await one.begin())["state"]
        await refused(await one.get("/sign-in/back", state=state, **query), one)


async def test_an_answer_in_the_name_of_another_provider_is_refused(
    one: HostBrowser, fake: FakeProvider
) -> None:
    brought = fake.authorise(await one.begin())
    await refused(await one.get("/sign-in/back", **brought, iss="https://elsewhere.example"), one)
    assert not fake.asked_tokens


async def test_strangers_cannot_fill_the_diary(
    one: HostBrowser, fake: FakeProvider, real: Small
) -> None:
    before = len(written(real))
    for _ in range(LINES_A_MINUTE + 5):
        assert (await one.get("/sign-in/back", state="x", code="x")).status == 403
    assert len(written(real)) == before + LINES_A_MINUTE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda fake: setattr(fake, "status", 302),
        lambda fake: setattr(fake, "status", 500),
        lambda fake: fake.discovery.update(issuer="https://elsewhere.example/o"),
        lambda fake: fake.discovery.update(token_endpoint="http://elsewhere.example/token"),
        lambda fake: fake.discovery.update(jwks_uri="file:///etc/passwd"),
        lambda fake: fake.discovery.update(authorization_endpoint=7),
        lambda fake: fake.discovery.update(more="x" * 300_000),
    ],
)
async def test_a_provider_that_does_not_speak_as_one_is_told_kindly_and_tried_again(
    one: HostBrowser, fake: FakeProvider, spoil: Spoil
) -> None:
    spoil(fake)
    answer = await one.get("/sign-in/begin")
    assert answer.status == 503
    assert "does not answer just now" in await answer.text()
    assert set(one.cookies) <= {"__Host-kith-slip"}
    fake.status, fake.discovery = 200, {}
    assert (await one.sign_in(fake)).status == 303


async def test_elliptic_keys_are_believed_too_and_never_under_the_other_name(
    one: HostBrowser, fake: FakeProvider
) -> None:
    fake.keys = [public(ec_key(), "curve", "ES256")]
    fake.sign = lambda claims: jwt.encode(claims, ec_key(), "ES256", headers={"kid": "curve"})
    assert (await one.sign_in(fake)).status == 303
