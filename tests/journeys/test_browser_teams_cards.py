"""Cards as Microsoft's own renderer draws them, as narrow as a phone and as wide as a desk's chat."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.channels.teams_cards import activities_of, settled, welcome
from dialogs.heard import Hello
from dialogs.message import Message
from dialogs.progress import Progress
from dialogs.read import read_forms
from tests.bot.teams_reading import card_of, parts
from tests.bot.test_teams_words import NASTY, full_of
from tests.dialogs.test_walks import one_step
from tests.dialogs.walking import Walker
from tests.peers.peers import peer

SITE = "https://kith.example"
PICTURES = os.environ.get("KITH_PICTURES", "")
"""A folder for pictures of the cards, for whoever wants to look; none when it is not set."""
MOST_OF_A_KIND = 2
DRAW = """([cards, width]) => {
  const read = [], faults = [], done = [];
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    read.push(text); result.outputHtml = text; result.didProcess = true;
  };
  const config = new AdaptiveCards.HostConfig({
    supportsInteractivity: true,
    spacing: {small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16},
    containerStyles: {emphasis: {backgroundColor: '#f0f0f0'}},
    fontWeights: {lighter: 200, default: 400, bolder: 600},
    actions: {maxActions: 6, buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left'},
  });
  document.body.replaceChildren();
  for (const plain of cards) {
    const card = new AdaptiveCards.AdaptiveCard(), context = new AdaptiveCards.SerializationContext();
    card.hostConfig = config;
    card.onExecuteAction = (action) => done.push(action.data ?? action.url);
    card.parse(plain, context);
    for (let at = 0; at < context.eventCount; at++) faults.push(context.getEventAt(at).message);
    faults.push(...card.validateProperties().validationEvents.map(({message}) => message));
    const box = document.createElement('div');
    box.className = 'card';
    box.style.width = `${width}px`;
    box.append(card.render());
    document.body.append(box);
    for (const each of box.querySelectorAll('*')) {
      if (each.getBoundingClientRect().right > box.getBoundingClientRect().right + 1) {
        faults.push(`sticks out: ${each.textContent.slice(0, 60)}`);
      }
    }
    for (const each of box.querySelectorAll('button, [role=button]')) {
      if (!(each.getAttribute('aria-label') || each.textContent || each.title).trim()) faults.push('nameless');
    }
  }
  window.done = done;
  return {read, faults, links: document.querySelectorAll('a[href]').length,
    marked: document.querySelectorAll('strong, em, code, h1, li').length};
}"""
LOOK = """body { margin: 12px; font: 14px 'Segoe UI', sans-serif; background: #f5f5f5 }
.card { background: #fff; border: 1px solid #d1d1d1; border-radius: 6px; margin-bottom: 14px }
.ac-pushButton { padding: 5px 12px; font: 600 14px 'Segoe UI', sans-serif; border: 1px solid #d1d1d1; background: #fff }
.ac-input { box-sizing: border-box; max-width: 100% }"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    library = peer("adaptivecards") / "dist" / "adaptivecards.min.js"
    opened = chromium.new_page(viewport={"width": 700, "height": 900})
    opened.set_content(f"<style>{LOOK}</style>")
    opened.add_script_tag(content=library.read_text("utf-8"))
    return opened


def cards_of(message: Message) -> list[dict[str, Any]]:
    said = [*activities_of(message, SITE, 7), settled(message, "Saved: A short answer.", SITE)]
    return [card_of(each) for each in said]


def every_kind() -> list[dict[str, Any]]:
    """Cards of every shape that the forms have: a few of each, and the welcome."""
    found, seen = cards_of(welcome()), dict[str, int]()
    for form in read_forms().values():
        walker = Walker(form, Progress(), random.Random(5), cards=True)
        walker.hear(Hello())
        for _ in range(40):
            one_step(walker)
            for message in walker.messages:
                for card in cards_of(message):
                    shape = " ".join(sorted({each["type"] for each in parts(card)})) + message.role
                    seen[shape] = seen.get(shape, 0) + 1
                    found += [card] if seen[shape] <= MOST_OF_A_KIND else []
    return found


@pytest.mark.parametrize("width", [300, 600])
def test_every_card_is_drawn_whole_and_without_a_fault(page: Page, width: int) -> None:
    cards = every_kind()
    assert len(cards) > 30
    drawn = page.evaluate(DRAW, [cards, width])
    assert drawn["faults"] == []
    if PICTURES:
        page.set_viewport_size({"width": width + 24, "height": 900})
        page.screenshot(path=Path(PICTURES) / f"teams-cards-{width}.png", full_page=True)


def test_nobodys_words_are_drawn_as_a_link_or_as_markup(page: Page) -> None:
    cards = [card for words in NASTY for card in cards_of(full_of(words))]
    drawn = page.evaluate(DRAW, [cards, 600])
    assert drawn["faults"] == []
    assert (drawn["links"], drawn["marked"]) == (0, 0)
    read_as_markdown = "\n".join(drawn["read"])
    assert read_as_markdown, "choices are"
    assert not set("[]*_`<>") & set(read_as_markdown)
    assert not any(each.startswith(("#", "- ", "1. ")) for each in read_as_markdown.split("\n"))
    assert "://" not in read_as_markdown


def test_a_line_that_is_tapped_anywhere_says_what_was_tapped(page: Page) -> None:
    levels = next(
        card for card in every_kind() if sum(e["type"] == "Container" for e in parts(card)) >= 5
    )
    page.evaluate(DRAW, [[levels], 300])
    page.locator("[role=button]").nth(1).click()
    page.locator("[role=button]").nth(2).press("Enter")
    done = page.evaluate("window.done")
    taps = [e["selectAction"]["data"] for e in parts(levels) if "selectAction" in e]
    assert done == taps[1:3]
