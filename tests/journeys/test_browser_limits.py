"""Told to wait a moment, the page waits by itself, and nothing that was said is lost or said twice."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.journeys.browser import WIDE, Served, needs_chromium
from tests.journeys.conftest import OpenWindow

pytestmark = needs_chromium

TOLD = '{"error": {"code": "TooManyRequests", "message": "Too many messages at once."}}'


def test_a_message_that_has_to_wait_arrives_once(window: OpenWindow, demo: Served) -> None:
    seen = window(viewport=WIDE)
    seen.missing = (*seen.missing, "/activities")
    seen.enter(demo.keys_of("social_worker")[0])
    page = seen.page
    page.locator(".task").first.locator("a, button").click()
    expect(page.locator(".kith").last).to_be_visible()
    held: list[str] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and len(held) < 3:
            held.append(route.request.post_data or "")
            route.fulfill(
                status=429,
                headers={"Retry-After": "1", "Content-Type": "application/json"},
                body=TOLD,
            )
        else:
            route.continue_()

    page.route("**/activities", hold)
    page.locator("#words").fill("who sees this")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".you .state").last).to_contain_text("Saved")
    assert len(held) == 3
    assert len(set(held)) == 1, "the same message each time, under the same id"
    assert page.locator(".you").count() == 1
    page.unroute("**/activities")
