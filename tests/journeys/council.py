"""A council's own house as a process, behind a front that ends the TLS, with all its neighbours on loopback."""

from __future__ import annotations

import asyncio
import re
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from bot.serve import make_keys, open_store
from bot.serve_settings import given, read_settings
from storage.turn import Turn
from tests.bot.fake_connector import APP, TENANT, FakeConnector, served_connector
from tests.bot.fake_connector import SECRET as TEAMS_SECRET
from tests.bot.fake_telegram import TOKEN, FakeTelegram, telegram
from tests.bot.oidc_provider import CLIENT_ID, FakeProvider, served_provider
from tests.bot.oidc_provider import SECRET as PROVIDER_SECRET
from tests.bot.oidc_provider import TENANT as DIRECTORY
from tests.bot.serve_place import Place, private
from tests.bot.teams_phone import Phone
from tests.deployment.front import NAME, a_certificate
from tests.journeys.browser import Served

T = TypeVar("T")
GUARD_SECONDS = 30
"""How long a test waits for what happens beside it before it fails."""
READY = re.compile(r":(\d+), for the proxy")


class Beside:
    """An event loop in a thread of its own: who is asked by Kith answers there while a test waits."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Does something there, and comes back with what came of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(GUARD_SECONDS)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class Front:
    """What ends the TLS, and stays where it is while what is behind it dies and comes back."""

    port: int = 0
    behind: int = 0
    passing: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    async def open(self, place: Path, stack: AsyncExitStack) -> None:
        a_certificate(place)
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(place / "fullchain.pem", place / "privkey.pem")
        server = await asyncio.start_server(self._taken, "127.0.0.1", 0, ssl=secure)
        self.port = server.sockets[0].getsockname()[1]
        stack.push_async_callback(self._close, server)

    async def _close(self, server: asyncio.Server) -> None:
        server.close()
        for task in self.passing:
            task.cancel()
        await asyncio.gather(*self.passing, return_exceptions=True)

    def _taken(self, near: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._pass_on(near, answer))
        self.passing.add(task)
        task.add_done_callback(self.passing.discard)

    async def _pass_on(self, near: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        writers = [answer]
        try:
            far, ask = await asyncio.open_connection("127.0.0.1", self.behind)
            writers.append(ask)
            ways = [_passed_on(near, ask), _passed_on(far, answer)]
            await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # nobody is behind it now
        finally:
            for each in writers:
                each.transport.abort()
            closing = (each.wait_closed() for each in writers)
            await asyncio.gather(*closing, return_exceptions=True)


async def _passed_on(of: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    try:
        while said := await of.read(2**16):
            to.write(said)
            await to.drain()
    finally:
        to.close()


@dataclass
class Council(Served):
    """`kith serve` with a file of settings, and everybody that it talks with."""

    beside: Beside = field(default_factory=Beside)
    front: Front = field(default_factory=Front)
    provider: FakeProvider = field(default_factory=FakeProvider)
    connector: FakeConnector = field(default_factory=FakeConnector)
    telegram: FakeTelegram = field(default_factory=FakeTelegram)
    place: Place = field(default_factory=lambda: Place(Path(), {}))

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.front.port}"

    @property
    def log(self) -> Path:
        """What every run of it has said to whoever runs it."""
        return self.data.parent / "log"

    def perform(self, work: Callable[[Turn], T]) -> T:
        """Does something in the store, while nobody serves it."""
        assert self.process is None
        with open_store(read_settings(given(self.place.config, {}))) as store:
            return store.perform_now(work)

    def start(self) -> Council:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.commands", "serve", "--config", self.place.config],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        ready = READY.search(line)
        assert ready, f"it did not start: {line} {self.log.read_text('utf-8')[-2000:]}"
        self.front.behind = int(ready[1])
        return self

    def phone(self, name: str) -> Phone:
        """Somebody's Teams, which reaches the house as Microsoft's service would."""

        async def make() -> Phone:
            line = TCPConnector(ssl=False, force_close=True)
            named = {"Host": f"{NAME}:{self.front.port}"}
            session = ClientSession(connector=line, cookie_jar=DummyCookieJar(), headers=named)
            self._sessions.append(session)
            return Phone(self.connector, self.front.address, session, name=name)

        return self.beside.run(make())

    _sessions: list[ClientSession] = field(default_factory=list)

    async def _open(self, stack: AsyncExitStack) -> None:
        folder = self.data.parent
        await self.front.open(folder, stack)
        self.provider = await stack.enter_async_context(served_provider())
        self.provider.site = self.url
        self.connector = await stack.enter_async_context(served_connector())
        self.telegram = await stack.enter_async_context(telegram())
        stack.push_async_callback(self._hang_up)
        self.data.mkdir(mode=0o700)
        make_keys(self.data, folder / "keys.json")
        self.place = Place(folder, self._settings(folder))

    async def _hang_up(self) -> None:
        for each in self._sessions:
            await each.close()

    def _settings(self, folder: Path) -> dict[str, str]:
        base = self.connector.base
        return {
            "council.name": "Larkshire County Council",
            "council.short": "LK",
            "council.phone": "01632 960000",
            "web.address": self.url,
            "web.port": "0",
            "data.folder": str(self.data),
            "data.keys": str(folder / "keys.json"),
            "sign_in.issuer": self.provider.issuer,
            "sign_in.client_id": CLIENT_ID,
            "sign_in.client_secret_file": str(private(folder / "secret", PROVIDER_SECRET)),
            "sign_in.tenant": DIRECTORY,
            "teams.app_id": APP,
            "teams.tenants": TENANT,
            "teams.secret_file": str(private(folder / "teams", TEAMS_SECRET)),
            "teams.service_hosts": base.removeprefix("http://"),
            "teams.login": f"{base}/login",
            "teams.metadata": f"{base}/openid",
            "telegram.token_file": str(private(folder / "telegram", TOKEN)),
            "telegram.api": self.telegram.api,
        }


@contextmanager
def a_council(folder: Path) -> Iterator[Council]:
    """A house nobody lives in yet, not started. At the end nothing of it is left running."""
    made = Council(folder / "data")
    stack = AsyncExitStack()
    made.beside.run(made._open(stack))
    try:
        yield made
    finally:
        made.stop()
        made.beside.run(stack.aclose())
        made.beside.end()
