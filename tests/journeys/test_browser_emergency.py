"""A night call in a real browser: opened, read, closed, reviewed; and who looked, on every page plainly."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, WIDE, Served, needs_chromium
from tests.journeys.conftest import OpenWindow

pytestmark = needs_chromium

SMALL = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "phone-dark": {**SMALL, "color_scheme": "dark"},
    "phone": {**SMALL, "viewport": {**PHONE, "width": 360}},
}
WHY = "The duty line rang, and the doctor needs to know about tablets"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_night_call_from_the_first_page_to_the_review(
    window: OpenWindow, demo: Served, shape: str
) -> None:
    """`rukhsana` works in the other team, so this child is not theirs."""
    ref = str(demo.say["children"][2])
    night = window(**SHAPES[shape])
    night.missing = (*night.missing, "/emergency")
    page = night.enter("rukhsana").page
    page.get_by_role("link", name="Open a record in an emergency").click()
    night.look("the form")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("alert")).to_contain_text("Please look again")
    night.look("the form with mistakes")
    page.get_by_label("Reference of the record").fill("LK-0000")
    page.get_by_label("An urgent health need").check()
    page.get_by_label("Why can it not wait?").fill(WHY)
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was opened")
    page.get_by_label("Reference of the record").fill(ref.lower())
    page.get_by_role("button", name="Open it").click()
    expect(page).to_have_url(re.compile(f"/children/{ref}$"))
    banner = page.get_by_role("region", name=f"Open in an emergency: {ref}")
    expect(banner).to_contain_text("until")
    night.look("the record")
    page.get_by_role("link", name=re.compile("Read")).first.click()
    expect(banner).to_be_visible()
    expect(page.get_by_role("link", name="What the answers said before")).to_have_count(0)
    night.look("the answers")
    page.goto("/chat")
    expect(banner).to_be_visible()
    night.look("the banner in the chat")
    banner.get_by_role("button", name="Close it now").click()
    expect(banner).to_have_count(0)

    ida = window(**SHAPES[shape])
    page = ida.enter("yetunde").page
    page.get_by_role("link", name="Go to the reviews").click()
    ida.look("what waits")
    page.locator("main").get_by_role("link", name=re.compile("^Review the|^Review ")).first.click()
    expect(page.get_by_text(WHY)).to_be_visible()
    ida.look("one opening")
    page.get_by_label("It was needed").check()
    page.get_by_label("Why do you think so?").fill("The doctor rang, and so did I")
    page.get_by_role("button", name="Keep this review").click()
    expect(page.get_by_text("Nothing is waiting for a review from you.")).to_be_visible()
    page.get_by_role("link", name="Who looked at a record").click()
    ida.look("asking for a record")
    page.get_by_label("Reference of the record").fill(ref)
    page.get_by_role("button", name="Show who looked").click()
    expect(page.get_by_text("opened the record in an emergency").first).to_be_visible()
    ida.look("who looked")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_carer_and_a_manager_look_back(window: OpenWindow, demo: Served, shape: str) -> None:
    home = window(**SHAPES[shape])
    page = home.enter("linda").page
    page.get_by_role("link", name="Who looked at your household").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who looked")
    home.look("who looked at the household")
    team = window(**SHAPES[shape])
    page = team.enter("beverley").page
    ref = str(demo.say["children"][2])
    page.goto(f"/children/{ref}")
    team.look("a child of the team")
    page.get_by_role("link", name=re.compile("Read")).first.click()
    page.get_by_role("link", name="What the answers said before").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("said before")
    team.look("what was said before")
