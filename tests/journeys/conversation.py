"""A conversation on the chat page, used as a person uses it: by what can be read there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Window

PROFILE = "Strengths and needs profile"
REFERRAL = "Placement referral"
SOON = f"{datetime.now(UTC) + timedelta(days=14):%-d %-m %Y}"
SETTLED = """(count) => {
    const all = document.querySelectorAll("#messages > li");
    return all.length > count && all[all.length - 1].matches(".kith.ask, .kith.goodbye, .kith.summary");
}"""


def begin_new(window: Window, form: str, worker: str = "") -> tuple[Conversation, str]:
    """Begins a form about a child with nothing begun, as a social worker who has one."""
    everyone = [worker] if worker else window.demo.keys_of("social_worker")
    for key in everyone:
        page = window.enter(key).page
        rows = page.locator(".task")
        held = rows.filter(has=page.get_by_role("link")).get_by_role("heading").all_inner_texts()
        begin = rows.filter(has_text=form).filter(has=page.get_by_role("button"))
        for row in begin.all():
            child = row.get_by_role("heading").inner_text().strip()
            if child not in held:
                row.get_by_role("button").click()
                return Conversation(page).begun(), child
    raise AssertionError("nobody has a child with nothing begun")


def carry_on(window: Window, child: str, form: str) -> Conversation:
    """Goes on with what has been begun about a child, from the person's own page."""
    window.page.goto("/")
    row = window.page.locator(".task").filter(has_text=child).filter(has_text=form)
    row.get_by_role("link").click()
    return Conversation(window.page).begun()


class Conversation:
    """What is asked, and the ways of answering it. Every way waits for Kith's reply."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages = page.locator("#messages > li")
        self.box = page.get_by_label("Your answer")
        self.where = page.locator("#where")

    def begun(self) -> Conversation:
        self.page.wait_for_function(SETTLED, arg=0)
        return self

    @property
    def newest(self) -> Locator:
        """The last message of Kith's that asks something."""
        return self.page.locator("#messages > li.kith").last

    @property
    def question(self) -> str:
        return self.newest.locator(".bubble").inner_text().removeprefix("Kith:").strip()

    @property
    def card(self) -> Locator:
        return self.newest.locator("form.card")

    @property
    def choices(self) -> Locator:
        return self.newest.locator(".choices button")

    @property
    def at_hand(self) -> Locator:
        """The usual answer, beside the box, when what it answers is long."""
        return self.page.locator("#at-hand button")

    def after(self, act: Callable[[], object]) -> None:
        """Does something that Kith replies to, and waits until the reply asks or says goodbye."""
        before = self.messages.count()
        act()
        self.page.wait_for_function(SETTLED, arg=before + 1)

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.after(lambda: self.page.get_by_role("button", name="Send", exact=True).click())

    def tap(self, label: str | re.Pattern[str]) -> None:
        self.after(lambda: self.newest.get_by_role("button", name=label).click())

    def command(self, press: str) -> None:
        """One of the buttons that are always there."""
        button = self.page.locator(f'#commands button[data-press="{press}"]')
        if not button.is_visible():
            self.page.locator("#more").click()
        self.after(button.click)

    def field(self, label: str) -> Locator:
        """The field of the open card whose question holds these words."""
        return self.card.locator(".field").filter(has_text=label)

    def fill(self, values: Mapping[str, str]) -> None:
        """Fills fields of the open card; a value is what is typed, or the words of an option."""
        for label, value in values.items():
            put(self.field(label), value)

    def hand_in(self) -> None:
        self.after(lambda: self.card.locator("button[type=submit]").click())

    def pane(self, label: str) -> Locator:
        """The line of that label in the answers so far."""
        exact = re.compile(rf"^\s*{re.escape(label)}\s*$")
        name = self.page.locator(".answer-label").filter(has_text=exact)
        return self.page.locator("button.answer").filter(has=name)

    def expect_in_pane(self, label: str, text: str | re.Pattern[str]) -> None:
        expect(self.pane(label).locator(".answer-text")).to_have_text(text)

    def open_pane(self, title: str) -> None:
        """Unfolds the section of that title in the answers so far."""
        part = self.page.locator("details.part").filter(
            has=self.page.locator(".part-title", has_text=title)
        )
        if part.get_attribute("open") is None:
            part.locator("summary").click()

    def answer(self, own: Mapping[str, str]) -> None:
        """Answers whatever is open: with our own words where the question holds a key of `own`."""
        if self.card.count():
            for each in self.card.locator(".field").all():
                put(each, _own(each.inner_text(), own))
            return self.hand_in()
        words = _own(self.question, own)
        if words:
            return self.say(words)
        if self.choices.count():
            return self.after(self._plainest().click)
        return self.say("A few true words.")

    def past_cards(self) -> None:
        """Fills in the short facts that come first, so that words are asked for."""
        while self.card.count():
            self.answer({})

    def answer_until(self, sign: str, own: Mapping[str, str], most: int = 80) -> None:
        """Answers until there is a button of that name."""
        for _ in range(most):
            if self.newest.get_by_role("button", name=sign).count():
                return
            self.answer(own)
        raise AssertionError(f"no “{sign}” after {most} answers: {self.question}")

    def send_it(self) -> str:
        """Sends the referral; its reference, as it is told."""
        self.tap("Send it")
        told = self.page.locator(".kith .bubble").filter(has_text="The reference is").last
        found = re.search(r"reference is ([\w-]+\w)", told.inner_text())
        assert found
        return found[1]

    def _plainest(self) -> Locator:
        for words in ("That's all", "No ", "There are none"):
            found = self.choices.filter(has_text=words)
            if found.count():
                return found.first
        return self.choices.first


def put(field: Locator, value: str) -> None:
    """Fills one field with that value, or, without one, with whatever suits it."""
    typed = field.locator("input[type=text], textarea")
    picker = field.locator("select")
    if typed.count():
        if value or not typed.input_value():
            typed.fill(value or (SOON if "For example" in field.inner_text() else "True words"))
    elif picker.count():
        if value:
            picker.select_option(label=value)
        elif not picker.input_value():
            picker.select_option(index=1)
    elif value:
        for label in value.split("; "):
            field.get_by_label(label, exact=True).check()
    elif not field.locator("input:checked").count():
        field.locator(".ticks input").first.check()


def _own(question: str, own: Mapping[str, str]) -> str:
    known = {**own, "which day did": "today"}
    return next((words for key, words in known.items() if key in question), "")
