"""The papers about a household: from what was finished, in the council's own template when that is right."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import main
from bot.review_parts import Gathering
from care.people import Person
from storage import profiles
from storage.profiles import Profile
from storage.turn import Turn
from templates.readback import text_of
from templates.review import ReviewParts
from templates.sheet import SheetKind
from templates.sheet_starter import build
from tests.bot.review_town import (
    FORMS,
    HOME,
    ROSA,
    SAM,
    WILMA,
    YARA,
    Town,
    a_town,
    browsing,
)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    made.house = replace(made.house, templates_folder=tmp_path / "templates")
    (tmp_path / "templates").mkdir()
    yield made
    made.store.close()


def opened(town: Town, form: str, who: Person, voice: str = "", review: str = "") -> Profile:
    def act(turn: Turn) -> Profile:
        turn.write_diary("test.opened", "profile", "", who.id, "test")
        return profiles.open_profile(turn, form, HOME.id, who.id, voice=voice, review=review)

    return town.store.perform_now(act)


def finished(town: Town, profile: Profile) -> None:
    def act(turn: Turn) -> None:
        turn.write_diary("test.finished", "profile", profile.id, ROSA.id, "test")
        profiles.finish(turn, profile)

    town.store.perform_now(act)


def home(town: Town) -> ReviewParts:
    return town.store.perform_now(lambda turn: Gathering(turn, FORMS, "Larkshire", HOME).home())


def test_the_page_for_matching_is_of_what_was_finished_while_a_review_is_open(town: Town) -> None:
    old = opened(town, "carer_skills.1", ROSA, ROSA.id)
    finished(town, town.say(old, ROSA, {"learning.bring": "Reading at bedtime"}))
    year = opened(town, "carer_review.1", ROSA)
    finished(town, town.say(year, ROSA, {"next.now": "Two of any age"}))
    town.begin()
    parts = home(town)
    rosa = next(each for each in parts.carers if each.name == "Rosa")
    assert rosa.skills is not None
    assert "learning.bring" in rosa.skills.answers
    assert parts.review is not None
    assert "next.now" in parts.review.answers


def test_what_is_known_from_another_form_has_whoever_said_it_there(town: Town) -> None:
    profile = opened(town, "household_profile.1", ROSA)
    town.say(profile, ROSA, {"people.smoking": "nobody"})
    review = town.begin()
    year = town.profiles(review)["carer_review", ""]
    town.say(year, ROSA, {"year.proud": "All of it"})

    def look(turn: Turn) -> ReviewParts:
        return Gathering(turn, FORMS, "Larkshire", HOME).review(review)

    spoken = town.store.perform_now(look).review
    assert spoken is not None
    elsewhere = {path: each for path, each in spoken.said.items() if each.elsewhere}
    assert elsewhere
    assert {each.name for each in elsewhere.values()} == {"Rosa"}


@pytest.mark.parametrize("typed_by", [YARA, WILMA])
def test_a_childs_words_name_neither_the_child_nor_who_sat_with_them(
    town: Town, typed_by: Person
) -> None:
    review = town.begin()
    views = opened(town, "child_views.1", typed_by, typed_by.id, review.ref)
    town.say(views, typed_by, {"views.good": "The dog"})

    def look(turn: Turn) -> ReviewParts:
        return Gathering(turn, FORMS, "Larkshire", HOME).review(review)

    (view,) = town.store.perform_now(look).views
    assert view.spoken is not None
    named = {each.name for each in view.spoken.said.values()}
    assert named <= {"A child who lives here", ""}


async def test_a_councils_own_template_is_used_when_it_is_right(
    town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    profile = opened(town, "household_profile.1", ROSA)
    finished(town, town.say(profile, ROSA, {"welcome.hello": "Hello from Rosa"}))
    path = tmp_path / "templates/household.welcome.docx"
    async with browsing(town, SAM) as (sam,):

        async def welcome() -> str:
            answer = await sam.get(f"/households/{HOME.ref}/welcome.docx")
            assert answer.status == 200
            return text_of(await answer.read())

        assert "Larkshire welcomes you" not in await welcome()
        path.write_bytes(b"not a Word file")
        with caplog.at_level(logging.WARNING, "kith.papers"):
            assert "Hello from Rosa" in await welcome()
        assert "household.welcome.docx is not used: 1 faults" in caplog.text
        assert "Rosa" not in caplog.text
        path.write_bytes(_with("Larkshire welcomes you", build(SheetKind.WELCOME)))
        told = await welcome()
        assert "Larkshire welcomes you" in told
        assert "Hello from Rosa" in told


@pytest.mark.parametrize("name", ["review", "matching", "welcome"])
def test_a_starter_for_each_paper_passes_its_own_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / "ours.docx"
    assert main(["documents", "starter", name, "--to", str(path)]) == 0
    assert main(["documents", "check", name, str(path)]) == 0
    other = "review" if name != "review" else "welcome"
    assert main(["documents", "check", other, str(path)]) == 1
    assert "is not a part of this paper" in capsys.readouterr().err


def _with(words: str, template: bytes) -> bytes:
    """The template with a paragraph of the council's own before everything else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                own = f"<w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p>".encode()
                data = data.replace(b"<w:body>", own, 1)
            new.writestr(name, data)
    return out.getvalue()
