"""What an answer said before it was changed stays readable, for those who answer for the work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from care.people import Person
from dialogs.answers import Answer, Given, NotKnown
from dialogs.progress import Entry
from storage import profiles
from storage.turn import Turn
from tests.bot.conftest import Open
from tests.bot.house import (
    FAR_MANAGER,
    MANAGER,
    OFFICER,
    PROFILE,
    REVIEWER,
    STRANGER,
    WORKER,
    Small,
)
from tests.bot.larger import GOVERNOR, KEEPER, YOUNG, move_in

HISTORY = f"/profiles/{PROFILE}/history"


@pytest.fixture(autouse=True)
def everybody(small: Small) -> None:
    move_in(small)


def say(small: Small, answer: Answer | None, note: str = "", by: Person = WORKER) -> None:
    """One turn in which the answer comes to say this."""
    small.clock.pass_by(timedelta(hours=1))

    def keep(turn: Turn) -> None:
        profile = profiles.find(turn, PROFILE)
        assert profile
        progress = profiles.progress(turn, profile)
        entries = [Entry(progress.turn + 1, "play.likes", answer, by.id, turn.at)]
        if note:
            entries.append(Entry(progress.turn + 1, "play.likes~note", Given(note), by.id, turn.at))
        turn.write_diary("profile.answer", "profile", PROFILE, by.id, "web")
        profiles.keep(turn, profile, progress.keeping(entries), entries, "web", {})

    small.store.perform_now(keep)


async def read(browser: Open, person: Person = WORKER) -> str:
    web = await (await browser()).enter(person)
    page = await web.get(HISTORY)
    assert page.status == 200
    return await page.text()


async def test_a_changed_answer_keeps_what_it_said_before_who_and_when(
    browser: Open, small: Small
) -> None:
    say(small, Given("Trains & <b>boats</b>"))
    say(small, Given("Only boats"), "Robin told me it was wrong", MANAGER)
    page = await read(browser)
    assert "Trains &amp; &lt;b&gt;boats" in page
    assert page.index("Only boats") < page.index("Trains &amp;"), "the newest first"
    assert "Mona Manager, 21 November 2026 at 11:00" in page
    assert "Wilma Worker, 21 November 2026 at 10:00" in page
    assert "Robin told me it was wrong" in page


async def test_what_was_taken_back_or_not_known_stays_too(browser: Open, small: Small) -> None:
    say(small, NotKnown())
    say(small, Given("Marbles"))
    say(small, None)
    page = await read(browser)
    for words in ("Not known yet", "Marbles", "Taken back"):
        assert words in page


async def test_an_answer_that_never_changed_is_not_listed(browser: Open, small: Small) -> None:
    say(small, Given("Trains"))
    say(small, Given("Trains"))
    page = await read(browser)
    assert "No answer has been changed" in page
    assert "Trains" not in page


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (WORKER, 200),
        (MANAGER, 200),
        (STRANGER, 404),
        (FAR_MANAGER, 404),
        (OFFICER, 404),
        (REVIEWER, 404),
        (GOVERNOR, 404),
        (KEEPER, 404),
        (YOUNG, 404),
    ],
)
async def test_it_is_for_the_worker_and_the_manager(
    browser: Open, small: Small, person: Person, status: int
) -> None:
    say(small, Given("Trains"))
    web = await (await browser()).enter(person)
    assert (await web.get(HISTORY)).status == status


async def test_the_way_there_is_on_the_page_of_the_answers(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(WORKER)
    assert HISTORY in await (await web.get(f"/profiles/{PROFILE}")).text()
    reviewer = await (await browser()).enter(REVIEWER)
    page = await reviewer.get(f"/profiles/{PROFILE}")
    assert page.status == 200
    assert HISTORY not in await page.text()
