"""Somebody in a browser, in Teams and on Telegram at once, and the ways of talking at each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.bot.fake_connector import Sent
from tests.bot.teams_phone import Phone as TeamsPhone
from tests.bot.teams_reading import parts
from tests.bot.telegram_phone import Phone as TelegramPhone
from tests.journeys.browser import Window
from tests.journeys.council import Council


@dataclass
class Doors:
    """One person, and the house behind the doors."""

    council: Council
    web: Window
    teams: TeamsPhone
    telegram: TelegramPhone

    @property
    def page(self) -> Page:
        return self.web.page

    @property
    def in_teams(self) -> list[Sent]:
        return self.council.connector.sent

    def link(self, name: str, claim: Callable[[str, str], None]) -> None:
        """Links an account through the pages; `claim` gets the deep link and the code."""
        page = self.page
        page.goto("/devices")
        page.get_by_role("link", name=f"Link {name}").tap()
        expect(page.get_by_role("heading", name="Good to know before you do")).to_be_visible()
        self.web.look(f"before linking {name}")
        page.get_by_role("button", name=f"Link {name}").tap()
        expect(page.locator(".spoken")).to_be_visible()
        self.web.look(f"the offer for {name}")
        open_there = page.get_by_role("link", name=f"Open {name}")
        address = open_there.get_attribute("href")
        assert address
        claim(address, page.locator(".spoken").inner_text())
        page.get_by_role("button", name="I have done that").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
        self.web.look(f"whose account on {name}")
        page.get_by_role("button", name="Yes, it is mine").tap()
        expect(page.get_by_role("status")).to_contain_text("Linked")

    def claim_in_teams(self, _: str, code: str) -> None:
        assert self.council.beside.run(self.teams.say(code.lower())) == 200
        self.teams_says("Nearly done")

    def claim_on_telegram(self, address: str, _: str) -> None:
        (token,) = parse_qs(urlsplit(address).query)["start"]
        self.council.beside.run(self.telegram.say(f"/start {token}"))
        self.telegram_says("Nearly done")

    def teams_says(self, text: str) -> Sent:
        """Waits until the newest message there holds these words."""
        connector = self.council.connector
        self.council.beside.run(
            connector.until_so(lambda: bool(self.in_teams) and text in self.in_teams[-1].words)
        )
        return self.in_teams[-1]

    def telegram_says(self, text: str) -> None:
        sent = self.telegram.sent
        self.council.beside.run(
            self.council.telegram.until(lambda: bool(sent) and text in sent[-1].text)
        )

    def say_in_teams(self, text: str, then: str) -> None:
        assert self.council.beside.run(self.teams.say(text)) == 200
        self.teams_says(then)

    def tap_in_teams(self, title: str, then: str) -> None:
        assert self.council.beside.run(self.teams.tap(data_of(self.in_teams[-1], title))) == 200
        self.teams_says(then)

    def tap_on_telegram(self, label: str, then: str) -> None:
        self.council.beside.run(self.telegram.tap(label))
        self.telegram_says(then)


def data_of(sent: Sent, title: str) -> dict[str, Any]:
    """What a tap on the card brings, by the words on it."""
    return next(
        each["data"]
        for each in parts(sent.card)
        if each["type"] == "Action.Submit" and title in each["title"]
    )


async def brought(teams: TeamsPhone, activity: dict[str, Any]) -> int:
    """Brings it until it is taken: a house that has just begun has to fetch Microsoft's keys first."""
    for _ in range(500):
        answer = await teams.bring(activity)
        if answer.status != 503:
            break
    return answer.status
