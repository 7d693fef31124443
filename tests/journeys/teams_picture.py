"""Takes the picture of a conversation in Teams: cards as Kith makes them, drawn by Microsoft's own renderer.

`python -m tests.journeys.teams_picture` writes it to docs/pictures; the frame around the cards is ours.
"""

from __future__ import annotations

import random
import sys

from playwright.sync_api import Browser, sync_playwright

from bot.channels.teams_cards import activities_of, settled
from dialogs.heard import Hello
from dialogs.message import Message, SaidText
from dialogs.progress import Progress
from dialogs.read import read_forms
from tests.bot.teams_reading import card_of
from tests.dialogs.walking import Walker
from tests.journeys.browser import launch
from tests.journeys.pictures import STRENGTH, keep
from tests.journeys.test_browser_teams_cards import DRAW, LOOK, SITE
from tests.peers.peers import NoPeer, found

WIDE, HIGH, CARD = 560, 720, 500
FRAME = """
body { background: #f5f5f5; margin: 16px }
.card { margin: 0 0 10px 0 }
.said { margin: 0 0 10px auto; width: 400px; padding: 8px 12px; border-radius: 6px; background: #e8ebfa; color: #242424 }
"""
SAID = """(words) => {
  const said = document.createElement('div');
  said.className = 'said';
  said.textContent = words;
  document.querySelectorAll('.card')[0].after(said);
}"""


def conversation() -> tuple[Message, str, Message]:
    """A question about what is going well, what stands there once it is answered, and the question
    about help that comes next."""
    walker = Walker(read_forms()["child_profile.1"], Progress(), random.Random(5), cards=True)
    walker.hear(Hello())
    asked: dict[str, Message] = {}
    saved: dict[str, str] = {}
    for words in ("Roo", "the first one", "Mum", "told us", STRENGTH, "skip"):
        walker.say(SaidText(words, ""))
        saved[words] = walker.messages[0].text
        asked |= {each.asked: each for each in walker.messages if each.asked}
    return asked["physical_health.strength"], saved[STRENGTH], asked["physical_health.level"]


def main(browser: Browser) -> None:
    first, outcome, then = conversation()
    cards = [
        card_of(settled(first, outcome, SITE)),
        card_of(activities_of(then, SITE, 7)[-1]),
    ]
    page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
    library = found("adaptivecards") / "dist" / "adaptivecards.min.js"
    page.set_content(f"<style>{LOOK}{FRAME}</style>")
    page.add_script_tag(content=library.read_text("utf-8"))
    assert page.evaluate(DRAW, [cards, CARD])["faults"] == []
    page.evaluate(SAID, STRENGTH)
    keep(page, "teams")


if __name__ == "__main__":
    try:
        with sync_playwright() as playwright:
            main(launch(playwright))
    except NoPeer as missing:
        sys.exit(str(missing))
