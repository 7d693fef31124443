"""What a child did not open to their carers: in no page, file, list or conversation of theirs, at any time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.review_parts import Reader
from storage import reviews
from storage.profiles import Profile
from storage.reviews import Review
from storage.turn import Turn
from tests.bot.browser import Browser, Chat, texts
from tests.bot.review_town import FAR_SAM, HOME, ROSA, SAM, TOM, WILMA, Town, a_town, browsing
from tests.bot.test_reviews import sign

BAD, GOOD, ALONE = "Nobody listens at breakfast", "The dog sleeps by me", "Please come on Tuesday"
HIDDEN = (BAD, GOOD, ALONE)
DAY = timedelta(days=1)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


async def asked(town: Town, review: Review, sam: Browser) -> Profile:
    """A worker was asked to sit with a child, who has said all that there is to say."""
    data = {"csrf": await sam.csrf(), "form": "child_views", "person": WILMA.id}
    assert (await sam.post(f"/reviews/{review.ref}/ask", data=data)).status == 303
    views = town.profiles(review)[("child_views", WILMA.id)]
    return town.say(
        views,
        WILMA,
        {
            "me.how": "worker",
            "views.good": GOOD,
            "views.change": BAD,
            "after.ask_alone": "yes",
            "after.ask_words": ALONE,
        },
    )


async def everything(town: Town, one: Browser, review: Review) -> str:
    """All that somebody can see of a review and its household, by every way there is."""
    by = town.profiles(review)
    home, ref = f"/households/{HOME.ref}", f"/reviews/{review.ref}"
    seen = ""
    paths = ["/", "/households", home, f"{home}/looks", f"{home}/pictures", ref, f"{ref}/read"]
    paths += [f"/chat?profile={each.id}" for each in by.values()]
    paths += [f"/chat/answers?profile={each.id}" for each in by.values()]
    paths += [f"/profiles/{each.id}{way}" for each in by.values() for way in ("", "/history")]
    for path in paths:
        seen += await (await one.get(path)).text()
    for path in (f"{ref}/review.docx", f"{home}/profile.docx", f"{home}/welcome.docx"):
        answer = await one.get(path)
        assert answer.status == 200, path
        with zipfile.ZipFile(io.BytesIO(await answer.read())) as word:
            seen += "".join(
                re.sub(r"<[^>]+>", "", word.read(name).decode("utf-8", "replace"))
                for name in word.namelist()
            )
    for key, profile in by.items():
        if (await one.get(f"/chat?profile={profile.id}")).status != 200:
            continue
        chat = Chat(one, (await one.start(profile.id))["token"])
        try:
            await chat.begin()
        except AssertionError:  # somebody's own words are for them to say
            continue
        for words in ("summary", "show me everything", "what did others say", "help"):
            await chat.say(words, f"{key}-{words}-{len(seen)}")
        seen += " ".join(map(str, (await chat.activities())[0]))
        seen += " ".join(texts((await chat.activities())[0]))
    return seen


def leaked(seen: str, *words: str) -> list[str]:
    return [each for each in words if each in seen]


@pytest.mark.parametrize("choice", ["", "no", "good"])
async def test_a_carer_never_sees_what_the_child_kept_from_them_before_or_after_signing(
    town: Town, choice: str
) -> None:
    review = town.begin()
    kept = (BAD, ALONE, WILMA.name) if choice == "good" else (*HIDDEN, WILMA.name)
    async with browsing(town, SAM, ROSA, TOM) as (sam, rosa, tom):
        views = await asked(town, review, sam)
        if choice:
            town.say(views, WILMA, {"after.carers_read": choice})
        assert BAD in await everything(town, sam, review)
        before = await everything(town, rosa, review)
        assert leaked(before, *kept) == []
        assert await sign(rosa, review) == 303
        assert leaked(await everything(town, rosa, review), *kept) == []
        assert await sign(tom, review) == 303
        assert await sign(sam, review) == 303
        for one in (rosa, tom):
            assert leaked(await everything(town, one, review), *kept) == []
        assert BAD in await everything(town, sam, review)


async def test_each_signs_what_they_saw_and_what_the_child_keeps_back_disturbs_no_carer(
    town: Town,
) -> None:
    review = town.begin()
    async with browsing(town, SAM, ROSA, TOM) as (sam, rosa, tom):
        views = await asked(town, review, sam)
        views = town.say(views, WILMA, {"after.carers_read": "no"})
        year = town.profiles(review)[("carer_review", "")]
        town.say(year, ROSA, {"our_year.proud": "He learned to swim"})
        assert await sign(rosa, review) == 303
        assert await sign(sam, review) == 303
        town.clock.pass_by(DAY)
        for one, who in ((rosa, ROSA), (sam, SAM)):
            await one.enter(who)
        await tom.enter(TOM)
        views = town.say(views, WILMA, {"views.change": f"{BAD}, nor at tea"})
        page = await (await rosa.get(f"/reviews/{review.ref}")).text()
        assert "something has changed since" in page, "the worker has to look again"
        assert page.count("something has changed since") == 1, "and no carer has"
        assert await sign(tom, review) == 303
        assert not signed(town, review), "the worker signed other words than there are now"
        assert await sign(sam, review) == 303
        found = signed(town, review)
        assert found
        assert found[Reader.CARERS.value]["seen"] != found[Reader.WORKERS.value]["seen"]


async def test_words_that_a_child_opens_are_signed_again_by_the_carers(town: Town) -> None:
    review = town.begin()
    async with browsing(town, SAM, ROSA, TOM) as (sam, rosa, tom):
        views = await asked(town, review, sam)
        assert await sign(rosa, review) == 303
        assert await sign(tom, review) == 303
        town.say(views, WILMA, {"after.carers_read": "yes"})
        assert await sign(sam, review) == 303
        assert not signed(town, review)
        assert await sign(rosa, review) == 303
        assert await sign(tom, review) == 303
        assert signed(town, review)


async def test_a_supervisor_of_another_home_sees_nothing_of_it(town: Town) -> None:
    review = town.begin()
    async with browsing(town, SAM, FAR_SAM) as (sam, far):
        views = await asked(town, review, sam)
        for way in ("", "/history", "/parts"):
            assert (await far.get(f"/profiles/{views.id}{way}")).status == 404


def signed(town: Town, review: Review) -> dict[str, dict[str, str]]:
    def look(turn: Turn) -> dict[str, dict[str, str]]:
        found = reviews.find(turn, review.ref)
        assert found
        over = found.status is reviews.Status.SIGNED
        return reviews.snapshot(turn, found) if over else {}

    return town.store.perform_now(look)
