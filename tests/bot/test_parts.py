"""Parts of a profile in several hands: who can be asked, what they see, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from care.people import Child
from storage import diary, parts, profiles, subjects
from storage.profiles import Profile
from storage.turn import Turn
from tests.bot.browser import Browser, texts
from tests.bot.house import WORKER
from tests.bot.review_town import (
    FAR_SAM,
    OTHER_CARER,
    ROSA,
    SAM,
    TOM,
    WILMA,
    YARA,
    Town,
    a_town,
    browsing,
)

CHILD = Child("c-9", "C0009", {"preferred_name": "Robin", "social_worker_team": "North"})


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


def a_childs_profile(town: Town) -> Profile:
    def act(turn: Turn) -> Profile:
        subjects.add_child(turn, CHILD)
        subjects.allocate(turn, WORKER.id, CHILD.id)
        turn.write_diary("test.begun", "child", CHILD.id, "test", "")
        return profiles.open_profile(turn, "child_profile.1", CHILD.id, WORKER.id)

    return town.store.perform_now(act)


async def hand(one: Browser, profile: Profile, person: str, *sections: str) -> int:
    data = [("csrf", await one.csrf()), ("person", person)]
    data += [("section", each) for each in sections]
    return (await one.post(f"/profiles/{profile.id}/parts", data=data)).status


async def text_of(one: Browser, path: str) -> str:
    answer = await one.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def test_a_part_of_a_childs_profile_is_answered_by_whoever_was_asked(town: Town) -> None:
    profile = a_childs_profile(town)
    async with browsing(town, WORKER, WILMA) as (worker, colleague):
        assert (await colleague.get(f"/chat?profile={profile.id}")).status == 404
        page = await text_of(worker, f"/profiles/{profile.id}/parts")
        assert WILMA.name in page
        assert ROSA.name not in page
        assert YARA.name not in page
        assert await hand(worker, profile, WILMA.id, "learning") == 303
        assert WILMA.name in await text_of(worker, f"/profiles/{profile.id}/parts")

        assert f"/chat?profile={profile.id}" in await text_of(colleague, "/")
        chat = await colleague.chat(profile.id)
        said = " ".join(texts((await chat.activities())[0]))
        assert "learning" in said.lower()
        await chat.say("Nothing of mine", "p-1", asked="physical_health.strength")
        await chat.say("She reads to the little ones", "p-2", asked="learning.strength")
        pane = await text_of(worker, f"/chat/answers?profile={profile.id}")
        assert "She reads to the little ones" in pane
        assert "Nothing of mine" not in pane
        theirs = await text_of(colleague, f"/chat/answers?profile={profile.id}")
        assert 'data-key="learning"' in theirs
        assert 'data-key="physical_health"' not in theirs


async def test_a_part_taken_back_ends_the_conversation_and_loses_nothing(town: Town) -> None:
    profile = a_childs_profile(town)
    async with browsing(town, WORKER, WILMA) as (worker, colleague):
        await hand(worker, profile, WILMA.id, "learning")
        chat = await colleague.chat(profile.id)
        await chat.say("She reads", "p-1", asked="learning.strength")
        page = await text_of(worker, f"/profiles/{profile.id}/parts")
        back = re.search(r'action="(/profiles/[^"]+/back)"', page)
        assert back
        data = {"csrf": await worker.csrf()}
        assert (await worker.post(back.group(1), data=data)).status == 303
        assert (await chat.say("And writes", "p-2", asked="learning.hope")).status == 404
        assert (await colleague.get(f"/chat?profile={profile.id}")).status == 404
        assert f"/chat?profile={profile.id}" not in await text_of(colleague, "/")
        pane = await text_of(worker, f"/chat/answers?profile={profile.id}")
        assert "She reads" in pane
        assert "And writes" not in pane


async def test_nothing_is_handed_to_a_stranger_or_without_a_section(town: Town) -> None:
    profile = a_childs_profile(town)
    async with browsing(town, WORKER) as (worker,):
        for person in (FAR_SAM.id, OTHER_CARER.id, YARA.id, WORKER.id, "nobody", ""):
            assert await hand(worker, profile, person, "learning") == 400, person
        assert await hand(worker, profile, WILMA.id) == 400
        assert await hand(worker, profile, WILMA.id, "no_such_section") == 400
        wrong = {"csrf": "x", "person": WILMA.id, "section": "learning"}
        assert (await worker.post(f"/profiles/{profile.id}/parts", data=wrong)).status == 403
    assert town.store.perform_now(lambda turn: parts.of_profile(turn, profile.id)) == []


async def test_whoever_was_asked_for_a_part_cannot_hand_it_on(town: Town) -> None:
    profile = a_childs_profile(town)
    async with browsing(town, WORKER, WILMA) as (worker, colleague):
        await hand(worker, profile, WILMA.id, "learning")
        assert (await colleague.get(f"/profiles/{profile.id}/parts")).status == 404
        assert await hand(colleague, profile, SAM.id, "learning") == 404


async def test_a_carer_hands_only_what_is_theirs(town: Town) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    async with browsing(town, ROSA, TOM, WILMA) as (rosa, tom, wilma):
        page = await text_of(rosa, f"/profiles/{year.id}/parts")
        assert 'value="our_year"' in page
        assert 'value="checks"' not in page
        assert TOM.name in page
        assert await hand(rosa, year, TOM.id, "checks") == 400
        assert await hand(rosa, year, TOM.id, "our_year") == 303
        assert await hand(rosa, year, WILMA.id, "how_we_are") == 303
        assert f"/chat?profile={year.id}" in await text_of(tom, "/")
        chat = await wilma.chat(year.id)
        await chat.say("Not for me", "w-1", asked="our_year.proud")
        await chat.say("Her choir, every week", "w-2", asked="how_we_are.network")
        pane = await text_of(rosa, f"/chat/answers?profile={year.id}")
        assert "Her choir, every week" in pane
        assert "Not for me" not in pane
        assert "/reviews/" not in await text_of(wilma, "/")


async def test_what_is_in_a_voice_of_its_own_is_handed_to_nobody(town: Town) -> None:
    review = town.begin()
    skills = town.profiles(review)[("carer_skills", ROSA.id)]
    async with browsing(town, ROSA) as (rosa,):
        assert (await rosa.get(f"/profiles/{skills.id}/parts")).status == 404
        assert await hand(rosa, skills, TOM.id, "learning") == 404


async def test_a_part_is_done_when_all_of_it_is_answered_and_the_diary_says_so(
    town: Town,
) -> None:
    profile = a_childs_profile(town)
    async with browsing(town, WORKER, WILMA) as (worker, colleague):
        await hand(worker, profile, WILMA.id, "identity_story")
        chat = await colleague.chat(profile.id)
        await chat.say("She knows her songs", "s-a", asked="identity_story.strength")
        await chat.say("2", "s-b", asked="identity_story.level")
        for number in range(20):
            if await is_done(town, profile):
                break
            await chat.say("skip", f"s-{number}")
        assert await is_done(town, profile), texts((await chat.activities())[0])[-3:]
        assert "Done" in await text_of(worker, f"/profiles/{profile.id}/parts")
        assert f"/chat?profile={profile.id}" not in await text_of(colleague, "/")
    actions = [line.action for _, line in town.store.perform_now(lambda t: lines(t, profile))]
    assert actions.count("part.done") == 1
    assert "part.handed" in actions


def lines(turn: Turn, profile: Profile) -> list[tuple[int, diary.DiaryLine]]:
    return list(diary.lines(turn, profile.id))


async def is_done(town: Town, profile: Profile) -> bool:
    held = town.store.perform_now(lambda turn: parts.of_profile(turn, profile.id))
    return all(each.done_at for each in held)
