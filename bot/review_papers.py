"""Papers about a household: built and made into Word on the papers thread, and kept sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.errors import NotForYou
from bot.house import House
from bot.own_templates import file_of_sheet, mark_of, own_template
from bot.papers import Papers
from bot.review_parts import Gathering, Reader
from bot.review_snapshot import mark
from bot.standing import Standing, gather
from care.people import Household
from storage import papers, reviews
from storage.papers import Place
from storage.turn import Turn
from templates.review import ReviewParts
from templates.sheet import Sheet

SIGNED = "review_signed"
"""The kind of post that has the Word files of a signed review made."""


class Copy(StrEnum):
    """Which Word file of a household's; the review has one for the carers and one for workers."""

    REVIEW = "review"
    REVIEW_FOR_CARERS = "review_carers"
    PROFILE = "profile"
    WELCOME = "welcome"


COPY_FOR = {Reader.CARERS: Copy.REVIEW_FOR_CARERS, Reader.WORKERS: Copy.REVIEW}


class ReviewPapers:
    """What is made from a household's answers. Nothing here is written by anybody but people."""

    def __init__(self, house: House, made_by: Papers) -> None:
        self._house = house
        self._made_by = made_by

    async def marks(self, standing: Standing) -> dict[Reader, str]:
        """What each reader is shown now, by its hash; worked out behind everybody's back."""
        return await self._made_by.apart(standing.marks)

    async def sheet(self, standing: Standing, reader: Reader, marks: Mapping[Reader, str]) -> Sheet:
        return await self._made_by.apart(lambda: standing.sheet(reader, marks))

    async def review(self, standing: Standing, reader: Reader) -> bytes:
        """The Word file of a review as this reader may see it."""
        marks = await self.marks(standing)
        sheet = await self.sheet(standing, reader, marks)
        place = Place(standing.household.id, standing.review.ref, COPY_FOR[reader].value)
        return await self._kept(place, lambda: sheet, _key_of(standing))

    async def household(self, household: Household, copy: Copy) -> bytes:
        """The page for matching or the welcome page. Raises `NotForYou` for another copy."""
        build = _builder(copy)

        def look(turn: Turn) -> ReviewParts:
            gathering = Gathering(turn, self._house.forms, self._house.council.name, household)
            return gathering.home(with_pictures=copy is Copy.WELCOME)

        parts = await self._house.store.perform(look)
        place = Place(household.id, household.ref, copy.value)
        return await self._kept(place, lambda: build(parts))

    async def make_signed(self, ref: str) -> None:
        """Both Word files of a signed review, made and kept; nothing more when they are there."""

        def look(turn: Turn) -> Standing:
            review = reviews.find(turn, ref)
            if review is None:
                raise NotForYou
            return gather(turn, self._house, review)

        standing = await self._house.store.perform(look)
        for reader in Reader:
            await self.review(standing, reader)

    async def _kept(self, place: Place, build: Callable[[], Sheet], key: str = "") -> bytes:
        """The file as it was made from just this, in the template of now; made now if it was not, and
        kept then. A signed review stays as it was first made."""
        sheet = await self._made_by.apart(build)
        folder, name = self._house.templates_folder, file_of_sheet(sheet.kind)
        template = await self._made_by.apart(lambda: mark_of(folder, name))
        known = key or " ".join(filter(None, (mark(sheet), template)))
        kept = await self._house.store.perform(lambda turn: papers.find(turn, place, known))
        if kept is not None:
            return kept
        made = await self._made_by.apart(lambda: self._render(sheet))

        def keep(turn: Turn) -> None:
            papers.keep(turn, place, known, made)
            turn.write_diary("paper.kept", "household", place.subject_id, "kith", "", place.copy)

        await self._house.store.perform(keep)
        return made

    def _render(self, sheet: Sheet) -> bytes:
        """In the council's own template, when there is one and nothing is wrong with it."""
        from templates import sheet_check, sheet_word  # Word takes a while to load

        own = own_template(
            self._house.templates_folder,
            file_of_sheet(sheet.kind),
            lambda template: sheet_check.check(sheet.kind, template),
        )
        return sheet_word.render(sheet, own)


def _key_of(standing: Standing) -> str:
    """A signed review never changes, so its file is found by that alone."""
    return f"signed {standing.review.ref}" if standing.signed else ""


def _builder(copy: Copy) -> Callable[[ReviewParts], Sheet]:
    match copy:
        case Copy.PROFILE:
            from templates.matching_page import build as matching

            return matching
        case Copy.WELCOME:
            from templates.welcome import build as welcome

            return welcome
        case _:
            raise NotForYou
