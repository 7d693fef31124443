"""Away from the desk: Kith locks and covers what was there; back again, the words are where they were."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

import pyotp
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from bot import lapse
from bot.app import serve
from bot.assistant import Assistant
from bot.house import Council, House
from bot.session import Limits
from care.people import Household, Person, Role
from dialogs.read import read_forms
from storage import allocations, credentials, people, profiles, subjects
from storage.store import Store
from storage.turn import Turn
from tests.journeys.browser import WIDE, needs_chromium

pytestmark = needs_chromium

WORDS = "three wet otters sing"
SECRET = pyotp.random_base32()
TYPED = "We like trains, and are afraid of"
LIMITS = Limits(idle=timedelta(minutes=15), lasts=timedelta(hours=12))


@dataclass
class Town:
    """A council's own house, served to a browser on this machine, with a clock that can be moved."""

    folder: Path
    port: int
    ahead: timedelta = timedelta(0)
    ready: threading.Event = field(default_factory=threading.Event)
    stop: asyncio.Event | None = None
    loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def code(self, step: int = 0) -> str:
        return pyotp.TOTP(SECRET).at(self.now() + timedelta(seconds=30 * step))

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.stop, self.loop = asyncio.Event(), asyncio.get_running_loop()
        forms = read_forms()
        store = Store.open(
            self.folder / "kith.db",
            file_key=b"f" * 32,
            master_key=b"m" * 32,
            clock=self.now,
            new_id=lambda: token_urlsafe(16),
        )
        store.perform_now(_settle)
        house = House(
            store=store,
            assistant=Assistant(forms, "Larkshire", "01632 960000", lambda year: frozenset[date]()),
            forms=forms,
            council=Council("Larkshire", "LK"),
            clock=self.now,
            new_id=lambda: token_urlsafe(16),
            secret=b"s" * 32,
            site=self.url,
        )
        await serve(
            house, "127.0.0.1", self.port, lambda _: self.ready.set(), self.stop, limits=LIMITS
        )
        store.close()


def _settle(turn: Turn) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    for key in ("wilma", "walter"):
        person = Person(key, key, f"{key.capitalize()} Moss", Role.FOSTER_CARER)
        people.add(turn, person)
        credentials.add(turn, key, key, hasher.hash(WORDS), SECRET, 0)
    subjects.add_household(turn, Household("home", "LK-1", {"carer_names": "The Mosses"}))
    for key in ("wilma", "walter"):
        allocations.allocate(turn, key, "home")
    profiles.open_profile(turn, "household_profile.1", "home", "wilma", id="profile")
    turn.write_diary("test.settled", "profile", "profile", "wilma", "test")


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setattr(lapse.Lapse, "every_seconds", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    served = Town(tmp_path, port)
    thread = threading.Thread(target=served.run)
    thread.start()
    assert served.ready.wait(60)
    yield served
    assert served.loop is not None
    assert served.stop is not None
    served.loop.call_soon_threadsafe(served.stop.set)
    thread.join()


@pytest.fixture
def page(chromium: Browser, council: Town) -> Iterator[Page]:
    context = chromium.new_context(viewport=WIDE, base_url=council.url)
    yield context.new_page()
    context.close()


def sign_in(page: Page, council: Town, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Your name for signing in").fill(name)
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label(re.compile("six numbers")).fill(council.code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, ")


def type_and_go_away(page: Page, council: Town) -> None:
    """Something is typed and not sent, and then nothing is done for a quarter of an hour."""
    sign_in(page, council, "wilma")
    page.goto("/chat?profile=profile")
    expect(page.locator(".kith").last).to_be_visible()
    page.locator("#words").fill(TYPED)
    council.ahead += timedelta(minutes=16)
    expect(page.locator("#connection")).to_contain_text("signed out")
    expect(page.locator("#words")).to_be_hidden()
    expect(page.locator("#messages")).to_be_hidden()
    expect(page.locator(".subject")).to_be_hidden()
    expect(page).to_have_title("Kith")


def test_after_the_lock_the_words_are_where_they_were(page: Page, council: Town) -> None:
    type_and_go_away(page, council)
    other = page.context.new_page()
    other.goto("/")
    expect(other.get_by_role("status")).to_contain_text("Kith locked itself")
    sign_in(other, council, "wilma")
    page.bring_to_front()
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("#words")).to_be_visible()
    expect(page.locator("#words")).to_have_value(TYPED)
    page.locator("#words").fill(f"{TYPED} the dark.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".you").last).to_contain_text("the dark.")
    expect(page.locator(".state").last).to_contain_text("Saved")


def test_somebody_else_at_the_same_desk_does_not_uncover_it(page: Page, council: Town) -> None:
    type_and_go_away(page, council)
    other = page.context.new_page()
    sign_in(other, council, "walter")
    page.bring_to_front()
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("#connection")).to_contain_text("signed out")
    expect(page.locator("#words")).to_be_hidden()
    expect(page.locator("#messages")).to_be_hidden()
