"""One carer at three doors, while the house dies and comes back: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.sync_api import Browser, expect

from bot.account_due import TO_ACCOUNT
from bot.oidc import person_key
from bot.reviewing import begin_review
from bot.words import words
from care.people import Person, Role
from dialogs.answers import Given
from dialogs.progress import Entry
from storage import diary, outbox, people, profiles, subjects
from storage.finding import State
from storage.soundness import check
from storage.turn import Turn
from tests.bot.fake_connector import Fault
from tests.bot.fake_telegram import Fault as Trouble
from tests.bot.oidc_provider import OBJECT, TENANT
from tests.bot.review_town import FORMS, HOME, SAM
from tests.bot.telegram_phone import Phone as TelegramPhone
from tests.journeys.browser import PHONE, Window, needs_chromium
from tests.journeys.conversation import Conversation
from tests.journeys.council import a_council
from tests.journeys.doors import Doors, brought, data_of

pytestmark = needs_chromium

ROSA = Person("p-rosa", person_key(TENANT, OBJECT), "Rosa Hale", Role.FOSTER_CARER)
ROSA_THERE = 4001
NARROW: dict[str, Any] = {
    "viewport": {**PHONE, "width": 360},
    "has_touch": True,
    "is_mobile": True,
    "ignore_https_errors": True,
}
BRINGS = "I was a dinner lady for nine years, so fussy eaters do not worry me."
DID = "We cooked one new thing every Sunday, and he chose it."
CHANGED = "By spring he ate what we ate, and asked for more."
SHOWED = "He wrote the shopping list himself."
LEARNED = "To go slowly, and never to make a fuss."
WEB_ONLY = {"did you do": DID, "difference": CHANGED, "show you": SHOWED, "learn from": LEARNED}
ON_THE_WEB = {"did": DID, "difference": CHANGED, "shown": SHOWED, "learned": LEARNED}
PANE = {
    "What I bring": BRINGS,
    "How I see it": "Skilled (3 of 4)",
    "A story": "Yes, I'll tell it",
    "When": "March 2024",
    "Where it comes from": "Life or work; Fostering",
}
"""What stands in the pane of what was said in Teams and on Telegram."""


def move_in(turn: Turn) -> None:
    for person in (ROSA, SAM):
        people.add(turn, person)
    subjects.add_household(turn, HOME)
    for person in (ROSA, SAM):
        subjects.allocate(turn, person.id, HOME.id)
    begin_review(turn, FORMS, HOME, SAM, date(2026, 12, 1))
    turn.write_diary("test.begun", "house", "1", "test", "")


@pytest.fixture
def doors(tmp_path: Path, chromium: Browser) -> Iterator[Doors]:
    with a_council(tmp_path) as council:
        council.perform(move_in)
        council.start()
        web = Window.open(chromium, council, "three-doors", **NARROW)
        web.line_may_break = True
        web.missing = (*web.missing, "/v3/directline/")
        telegram = TelegramPhone(council.telegram, ROSA_THERE, "Rosie")
        council.telegram.chats[ROSA_THERE] = []
        yield Doors(council, web, council.phone("Hale, Rosa (Carer)"), telegram)
        web.close()
        assert not web.faults, "\n".join(web.faults)


def test_a_carer_at_three_doors_loses_nothing_and_says_nothing_twice(doors: Doors) -> None:
    come_in_and_link(doors)
    talk = begin_in_teams_with_the_web_open(doors)
    die_between_a_delivery_and_its_reply(doors, talk)
    link = go_on_on_telegram(doors)
    die_on_telegram(doors)
    end_on_the_web(doors, link)
    unlink(doors)
    doors.council.stop()
    assert_all_is_kept_once(doors)


def come_in_and_link(doors: Doors) -> None:
    page = doors.page
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with your work account").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Rosa")
    doors.link("Microsoft Teams", doors.claim_in_teams)
    doors.teams_says("This is what you have open")
    doors.link("Telegram", doors.claim_on_telegram)
    doors.telegram_says("This is what you have open")
    doors.web.look("both linked")


def begin_in_teams_with_the_web_open(doors: Doors) -> Conversation:
    """What is answered there stands in the open page, which is not loaded again."""
    listed = next(each for each in doors.in_teams if "This is what you have" in each.words)
    opening = data_of(listed, "Skills profile")
    assert doors.council.beside.run(doors.teams.tap(opening)) == 200
    doors.teams_says("What do you bring")
    doors.page.goto("/chat?profile=" + opening["kith"]["press"].removeprefix("open:"))
    talk = Conversation(doors.page).begun()
    doors.page.evaluate("window.here = 'still'")
    doors.say_in_teams(BRINGS, then="How sure do you feel")
    talk.expect_in_pane("What I bring", BRINGS)
    return talk


def die_between_a_delivery_and_its_reply(doors: Doors, talk: Conversation) -> None:
    council = doors.council
    connector, run = council.connector, council.beside.run
    skilled = doors.teams.activity(text=None, value=data_of(doors.in_teams[-1], "Skilled"))
    before = len(doors.in_teams)
    connector.faults = [Fault(hang=True)]

    async def killed() -> None:
        bringing = asyncio.create_task(doors.teams.bring(skilled))
        await connector.until_so(lambda: connector.hung == 1)
        assert council.process
        council.process.kill()
        with pytest.raises(aiohttp.ClientError):
            await bringing

    run(killed())
    council.kill()
    assert len(doors.in_teams) == before
    council.start()
    # Nobody told Microsoft's service that it was heard, so it brings it again.
    assert run(brought(doors.teams, skilled)) == 200
    doors.teams_says("Do you have a story")
    talk.expect_in_pane("How I see it", PANE["How I see it"])
    assert doors.page.evaluate("window.here") == "still"
    doors.tap_in_teams("Yes, I'll tell it", then="what did you do")


def go_on_on_telegram(doors: Doors) -> str:
    """The same place in the same profile; the link to what is for the web, which is left to the web."""
    doors.tap_on_telegram("Your skills profile", then="better answered on the web")
    link: str = doors.telegram.last.button("Open it on the web")["url"]
    assert link.startswith(f"{doors.council.url}/chat?profile=")
    doors.tap_on_telegram("Leave it for now", then="When was this?")
    doors.council.beside.run(doors.telegram.say("March 2024"))
    doors.telegram_says("Where does what you know come from?")
    doors.tap_on_telegram("Life or work", then="Saved (1)")
    return link


def die_on_telegram(doors: Doors) -> None:
    council, fake = doors.council, doors.council.telegram
    hung = len(fake.asked("editMessageText")) + 1  # the same question stands in its own place
    fake.faults["editMessageText"].append(Trouble(hang=True))
    council.beside.run(doors.telegram.tap("Fostering"))
    council.beside.run(fake.until(lambda: len(fake.asked("editMessageText")) >= hung))
    council.kill()
    council.start()
    doors.telegram_says("Saved (2)")


def end_on_the_web(doors: Doors, link: str) -> None:
    page = doors.page
    page.goto(link)
    talk = Conversation(page).begun()
    for label, text in PANE.items():
        talk.expect_in_pane(label, text)
    page.get_by_role("button", name="So far").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    talk.open_pane("Physical health and growing well")
    doors.web.look("every answer of both doors")
    page.get_by_role("button", name="Back to the conversation").tap()
    talk.hand_in()  # what was tapped on Telegram stands in the card, and is saved as it is
    for _ in WEB_ONLY:
        talk.answer(WEB_ONLY)
    talk.expect_in_pane("What I learned", LEARNED)
    doors.web.look("said on the web")


def unlink(doors: Doors) -> None:
    page, run = doors.page, doors.council.beside.run
    page.goto("/devices")
    for name in ("Microsoft Teams", "Telegram"):
        page.get_by_role("button", name=re.compile(f"^Stop talking there.*{name}$")).tap()
        expect(page.get_by_role("status")).to_be_visible()
    doors.say_in_teams("Are you there?", then=words("account", "stranger"))
    run(doors.telegram.say("Are you there?"))
    doors.telegram_says(words("account", "stranger"))
    doors.web.look("unlinked")


def assert_all_is_kept_once(doors: Doors) -> None:
    """What the store holds of it, and what was said at either door."""

    def look(turn: Turn) -> tuple[list[Entry], Counter[str]]:
        (kept,) = (e for e in profiles.about(turn, HOME.id) if e.form.startswith("carer_skills"))
        assert all(each.state is State.FINE for each in check(turn))
        assert not outbox.waiting_for(turn, TO_ACCOUNT)
        done = Counter(line.action for _, line in diary.lines(turn))
        return list(profiles.progress(turn, kept).entries), done

    entries, done = doors.council.perform(look)
    assert [(e.path.removeprefix("physical_health."), e.answer) for e in entries] == [
        ("bring", Given(BRINGS)),
        ("self_level", Given(3)),
        ("story", Given("now")),
        ("story_when", Given("2024-03")),
        ("evidence", Given(("life",))),
        ("evidence", Given(("life", "fostering"))),
        *((part, Given(text)) for part, text in ON_THE_WEB.items()),
    ]
    assert [each.turn for each in entries] == list(range(1, len(entries) + 1))
    assert done["profile.answer"] == len(entries)
    assert done["account.linked"] == done["account.ended"] == 2
    for text in ("How sure do you feel", "Do you have a story", "did you do?"):
        assert sum(text in each.words for each in doors.in_teams) == 1, text
    for text in ("When was this?", "Saved (2)"):  # where *Saved (1)* stood
        assert sum(text in each.text for each in doors.telegram.sent) == 1, text
    log = doors.council.log.read_text("utf-8")
    for text in (BRINGS, *ON_THE_WEB.values(), "Rosa", "Rosie", HOME.record["carer_names"]):
        assert text not in log
