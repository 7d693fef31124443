"""A provider of sign-ins on loopback, honest or not, and a browser that keeps `__Host-` cookies."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from aiohttp import ClientResponse, ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bot.oidc import Client, person_key
from bot.session import Limits
from care.people import Person, Role
from storage import diary, people
from storage.turn import Turn
from tests.bot.house import Small, small_house

CLIENT_ID = "kith-at-larkshire"
SECRET = "a-secret-0123456789-abcdef"
TENANT = "11111111-2222-3333-4444-555555555555"
OBJECT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
SITE = "https://kith.example"
AMARA = Person("p-amara", person_key(TENANT, OBJECT), "Amara Field", Role.PLACEMENT_OFFICER)
LIMITS = Limits(timedelta(minutes=15), timedelta(hours=12))


@cache
def rsa_key(which: str = "first", bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(key: Any, key_id: str, algorithm: str) -> dict[str, Any]:
    maker = jwt.get_algorithm_by_name(algorithm)
    plain: dict[str, Any] = json.loads(type(maker).to_jwk(key.public_key()))
    return {**plain, "kid": key_id, "use": "sig", "alg": algorithm}


@dataclass
class FakeProvider:
    """What a test changes to make it lie: the claims, the signing, what it says of itself."""

    issuer: str = ""
    site: str = SITE
    """Whose sign-ins these are."""
    claims: dict[str, Any] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    sign: Callable[[dict[str, Any]], str] | None = None
    key_id: str = "one"
    keys: list[dict[str, Any]] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked_keys: int = 0
    asked_tokens: int = 0

    def authorise(self, address: str) -> dict[str, str]:
        """What somebody's browser brings back, when they say yes."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "tid": TENANT,
            "oid": OBJECT,
            **self.claims,
        }
        plain = {name: value for name, value in claims.items() if name not in self.leave_out}
        if self.sign is not None:
            return self.sign(plain)
        return jwt.encode(plain, rsa_key(), "RS256", headers={"kid": self.key_id})

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/o/.well-known/openid-configuration", self._discovery)
        app.router.add_get("/o/keys", self._keys)
        app.router.add_get("/o/authorise", self._authorise)
        app.router.add_post("/o/token", self._token)
        return app

    async def _discovery(self, _: web.Request) -> web.Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.discovery,
        }
        return web.json_response(said, status=self.status, headers={"Location": "/o/keys"})

    async def _authorise(self, request: web.Request) -> web.Response:
        """Somebody's own browser, sent here: they say yes at once."""
        back, brought = request.query["redirect_uri"], self.authorise(str(request.url))
        return web.Response(status=303, headers={"Location": f"{back}?{urlencode(brought)}"})

    async def _keys(self, _: web.Request) -> web.Response:
        self.asked_keys += 1
        return web.json_response({"keys": self.keys or [public(rsa_key(), "one", "RS256")]})

    async def _token(self, request: web.Request) -> web.Response:
        self.asked_tokens += 1
        form = {name: str(value) for name, value in (await request.post()).items()}
        asked = self.codes.pop(form["code"], None)
        hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        good = (
            asked is not None
            and asked["code_challenge"] == challenge
            and asked["code_challenge_method"] == "S256"
            and form["redirect_uri"] == asked["redirect_uri"] == f"{self.site}/sign-in/back"
            and form["client_id"] == CLIENT_ID
            and form["client_secret"] == SECRET
        )
        if not good or asked is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"id_token": self.token(asked["nonce"]), "access_token": "x"})


def real_house(folder: Path) -> Small:
    """A house that is no demo, in which one person has an identity at the provider."""
    made = small_house(folder, demo=False)

    def with_amara(turn: Turn) -> None:
        people.add(turn, AMARA)
        turn.write_diary("person.added", "person", AMARA.id, "test", "")

    made.store.perform_now(with_amara)
    return replace(made, house=replace(made.house, site=SITE))


def client_of(fake: FakeProvider, tenant: str = TENANT) -> Client:
    return Client(fake.issuer, CLIENT_ID, f"{SITE}/sign-in/back", SECRET, tenant)


def written(real: Small) -> list[str]:
    """What the diary says has been done, in order."""
    return [line.action for _, line in real.store.perform_now(lambda turn: diary.lines(turn))]


@asynccontextmanager
async def served_provider() -> AsyncIterator[FakeProvider]:
    fake = FakeProvider()
    server = TestServer(fake.app(), host="127.0.0.1")
    await server.start_server(access_log=None)
    fake.issuer = str(server.make_url("/o"))
    yield fake
    await server.close()


class HostBrowser:
    """As behind a proxy that ends the TLS: says the public name, and keeps cookies by hand."""

    def __init__(self, server: TestServer) -> None:
        self._address = str(server.make_url("/")).rstrip("/")
        self.cookies: dict[str, str] = {}
        self.session = ClientSession(cookie_jar=DummyCookieJar())

    async def close(self) -> None:
        await self.session.close()

    async def get(self, path: str, **query: str) -> ClientResponse:
        return await self.ask("GET", path, params=query)

    async def ask(self, method: str, path: str, **more: Any) -> ClientResponse:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": "kith.example", **({"Cookie": cookies} if cookies else {})}
        headers |= more.pop("headers", {})
        answer = await self.session.request(
            method, self._address + path, allow_redirects=False, headers=headers, **more
        )
        await answer.read()
        for name, morsel in answer.cookies.items():
            assert morsel["httponly"], name
            assert morsel["secure"], name
            assert morsel["samesite"] == "Lax"
            assert morsel["path"] == "/"
            assert not morsel["domain"]
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
        return answer

    async def begin(self) -> str:
        """The address at the provider that this browser is sent to."""
        answer = await self.get("/sign-in/begin")
        assert answer.status == 303, await answer.text()
        return answer.headers["Location"]

    async def sign_in(self, fake: FakeProvider) -> ClientResponse:
        return await self.get("/sign-in/back", **fake.authorise(await self.begin()))
