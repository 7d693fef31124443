"""Words that would be a program somewhere else are words here: on pages, in Word files, in headers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest

from care.people import Household, Person, Role
from storage import people, subjects
from storage.turn import Turn
from tests.bot.review_town import HOME, ROSA, SAM, Town, a_town, browsing
from tests.matrix import calls

PROGRAMS = (
    "{{7*7}}",
    "{% for x in ().__class__.__mro__ %}",
    "{child}",
    "${7*7}",
    "%(name)s",
    "</w:t></w:r>",
    '=HYPERLINK("https://evil.example")',
    "<script>alert(1)</script>",
    "&lt;b&gt;",
)
SCRIPT = "<img src=x onerror=alert(1)> Hale"
MAL = Person("p-mal", "mal", SCRIPT, Role.FOSTER_CARER)
MAL_HOME = Household("h-mal", "LH-666", {"carer_names": SCRIPT, "address": SCRIPT})


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)

    def add(turn: Turn) -> None:
        people.add(turn, MAL)
        subjects.add_household(turn, MAL_HOME)
        for person in (MAL, SAM):
            subjects.allocate(turn, person.id, MAL_HOME.id)
        turn.write_diary("test.begun", "house", "1", "test", "")

    made.store.perform_now(add)
    yield made
    made.store.close()


async def test_what_is_typed_stands_in_the_word_file_and_on_the_page_just_as_it_was_typed(
    town: Town,
) -> None:
    review = town.begin()
    year = town.profiles(review)[("carer_review", "")]
    town.say(year, ROSA, {"our_year.proud": " ".join(PROGRAMS)})
    async with browsing(town, SAM) as (sam,):
        page = await (await sam.get(f"/reviews/{review.ref}/read")).text()
        assert "<script>alert" not in page
        assert "{{7*7}}" in page
        answer = await sam.get(f"/reviews/{review.ref}/review.docx")
        with zipfile.ZipFile(io.BytesIO(await answer.read())) as word:
            xml = word.read("word/document.xml").decode()
            rels = b"".join(word.read(name) for name in word.namelist() if name.endswith(".rels"))
        text = unescape("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml)))
        for each in PROGRAMS:
            assert each in text, each
        assert b"evil" not in rels
        assert "w:fldChar" not in xml or "HYPERLINK" not in "".join(
            re.findall(r"<w:instrText[^>]*>([^<]*)<", xml)
        )


async def test_a_name_that_is_a_script_is_a_name_on_every_page_where_it_stands(town: Town) -> None:
    async with browsing(town, SAM, MAL) as (sam, mal):
        for one in (sam, mal):
            for path in ("/", "/households", f"/households/{MAL_HOME.ref}", "/looks", "/invite"):
                page = await (await one.get(path)).text()
                assert "<img src=x" not in page, path
        shown = await (await sam.get(f"/households/{MAL_HOME.ref}")).text()
        assert "&lt;img src=x" in shown
        start = await (await mal.get("/chat?profile=")).text()
        assert "<img src=x" not in start.partition("kith-start")[2]


async def test_every_answer_is_kept_nowhere_and_says_what_a_browser_may_do_with_it(
    town: Town,
) -> None:
    review = town.begin()
    ids = {
        "ref": HOME.ref,
        "profile": review.profile_id,
        "name": "kith.css",
        "person": ROSA.id,
    }
    async with browsing(town, SAM) as (sam,):
        for call in (each for each in calls() if each.method == "GET"):
            path = call.path
            for name in re.findall(r"\{(\w+)\}", path):
                kept = review.ref if "reviews" in path and name == "ref" else ids.get(name, "x")
                path = path.replace(f"{{{name}}}", kept)
            answer = await sam.get(path)
            told = answer.headers
            if not path.startswith("/static"):
                assert told["Cache-Control"] == "no-store", path
            assert told["X-Content-Type-Options"] == "nosniff", path
            assert "unsafe" not in told["Content-Security-Policy"], path
            assert told["Content-Security-Policy"].startswith("default-src 'none'"), path
            assert told["Referrer-Policy"] == "no-referrer", path
            assert "Server" not in told, path
            assert told.get("Location", "/").startswith("/"), path


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/metrics",
        "/docs",
        "/openapi.json",
        "/static/../bot/app.py",
        "//evil.example/",
    ],
)
async def test_what_a_stranger_looks_for_first_is_not_there(town: Town, path: str) -> None:
    async with browsing(town, SAM) as (sam,):
        answer = await sam.get(path)
        assert answer.status == 404
        text = await answer.text()
        assert "Traceback" not in text
        assert "aiohttp" not in text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
async def test_no_other_way_of_asking_gets_anywhere(town: Town, method: str) -> None:
    async with browsing(town, SAM) as (sam,):
        for path in ("/", f"/households/{HOME.ref}", "/sign-out"):
            async with sam.session.request(method, sam.origin + path) as answer:
                assert answer.status in (403, 404, 405), path
                assert SAM.name not in await answer.text()
