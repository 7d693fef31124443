"""Whoever holds a part, and is there by name for another reason, gets the part and not the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from care.people import Child, Person, Role
from storage import parts, people, profiles, subjects
from storage.profiles import Profile
from storage.turn import Turn
from tests.bot.browser import Browser, texts
from tests.bot.house import REVIEWER, WORKER
from tests.bot.review_town import YARA, Town, a_town, browsing

CHILD = Child("c-yara", "C0077", {"preferred_name": "Yara", "full_name": "Yara Young"})
NAMED = Person("p-named", "named", "Nan Named", Role.TEAM_MANAGER, "South")
WRITTEN = "Hits out when she is told no"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def profile(town: Town) -> Profile:
    """What adults wrote of a young person, who is there by their own record, and has a part."""

    def act(turn: Turn) -> Profile:
        people.add(turn, NAMED)
        subjects.add_child(turn, CHILD)
        for person in (WORKER, YARA, REVIEWER, NAMED):
            subjects.allocate(turn, person.id, CHILD.id)
        opened = profiles.open_profile(turn, "child_profile.1", CHILD.id, WORKER.id)
        for person in (YARA, REVIEWER, NAMED):
            parts.hand(turn, opened.id, person.id, {"learning"}, WORKER.id)
        turn.write_diary("test.begun", "child", CHILD.id, "test", "")
        return opened

    opened = town.store.perform_now(act)
    return town.say(opened, WORKER, {"physical_health.strength": WRITTEN})


async def page(one: Browser, path: str) -> str:
    answer = await one.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def test_a_young_person_asked_for_a_part_reads_nothing_that_was_written_about_them(
    town: Town, profile: Profile
) -> None:
    async with browsing(town, YARA) as (yara,):
        chat = await yara.chat(profile.id)
        for number, words in enumerate(("summary", "show me everything", "physical health")):
            await chat.say(words, f"y-{number}")
        await chat.say("", "y-press", press="change:physical_health.strength")
        heard = " ".join(texts((await chat.activities())[0]))
        for path in (f"/profiles/{profile.id}", f"/chat/answers?profile={profile.id}"):
            heard += await page(yara, path)
        assert WRITTEN not in heard
        for path in (f"/profiles/{profile.id}/history", f"/children/{CHILD.ref}"):
            assert (await yara.get(path)).status == 404


@pytest.mark.parametrize("who", [YARA, REVIEWER, NAMED])
async def test_to_be_there_by_name_does_not_make_a_part_the_whole(
    town: Town, profile: Profile, who: Person
) -> None:
    async with browsing(town, who, WORKER) as (one, worker):
        chat = await one.chat(profile.id)
        await chat.say("Not for me to say", "a-1", asked="physical_health.strength")
        await chat.say("Reads to the cat", "a-2", asked="learning.strength")
        pane = await page(worker, f"/chat/answers?profile={profile.id}")
        assert WRITTEN in pane
        assert "Reads to the cat" in pane
        assert "Not for me to say" not in pane
