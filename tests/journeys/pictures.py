"""Takes the pictures of the README: `python -m tests.journeys.pictures` writes them to docs/pictures.

They show the demo as it is: run this again after a change that can be seen. The one of Teams is
made by `tests.journeys.teams_picture`.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.journeys.browser import PHONE, WIDE, Served, Window, launch
from tests.journeys.conversation import PROFILE, REFERRAL, begin_new

PLACE = Path(__file__).parents[2] / "docs" / "pictures"
COLOURS = 128
LARGEST = 150_000
STRENGTH = (
    "Sleeps right through now, and never misses football on a Saturday, whatever the weather."
)


def take(window: Window, name: str) -> None:
    keep(window.page, name)


def keep(page: Page, name: str) -> None:
    """One picture, small enough for a page that must open at once."""
    place = PLACE / f"{name}.png"
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(place, optimize=True)
    size = place.stat().st_size
    assert size <= LARGEST, f"{place} has {size} bytes"
    print(f"{place.name}: {size:,} bytes")


def main() -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = Served(Path(folder) / "data").start()
        try:
            browser = launch(playwright)
            desk = Window.open(browser, demo, "desk", viewport=WIDE)
            talk, _ = begin_new(desk, PROFILE, "priya")
            talk.fill({"What is this profile for": "It is the first one"})
            talk.answer({"helping": "Mum, the foster carer and the class teacher"})
            talk.say(STRENGTH)
            talk.say("“I can do a hundred keepy-uppies. Nearly.”")
            talk.expect_in_pane("What is going well", STRENGTH)
            expect(desk.page.locator("details.part[open]")).to_contain_text("keepy-uppies")
            take(desk, "chat")

            officer = Window.open(browser, demo, "officer", viewport=WIDE)
            officer.enter(demo.keys_of("placement_officer")[0])
            officer.page.goto("/referrals")
            take(officer, "desk")
            officer.page.locator(".desk-row a").first.click()
            expect(officer.page.locator("article.paper")).to_be_visible()
            take(officer, "referral")

            phone = Window.open(
                browser, demo, "phone", viewport=PHONE, has_touch=True, is_mobile=True
            )
            talk, _ = begin_new(phone, REFERRAL)
            talk.fill({"How soon": "Today", "Which day": "tomorrow"})
            take(phone, "phone")

            carer = Window.open(
                browser, demo, "carer", viewport=PHONE, has_touch=True, is_mobile=True
            )
            carer.enter("linda")
            carer.page.locator("a.button.big, button.big").first.click()
            expect(carer.page.get_by_role("button", name="All still true")).to_be_visible()
            take(carer, "review")
            browser.close()
        finally:
            demo.stop()


if __name__ == "__main__":
    main()
