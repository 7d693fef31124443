"""The main journey on a wide screen: from a social worker's first answer to the officer's Word files."""

from __future__ import annotations

from pathlib import Path

import docx
from playwright.sync_api import Locator, expect

from tests.journeys.browser import WIDE, Served, Window, needs_chromium
from tests.journeys.conftest import OpenWindow
from tests.journeys.conversation import REFERRAL, begin_new

pytestmark = needs_chromium

HEADLINE = "Draws whole comics on the backs of envelopes and makes the little ones laugh."
WISH = "I want to keep going to drumming on Thursdays."
OWN = {"at their best": HEADLINE, "think about moving": WISH}


def words_of(path: Path) -> str:
    document = docx.Document(str(path))
    return "\n".join(text for text in document.element.body.itertext())


def download(window: Window, link: Locator, tmp_path: Path) -> Path:
    with window.page.expect_download() as coming:
        link.click()
    place = tmp_path / coming.value.suggested_filename
    coming.value.save_as(place)
    return place


def test_an_emergency_referral_goes_from_chat_to_the_word_files_of_the_desk(
    window: OpenWindow, demo: Served, tmp_path: Path
) -> None:
    desk = window(viewport=WIDE)
    page = desk.page
    page.goto("/")
    desk.look("come in")
    desk.enter("priya")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Priya")
    desk.look("home")

    talk, child = begin_new(desk, REFERRAL, "priya")
    desk.look("first card")

    # A card with gaps and a day that does not exist: what is right is kept, what is wrong is said.
    talk.fill({"Which day": "31 2 2027", "How soon": "Today"})
    talk.hand_in()
    wrong = talk.card.locator(".wrong")
    expect(wrong).to_be_focused()
    desk.look("card with errors")
    wrong.get_by_role("link").first.click()
    expect(talk.field("Which day").get_by_role("textbox")).to_be_focused()
    expect(talk.field("How soon")).to_have_count(0)
    talk.fill({"Which day": "tomorrow", "What kind": "Move at short notice"})
    talk.fill({"How long": "Too soon to say"})
    talk.hand_in()
    expect(talk.where).to_contain_text("Emergency search")

    # Why, and who sees this: an answer, then the same question again in full.
    question = talk.question
    talk.command("why")
    assert talk.question == question
    desk.look("why")
    talk.command("who_sees")
    assert talk.question == question

    # By typing, then changed from the pane, then undone.
    talk.say("A first try.")
    talk.expect_in_pane("At their best", "A first try.")
    talk.open_pane("At a glance")
    next_question = talk.question
    talk.after(talk.pane("At their best").click)
    assert "A first try." in talk.question
    desk.look("changing an answer")
    talk.say(HEADLINE)
    assert talk.question == next_question
    talk.expect_in_pane("At their best", HEADLINE)
    talk.command("undo")
    talk.expect_in_pane("At their best", "A first try.")
    assert page.locator(".kith.saved .bubble").last.inner_text().count("A first try.") == 0
    expect(page.locator(".kith.saved").last.locator(".answer-lines")).to_contain_text(
        "A first try."
    )
    desk.look("undone")
    talk.after(talk.pane("At their best").click)
    talk.say(HEADLINE)
    talk.expect_in_pane("At their best", HEADLINE)

    # Urgent help is one tap away and is never an answer.
    talk.after(page.get_by_role("button", name="Urgent help").click)
    expect(page.locator(".kith.urgent").last).to_contain_text("999")
    assert talk.question == next_question
    desk.look("urgent help")

    talk.answer_until("Send it", OWN)
    desk.look("ready to send")
    reference = talk.send_it()
    expect(page.locator(".kith").filter(has_text=reference).last).to_be_in_viewport()
    desk.look("sent")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Come in")
    desk.look("signed out")

    officer = desk.enter(demo.keys_of("placement_officer")[0])
    expect(page.locator("main")).to_contain_text("waiting")
    assert child not in page.locator("main").inner_text()
    officer.look("officer home")
    page.get_by_role("link", name="Open referrals").click()
    row = page.locator(".desk-row").filter(has_text=reference)
    expect(row).to_contain_text("Emergency")
    expect(row).to_contain_text("New")
    officer.look("the desk")
    row.get_by_role("link", name=reference).click()
    paper = page.locator("article.paper")
    expect(paper).to_contain_text(HEADLINE)
    expect(paper).to_contain_text(WISH)
    expect(paper).to_contain_text("Move at short notice")
    officer.look("the referral")

    council = download(
        officer, page.get_by_role("link", name="Placement referral (Word)"), tmp_path
    )
    search = download(officer, page.get_by_role("link", name="Search copy (Word)"), tmp_path)
    for each in (council, search):
        assert reference in each.name
        assert child.lower() not in each.name.lower()
    assert HEADLINE in words_of(council)
    assert WISH in words_of(council)
    assert child in words_of(council)
    assert HEADLINE in words_of(search)
    assert child not in words_of(search)
