"""A house with a fostering household, and everything that somebody invited does there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pyotp
import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher

from bot import passwords
from bot.app import make_app
from bot.pace import DEMO
from bot.session import new_session
from care.people import Child, Household, Person, Role
from storage import allocations, diary, people, subjects
from storage.diary_line import DiaryLine
from storage.turn import Turn
from tests.bot.fake_authenticator import Phone
from tests.bot.house import Small, small_house
from tests.bot.oidc_provider import LIMITS, SITE, HostBrowser

SANDRA = Person("p-sandra", "sandra", "Sandra Moss", Role.FOSTER_CARER)
KIT = Person("p-kit", "kit", "Kit Reed", Role.YOUNG_PERSON)
OTHER_CARER = Person("p-omar", "omar", "Omar Vale", Role.FOSTER_CARER)
GONE_CARER = Person("p-gone", "gone", "Gail Gone", Role.FOSTER_CARER, active=False)
ZOE = Person("p-zoe", "zoe", "Zoe Visor", Role.SUPERVISING_SOCIAL_WORKER)
NEW_CARER = Person("p-nora", "nora", "Nora New", Role.FOSTER_CARER)
SUE = Person("p-sue", "sue", "Sue Visor", Role.SUPERVISING_SOCIAL_WORKER)
WILL = Person("p-will", "will", "Will Worker", Role.SOCIAL_WORKER, "North")
ADMIN = Person("p-admin", "adam", "Adam Minister", Role.ADMINISTRATOR)
GOOD = "three wet otters sing"
PHONE_AGENT = "Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
DESK_AGENT = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def fostering_house(folder: Path) -> Small:
    """A house that is no demo, at its public address."""
    made = small_house(folder, demo=False)

    def settle(turn: Turn) -> None:
        for person in (SANDRA, KIT, OTHER_CARER, GONE_CARER, NEW_CARER, SUE, ZOE, WILL, ADMIN):
            people.add(turn, person)
        for number, carer in enumerate((SANDRA, OTHER_CARER)):
            home = Household(f"h-{number}", f"H000{number}", {"carer_names": carer.name})
            subjects.add_household(turn, home)
            allocations.allocate(turn, carer.id, home.id)
        allocations.allocate(turn, SUE.id, "h-0")
        allocations.allocate(turn, ZOE.id, "h-1")
        allocations.allocate(turn, GONE_CARER.id, "h-0")
        subjects.add_child(turn, Child("c-kit", "C0009", {"full_name": KIT.name}))
        allocations.allocate(turn, KIT.id, "c-kit")
        allocations.allocate(turn, WILL.id, "c-kit")
        turn.write_diary("test.settled", "house", "1", "test", "")

    made.store.perform_now(settle)
    return replace(made, house=replace(made.house, site=SITE, pace=DEMO))


class Visitor(HostBrowser):
    """Somebody's browser. `code_of` makes the codes of the app that they put the secret in."""

    def __init__(self, server: TestServer, small: Small, agent: str = PHONE_AGENT) -> None:
        super().__init__(server)
        self.small = small
        self.agent = agent
        self.secret = ""

    async def ask(self, method: str, path: str, **more: Any) -> ClientResponse:
        said = {"User-Agent": self.agent, **more.pop("headers", {})}
        return await super().ask(method, path, headers=said, **more)

    async def post(self, path: str, form: dict[str, str], **more: Any) -> ClientResponse:
        return await self.ask("POST", path, data=form, **more)

    async def come_as(self, person: Person) -> Visitor:
        """Signed in already, however that was."""
        session = self.small.store.perform_now(lambda turn: new_session(turn, person, LIMITS))
        self.cookies["__Host-kith"] = session
        return self

    async def field(self, path: str, name: str) -> str:
        return field_in(await (await self.get(path)).text(), name)

    @property
    def code(self) -> str:
        """What the app on the phone shows now."""
        return pyotp.TOTP(self.secret).at(self.small.clock().timestamp())

    async def say_word(self, link: str, word: str) -> ClientResponse:
        slip = await self.field(link, "slip")
        return await self.post(link, {"slip": slip, "word": word})

    async def choose(self, link: str, **changed: str) -> ClientResponse:
        """Fills in the form of joining with a password."""
        page = await (await self.get(link)).text()
        self.secret = secret_in(page)
        form = {
            "slip": field_in(page, "slip"),
            "name": "sandra",
            "password": GOOD,
            "again": changed.get("password", GOOD),
            "code": self.code,
        }
        return await self.post(f"{link}/password", {**form, **changed})

    async def sign_in_with(self, **changed: str) -> ClientResponse:
        slip = await self.field("/sign-in", "slip")
        form = {"slip": slip, "name": "sandra", "password": GOOD, "code": self.code}
        return await self.post("/sign-in/password", {**form, **changed})

    async def make_key(self, base: str, phone: Phone, **headers: str) -> ClientResponse:
        """What the script does to make a passkey."""
        begun = await self.ask("POST", f"{base}/begin", json={}, headers=headers)
        assert begun.status == 200, await begun.text()
        return await self.ask("POST", base, json=phone.create(await begun.json()), headers=headers)

    async def use_key(self, phone: Phone) -> ClientResponse:
        """What the script does to sign in."""
        headers = {"X-Kith-Slip": await self.field("/sign-in", "slip")}
        begun = await self.ask("POST", "/sign-in/passkey/begin", json={}, headers=headers)
        assert begun.status == 200, await begun.text()
        answer = phone.get(await begun.json())
        return await self.ask("POST", "/sign-in/passkey", json=answer, headers=headers)


Open = Callable[..., Awaitable[Visitor]]


def field_in(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, f"no field {name}"
    return unescape(found[1])


def secret_in(page: str) -> str:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


async def invitation(worker: Visitor, person: Person) -> tuple[str, str]:
    """A link, without the site, and its six numbers, as the worker is shown them."""
    csrf = await worker.field("/invite", "csrf")
    made = await worker.post("/invite", {"csrf": csrf, "person": person.id})
    page = await made.text()
    assert made.status == 200, page
    link = re.search(rf'value="{SITE}(/join/[\w-]+)"', page)
    word = re.search(r'class="spoken">(\d{3} \d{3})<', page)
    assert link
    assert word
    return link[1], word[1]


async def joined(open_one: Open, person: Person = SANDRA, name: str = "sandra") -> Visitor:
    """Somebody who has come in by a password."""
    worker = await (await open_one()).come_as(WILL if person == KIT else SUE)
    link, word = await invitation(worker, person)
    one = await open_one()
    assert (await one.say_word(link, word)).status == 303
    came = await one.choose(link, name=name)
    assert came.status == 303, await came.text()
    return one


async def afresh(open_one: Open, known: Visitor, agent: str = "") -> Visitor:
    """Another browser of the same person, who has their phone."""
    one = await open_one(agent or known.agent)
    one.secret = known.secret
    one.small.clock.pass_by(timedelta(minutes=1))
    return one


async def with_key(open_one: Open) -> tuple[Visitor, Phone]:
    known, phone = await joined(open_one), Phone()
    csrf = await known.field("/devices", "csrf")
    made = await known.make_key("/devices/passkey", phone, **{"X-Csrf-Token": csrf})
    assert made.status == 200, await made.text()
    return known, phone


def without_marks(page: str) -> str:
    """A page without what is another for every browser."""
    return re.sub(r'(data-slip|value)="[^"]*"', "", page)


def lines(small: Small) -> list[DiaryLine]:
    return [line for _, line in small.store.perform_now(lambda turn: diary.lines(turn))]


def actions(small: Small) -> list[str]:
    return [line.action for line in lines(small)]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    light = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    monkeypatch.setattr(passwords, "PasswordHasher", lambda: light)
    made = fostering_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
async def server(small: Small) -> AsyncIterator[TestServer]:
    served = TestServer(make_app(small.house, limits=LIMITS), host="127.0.0.1")
    await served.start_server(access_log=None)
    yield served
    await served.close()


@pytest.fixture
async def visitor(server: TestServer, small: Small) -> AsyncIterator[Open]:
    opened: list[Visitor] = []

    async def open_one(agent: str = PHONE_AGENT) -> Visitor:
        opened.append(Visitor(server, small, agent))
        return opened[-1]

    yield open_one
    for each in opened:
        await each.close()
