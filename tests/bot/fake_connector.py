"""Microsoft's side of Teams on loopback: metadata, signing keys, tokens, and the Bot Connector, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.teams_gate import ISSUER
from bot.door_settings import TeamsSettings
from tests.bot.oidc_provider import public, rsa_key

APP = "22222222-2222-3333-4444-555555555555"
TENANT = "33333333-2222-3333-4444-55555555555a"
OBJECT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
SECRET = "a-secret-0123456789-abcdef"
KEY_ID = "bot-key-1"
CHAT = "a:1kith-and-wilma"
GUARD_SECONDS = 20
"""How long a test waits for what should happen before it fails."""


BEGAN = 1_763_712_000_000


def name_of(number: int) -> str:
    """What Teams calls the so-many-th thing that is said: the moment, in milliseconds, by its own clock."""
    return str(BEGAN + 1000 * number)


@dataclass
class Fault:
    """What goes wrong with one call. `after` is true when it is done all the same."""

    status: int = 500
    """0 for nothing: this one call goes well."""
    retry_after: str = ""
    after: bool = False
    hang: bool = False
    drop: bool = False
    """The connection ends without a word."""


@dataclass
class Sent:
    """One activity of the bot's, as it stands in the conversation now."""

    id: str
    conversation: str
    activity: dict[str, Any]
    reply_to: str = ""
    edits: int = 0
    gone: bool = False

    @property
    def card(self) -> dict[str, Any]:
        found: dict[str, Any] = self.activity["attachments"][0]["content"]
        return found

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return "\n".join(_words(self.activity))


@dataclass
class FakeConnector:
    """What a test changes to make it slow, broken or dishonest, and what it has been told."""

    base: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    moments: int = 0
    """How many things have been said in its chats, by whomever."""
    typing: int = 0
    faults: list[Fault] = field(default_factory=list)
    """For what the bot says, each used once."""
    update_faults: list[Fault] = field(default_factory=list)
    key_faults: list[Fault] = field(default_factory=list)
    token_faults: list[Fault] = field(default_factory=list)
    member: dict[str, Any] = field(default_factory=dict)
    asked_keys: int = 0
    asked_tokens: int = 0
    asked_members: int = 0
    refused: int = 0
    """Calls without our newest token."""
    token: str = ""
    token_lasts: int = 3600
    connections: set[tuple[str, int]] = field(default_factory=set)
    """Where the calls to the connector came from: one for each connection."""
    uploads: dict[str, bytes] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    """What hangs goes on when this is set."""
    hung: int = 0
    """Calls that have hung."""

    @property
    def service(self) -> str:
        return f"{self.base}/uk/"

    @property
    def settings(self) -> TeamsSettings:
        return TeamsSettings(
            app_id=APP,
            tenants=frozenset({TENANT}),
            secret=SECRET,
            tenant=TENANT,
            hosts=frozenset({self.base.removeprefix("http://")}),
            login=f"{self.base}/login",
            metadata=f"{self.base}/openid",
        )

    @property
    def said(self) -> list[str]:
        return [each.words for each in self.sent]

    def app(self) -> web.Application:
        app = web.Application()
        talk = "/uk/v3/conversations/{conversation}"
        app.router.add_get("/openid", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/login/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_post(f"{talk}/activities", self._say)
        app.router.add_post(f"{talk}/activities/{{before}}", self._say)
        app.router.add_put(f"{talk}/activities/{{id}}", self._update)
        app.router.add_delete(f"{talk}/activities/{{id}}", self._delete)
        app.router.add_get(f"{talk}/members/{{user}}", self._member)
        app.router.add_put("/upload/{name}", self._upload)
        return app

    async def until(self, count: int) -> list[Sent]:
        """Waits until so much has been said."""
        await self.until_so(lambda: len(self.sent) >= count)
        return self.sent

    async def until_so(self, true: Callable[[], bool]) -> None:
        """Waits until something is so that comes with a call."""
        async with asyncio.timeout(GUARD_SECONDS):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    # ------------------------------------------------------------ keys and tokens

    async def _metadata(self, _: web.Request) -> web.StreamResponse:
        said = {"issuer": ISSUER, "jwks_uri": f"{self.base}/keys"}
        return await self._fault(self.key_faults) or web.json_response(said)

    async def _keys(self, _: web.Request) -> web.StreamResponse:
        self.asked_keys += 1
        return web.json_response({"keys": self.keys or [bot_key()]})

    async def _token(self, request: web.Request) -> web.StreamResponse:
        self.asked_tokens += 1
        form = await request.post()
        wanted = {
            "grant_type": "client_credentials",
            "client_id": APP,
            "client_secret": SECRET,
            "scope": f"{ISSUER}/.default",
        }
        if dict(form) != wanted or request.match_info["tenant"] != TENANT:
            return web.json_response({"error": "invalid_client"}, status=401)
        if fault := await self._fault(self.token_faults):
            return fault
        self.token = f"ours-{self.asked_tokens}"
        said = {"access_token": self.token, "token_type": "Bearer", "expires_in": self.token_lasts}
        return web.json_response(said)

    # ------------------------------------------------------------ the connector

    async def _say(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refused(request):
            return refused
        activity = await request.json()
        if activity["type"] == "typing":
            self.typing += 1
            self.changed.set()
            return web.json_response({}, status=202)
        fault = self.faults.pop(0) if self.faults else None
        if fault and not fault.after:
            if answer := await self._answer(fault, request):
                return answer
        where = request.match_info["conversation"]
        self.moments += 1
        name = name_of(self.moments)
        one = Sent(name, where, activity, request.match_info.get("before", ""))
        self.sent.append(one)
        self.changed.set()
        if fault and fault.after:
            if answer := await self._answer(fault, request):
                return answer
        return web.json_response({"id": one.id}, status=201)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refused(request):
            return refused
        if fault := await self._fault(self.update_faults):
            return fault
        for one in self.sent:
            if one.id == request.match_info["id"]:
                one.activity, one.edits = await request.json(), one.edits + 1
                self.changed.set()
                return web.json_response({"id": one.id})
        return web.json_response({"error": {"code": "ActivityNotFound"}}, status=404)

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refused(request):
            return refused
        for one in self.sent:
            if one.id == request.match_info["id"]:
                one.gone = True
        return web.Response()

    async def _member(self, request: web.Request) -> web.StreamResponse:
        self.asked_members += 1
        if refused := self._refused(request):
            return refused
        known = {"id": request.match_info["user"], "tenantId": TENANT, "userRole": "user"}
        return web.json_response({**known, **self.member})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Where a file goes that somebody said yes to; nobody brings a token here."""
        assert "Authorization" not in request.headers
        self.uploads[request.match_info["name"]] = await request.read()
        return web.json_response({}, status=201)

    def _refused(self, request: web.Request) -> web.Response | None:
        assert request.transport
        self.connections.add(request.transport.get_extra_info("peername"))
        if self.token and request.headers.get("Authorization") == f"Bearer {self.token}":
            return None
        self.refused += 1
        return web.json_response({"error": {"code": "Unauthorized"}}, status=401)

    async def _fault(self, faults: list[Fault]) -> web.Response | None:
        return await self._answer(faults.pop(0)) if faults else None

    async def _answer(
        self, fault: Fault, request: web.Request | None = None
    ) -> web.Response | None:
        if fault.hang:
            self.hung += 1
            self.changed.set()
            await self.hanging.wait()
        if fault.hang or not fault.status:
            return None
        if fault.drop and request is not None and request.transport is not None:
            request.transport.close()
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        return web.json_response({"error": {"code": "Fault"}}, status=fault.status, headers=headers)


def bot_key(which: str = "first", key_id: str = KEY_ID, **more: Any) -> dict[str, Any]:
    """A signing key as it is published, with the channels that it may speak for."""
    plain = public(rsa_key(which), key_id, "RS256")
    return {**plain, "endorsements": ["msteams", "webchat"], **more}


def _words(plain: Any) -> list[str]:
    match plain:
        case dict():
            own = [plain["text"]] if isinstance(plain.get("text"), str) else []
            named = ("attachments", "content", "body", "items", "inlines", "actions", "columns")
            return own + [
                word for name in (*named, "title") if name in plain for word in _words(plain[name])
            ]
        case list():
            return [word for each in plain for word in _words(each)]
        case str():
            return [plain]
        case _:
            return []


@asynccontextmanager
async def served_connector() -> AsyncIterator[FakeConnector]:
    fake = FakeConnector()
    server = TestServer(fake.app(), host="127.0.0.1")
    await server.start_server(access_log=None)
    fake.base = str(server.make_url("")).rstrip("/")
    try:
        yield fake
    finally:
        fake.hanging.set()
        await server.close()
