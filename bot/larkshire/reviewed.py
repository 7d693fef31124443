"""How the households of Larkshire were written about and reviewed, as things done on certain days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from bot.larkshire.bank import table
from bot.larkshire.history import Act
from bot.larkshire.home_words import home_words, telling_of
from bot.larkshire.household_writing import CHANNEL, HouseholdWriting, Speaker
from bot.larkshire.households import Fostering
from bot.larkshire.people import Townsperson
from bot.larkshire.skill_words import skill_words
from bot.larkshire.telling import Telling
from bot.larkshire.years import REVIEWING, SKILLS_BEFORE, YEARS, Year
from bot.review_parts import reader_of
from bot.reviewing import (
    CHILD,
    HOME,
    SKILLS,
    WORKER,
    ask,
    begin_review,
    key_of,
    newest,
    of_review,
    signers,
)
from bot.standing import as_it_is
from care.people import Person
from care.timescales import carer_review
from dialogs.form import Form, Required
from dialogs.slots import Slot
from storage import profiles, reviews, signatures
from storage.profiles import Profile
from storage.reviews import Review
from storage.turn import Turn

SECOND = frozenset({"week", "welcome"})
"""What the second carer of two says in the household's own profile."""


@dataclass(slots=True)
class Reviewed:
    """Everything written about one household; its acts must be relived in order."""

    forms: Mapping[str, Form]
    fostering: Fostering
    people: Mapping[str, Townsperson]
    council: str
    today: date
    _review: Review = field(init=False)
    _last: date | None = field(default=None, init=False)

    def acts(self) -> Iterator[Act]:
        """The household's own profile first, then its reviews."""
        years = YEARS.get(self.fostering.number, ())
        home = 460 if years else 30 + self.fostering.number * 23 % 290
        yield self._act(home, self._home)
        if self._takes_up:
            yield self._act(SKILLS_BEFORE[self.fostering.number], self._skills_before)
        for year in years:
            yield from self._year(year)

    @property
    def _takes_up(self) -> bool:
        return self.fostering.number in SKILLS_BEFORE

    def _year(self, year: Year) -> Iterator[Act]:
        yield self._act(year.begun, self._begin)
        yield self._act(year.begun, partial(self._ask, year), 1)
        if year.views is not None:
            yield self._act(year.views, partial(self._views, year))
        if year.told is not None:
            yield self._act(year.told, partial(self._told, year))
        if year.facts is not None:
            yield self._act(year.facts, partial(self._facts, year))
        if year.officer is not None:
            yield self._act(year.officer, partial(self._officer, year))
        if year.signed is not None:
            yield self._act(year.signed, self._sign)

    def _act(self, days: int, do: Callable[[Turn], None], hours: int = 0) -> Act:
        day = self.today - timedelta(days=days)
        at = time(9 + self.fostering.number % 6 + hours, self.fostering.number * 7 % 60)
        return Act(datetime.combine(day, at, UTC), do)

    # ------------------------------------------------------------ who

    def _person(self, key: str) -> Person:
        return self.people[key].person

    @property
    def _worker(self) -> Person:
        return self._person(self.fostering.supervising)

    @property
    def _carers(self) -> tuple[Person, ...]:
        return tuple(self._person(key) for key in self.fostering.carers)

    def _speaker(self, carer: Person | None = None) -> Speaker:
        """Whose each question is. Where no carer signs in, their worker writes it down with them."""
        carers = (carer,) if carer else self._carers or (self._worker,)

        def who(slot: Slot) -> Person:
            match (slot.group or slot.question).who:
                case "foster_carer":
                    return carers[-1] if slot.section.key in SECOND else carers[0]
                case "reviewing_officer":
                    return self._person(REVIEWING)
                case _:
                    return self._worker

        return who

    # ------------------------------------------------------------ what

    def _telling(self, turn: Turn) -> Telling:
        return telling_of(self.fostering, Telling("", "F", {}, turn.now.date()))

    def _writing(
        self, profile: Profile, said: Mapping[str, Any], speaker: Speaker
    ) -> HouseholdWriting:
        return HouseholdWriting(self.forms, self.fostering, profile, self._telling, said, speaker)

    def _home(self, turn: Turn) -> None:
        opener = (*self._carers, self._worker)[0]
        form = newest(self.forms, HOME)
        profile = profiles.open_profile(turn, form.name, self.fostering.household.id, opener.id)
        turn.write_diary("profile.begun", "profile", profile.id, opener.id, CHANNEL)
        writing = self._writing(profile, home_words(self.fostering), self._speaker())
        if not self._carers:
            writing.wanted = lambda slot: slot.question.required is not Required.OPTIONAL
        writing.sit(turn, list(dict.fromkeys((*self._carers, self._worker))))
        writing.finish(turn, opener)

    def _begin(self, turn: Turn) -> None:
        due = carer_review(self.fostering.approved, self._last or self.fostering.reviewed)
        household = self.fostering.household
        self._review = begin_review(turn, self.forms, household, self._worker, due)
        turn.write_diary("review.begun", "review", self._review.ref, self._worker.id, CHANNEL)

    def _ask(self, year: Year, turn: Turn) -> None:
        for key, form in year.asks:
            profile = ask(turn, self.forms, self._review, form, self._person(key), self._worker)
            turn.write_diary("review.asked", "profile", profile.id, self._worker.id, CHANNEL, form)

    def _views(self, year: Year, turn: Turn) -> None:
        bank = table("reviews")
        for profile in self._of(turn, WORKER, CHILD):
            kept = "_kept" if key_of(profile) == CHILD and year.signed is None else ""
            person = self._voice(profile)
            writing = self._writing(profile, bank[key_of(profile) + kept], _only(person))
            writing.sit(turn, [person])
            writing.finish(turn, person)

    def _skills_before(self, turn: Turn) -> None:
        """What a carer said of their skills before the review that is told here."""
        form = newest(self.forms, SKILLS)
        for carer in self._carers:
            profile = profiles.open_profile(
                turn, form.name, self.fostering.household.id, carer.id, voice=carer.id
            )
            turn.write_diary("profile.begun", "profile", profile.id, carer.id, CHANNEL)
            said = skill_words(carer.key, before=True)
            writing = self._writing(profile, said, self._speaker(carer))
            writing.sit(turn, [carer, self._worker])
            writing.sit(turn, [carer])
            writing.finish(turn, carer)

    def _told(self, year: Year, turn: Turn) -> None:
        """The carers: their own skills, each in their own voice, and their year."""
        for profile in self._of(turn, SKILLS):
            self._skills(turn, profile, [self._voice(profile)])
        self._yearly(turn, year).sit(turn, self._carers)

    def _facts(self, year: Year, turn: Turn) -> None:
        """The supervising social worker: the levels that were agreed, and what was seen."""
        yearly = self._yearly(turn, year)
        if year.signed is None:
            yearly.wanted = lambda slot: slot.section.key in ("checks", "views")
        yearly.sit(turn, [self._worker])
        for profile in self._of(turn, SKILLS) if year.signed is not None else ():
            carer = self._voice(profile)
            writing = self._skills(turn, profile, [self._worker])
            writing.sit(turn, [carer])
            writing.finish(turn, carer)

    def _officer(self, year: Year, turn: Turn) -> None:
        yearly = self._yearly(turn, year)
        yearly.sit(turn, [self._person(REVIEWING)])
        yearly.sit(turn, self._carers)
        yearly.finish(turn, self._worker)

    def _sign(self, turn: Turn) -> None:
        """Everybody signs what they are shown, and so it stands."""
        household, review = self.fostering.household, self._review
        standing = as_it_is(turn, self.forms, self.council, household, review)
        marks = standing.marks()
        for person in signers(turn, self._review):
            signatures.sign(turn, self._review, person, marks[reader_of(person)])
            turn.write_diary("review.signed", "review", self._review.ref, person.id, CHANNEL)
        given = tuple(signatures.of_review(turn, self._review))
        kept = replace(standing, signatures=given).snapshot(marks)
        self._review = reviews.sign_off(turn, self._review, kept)
        turn.write_diary("review.stands", "review", self._review.ref, person.id, CHANNEL)
        self._last = turn.now.date()

    # ------------------------------------------------------------ looking up

    def _of(self, turn: Turn, *keys: str) -> Sequence[Profile]:
        return [each for each in of_review(turn, self._review) if key_of(each) in keys]

    def _voice(self, profile: Profile) -> Person:
        everybody = (each.person for each in self.people.values())
        return next(person for person in everybody if person.id == profile.voice)

    def _skills(self, turn: Turn, profile: Profile, people: Sequence[Person]) -> HouseholdWriting:
        """What these people have to say in a skills profile: what is new, where most is not."""
        carer = self._voice(profile)
        said = skill_words(carer.key, now=self._takes_up)
        writing = self._writing(profile, said, self._speaker(carer))
        if self._takes_up:
            writing.confirm(turn, people, said)
        writing.sit(turn, people)
        return writing

    def _yearly(self, turn: Turn, year: Year) -> HouseholdWriting:
        bank = table("reviews")
        profile = profiles.find(turn, self._review.profile_id)
        if profile is None:
            raise LookupError
        adults = [
            {"name": name, "dbs_on": -300 - place * 40, "medical_on": -280}
            for place, name in enumerate(self.fostering.first_names)
        ]
        usual = {**bank["usual"], "checks.adults": adults}
        return self._writing(profile, {**usual, **bank.get(year.words, {})}, self._speaker())


def _only(person: Person) -> Speaker:
    return lambda slot: person
