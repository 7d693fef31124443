"""The pages of households: what is due, what is to keep, pictures, and what stays private."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from aiohttp import FormData
from PIL import Image

from bot.due import due
from bot.errors import NotAPicture
from bot.picture import LONGEST_SIDE, read_picture
from storage import pictures, subjects
from storage.turn import Turn
from tests.bot.browser import Browser
from tests.bot.review_town import ELSEWHERE, HOME, ROSA, SAM, TOM, Town, a_town, browsing

TODAY = date(2026, 11, 21)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.store.close()


def photograph(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """With a place in it, as a phone writes one."""
    exif = Image.Exif()
    exif[0x010E] = "4 Bramble Row"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    out = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(out, kind, exif=exif)
    return out.getvalue()


async def add(one: Browser, data: bytes, words: str = "Our dog", csrf: str = "") -> int:
    form = FormData()
    form.add_field("csrf", csrf or await one.csrf())
    form.add_field("words", words)
    form.add_field("picture", io.BytesIO(data), filename="IMG_0001.jpg", content_type="image/jpeg")
    return (await one.post(f"/households/{HOME.ref}/pictures", data=form)).status


@pytest.mark.parametrize(
    ("on", "said", "overdue", "soon"),
    [
        (None, "Nobody has told us", False, False),
        (date(2026, 11, 21), "due today", False, True),
        (date(2026, 11, 22), "due tomorrow", False, True),
        (date(2026, 11, 30), "30 November 2026, in 9 days", False, True),
        (date(2026, 12, 20), "in about 4 weeks", False, True),
        (date(2027, 6, 1), "due on 1 June 2027", False, False),
        (date(2026, 11, 20), "due yesterday", True, False),
        (date(2026, 11, 1), "1 November 2026, 20 days ago", True, False),
    ],
)
def test_a_day_is_said_in_plain_words(
    on: date | None, said: str, overdue: bool, soon: bool
) -> None:
    found = due(on, TODAY)
    assert said in found.words
    assert (found.overdue, found.soon) == (overdue, soon)


async def test_what_is_due_first_comes_first_and_a_carer_sees_only_their_own(town: Town) -> None:
    def give(turn: Turn) -> None:
        subjects.keep_record(turn, ELSEWHERE.id, {**ELSEWHERE.record, "reviewed_on": "2024-01-01"})
        subjects.allocate(turn, SAM.id, ELSEWHERE.id)
        turn.write_diary("allocation.given", "person", SAM.id, "test", "")

    town.store.perform_now(give)
    async with browsing(town, SAM, ROSA) as (sam, rosa):
        page = await (await sam.get("/households")).text()
        assert page.index("LH-302") < page.index("LH-301")
        assert "2 reviews are overdue" in page
        page = await (await rosa.get("/households")).text()
        assert "LH-301" in page
        assert "LH-302" not in page
        assert (await rosa.get("/households/LH-302")).status == 404
        assert (await rosa.get("/households/LH-999")).status == 404


async def test_a_household_is_begun_from_its_page_and_printed(town: Town) -> None:
    async with browsing(town, ROSA, SAM) as (rosa, sam):
        page = await (await rosa.get(f"/households/{HOME.ref}")).text()
        start = re.search(r'action="(/start\?[^"]+)"', page)
        assert start
        path = start.group(1).replace("&amp;", "&")
        begun = await rosa.post(path, data={"csrf": await rosa.csrf()})
        assert begun.headers["Location"].startswith("/chat?profile=")
        chat = await rosa.chat(begun.headers["Location"].rpartition("=")[2])
        assert (await chat.say("Rosa and Tom", "h-1", asked="us.display_name")).status == 200
        for name in ("profile", "welcome"):
            answer = await sam.get(f"/households/{HOME.ref}/{name}.docx")
            assert answer.status == 200
            assert (await answer.read()).startswith(b"PK")
            assert answer.headers["Content-Disposition"].endswith(f'"LH-301.{name}.docx"')


async def test_a_form_that_belongs_to_a_review_or_to_a_carer_is_not_begun_by_itself(
    town: Town,
) -> None:
    async with browsing(town, ROSA, SAM) as (rosa, sam):
        for one, form, status in (
            (rosa, "carer_review", 404),
            (sam, "carer_review", 404),
            (sam, "carer_skills", 404),
            (sam, "worker_views", 404),
            (rosa, "carer_skills", 303),
        ):
            path = f"/start?form={form}&subject={HOME.id}"
            answer = await one.post(path, data={"csrf": await one.csrf()})
            assert answer.status == status, form


async def test_a_picture_is_kept_without_where_and_when_it_was_taken(town: Town) -> None:
    async with browsing(town, ROSA, SAM, TOM) as (rosa, sam, tom):
        assert await add(rosa, photograph()) == 303
        page = await (await sam.get(f"/households/{HOME.ref}/pictures")).text()
        assert 'alt="Our dog"' in page
        where = re.search(r'src="(/households/[^"]+)"', page)
        assert where
        shown = await tom.get(where.group(1))
        assert shown.headers["Content-Type"] == "image/jpeg"
        data = await shown.read()
        assert b"Bramble" not in data
        assert b"Exif" not in data
        welcome = await sam.get(f"/households/{HOME.ref}/welcome.docx")
        assert welcome.status == 200
        gone = await tom.post(f"{where.group(1)}/remove", data={"csrf": await tom.csrf()})
        assert gone.status == 303
        assert (await sam.get(where.group(1))).status == 404


async def test_what_is_no_picture_too_big_or_without_words_is_kindly_refused(town: Town) -> None:
    async with browsing(town, ROSA) as (rosa,):
        path = f"/households/{HOME.ref}/pictures"
        assert await add(rosa, b"GIF89a not a picture") == 400
        assert await add(rosa, photograph(), words="   ") == 400
        assert await add(rosa, b"\xff" * (5 * 1024 * 1024 + 1)) == 413
        assert await add(rosa, photograph(), csrf="wrong") == 403
        assert (await rosa.post(path, data={"csrf": await rosa.csrf()})).status == 400
        for number in range(6):
            assert await add(rosa, photograph(), f"Picture {number}") == 303
        assert await add(rosa, photograph(), "One too many") == 409
    kept = town.store.perform_now(lambda turn: pictures.of_household(turn, HOME.id))
    assert [each.words for each in kept] == [f"Picture {number}" for number in range(6)]


def test_a_picture_is_turned_upright_made_smaller_and_nothing_else_is_in_it() -> None:
    data, kind = read_picture(photograph(size=(4000, 3000)))
    with Image.open(io.BytesIO(data)) as found:
        assert max(found.size) == LONGEST_SIDE
        assert not found.getexif()
        assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert kind == "image/jpeg"
    assert read_picture(photograph("PNG"))[1] == "image/png"


def test_a_small_file_that_claims_to_be_huge_is_no_picture() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    for bad in (out.getvalue(), b"", b"\x89PNG\r\n\x1a\n", photograph()[:40], photograph("GIF")):
        with pytest.raises(NotAPicture):
            read_picture(bad)
