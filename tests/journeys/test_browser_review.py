"""A yearly review on telephones: from the reminder through everybody's part to the signed Word file."""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document
from playwright.sync_api import expect

from tests.journeys.browser import Window, needs_chromium
from tests.journeys.conftest import OpenWindow
from tests.journeys.conversation import Conversation

pytestmark = needs_chromium
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
HOME, ANOTHER = "LH-203", "LH-245"
CHANGED = "Thirteen years of school dinners, and now the night bottles of a baby of four months"
DONE = "Your part is done"
STILL = re.compile("^\\d? ?Still true")
OWN = {"How many supervision visits": "12"}


def sit_through(talk: Conversation, most: int = 90) -> int:
    """Answers until nothing of theirs is open, keeping whatever is still true; how many taps and
    answers that took."""
    for taken in range(most):
        if DONE in talk.question:
            return taken
        if talk.at_hand.count():
            talk.after(talk.at_hand.click)
        elif talk.choices.filter(has_text=STILL).count():
            talk.tap(STILL)
        else:
            talk.answer(OWN)
    raise AssertionError(f"not done after {most} answers: {talk.newest.inner_text()}")


def go_in(phone: Window, way: str | re.Pattern[str]) -> Conversation:
    phone.page.get_by_role("link", name=way).first.click()
    return Conversation(phone.page).begun()


def next_part(phone: Window, title: str) -> Conversation:
    """The big button on one's own page, which leads to that part now."""
    phone.page.goto("/")
    return go_in(phone, re.compile(rf"(Begin|Carry on)\s*: {title}", re.IGNORECASE))


def read_and_sign(phone: Window) -> None:
    page = phone.page
    page.goto("/")
    page.get_by_role("link", name=re.compile("review stands|Read and sign")).first.click()
    phone.look("where it stands")
    page.get_by_role("link", name=re.compile("^Read")).first.click()
    expect(page.locator(".sheet")).to_contain_text(CHANGED)
    phone.look("to read and sign")
    page.get_by_label("I have read this review").check()
    page.get_by_role("button", name="Sign the review").click()
    expect(page.locator("main")).to_contain_text("Signed")


def test_a_review_on_telephones_from_the_reminder_to_the_word_file(
    window: OpenWindow, tmp_path: Path
) -> None:
    # Linda: what is due, one big button, and twelve parts of which one line has changed.
    linda = window(**PHONE)
    page = linda.enter("linda").page
    expect(page.locator(".panel.strong")).to_contain_text("The review is due on")
    linda.look("what is due")
    page.get_by_text("Reminders are on").first.click()
    expect(page.get_by_role("button", name="No more reminders").first).to_be_visible()
    linda.look("reminders")
    talk = go_in(linda, re.compile("^Begin: skills profile"))
    linda.look("what was said last time")
    label = talk.newest.locator(".answer-lines dt").first.inner_text()
    said = linda.page.locator(".kith .bubble").last
    expect(said).not_to_contain_text(label)  # what can be tapped is not said in words as well
    talk.after(talk.newest.locator(".answer-lines").get_by_role("button").first.click)
    talk.say(CHANGED)
    taps = sit_through(talk)
    assert taps < 16, "a year in which little has changed is a dozen taps"
    linda.look("her part is done")
    sit_through(next_part(linda, "yearly review"))
    linda.look("her year is told")

    # Chidi has words of his own, and sees none of Linda's in his list.
    chidi = window(**PHONE)
    chidi.enter("chidi")
    talk = next_part(chidi, "skills profile")
    sit_through(talk)
    chidi.look("his part is done")

    # Noor sees the carers' levels before agreeing them, each carer by themselves.
    noor = window(**PHONE)
    page = noor.enter("noor").page
    noor.look("households that are due")
    page.goto(f"/households/{HOME}")
    noor.look("the household")
    page.get_by_role("link", name="See where it stands").click()
    review = page.url
    noor.look("where the review stands")
    for whose in ("Linda", "Chidi"):
        page.goto(review)
        talk = go_in(noor, re.compile(f"(Begin|Carry on)\\s*: Skills profile {whose}"))
        sit_through(talk)
    noor.look("levels are agreed")
    page.goto(review)
    sit_through(go_in(noor, re.compile(r"(Begin|Carry on)\s*: Yearly review")))

    # Marguerite recommends.
    officer = window(**PHONE)
    officer.enter("marguerite")
    row = officer.page.locator(".task").filter(has_text="Linda and Chidi")
    officer.look("what she was asked")
    row.get_by_role("link").click()
    sit_through(Conversation(officer.page).begun())

    for one in (linda, chidi, noor):
        read_and_sign(one)
    linda.page.goto(review)
    expect(linda.page.get_by_text("Signed by everybody on")).to_be_visible()
    linda.look("signed by everybody")
    with linda.page.expect_download() as fetched:
        linda.page.get_by_role("link", name="Word file").click()
    file = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(file)
    words = "\n".join(text.text for text in Document(str(file)).element.body.iter() if text.text)
    assert CHANGED in words
    for name in ("Linda", "Chidi", "Noor"):
        assert name in words


def test_who_was_asked_for_a_part_is_told_when_it_was_taken_back(window: OpenWindow) -> None:
    noor, helper = window(**PHONE), window(**PHONE)
    page = noor.enter("noor").page
    page.goto(f"/households/{ANOTHER}")
    page.get_by_role("link", name="See where it stands").click()
    page.get_by_role("link", name=re.compile("Ask somebody to help")).first.click()
    noor.look("asking for help")
    page.get_by_label("Who", exact=True).select_option(label="Mei-Lin Otterby, social worker")
    page.get_by_label("Home and checks").check()
    page.get_by_role("button", name="Ask them").click()
    back = page.get_by_role("button", name="Take it back from Mei-Lin Otterby")
    expect(back).to_be_visible()

    helper.enter("meilin")
    row = helper.page.locator(".task").filter(has_text="Yearly review")
    expect(row).to_contain_text("Not started")
    row.get_by_role("link").click()
    Conversation(helper.page).begun()
    helper.missing = (*helper.missing, "/conversations", "/chat/answers")
    back.click()
    expect(back).to_have_count(0)
    helper.page.get_by_label("Your answer").fill("Two words too late")
    helper.page.get_by_role("button", name="Send", exact=True).click()
    expect(helper.page.locator("#connection")).to_contain_text("not open to you any more")
    expect(helper.page.locator(".state.refused")).to_contain_text("Your words are still here")
    helper.look("taken back")
    helper.page.get_by_role("link", name="Go to your page").click()
    expect(helper.page.locator(".task").filter(has_text="Yearly review")).to_have_count(0)
