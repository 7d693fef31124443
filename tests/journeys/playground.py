"""Microsoft's 365 Agents Playground in front of a council's house: their Teams, unchanged, in a real browser."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import jwt
from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from aiohttp.test_utils import TestServer

from tests.bot.fake_connector import APP, KEY_ID, OBJECT, TENANT
from tests.bot.oidc_provider import rsa_key
from tests.bot.teams_phone import Phone
from tests.deployment.front import free_port
from tests.journeys.council import Council
from tests.peers.peers import node, peer

PRELOAD = Path(__file__).parents[1] / "peers" / "on_loopback.cjs"
OTHER = """
  - id: other-{number}
    name: Other {number}
    userPrincipleName: other{number}@larkshire.example
    aadObjectId: 55555555-2222-3333-4444-55555555555{number}
    givenName: Other
    surname: Person
    email: other{number}@larkshire.example"""
"""It plays nobody with fewer than five others around them."""
WHO = f"""# Whom the Playground plays: its own examples have ids that no directory gives.
version: "0.1.1"
tenantId: {TENANT}
bot:
  id: 28:{APP}
  name: Kith
currentUser:
  id: 29:{OBJECT}
  name: "Worker, Wilma"
  userPrincipleName: wilma@larkshire.example
  aadObjectId: {OBJECT}
  givenName: Wilma
  surname: Worker
  email: wilma@larkshire.example
users:{"".join(OTHER.format(number=number) for number in range(5))}
personalChat:
  id: a-personal-chat
groupChat:
  id: a-group-chat
  name: Group Chat
team:
  id: a-team
  name: A Team
  aadGroupId: 44444444-2222-3333-4444-555555555555
  channels:
    - id: a-channel
      name: Announcements
"""


@dataclass
class Forwarder:
    """Stands between the Playground and the house, and does what Microsoft's service would.

    It adds what the Playground does not send and no gate lets in without: a token, signed with
    the key that the fake metadata publishes, for our app and for the service that the activity
    names. It rewrites nothing.
    """

    council: Council
    answers: list[int] = field(default_factory=list)
    """What the house said to each delivery."""

    async def pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        activity = json.loads(body)
        phone = Phone(self.council.connector, "", self.session)
        token = jwt.encode(
            phone.claims(serviceurl=activity["serviceUrl"]),
            rsa_key("first"),
            "RS256",
            headers={"kid": KEY_ID},
        )
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Host": self.council.url.removeprefix("https://"),
        }
        address = f"{self.council.front.address}/api/messages"
        async with self.session.post(address, data=body, headers=headers) as answer:
            self.answers.append(answer.status)
            said = await answer.read()
            return web.Response(body=said, status=answer.status, content_type=answer.content_type)

    async def open(self) -> str:
        self.session = ClientSession(
            connector=TCPConnector(ssl=False), timeout=ClientTimeout(total=30)
        )
        app = web.Application()
        app.router.add_post("/api/messages", self.pass_on)
        self.server = TestServer(app, host="127.0.0.1")
        await self.server.start_server(access_log=None)
        return str(self.server.make_url("/api/messages"))

    async def close(self) -> None:
        await self.server.close()
        await self.session.close()


@dataclass(frozen=True)
class Playground:
    """Where it is."""

    port: int
    between: Forwarder

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def a_playground(council: Council, folder: Path) -> Iterator[Playground]:
    """Their server, which reports to nobody and listens to this machine alone; and the house, started
    so that it says things there. It is killed at the end, whatever happened."""
    port = free_port()
    council.place.settings["teams.service_hosts"] = f"127.0.0.1:{port}"
    council.start()
    between = Forwarder(council)
    address = council.beside.run(between.open())
    folder.mkdir()
    config = folder / "playground.yml"
    config.write_text(WHO, encoding="utf-8")
    service = f"http://127.0.0.1:{port}/_connector"
    command = [node(), "--require", str(PRELOAD), "cli.js", "start", "--app-endpoint", address]
    command += ["--channel-id", "msteams", "--port", str(port), "--service-url", service]
    told = {
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "log"),
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
        "SEND_INSTALLATION_ACTIVITY": "true",
    }
    process = subprocess.Popen(
        [*command, "--disable-telemetry"],
        cwd=peer("@microsoft/m365agentsplayground"),
        env={**os.environ, **told},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert f"Listening on {port}" in line, f"the Playground did not start: {line}"
        yield Playground(port, between)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        council.beside.run(between.close())
