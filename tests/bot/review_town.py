"""A fostering household with everybody around it, the real forms, and the real assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.assistant import Assistant
from bot.house import House
from bot.reviewing import begin_review, of_review
from care.people import Household, Person, Role
from dialogs.answers import Answer, Given
from dialogs.form import Form
from dialogs.progress import Entry
from dialogs.read import read_forms
from storage import people, profiles, subjects
from storage.profiles import Profile
from storage.reviews import Review
from storage.store import Store
from storage.turn import Turn
from tests.bot.browser import Browser
from tests.bot.house import Clock, Small, small_house

ROSA = Person("p-rosa", "rosa", "Rosa Hale", Role.FOSTER_CARER)
TOM = Person("p-tom", "tom", "Tom Hale", Role.FOSTER_CARER)
SAM = Person("p-sam", "sam", "Sam Ferro", Role.SUPERVISING_SOCIAL_WORKER)
FAR_SAM = Person("p-far-sam", "farsam", "Zoe Far", Role.SUPERVISING_SOCIAL_WORKER)
OTHER_CARER = Person("p-other", "other", "Una Other", Role.FOSTER_CARER)
WILMA = Person("p-wilma", "wilma2", "Wilma Childs", Role.SOCIAL_WORKER, "North")
RITA = Person("p-rita", "rita2", "Rita Judge", Role.REVIEWING_OFFICER)
YARA = Person("p-yara", "yara", "Yara Young", Role.YOUNG_PERSON)
EVERYBODY = (ROSA, TOM, SAM, FAR_SAM, OTHER_CARER, WILMA, RITA, YARA)
HOME = Household("h-1", "LH-301", {"carer_names": "Rosa and Tom Hale", "reviewed_on": "2025-10-01"})
ELSEWHERE = Household("h-2", "LH-302", {"carer_names": "Una Other"})
FORMS: Mapping[str, Form] = read_forms()


@dataclass
class Town:
    """The house, and the household's review once it is begun."""

    house: House
    store: Store
    clock: Clock

    def begin(self, due: date | None = date(2026, 10, 1)) -> Review:
        def act(turn: Turn) -> Review:
            turn.write_diary("review.begun", "review", "", SAM.id, "test")
            return begin_review(turn, FORMS, HOME, SAM, due)

        return self.store.perform_now(act)

    def profiles(self, review: Review) -> dict[tuple[str, str], Profile]:
        """Every profile of the review, by form and whose words it holds."""

        def look(turn: Turn) -> list[Profile]:
            return of_review(turn, review)

        found = self.store.perform_now(look)
        return {(each.form.partition(".")[0], each.voice): each for each in found}

    def say(self, profile: Profile, person: Person, answers: Mapping[str, Answer | str]) -> Profile:
        """Keeps answers as one turn of this person's."""

        def act(turn: Turn) -> Profile:
            now = profiles.find(turn, profile.id)
            assert now is not None
            progress = profiles.progress(turn, now)
            entries = [
                Entry(
                    progress.turn + 1,
                    path,
                    Given(answer) if isinstance(answer, str) else answer,
                    person.id,
                    turn.at,
                )
                for path, answer in answers.items()
            ]
            turn.write_diary("profile.answer", "profile", profile.id, person.id, "test")
            return profiles.keep(turn, now, progress, entries, "web")

        return self.store.perform_now(act)


def a_town(folder: Path) -> Town:
    small: Small = small_house(folder)
    assistant = Assistant(FORMS, "Larkshire County Council", "01632 960 999", lambda _: ())
    house = replace(small.house, forms=FORMS, assistant=assistant, templates_folder=None)
    small.store.perform_now(_people)
    return Town(house, small.store, small.clock)


@asynccontextmanager
async def served(town: Town) -> AsyncIterator[TestServer]:
    server = TestServer(make_app(town.house), host="127.0.0.1")
    await server.start_server(access_log=None)
    try:
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def browsing(town: Town, *who: Person) -> AsyncIterator[list[Browser]]:
    """A browser for each of these people, over real HTTP."""
    async with served(town) as server:
        opened = [Browser(server, town.house.secret) for _ in who]
        try:
            for one, person in zip(opened, who, strict=True):
                await one.enter(person)
            yield opened
        finally:
            for one in opened:
                await one.close()


def _people(turn: Turn) -> None:
    for person in EVERYBODY:
        people.add(turn, person)
    for household in (HOME, ELSEWHERE):
        subjects.add_household(turn, household)
    for person in (ROSA, TOM, SAM):
        subjects.allocate(turn, person.id, HOME.id)
    for person in (OTHER_CARER, FAR_SAM):
        subjects.allocate(turn, person.id, ELSEWHERE.id)
    turn.write_diary("test.begun", "house", "1", "test", "")
