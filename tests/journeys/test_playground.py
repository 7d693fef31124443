"""Microsoft's own Agents Playground as somebody's Teams: installed, linked, answered, and told of something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.oidc import person_key
from care.people import Child, Person, Role
from dialogs.answers import Given
from storage import people, profiles, subjects
from storage.turn import Turn
from tests.bot.oidc_provider import OBJECT, TENANT
from tests.journeys.browser import PICTURES, WIDE, Window, needs_chromium
from tests.journeys.council import Council, a_council
from tests.journeys.playground import Playground, a_playground

pytestmark = needs_chromium

WILMA = Person("p-wilma", person_key(TENANT, OBJECT), "Wilma Worker", Role.SOCIAL_WORKER, "North")
ROBIN = Child("c-1", "C0001", {"preferred_name": "Robin", "social_worker_team": "North"})
FORM = "Strengths and needs profile"
MADE_WITH = "Mum and her foster carer"
WELL = "Sleeps right through now, and never misses football."
OWN_WORDS = "“I can do a hundred keepy-uppies. Nearly.”"
OTHER_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ELSEWHERE = re.compile("^https:")
"""Where the Playground fetches its letters from, which it can do without."""


@dataclass
class Chat:
    """The chat in the Playground, by what can be read there."""

    page: Page
    looked: int = 0

    def says(self, text: str | re.Pattern[str]) -> Locator:
        """The last place with these words, once it is there."""
        found = self.page.get_by_text(text).last
        expect(found).to_be_visible()
        return found

    def type(self, text: str, then: str | re.Pattern[str]) -> None:
        self.page.get_by_role("textbox").last.click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.says(then)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def look(self, what: str) -> None:
        """A picture for whoever wants to look, with the newest in it."""
        self.looked += 1
        if PICTURES:
            name = f"playground-{self.looked:02}-{what.replace(' ', '-')}.png"
            self.page.wait_for_timeout(600)  # until it has stopped scrolling
            self.page.screenshot(path=Path(PICTURES) / name)


@dataclass
class Desk:
    """Wilma's two windows: Kith on the web, and her Teams."""

    council: Council
    playground: Playground
    web: Window
    chat: Chat


def move_in(turn: Turn) -> None:
    people.add(turn, WILMA)
    subjects.add_child(turn, ROBIN)
    subjects.allocate(turn, WILMA.id, ROBIN.id)
    profiles.open_profile(turn, "child_profile.1", ROBIN.id, WILMA.id)
    turn.write_diary("test.begun", "house", "1", "test", "")


@pytest.fixture
def desk(tmp_path: Path, chromium: Browser) -> Iterator[Desk]:
    with ExitStack() as stack:
        council = stack.enter_context(a_council(tmp_path))
        council.perform(move_in)
        playground = stack.enter_context(a_playground(council, tmp_path / "playground"))
        shape = {"viewport": WIDE, "ignore_https_errors": True}
        web = Window.open(chromium, council, "playground-web", **shape)
        theirs = chromium.new_context(viewport=WIDE, locale="en-GB")
        theirs.route(ELSEWHERE, lambda route: route.abort())
        yield Desk(council, playground, web, Chat(theirs.new_page()))
        theirs.close()
        web.close()
        assert not web.faults, "\n".join(web.faults)


def test_the_playground_can_do_all_that_teams_is_there_for(desk: Desk) -> None:
    install_and_link(desk)
    fill_in_a_card(desk.chat)
    tell_and_tap(desk.chat)
    look_through(desk.chat)
    be_told_of_something(desk)
    assert set(desk.playground.between.answers) == {200}
    desk.council.stop()
    assert answers_of(desk.council) == {
        "start.purpose": Given("first"),
        "start.made_with": Given(MADE_WITH),
        "start.child_took_part": Given("told"),
        "physical_health.strength": Given(WELL),
        "physical_health.own_words": Given(OWN_WORDS),
        "physical_health.level": Given(1),
    }


def install_and_link(desk: Desk) -> None:
    chat, page = desk.chat, desk.web.page
    chat.page.goto(desk.playground.address)
    chat.says("Hello, I am Kith.")
    expect(chat.page.get_by_role("link", name="Open Kith on the web")).to_be_visible()
    chat.look("installed")
    chat.button("Toggle Log Panel").click()
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with your work account").click()
    page.goto("/devices/link/teams")
    page.get_by_role("button", name="Link Microsoft Teams").click()
    chat.type(page.locator(".spoken").inner_text(), then="Nearly done")
    page.get_by_role("button", name="I have done that").click()
    expect(page.get_by_text("‘Worker, Wilma’")).to_be_visible()
    page.get_by_role("button", name="Yes, it is mine").click()
    chat.says("This is what you have open")
    chat.look("list")


def fill_in_a_card(chat: Chat) -> None:
    """The card of short facts is there once: what was saved stands in its place."""
    chat.button(f"Robin: {FORM}").click()
    chat.says("Who is helping to make this profile?")
    chat.look("card")
    chat.page.get_by_label("It is the first one").check()
    chat.page.get_by_role("textbox", name="Who is helping to make this profile?").fill(MADE_WITH)
    chat.page.get_by_label("Told us, and we wrote their words").check()
    chat.look("card filled in")
    chat.button("Save").click()
    chat.says("Answers taken in: 3.")
    chat.says("What is going well with Robin's health and body?")
    expect(chat.button("Save")).to_have_count(0)
    expect(chat.page.get_by_text("How did Robin take part?")).to_have_count(0)
    chat.look("card saved")


def tell_and_tap(chat: Chat) -> None:
    chat.type(WELL, then="In Robin's own words")
    chat.says(f"Saved: {WELL}")
    chat.look("story")
    chat.type(OWN_WORDS, then="How much help does Robin need")
    level = chat.page.get_by_role("button", name="A little extra help")
    expect(level).to_be_visible()
    chat.look("levels")
    level.click()
    chat.says("Saved: A little extra help (1 of 4).")
    chat.says("What does Robin need from the adults at home")
    expect(level).to_have_count(0)
    chat.look("level saved")


def look_through(chat: Chat) -> None:
    chat.type("summary", then="Hopes and next steps")
    chat.look("summary")


def be_told_of_something(desk: Desk) -> None:
    """She signs in on another kind of device, and is told so in Teams without having said a word."""
    shape = {"viewport": WIDE, "ignore_https_errors": True, "user_agent": OTHER_BROWSER}
    assert desk.web.context.browser
    another = Window.open(desk.web.context.browser, desk.council, "another", **shape)
    another.page.goto("/sign-in")
    another.page.get_by_role("link", name="Sign in with your work account").click()
    expect(another.page.get_by_role("heading", level=1)).to_contain_text("Hello")
    desk.chat.says(re.compile("device", re.IGNORECASE))
    desk.chat.look("notice")
    another.close()
    assert not another.faults


def answers_of(council: Council) -> dict[str, object]:
    def look(turn: Turn) -> dict[str, object]:
        (kept,) = profiles.about(turn, ROBIN.id)
        return {each.path: each.answer for each in profiles.progress(turn, kept).entries}

    return council.perform(look)
