"""A review from its first day to its last signature, over real HTTP, for everybody in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import reviews, signatures
from storage.reviews import Review
from tests.bot.browser import Browser, texts
from tests.bot.review_town import (
    FAR_SAM,
    HOME,
    OTHER_CARER,
    RITA,
    ROSA,
    SAM,
    TOM,
    WILMA,
    YARA,
    Town,
    a_town,
    browsing,
)

SECRET_WORDS = "Nobody listens at breakfast"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


async def text_of(one: Browser, path: str, status: int = 200) -> str:
    answer = await one.get(path)
    assert answer.status == status, (path, answer.status)
    return await answer.text()


async def sign(one: Browser, review: Review, comment: str = "", seen: str = "") -> int:
    page = await text_of(one, f"/reviews/{review.ref}/read")
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found or seen
    data = {
        "csrf": await one.csrf(),
        "seen": seen or (found.group(1) if found else ""),
        "comment": comment,
        "read": "yes",
    }
    return (await one.post(f"/reviews/{review.ref}/sign", data=data)).status


async def test_a_supervising_social_worker_begins_a_review_and_everybody_finds_their_part(
    town: Town,
) -> None:
    async with browsing(town, SAM, ROSA, TOM) as (sam, rosa, tom):
        page = await text_of(sam, "/households")
        assert "Rosa and Tom Hale" in page
        assert "Overdue" in page
        assert 'href="/households/LH-301"' in page
        begun = await sam.post(
            f"/households/{HOME.ref}/review",
            data={"csrf": await sam.csrf(), "due_on": "2026-12-15"},
        )
        assert begun.status == 303
        where = begun.headers["Location"]
        assert re.fullmatch(r"/reviews/LR-\w{4}-\w{3}", where)
        again = await sam.post(
            f"/households/{HOME.ref}/review",
            data={"csrf": await sam.csrf(), "due_on": "2026-12-16"},
        )
        assert again.headers["Location"] == where
        for one in (sam, rosa, tom):
            assert "Yearly review" in await text_of(one, where)
            home = await text_of(one, "/")
            assert "15 December 2026" in home
            assert "/chat?profile=" in home
        mine = set(re.findall(r"/chat\?profile=[\w-]+", await text_of(rosa, where)))
        toms = set(re.findall(r"/chat\?profile=[\w-]+", await text_of(tom, where)))
        assert len(mine) == len(toms) == 2
        assert len(mine & toms) == 1


async def test_who_has_nothing_to_do_with_a_review_finds_nothing_there(town: Town) -> None:
    review = town.begin()
    own = [each.id for each in town.profiles(review).values()]
    async with browsing(town, OTHER_CARER, FAR_SAM, WILMA, YARA, RITA) as others:
        for one in others:
            for path in (
                f"/households/{HOME.ref}",
                f"/households/{HOME.ref}/profile.docx",
                f"/households/{HOME.ref}/welcome.docx",
                f"/households/{HOME.ref}/pictures",
                f"/reviews/{review.ref}",
                f"/reviews/{review.ref}/read",
                f"/reviews/{review.ref}/review.docx",
                *(f"/chat?profile={each}" for each in own),
                *(f"/profiles/{each}/parts" for each in own),
                *(f"/profiles/{each}" for each in own),
            ):
                assert (await one.get(path)).status == 404, path
            for path in (
                f"/households/{HOME.ref}/review",
                f"/reviews/{review.ref}/sign",
                f"/reviews/{review.ref}/ask",
                *(f"/profiles/{each}/parts" for each in own),
            ):
                data = {"csrf": await one.csrf()}
                assert (await one.post(path, data=data)).status == 404, path


async def test_a_carer_cannot_open_the_words_of_the_other_carer(town: Town) -> None:
    review = town.begin()
    skills = town.profiles(review)[("carer_skills", TOM.id)]
    async with browsing(town, ROSA, TOM) as (rosa, tom):
        assert (await rosa.get(f"/chat?profile={skills.id}")).status == 404
        assert (await tom.get(f"/chat?profile={skills.id}")).status == 200
        assert f"/chat?profile={skills.id}" not in await text_of(rosa, "/")


async def test_signing_what_has_changed_shows_it_again_and_signs_nothing(town: Town) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    async with browsing(town, ROSA, SAM) as (rosa, sam):
        page = await text_of(rosa, f"/reviews/{review.ref}/read")
        seen = re.search(r'name="seen" value="(\w+)"', page)
        assert seen
        town.say(year, SAM, {"recommendation.valued": "The way they laugh"})
        assert await sign(rosa, review, seen=seen.group(1)) == 409
        data = {"csrf": await rosa.csrf(), "seen": seen.group(1), "read": "yes", "comment": "Mine"}
        again = await rosa.post(f"/reviews/{review.ref}/sign", data=data)
        page = await again.text()
        assert "The way they laugh" in page
        assert ">Mine</textarea>" in page
        assert town.store.perform_now(lambda turn: signatures.of_review(turn, review)) == []
        assert await sign(rosa, review, "Thank you, Sam") == 303
        town.say(year, SAM, {"recommendation.valued": "The way they laugh, and listen"})
        page = await text_of(sam, f"/reviews/{review.ref}")
        assert "something has changed since" in page


async def test_when_everybody_has_signed_it_stands_and_answers_are_kindly_frozen(
    town: Town,
) -> None:
    review = town.begin()
    by = town.profiles(review)
    town.say(by[("carer_review", "")], ROSA, {"our_year.proud": "He learned to swim"})
    async with browsing(town, ROSA, TOM, SAM) as (rosa, tom, sam):
        chat = await rosa.chat(by[("carer_review", "")].id)
        assert await sign(rosa, review, "What a year") == 303
        assert await sign(rosa, review, seen="anything") == 409
        assert await sign(tom, review) == 303
        assert "Not yet" in await text_of(sam, f"/reviews/{review.ref}")
        assert await sign(sam, review) == 303
        page = await text_of(sam, f"/reviews/{review.ref}")
        assert "Signed by everybody on 21 November 2026" in page
        page = await text_of(tom, f"/reviews/{review.ref}/read")
        assert "What a year" in page
        assert "He learned to swim" in page
        assert 'name="seen"' not in page

        assert (await chat.say("Oh, and he sings", "late-1", asked="our_year.smile")).status == 200
        said = texts((await chat.activities())[0])
        assert "signed on 21 November 2026" in said[-1]
        assert "he sings" not in await text_of(tom, f"/reviews/{review.ref}/read")
        word = await sam.get(f"/reviews/{review.ref}/review.docx")
        assert word.status == 200
        assert word.headers["Content-Disposition"].endswith(f'"{review.ref}.review.docx"')
        kept = await sam.get(f"/reviews/{review.ref}/review.docx")
        assert await word.read() == await kept.read()
        begun = await sam.post(f"/households/{HOME.ref}/review", data={"csrf": await sam.csrf()})
        assert begun.headers["Location"] != f"/reviews/{review.ref}"
        assert "Signed 21 November 2026" in await text_of(rosa, f"/households/{HOME.ref}")
    found = town.store.perform_now(lambda turn: reviews.find(turn, review.ref))
    assert found is not None
    assert found.signed_at is not None


async def test_what_a_child_says_reaches_the_carers_only_if_the_child_said_yes(town: Town) -> None:
    review = town.begin()
    async with browsing(town, SAM, ROSA, WILMA) as (sam, rosa, wilma):
        data = {"csrf": await sam.csrf(), "form": "child_views", "person": WILMA.id}
        assert (await sam.post(f"/reviews/{review.ref}/ask", data=data)).status == 303
        views = town.profiles(review)[("child_views", WILMA.id)]
        assert f"/chat?profile={views.id}" in await text_of(wilma, "/")
        assert (await wilma.get(f"/chat?profile={views.id}")).status == 200
        assert (await rosa.get(f"/chat?profile={views.id}")).status == 404
        assert (await rosa.get(f"/profiles/{views.id}")).status == 404

        told = town.say(
            views,
            WILMA,
            {"views.change": SECRET_WORDS, "views.good": "The dog", "me.how": "worker"},
        )

        async def read(one: Browser) -> str:
            word = await one.get(f"/reviews/{review.ref}/review.docx")
            assert word.status == 200
            page = await text_of(one, f"/reviews/{review.ref}/read")
            return page + await text_of(one, f"/reviews/{review.ref}")

        assert SECRET_WORDS in await read(sam)
        page = await read(rosa)
        assert SECRET_WORDS not in page
        assert "The dog" not in page
        assert WILMA.name not in page
        told = town.say(told, WILMA, {"after.carers_read": "good"})
        assert SECRET_WORDS not in await read(rosa)
        assert "The dog" in await read(rosa)
        town.say(told, WILMA, {"after.carers_read": "yes"})
        assert SECRET_WORDS in await read(rosa)


async def test_only_those_who_can_be_asked_are_asked(town: Town) -> None:
    review = town.begin()
    async with browsing(town, SAM, ROSA) as (sam, rosa):
        page = await text_of(sam, f"/reviews/{review.ref}")
        assert WILMA.name in page
        assert YARA.name not in page
        for form, person in (
            ("child_views", YARA),
            ("worker_views", OTHER_CARER),
            ("carer_skills", WILMA),
            ("carer_review", WILMA),
        ):
            data = {"csrf": await sam.csrf(), "form": form, "person": person.id}
            assert (await sam.post(f"/reviews/{review.ref}/ask", data=data)).status == 404
        data = {"csrf": await rosa.csrf(), "form": "worker_views", "person": WILMA.id}
        assert (await rosa.post(f"/reviews/{review.ref}/ask", data=data)).status == 404


async def test_the_reviewing_officer_is_asked_for_their_part_and_reads_the_review(
    town: Town,
) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    async with browsing(town, SAM, RITA) as (sam, rita):
        data = {"csrf": await sam.csrf(), "form": "carer_review", "person": RITA.id}
        assert (await sam.post(f"/reviews/{review.ref}/ask", data=data)).status == 303
        assert f"/chat?profile={year.id}" in await text_of(rita, "/")
        assert (await rita.get(f"/reviews/{review.ref}/read")).status == 200
        chat = await rita.chat(year.id)
        said = " ".join(texts((await chat.activities())[0]))
        assert "Which children lived with you" not in said
        assert (await rita.get(f"/households/{HOME.ref}")).status == 404
        await sign_refused(rita, review)


async def sign_refused(one: Browser, review: Review) -> None:
    data = {"csrf": await one.csrf(), "seen": "x", "read": "yes"}
    assert (await one.post(f"/reviews/{review.ref}/sign", data=data)).status == 404
