"""The Word files of a household: one page for matching, and the welcome page for children."""

from __future__ import annotations

from aiohttp import web

from bot.household_pages import household_in
from bot.review_pages import word_file
from bot.review_papers import Copy, ReviewPapers
from bot.session import CHANNEL, Visit
from bot.things import subject_thing
from care.access import Action
from care.people import Household
from storage.turn import Turn


class HouseholdWord:
    """Files are made when they are asked for, and kept until something changes."""

    def __init__(self, papers: ReviewPapers) -> None:
        self._papers = papers

    async def profile(self, visit: Visit) -> web.Response:
        return await self._file(visit, Copy.PROFILE)

    async def welcome(self, visit: Visit) -> web.Response:
        return await self._file(visit, Copy.WELCOME)

    async def _file(self, visit: Visit, copy: Copy) -> web.Response:
        def look(turn: Turn) -> Household:
            household = household_in(turn, visit)
            visit.allow(Action.READ_HOUSEHOLD_PAPER, subject_thing(turn, household))
            return household

        household = await visit.perform(look)
        body = await self._papers.household(household, copy)

        def note(turn: Turn) -> None:
            look(turn)
            turn.write_diary(
                "document.downloaded",
                "household",
                household.id,
                visit.who.id,
                CHANNEL,
                copy.value,
            )

        await visit.perform(note)
        return word_file(body, f"{household.ref}.{copy.value}.docx")
