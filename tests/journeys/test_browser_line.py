"""When the line breaks: what was typed stays to be read, and arrives once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.browser import PHONE, WIDE, Served, Window, needs_chromium
from tests.journeys.conftest import OpenWindow
from tests.journeys.conversation import PROFILE, begin_new, carry_on

pytestmark = needs_chromium

FIRST = "Swims like a fish, twice a week."
SECOND = "“My legs are fast.”"


@contextmanager
def cut(window: Window, demo: Served, by: str) -> Iterator[None]:
    """The line is cut for as long as this lasts."""
    window.line_may_break = True
    if by == "server":
        demo.kill()
    else:
        window.context.set_offline(True)
    try:
        yield
    finally:
        if by == "server":
            demo.start()
        else:
            window.context.set_offline(False)


@pytest.mark.parametrize("by", ["network", "server"])
def test_words_sent_without_a_line_stay_visible_and_arrive_once(
    window: OpenWindow, demo: Served, by: str
) -> None:
    desk = window(viewport=WIDE)
    talk, child = begin_new(desk, PROFILE)
    talk.past_cards()
    page = desk.page
    mine = page.locator(".you").last
    question = talk.question
    with cut(desk, demo, by):
        talk.box.fill(FIRST)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(mine.locator(".said")).to_have_text(FIRST)
        expect(mine.locator(".state")).to_contain_text("Not sent yet")
        if by == "server":
            expect(page.locator("#connection")).to_contain_text("No connection")
        desk.look("not sent yet")
        talk.box.fill(SECOND)
    sent = page.locator(".you").filter(has_text=FIRST)
    expect(sent).to_have_count(1)
    expect(sent.locator(".state")).to_have_text("Saved")
    expect(talk.newest.locator(".bubble")).not_to_contain_text(question)
    expect(talk.box).to_have_value(SECOND)
    expect(page.locator("#connection")).to_be_empty()
    desk.look("sent after all")
    talk.begun().after(lambda: page.get_by_role("button", name="Send", exact=True).click())

    # Once each: two answers, and undoing two takes both away.
    talk.expect_in_pane("What is going well", FIRST)
    expect(page.locator(".answer-text").filter(has_text=FIRST)).to_have_count(1)
    expect(page.locator(".answer-text").filter(has_text=SECOND)).to_have_count(1)
    talk.command("undo")
    talk.expect_in_pane("What is going well", FIRST)
    talk.command("undo")
    expect(page.locator("#answers")).not_to_contain_text(FIRST)
    again = window(viewport=PHONE)
    again.enter(desk.who)
    fresh = carry_on(again, child, PROFILE)
    assert fresh.question == talk.question


def test_on_a_telephone_what_is_said_and_how_far_it_has_come_lies_in_sight(
    window: OpenWindow, demo: Served
) -> None:
    phone = window(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    talk, _ = begin_new(phone, PROFILE)
    talk.past_cards()
    mine = phone.page.locator(".you").last

    def lies_in_sight() -> None:
        expect(mine.locator(".state")).to_contain_text("Not sent yet")
        expect(mine.locator(".said")).to_be_in_viewport(ratio=1)
        expect(mine.locator(".state button")).to_be_in_viewport(ratio=1)

    with cut(phone, demo, "network"):
        talk.box.fill(FIRST)
        phone.page.get_by_role("button", name="Send", exact=True).click()
        lies_in_sight()
        phone.look("not sent yet on a telephone")
        mine.get_by_role("button", name="Try now").focus()
        for act in (lambda: phone.page.keyboard.press("Enter"), lambda: None):
            with phone.page.expect_event("requestfailed"):
                act()  # the second goes by itself, when the first has been told
        expect(mine.get_by_role("button", name="Try now")).to_be_focused()
    expect(mine.locator(".state")).to_have_text("Saved")
    while talk.choices.count() < 5:
        talk.say("A few true words.")
    with cut(phone, demo, "network"):
        talk.choices.nth(1).click()
        lies_in_sight()
        phone.look("a tap not sent yet on a telephone")


def test_two_windows_on_one_profile_stay_together_and_an_old_button_is_harmless(
    window: OpenWindow,
) -> None:
    one = window(viewport=WIDE)
    talk, child = begin_new(one, PROFILE)
    talk.past_cards()
    talk.say(FIRST)
    while not talk.choices.count():
        talk.command("not_known")
        talk.answer({})
    two = window(viewport=WIDE)
    two.enter(one.who)
    other = carry_on(two, child, PROFILE)
    assert other.question == talk.question

    label = "How much help"
    old = other.choices.nth(4)
    talk.after(talk.choices.nth(1).click)
    line = two.page.locator("button.answer").filter(has_text="A little extra help")
    expect(line).to_have_count(1)
    two.look("the pane of the other window")
    other.after(old.click)
    expect(two.page.locator("#messages")).to_contain_text("already saved")
    assert label not in other.question
    assert other.question == talk.question
    expect(line).to_have_count(1)
    expect(one.page.locator("#answers")).not_to_contain_text("Intensive")
    two.look("an old button")


def test_another_browser_goes_on_at_the_same_question(window: OpenWindow) -> None:
    one = window(viewport=WIDE)
    talk, child = begin_new(one, PROFILE)
    talk.past_cards()
    talk.say(FIRST)
    two = window(viewport=PHONE, has_touch=True, is_mobile=True)
    two.enter(one.who)
    other = carry_on(two, child, PROFILE)
    assert other.question == talk.question
    other.say(SECOND)
    talk.expect_in_pane("What is going well", FIRST)
    expect(one.page.locator("#answers")).to_contain_text(SECOND)
    # The first window still shows the question answered elsewhere; its words are not lost or misplaced.
    talk.say("Something said late.")
    assert talk.question == other.question
    expect(one.page.locator("#messages")).to_contain_text("already saved")
    expect(one.page.locator("#answers")).to_contain_text(SECOND)


def test_words_whose_receipt_is_lost_are_sent_again_and_kept_once(window: OpenWindow) -> None:
    desk = window(viewport=WIDE)
    desk.line_may_break = True
    page = desk.page
    page.route_web_socket("**/stream*", lambda stream: stream.close())
    talk, _ = begin_new(desk, PROFILE)
    talk.past_cards()
    posted: list[str] = []

    def lose_the_first_receipt(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        posted.append(route.request.post_data or "")
        if len(posted) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route("**/activities*", lose_the_first_receipt)
    talk.say(FIRST)
    expect(page.locator(".you .state").last).to_have_text("Saved")
    page.unroute("**/activities*")
    assert all(FIRST in body for body in posted)
    assert len(set(posted)) == 1, "sent again, it is the same message to the last character"
    expect(page.locator(".you").filter(has_text=FIRST)).to_have_count(1)
    expect(page.locator(".answer-text").filter(has_text=FIRST)).to_have_count(1)
    talk.say(SECOND)
    talk.command("undo")
    talk.expect_in_pane("What is going well", FIRST)
    talk.command("undo")
    expect(page.locator("#answers")).not_to_contain_text(FIRST)
