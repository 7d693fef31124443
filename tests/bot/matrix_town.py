"""The matrix's world served over loopback, and everybody in it with a browser of their own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, DummyCookieJar, FormData
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.channels.tokens import Grant, Tokens
from bot.session import enter_path, sign_in_mark
from tests.bot.matrix_world import NOBODY, World, happen_after_signing_in, open_world
from tests.matrix import Call, personas

LINE = "/v3/directline/conversations"


@dataclass
class Visitor:
    """Somebody at the door: what their browser has kept."""

    name: str
    cookie: str = ""
    csrf: str = ""
    opened: dict[str, dict[str, str]] = field(default_factory=dict)
    """Conversations by profile."""


@dataclass
class Town:
    """A served world, and everybody in it with a browser."""

    world: World
    server: TestServer
    web: ClientSession
    visitors: Mapping[str, Visitor]

    async def ask(self, call: Call, visitor: Visitor, ids: Mapping[str, str]) -> ClientResponse:
        """The request of this call, by this person, about this thing. Nothing is followed."""
        known = {**ids, "csrf": visitor.csrf, "form": "child_profile", "persona": visitor.name}
        if "household" in ids:
            known["form"] = "household_profile"
        send = call.send
        headers = _filled(send.get("headers", {}), known)
        if send.get("bearer") and visitor.cookie:
            headers["Authorization"] = f"Bearer {self.token(visitor, ids.get('profile', ''))}"
        if "{conversation}" in call.path:
            known.update(await self.conversation(visitor, ids, "{ticket}" in str(send)))
        if visitor.cookie:
            headers["Cookie"] = f"kith={visitor.cookie}"
        answer = await self.web.request(
            call.method,
            self.server.make_url(_path(call, known)),
            params=_filled(send.get("query", {}), known),
            data=_form(send, known),
            json=_filled(send["json"], known) if "json" in send else None,
            headers=headers,
            allow_redirects=False,
        )
        await answer.read()
        return answer

    def token(self, visitor: Visitor, profile: str) -> str:
        """A token that the server itself would have signed, for whoever has a browser here."""
        person = self.world.people[visitor.name].id
        grant = Grant(person, profile, sign_in_mark(visitor.cookie))
        return Tokens(self.world.house.secret).give(grant, self.world.clock())

    async def conversation(
        self, visitor: Visitor, ids: Mapping[str, str], with_ticket: bool
    ) -> dict[str, str]:
        """Their own conversation about this; somebody else's when they can have none."""
        profile = ids.get("profile", "")
        asking = [visitor, *self.visitors.values()]
        for each in asking:
            if profile not in each.opened and each.cookie:
                headers = {"Authorization": f"Bearer {self.token(each, profile)}"}
                headers["Cookie"] = f"kith={each.cookie}"
                url = self.server.make_url(LINE)
                async with self.web.post(url, headers=headers) as answer:
                    plain = await answer.json() if answer.status == 201 else {}
                each.opened[profile] = {"conversation": plain.get("conversationId", "")}
            found = each.opened.get(profile, {})
            if found.get("conversation"):
                if each is not visitor or not with_ticket:
                    return {**found, "ticket": "a guess"}
                return {**found, "ticket": await self._ticket(each, profile)}
        return {"conversation": NOBODY, "ticket": "a guess"}

    async def _ticket(self, visitor: Visitor, profile: str) -> str:
        """A new ticket for the stream of their own conversation: each opens it once."""
        headers = {"Authorization": f"Bearer {self.token(visitor, profile)}"}
        headers["Cookie"] = f"kith={visitor.cookie}"
        url = self.server.make_url(f"{LINE}/{visitor.opened[profile]['conversation']}")
        async with self.web.get(url, headers=headers) as answer:
            plain = await answer.json() if answer.status == 200 else {}
        ticket = str(plain.get("streamUrl", "")).partition("?t=")[2].partition("&")[0]
        return ticket or "a guess"


@asynccontextmanager
async def a_town(folder: Path) -> AsyncIterator[Town]:
    folder.mkdir(exist_ok=True)
    world = open_world(folder)
    async with AsyncExitStack() as stack:
        stack.callback(world.store.close)
        server = TestServer(make_app(world.house), host="127.0.0.1")
        await server.start_server(access_log=None)
        stack.push_async_callback(server.close)
        web = await stack.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
        visitors = {name: Visitor(name) for name in personas()}
        for name, person in world.people.items():
            url = server.make_url(enter_path(world.house.secret, person.key))
            async with web.get(url, allow_redirects=False) as answer:
                visitors[name].cookie = answer.cookies["kith"].value
            home = await web.get(
                server.make_url("/"), headers={"Cookie": f"kith={visitors[name].cookie}"}
            )
            found = re.search(r'name="csrf" value="(\w+)"', await home.text())
            assert found
            visitors[name].csrf = found.group(1)
        world.store.perform_now(happen_after_signing_in)
        yield Town(world, server, web, visitors)


def _path(call: Call, known: Mapping[str, str]) -> str:
    return call.path.format_map({**known, **_filled(call.send.get("path", {}), known)})


def _form(send: Mapping[str, Any], known: Mapping[str, str]) -> FormData | None:
    if "form" not in send and "multipart" not in send:
        return None
    form = FormData(default_to_multipart="multipart" in send)
    for name, text in _filled(send.get("form", send.get("multipart", {})), known).items():
        form.add_field(name, text)
    return form


def _filled(said: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    return {key: str(value).format_map(known) for key, value in said.items()}
