"""Invited, joined, signed in: a carer and their worker, in a real browser with a pretended key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, WIDE, Served, Window, needs_chromium
from tests.journeys.conftest import OpenWindow

pytestmark = needs_chromium

SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "phone": {"viewport": {**PHONE, "width": 360}, "has_touch": True, "is_mobile": True},
}
WORDS = "three wet otters sing"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def at_name(url: str) -> str:
    """The same address by its name: no passkey is good at a number."""
    return url.replace("127.0.0.1", "localhost")


def hold_a_key(page: Page) -> None:
    """A pretended key in this browser, which says yes at once."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def come(window: OpenWindow, demo: Served, **shape: Any) -> Window:
    seen = window(**shape)
    seen.missing = (*seen.missing, "/join/", "/sign-in/", "/devices/")
    return seen


def invite(seen: Window, demo: Served, again: bool = False) -> tuple[str, str]:
    """As a supervising social worker: the link and the numbers for the first carer of theirs."""
    key = demo.keys_of("supervising_social_worker")[0]
    seen.page.goto(at_name(demo.enter(key)))
    seen.page.goto(at_name(f"{demo.url}/invite"))
    seen.look("invite")
    seen.page.get_by_role("button", name=re.compile("^Invite")).first.click()
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("An invitation for")
    seen.look("invited")
    link = seen.page.locator("#link").input_value()
    word = seen.page.locator(".spoken").inner_text()
    return link, word


@pytest.mark.parametrize("shape", SHAPES)
def test_a_carer_joins_with_a_passkey_and_signs_in_with_it(
    window: OpenWindow, demo: Served, shape: str
) -> None:
    worker = come(window, demo, **SHAPES[shape])
    link, word = invite(worker, demo)
    carer = come(window, demo, **SHAPES[shape])
    page = carer.page
    hold_a_key(page)
    page.goto(link)
    carer.look("join")
    page.get_by_label("The six numbers").fill("000 000" if word != "000 000" else "111 111")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("not the right numbers")
    carer.look("a wrong number")
    page.get_by_label("The six numbers").fill(word)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Make a passkey")).to_be_visible()
    carer.look("choose")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, ")
    page.goto(at_name(f"{demo.url}/devices"))
    expect(page.get_by_text("Not used yet")).to_be_visible()
    carer.look("devices")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(at_name(f"{demo.url}/sign-in"))
    carer.look("sign in")
    page.get_by_role("button", name="Sign in with your passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, ")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("has been used")
    carer.look("used")


def test_a_key_of_somebody_else_is_told_kindly(window: OpenWindow, demo: Served) -> None:
    stranger = come(window, demo, **SHAPES["phone"])
    page = stranger.page
    hold_a_key(page)
    page.goto(at_name(f"{demo.url}/sign-in"))
    page.get_by_role("button", name="Sign in with your passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("did not work")
    stranger.look("no passkey")


@pytest.fixture
def without_script(chromium: Browser, demo: Served) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, viewport=WIDE)
    yield context.new_page()
    context.close()


def test_without_a_script_a_carer_joins_and_signs_in_with_a_password(
    window: OpenWindow, demo: Served, without_script: Page
) -> None:
    link, word = invite(come(window, demo, **SHAPES["wide"]), demo)
    page = without_script
    page.goto(link)
    page.get_by_label("The six numbers").fill(word)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Make a passkey")).not_to_be_visible()
    app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("A name to sign in with").fill("Moss Family")
    page.get_by_label("A password", exact=True).fill(WORDS)
    page.get_by_label("The same password again").fill(WORDS)
    page.get_by_label("The six numbers that the app shows now").fill(app.now())
    page.get_by_role("button", name="Save and come in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, ")
    page.goto(at_name(f"{demo.url}/devices"))
    expect(page.get_by_text("You sign in as moss.family")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(at_name(f"{demo.url}/sign-in"))
    page.get_by_label("Your name for signing in").fill("moss family")
    page.get_by_label("Password", exact=True).fill("not this one at all")
    page.get_by_label(re.compile("six numbers")).fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("That did not work")
    expect(page.get_by_label("Your name for signing in")).to_have_value("moss family")
    page.get_by_label("Password", exact=True).fill(WORDS)
    # The code of half a minute ahead: the one of now was spent on joining.
    page.get_by_label(re.compile("six numbers")).fill(app.at(int(_now() + 30)))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, ")


def _now() -> float:
    from time import time

    return time()
