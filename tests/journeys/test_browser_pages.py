"""Every page of everybody, wide, on a phone and in the dark: no barrier, nothing too wide, strict headers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.journeys.browser import PHONE, WIDE, Served, needs_chromium
from tests.journeys.conftest import OpenWindow

pytestmark = needs_chromium

SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_page_is_without_barriers(window: OpenWindow, demo: Served, shape: str) -> None:
    seen = window(**SHAPES[shape])
    page = seen.page
    page.goto("/")
    seen.look_by_night("come in")
    page.goto("/sign-in")
    seen.look_by_night("sign in")
    for role in sorted({str(each["role"]) for each in demo.say["people"]}):
        seen.enter(demo.keys_of(role)[0])
        seen.look_by_night(f"home of {role}")
    seen.enter(demo.keys_of("social_worker")[0])
    for number in range(page.locator("a.button").filter(has_text="Look").count()):
        page.goto("/")
        page.locator("a.button").filter(has_text="Look").nth(number).click()
        expect(page.locator("#messages > li").first).to_be_visible()
        expect(page.locator("details.part").first).to_be_attached()
        seen.look_by_night("a chat that is done")
    seen.enter(demo.keys_of("placement_officer")[0])
    page.goto("/chat")
    expect(page.locator(".kith").first).to_be_visible()
    seen.look_by_night("what is waiting")
    page.goto("/referrals")
    seen.look_by_night("the desk")
    page.locator(".desk-row a").first.click()
    seen.look_by_night("a referral")


def test_a_page_that_is_not_there_says_so_kindly(window: OpenWindow) -> None:
    seen = window(viewport=WIDE)
    seen.missing = ("/no-such-page",)
    answer = seen.page.goto("/no-such-page")
    assert answer is not None
    assert answer.status == 404
    seen.look("no such page")


def test_every_answer_carries_strict_headers(window: OpenWindow, demo: Served) -> None:
    seen = window(viewport=WIDE)
    answers: list[Response] = []
    seen.context.on("response", lambda answer: answers.append(answer))
    seen.enter(demo.keys_of("social_worker")[0])
    seen.page.locator(".task").first.locator("a, button").click()
    expect(seen.page.locator(".kith").first).to_be_visible()
    expect(seen.page.locator("details.part").first).to_be_attached()
    assert len(answers) > 8
    for answer in answers:
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, answer.url
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff", answer.url
        assert headers["referrer-policy"] == "no-referrer", answer.url
        assert "server" not in headers
        if "/static/" not in answer.url:
            assert headers["cache-control"] == "no-store", answer.url
    cookies = seen.context.cookies()
    assert all(each["httpOnly"] and each["sameSite"] == "Lax" for each in cookies)
