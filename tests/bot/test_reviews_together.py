"""Several people at one review at the same time, and somebody who leaves in the middle of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.reviewing import signers
from dialogs.answers import Given
from storage import profiles, subjects
from storage.turn import Turn
from tests.bot.browser import Browser, texts
from tests.bot.review_town import HOME, ROSA, SAM, TOM, Town, a_town, browsing


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


async def text_of(one: Browser, path: str, status: int = 200) -> str:
    answer = await one.get(path)
    assert answer.status == status, (path, answer.status)
    return await answer.text()


async def test_two_carers_and_a_worker_at_once_lose_nothing_and_overwrite_nobody(
    town: Town,
) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    stories = {
        "our_year.proud": (ROSA, "He swims now"),
        "our_year.hard": (TOM, "The move of school"),
        "recommendation.valued": (SAM, "Their patience"),
        "our_year.helped": (ROSA, "Our buddy carers"),
        "next.now": (TOM, "Children of seven to twelve"),
        "recommendation.worker_view": (SAM, "I saw it at every visit"),
    }
    async with browsing(town, ROSA, TOM, SAM) as (rosa, tom, sam):
        lines = {
            ROSA.id: await rosa.chat(year.id),
            TOM.id: await tom.chat(year.id),
            SAM.id: await sam.chat(year.id),
        }
        answers = await asyncio.gather(
            *(
                lines[person.id].say(text, f"m-{path}", asked=path)
                for path, (person, text) in stories.items()
            )
        )
        assert {each.status for each in answers} == {200}
        same = await asyncio.gather(
            lines[ROSA.id].say("The tent in the garden", "same-1", asked="our_year.smile"),
            lines[TOM.id].say("The day of the snow", "same-2", asked="our_year.smile"),
        )
        assert {each.status for each in same} == {200}
        heard = [texts((await lines[each.id].activities())[0]) for each in (ROSA, TOM)]

    def entries(turn: Turn) -> dict[str, list[tuple[str, object]]]:
        now = profiles.find(turn, year.id)
        assert now is not None
        kept: dict[str, list[tuple[str, object]]] = {}
        for entry in profiles.progress(turn, now).entries:
            kept.setdefault(entry.path, []).append((entry.person, entry.answer))
        return kept

    kept = town.store.perform_now(entries)
    for path, (person, text) in stories.items():
        assert kept[path] == [(person.id, Given(text))]
    assert len(kept["our_year.smile"]) == 1
    winner = kept["our_year.smile"][0]
    loser = heard[1] if winner[0] == ROSA.id else heard[0]
    assert any(str(winner[1].value) in each for each in loser), loser  # type: ignore[attr-defined]


async def test_each_is_asked_only_what_is_theirs_and_what_others_say_appears_at_once(
    town: Town,
) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    async with browsing(town, ROSA, SAM) as (rosa, sam):
        carers, worker = await rosa.chat(year.id), await sam.chat(year.id)
        mine = " ".join(texts((await carers.activities())[0]))
        theirs = " ".join(texts((await worker.activities())[0]))
        assert "Which children lived with you this year?" in mine
        assert "Which children lived with you this year?" not in theirs
        await worker.say("A new boiler", "w-1", asked="checks.changes")
        assert "A new boiler" in await text_of(rosa, f"/chat/answers?profile={year.id}")
        await carers.say("Not mine to say", "c-1", asked="checks.pets")
        assert "Not mine to say" not in await text_of(sam, f"/chat/answers?profile={year.id}")


async def test_a_carer_who_left_the_household_gets_a_kind_end_and_nothing_more(town: Town) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    async with browsing(town, TOM) as (tom,):
        chat = await tom.chat(year.id)
        await chat.say("He swims", "m-1", asked="our_year.proud")

        def leave(turn: Turn) -> None:
            subjects.end_allocation(turn, TOM.id, HOME.id)
            turn.write_diary("allocation.ended", "person", TOM.id, "test", "")

        stream = await chat.listen()
        await stream.receive()
        town.store.perform_now(leave)
        assert (await chat.say("And sings", "m-2", asked="our_year.smile")).status == 404
        last = await stream.receive_json()
        assert "was not saved" in last["activities"][0]["text"]
        assert "He swims" not in str(last)
        assert (await tom.get(f"/reviews/{review.ref}")).status == 404
        assert "Nothing is waiting" in await text_of(tom, "/")
    assert [each.id for each in town.store.perform_now(lambda t: signers(t, review))] == [
        ROSA.id,
        SAM.id,
    ]
