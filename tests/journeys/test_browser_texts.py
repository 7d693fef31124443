"""Texts that break careless programs arrive as they were typed: bubble, pane, desk and Word file."""

from __future__ import annotations

import re
from pathlib import Path

import docx
from playwright.sync_api import expect

from tests.journeys.browser import WIDE, Served, needs_chromium
from tests.journeys.conftest import OpenWindow
from tests.journeys.conversation import REFERRAL, begin_new

pytestmark = needs_chromium

LONGEST = ("Mae hi’n dda. " * 1430)[:20_000]
NASTY = {
    "at their best": "<img src=x onerror=alert(1)> & {{7*7}} {% raw %}",
    "court order": "</w:t></w:r> ]]> <!-- &amp; &lt;",
    "live with us and not at home": "${7*7} '; DROP TABLE answers;-- \\u0000 %s %(x)s",
    "need a home now": LONGEST,
    "think about moving": "أريد أن أكمل <دراستي> مع أصدقائي ‏(خالد)",
    "going well": "👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈 z͑ͫ̓a̴l̷g̸o̶ 田中さん\n\n  two spaces,\tone tab",
}


def squeezed(text: str) -> str:
    """Without white space, which a page and a Word file lay out each in its own way."""
    return re.sub(r"\s+", "", text)


def test_every_text_is_shown_as_typed_in_the_bubble_the_pane_the_desk_and_the_word_file(
    window: OpenWindow, demo: Served, tmp_path: Path
) -> None:
    desk = window(viewport=WIDE)
    page = desk.page
    talk, _ = begin_new(desk, REFERRAL)
    talk.fill({"How soon": "Today", "Which day": "tomorrow", "What kind": "Move at short notice"})
    talk.fill({"How long": "Too soon to say"})
    talk.hand_in()
    talk.answer_until("Send it", NASTY)
    bubbles = [squeezed(text) for text in page.locator(".you .said").all_inner_texts()]
    pane = squeezed(" ".join(page.locator(".answer-text").all_text_contents()))
    for text in NASTY.values():
        assert squeezed(text) in bubbles, text[:60]
        assert squeezed(text)[:2000] in pane, text[:60]
    desk.look("nasty texts")
    reference = talk.send_it()

    desk.enter(demo.keys_of("placement_officer")[0])
    page.goto(f"/referrals/{reference}")
    expect(page.locator("article.paper")).to_be_visible()
    desk.look("nasty texts on the desk")
    paper = squeezed(page.locator("article.paper").inner_text())
    with page.expect_download() as coming:
        page.get_by_role("link", name="Placement referral (Word)").click()
    place = tmp_path / "council.docx"
    coming.value.save_as(place)
    file = squeezed("".join(docx.Document(str(place)).element.body.itertext()))
    for text in NASTY.values():
        assert squeezed(text) in paper, text[:60]
        assert squeezed(text) in file, text[:60]
    assert "49" not in re.findall(r"\b49\b", paper)
    assert page.locator("article.paper img").count() == 0
