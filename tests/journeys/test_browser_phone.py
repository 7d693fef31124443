"""A profile on a phone: strengths first, meanings, the answers so far, a pause, and back again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, needs_chromium
from tests.journeys.conftest import OpenWindow
from tests.journeys.conversation import PROFILE, begin_new, carry_on

pytestmark = needs_chromium
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_profile_on_a_phone_goes_on_in_another_browser(window: OpenWindow, scheme: str) -> None:
    phone = window(**TOUCH, color_scheme=scheme)
    page = phone.page
    page.goto("/")
    phone.look("come in")
    talk, child = begin_new(phone, PROFILE)
    phone.look("short facts first")
    talk.past_cards()
    phone.look("first question")

    # What is going well comes before how much help is needed.
    assert "going well" in talk.question
    talk.say("Sleeps through now, and loves the school run on the scooter.")
    while not talk.choices.count():
        talk.command("not_known")
        talk.answer({})
    level = talk.question
    expect(talk.choices).to_have_count(5)
    phone.look("a level")
    talk.tap("What does each mean?")
    expect(page.locator(".kith.help").last).to_contain_text("0")
    assert talk.question == level
    phone.look("meanings")
    talk.after(talk.choices.nth(2).tap)
    assert talk.question != level

    # The answers so far are behind a button, and a way back is in reach.
    page.get_by_role("button", name="So far").tap()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    expect(drawer).to_contain_text("loves the school run")
    phone.look("so far")
    page.get_by_role("button", name="Back to the conversation").tap()
    expect(drawer).to_be_hidden()
    page.locator("#more").tap()
    phone.look("more to do")
    page.locator("#more").tap()
    page.get_by_role("button", name="Urgent help").tap()
    expect(page.locator(".kith.urgent").last).to_contain_text("999")
    talk.begun()
    phone.look("urgent help")
    open_question = talk.question
    talk.command("pause")
    expect(page.locator(".kith.goodbye").last).to_contain_text("Paused")
    phone.look("paused")

    # Another browser, where nobody has signed in before: the same question, and what was said.
    other = window(**TOUCH, color_scheme=scheme)
    other.enter(phone.who)
    other.look("home with something begun")
    again = carry_on(other, child, PROFILE)
    assert again.question == open_question
    expect(other.page.locator("#messages")).to_contain_text("Welcome back")
    other.look("welcome back")
