"""Everything by keyboard: where the focus is, that it can be seen, and what a screen reader is told."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import WIDE, needs_chromium
from tests.journeys.conftest import OpenWindow
from tests.journeys.conversation import PROFILE, REFERRAL, Conversation, begin_new

pytestmark = needs_chromium

SEEN = """() => {
    const here = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(here);
    const { width, height } = here.getBoundingClientRect();
    return here.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
        && width > 0 && height > 0;
}"""
LISTEN = """() => {
    window.announced = [];
    const quiet = (node) => node.parentElement?.closest("[aria-live='off']") || node.matches?.("[aria-live='off']");
    new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
            for (const node of addedNodes)
                if (node.nodeType === 1 && !quiet(node)) window.announced.push(node.textContent);
    }).observe(document.querySelector("[role=log]"), { childList: true, subtree: true });
}"""


def reach(page: Page, target: Locator, key: str = "Tab", most: int = 80) -> None:
    """Presses a key until the focus is there. At every stop on the way it can be seen where it is."""
    for _ in range(most):
        page.keyboard.press(key)
        here = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert here.startswith("<body") or page.evaluate(SEEN), here
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{target} is out of reach of {key}")


def by_key(talk: Conversation, *keys: str) -> None:
    def press() -> None:
        for key in keys:
            talk.page.keyboard.press(key)

    talk.after(press)


def test_a_card_is_filled_in_and_handed_in_by_keyboard(window: OpenWindow) -> None:
    desk = window(viewport=WIDE)
    talk, child = begin_new(desk, REFERRAL)
    page = desk.page
    page.goto("/")
    row = page.locator(".task").filter(has_text=child).filter(has_text=REFERRAL)
    reach(page, row.get_by_role("link"))
    page.keyboard.press("Enter")
    talk = Conversation(page).begun()
    expect(talk.box).to_be_focused()

    soon = talk.field("How soon").get_by_role("radio")
    reach(page, soon.last, "Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(soon.first).to_be_checked()
    reach(page, talk.field("Which day").get_by_role("textbox"))
    page.keyboard.type("31 2 2027")
    by_key(talk, "Enter")
    wrong = talk.card.locator(".wrong")
    expect(wrong).to_be_focused()
    reach(page, wrong.get_by_role("link").first)
    page.keyboard.press("Enter")
    day = talk.field("Which day").get_by_role("textbox")
    expect(day).to_be_focused()
    assert page.evaluate(SEEN)
    page.keyboard.press("Control+a")
    page.keyboard.type("tomorrow")
    reach(page, talk.field("What kind").locator("select"))
    page.keyboard.type("Move at")
    reach(page, talk.field("How long").get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    reach(page, talk.card.locator("button[type=submit]"))
    by_key(talk, "Enter")
    expect(talk.box).to_be_focused()
    assert talk.card.count() == 0


def test_words_and_a_level_are_given_by_keyboard_and_each_message_is_announced_once(
    window: OpenWindow,
) -> None:
    desk = window(viewport=WIDE)
    talk, _ = begin_new(desk, PROFILE)
    talk.past_cards()
    page = desk.page
    page.evaluate(LISTEN)
    before = page.locator(".kith").count()
    expect(talk.box).to_be_focused()
    page.keyboard.type("Runs everywhere")
    page.keyboard.press("Enter")
    page.keyboard.type("and sleeps well.")
    by_key(talk, "Control+Enter")
    said = page.locator(".you .said").last
    expect(said).to_have_text("Runs everywhere\nand sleeps well.")
    while not talk.choices.count():
        reach(page, page.locator('#commands button[data-press="not_known"]'))
        by_key(talk, "Enter")
        if talk.card.count():
            reach(page, talk.card.locator("input[type=text]").last)
            page.keyboard.type("in two weeks")
            by_key(talk, "Enter")
    level = talk.question
    reach(page, talk.choices.last, "Shift+Tab")
    reach(page, talk.choices.nth(1), "Shift+Tab")
    by_key(talk, "Enter")
    assert talk.question != level
    expect(talk.box).to_be_focused()

    announced = page.evaluate("window.announced")
    bubbles = page.locator(".kith .bubble").all_inner_texts()[before:]
    told = [_plain(text) for text in announced]
    for bubble in bubbles:
        assert sum(text.startswith(_plain(bubble)) for text in told) == 1, bubble
    assert len(told) == len(bubbles)


def _plain(text: str) -> str:
    return "".join(text.split())
