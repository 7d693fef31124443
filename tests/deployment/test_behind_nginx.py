"""A council's house as it will stand: nginx with TLS in front of `kith serve`, and real people's ways."""

from __future__ import annotations

import asyncio
import io
import json
import re
import ssl
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, DummyCookieJar

from bot.oidc import person_key
from bot.serve import open_store
from bot.snapshot import Snapshot
from care.people import Child, Person, Role
from dialogs.answers import Given
from storage import people, profiles, referrals, subjects
from storage.turn import Turn
from tests.bot.oidc_provider import CLIENT_ID, OBJECT, SECRET, TENANT, FakeProvider, served_provider
from tests.bot.serve_place import Place
from tests.bot.serve_place import place as place
from tests.deployment.front import NAME, NGINX, Front, free_port, running, settle

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not here")

AMARA = Person("p-amara", person_key(TENANT, OBJECT), "Amara Field", Role.SOCIAL_WORKER, "North")
ROBIN = Child("c-robin", "C-0412", {"full_name": "Robin Reed", "preferred_name": "Robin"})
SITE = f"https://{NAME}"
LIKES = "Trains, and being read to"


def settled(turn: Turn) -> str:
    """Amara works with Robin, and has sent a referral; its reference."""
    people.add(turn, AMARA)
    subjects.add_child(turn, ROBIN)
    subjects.allocate(turn, AMARA.id, ROBIN.id)
    profiles.open_profile(turn, "child_profile.1", ROBIN.id, AMARA.id, "profile-1")
    sent = profiles.open_profile(turn, "placement_referral.1", ROBIN.id, AMARA.id, "profile-2")
    snapshot = Snapshot(
        form="placement_referral.1",
        answers={"learning.strength": Given(LIKES)},
        record=ROBIN.record,
        sent_by=AMARA.name,
        council="Larkshire County Council",
        written_on=date(2026, 11, 21),
    )
    found = referrals.send(
        turn,
        sent,
        sent_by=AMARA.id,
        emergency=False,
        needed_by=None,
        digest="Aged 12",
        gaps=0,
        snapshot=snapshot.plain(),
    )
    turn.write_diary("referral.send", "referral", found.ref, AMARA.id, "web")
    return found.ref


@dataclass
class Browser:
    """One person's browser: trusts the certificate, says the public name, keeps its cookies."""

    front: Front
    session: ClientSession
    cookies: dict[str, str]

    async def ask(self, method: str, path: str, **more: Any) -> ClientResponse:
        headers = self.headers() | more.pop("headers", {})
        answer = await self.session.request(
            method,
            self.front.address + path,
            allow_redirects=False,
            headers=headers,
            ssl=self.front.trust,
            server_hostname=NAME,
            **more,
        )
        await answer.read()
        for name, morsel in answer.cookies.items():
            assert morsel["secure"]
            self.cookies.pop(name, None)
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
        return answer

    def headers(self) -> dict[str, str]:
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Host": NAME} | ({"Cookie": held} if held else {})

    async def sign_in(self, fake: FakeProvider) -> None:
        begun = await self.ask("GET", "/sign-in/begin")
        back = fake.authorise(begun.headers["Location"])
        answer = await self.ask("GET", "/sign-in/back", params=back)
        assert answer.status in (200, 303), await answer.text()


@dataclass
class Standing:
    """The whole of it, and the reference of the referral in it."""

    front: Front
    fake: FakeProvider
    ref: str
    kith: asyncio.subprocess.Process

    def browser(self, session: ClientSession) -> Browser:
        return Browser(self.front, session, {})


@pytest.fixture
async def standing(place: Place, tmp_path: Path) -> AsyncIterator[Standing]:
    async with served_provider() as fake:
        port = free_port()
        place.settings |= {
            "web.address": SITE,
            "web.port": str(port),
            "sign_in.issuer": fake.issuer,
            "sign_in.client_id": CLIENT_ID,
        }
        (place.folder / "secret").write_text(SECRET, encoding="utf-8")
        settings = place.read()
        settings.data.mkdir(mode=0o700)
        with open_store(settings) as store:
            ref = store.perform_now(settled)
        command = [sys.executable, "-m", "bot.commands", "serve", "--config", str(place.config)]
        kith = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert kith.stdout
        assert str(port).encode() in await kith.stdout.readline()
        front = settle(tmp_path, port)
        async with running(front):
            yield Standing(front, fake, ref, kith)
        if kith.returncode is None:
            kith.terminate()
        assert await kith.wait() in (0, -9)


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=DummyCookieJar()) as made:
        yield made


def test_nginx_understands_the_file(tmp_path: Path) -> None:
    front = settle(tmp_path, 8080)
    assert NGINX
    said = subprocess.run(
        [NGINX, "-t", "-p", str(front.place), "-c", str(front.place / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr


async def test_a_person_signs_in_talks_and_takes_a_document(
    standing: Standing, session: ClientSession
) -> None:
    amara = standing.browser(session)
    assert (await amara.ask("GET", "/")).status in (200, 303)
    await amara.sign_in(standing.fake)
    home = await amara.ask("GET", "/")
    assert "Robin" in await home.text()
    _as_it_should_be(home)
    await _talks(amara)

    document = await amara.ask("GET", f"/referrals/{standing.ref}/search.docx")
    assert document.status == 200
    with zipfile.ZipFile(io.BytesIO(await document.read())) as file:
        assert LIKES in file.read("word/document.xml").decode()
    _as_it_should_be(document)
    assert document.headers["Content-Disposition"].startswith("attachment")
    log = (standing.front.place / "kith.log").read_text(encoding="utf-8")
    assert standing.ref not in log
    assert "code=" not in log
    assert log.count(" 200 ") >= 3


async def _talks(amara: Browser) -> None:
    page = await (await amara.ask("GET", "/chat?profile=profile-1")).text()
    start = re.search(r'id="kith-start"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert start
    bearer = {"Authorization": f"Bearer {json.loads(start[1])['token']}", "Origin": SITE}
    begun = await amara.ask("POST", "/v3/directline/conversations", headers=bearer)
    assert begun.status == 201
    opened = await begun.json()
    assert opened["streamUrl"].startswith(f"wss://{NAME}/")
    path = opened["streamUrl"].removeprefix(f"wss://{NAME}")
    stream = await amara.session.ws_connect(
        amara.front.address.replace("https", "wss") + path,
        headers=amara.headers() | {"Origin": SITE},
        ssl=amara.front.trust,
        server_hostname=NAME,
    )
    asked = (await stream.receive_json())["activities"][-1]["channelData"]["kith"]["asked"]
    told = {
        "type": "message",
        "text": "Trains",
        "channelData": {"kith": {"id": "1", "asked": asked}},
    }
    line = f"/v3/directline/conversations/{opened['conversationId']}/activities"
    assert (await amara.ask("POST", line, json=told, headers=bearer)).status == 200
    heard = await stream.receive_json()
    assert heard["activities"][0]["text"] == "Trains"
    await stream.close()
    crossed = await amara.ask(
        "POST", line, json=told, headers=bearer | {"Origin": "https://e.example"}
    )
    assert crossed.status == 403


def _as_it_should_be(answer: ClientResponse) -> None:
    """Each header once, and nothing said of what is behind."""
    for name in ("Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy"):
        assert len(answer.headers.getall(name)) == 1, name
    (policy,) = answer.headers.getall("Content-Security-Policy")
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server"] == "nginx"
    assert "X-Powered-By" not in answer.headers


async def test_nobody_comes_in_by_another_name_or_without_tls(
    standing: Standing, session: ClientSession
) -> None:
    front = standing.front
    async with session.get(
        f"{front.plain_address}/join/secret", headers={"Host": NAME}, allow_redirects=False
    ) as plain:
        assert plain.status == 301
        assert plain.headers["Location"] == f"{SITE}/"
    loose = ssl.create_default_context()
    loose.check_hostname, loose.verify_mode = False, ssl.CERT_NONE
    for name in ("other.example", "127.0.0.1"):
        with pytest.raises((ssl.SSLError, OSError)):
            await asyncio.open_connection(
                "127.0.0.1", front.secure, ssl=loose, server_hostname=name
            )
    old = ssl.create_default_context(cafile=str(front.place / "fullchain.pem"))
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    old.set_ciphers("AES128-SHA256:@SECLEVEL=1")
    with pytest.raises((ssl.SSLError, OSError)):
        await asyncio.open_connection("127.0.0.1", front.secure, ssl=old, server_hostname=NAME)


async def test_when_kith_is_down_there_is_a_kind_page(
    standing: Standing, session: ClientSession
) -> None:
    amara = standing.browser(session)
    assert (await amara.ask("GET", "/healthz")).status == 200
    standing.kith.kill()
    await standing.kith.wait()
    answer = await amara.ask("GET", "/")
    assert answer.status == 503
    assert "resting" in await answer.text()
    _as_it_should_be(answer)


async def test_what_is_too_large_stops_at_the_proxy(
    standing: Standing, session: ClientSession
) -> None:
    amara = standing.browser(session)
    answer = await amara.ask("POST", "/sign-out", data=b"x" * (600 * 1024))
    assert answer.status == 413
    many = {f"X-Many-{number}": "a" * 7_000 for number in range(6)}
    assert (await amara.ask("GET", "/", headers=many)).status == 400
