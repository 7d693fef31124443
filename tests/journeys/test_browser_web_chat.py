"""Microsoft's own Web Chat against our Direct Line, unchanged: another client can do all that ours can."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, PICTURES, WIDE, Served, Window, needs_chromium
from tests.journeys.conftest import OpenWindow
from tests.journeys.conversation import PROFILE, begin_new, carry_on
from tests.journeys.web_chat import EXPIRED, ONLINE, WebChat

pytestmark = needs_chromium

NOT_TAKEN = "I cannot take pictures here, and I have not kept it"
THROWN = "script: conversation ended"
"""How directlinejs tells its page that there is nothing to go on with."""
STEAL = """async () => {
  const { conversationId, token } = window.line;
  const headers = { Authorization: `Bearer ${token}` };
  const address = `/v3/directline/conversations/${conversationId}`;
  const { streamUrl } = await (await fetch(address, { headers })).json();
  new WebSocket(streamUrl).onmessage = ({ target }) => target.close();
}"""
"""Opens a newer stream, so that the server closes the one that Web Chat listens on."""


def profile_of(window: Window) -> str:
    return parse_qs(urlsplit(window.page.url).query)["profile"][0]


def begun(window: OpenWindow, *, streaming: bool = True) -> tuple[Window, WebChat, str]:
    """A form that was begun on our own page, gone on with in Web Chat; and about whom it is."""
    seat = window(viewport=WIDE, bypass_csp=True)
    _, child = begin_new(seat, PROFILE)
    chat = WebChat.open(seat, profile_of(seat), streaming=streaming)
    chat.says("A few short facts")
    return seat, chat, child


def look(chat: WebChat, what: str) -> None:
    if PICTURES:
        chat.page.wait_for_timeout(600)  # until it has stopped scrolling
        chat.page.screenshot(path=Path(PICTURES) / f"web-chat-{what.replace(' ', '-')}.png")


def past_the_card(chat: WebChat) -> None:
    chat.card.get_by_label("Told us, and we wrote their words").check()
    chat.after(chat.card.get_by_role("button", name="Save").click)
    chat.says("What is going well with")


@pytest.mark.parametrize("streaming", [True, False], ids=["stream", "polling"])
def test_cards_buttons_words_and_lists_work_in_web_chat(
    window: OpenWindow, streaming: bool
) -> None:
    seat, chat, child = begun(window, streaming=streaming)
    look(chat, "card")
    chat.after(chat.card.get_by_role("button", name="Save").click)
    chat.says("This still needs a look")
    expect(chat.card).to_contain_text("This one needs an answer")
    look(chat, "card with a gap")
    past_the_card(chat)
    expect(chat.offered).to_have_text(["Not known yet", "Urgent help"])

    chat.type("Swims like a fish & loves <b>trains</b>.")
    mine = chat.says("Swims like a fish & loves <b>trains</b>.")
    expect(mine).to_be_visible()
    chat.says("own words")
    chat.tap("Not known yet")
    chat.says("That's fine: not known yet.")
    expect(chat.bubbles.filter(has_text=re.compile(r"^Not known yet$"))).to_have_count(1)

    chat.type("change what is going well")
    chat.says("Swims like a fish")
    chat.type("back")
    chat.type("list")
    chat.says("Feeling safe and being protected: Not started")
    look(chat, "list")
    chat.card.locator("select").select_option(label="Feeling safe and being protected")
    chat.after(chat.card.get_by_role("button", name="Open").click)
    chat.says("feel safest?")
    chat.tap("Urgent help")
    chat.says("999")
    look(chat, "urgent help")

    # It is the same conversation on our own page.
    talk = carry_on(seat, child, PROFILE)
    talk.expect_in_pane("What is going well", "Swims like a fish & loves <b>trains</b>.")


def test_a_picture_is_refused_in_words_and_the_question_stays(window: OpenWindow) -> None:
    _, chat, _ = begun(window)
    past_the_card(chat)
    page = chat.page
    picture = page.screenshot()
    files = page.locator(".webchat__upload-button--file-input")
    files.set_input_files({"name": "us.png", "mimeType": "image/png", "buffer": picture})
    expect(page.locator(".webchat__attachment-icon--checked")).to_be_visible()
    chat.type("This is us.")
    chat.says(NOT_TAKEN)
    look(chat, "picture refused")
    expect(page.get_by_text(re.compile("send failed|sending", re.IGNORECASE))).to_have_count(0)
    expect(chat.offered).to_have_text(["Not known yet", "Urgent help"])
    chat.tap("Not known yet")
    chat.says("not known yet")


@pytest.mark.parametrize("how", ["stream cut", "server killed"])
def test_web_chat_goes_on_by_itself(window: OpenWindow, demo: Served, how: str) -> None:
    seat, chat, _ = begun(window)
    past_the_card(chat)
    chat.type("Runs.")
    chat.says("own words")
    seat.line_may_break = True
    if how == "stream cut":
        chat.page.evaluate(STEAL)
    else:
        seat.demo.kill()
        chat.after(lambda: demo.start())
        chat.says("Welcome back")
        look(chat, "after a restart")
    chat.type("“My legs are fast.”")
    chat.says("Saved")
    expect(chat.bubbles.filter(has_text="My legs are fast")).to_have_count(2)
    assert set(chat.states()) <= {0, 1, ONLINE}


def test_a_link_opens_the_page_it_names(window: OpenWindow, demo: Served) -> None:
    seat = window(viewport=PHONE, bypass_csp=True).enter(demo.keys_of("placement_officer")[0])
    chat = WebChat.open(seat, "")
    look(chat, "links on a phone")
    with seat.context.expect_page() as opened:
        chat.offered.filter(has_text="desk").first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    assert urlsplit(opened.value.url).path == "/referrals"


def test_after_signing_out_web_chat_says_that_it_is_over(window: OpenWindow) -> None:
    seat, chat, _ = begun(window)
    seat.line_may_break = True
    seat.missing = (*seat.missing, "/v3/directline/conversations")
    other = seat.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(other.get_by_role("link", name="Priya")).to_be_visible()
    chat.page.wait_for_function(f"window.states.includes({EXPIRED})")
    look(chat, "signed out")
    chat.page.goto("about:blank")
    seat.faults = [each for each in seat.faults if each != THROWN]
