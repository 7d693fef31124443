"""What the papers about a household are made of, gathered from storage in one turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from bot.called import called
from bot.days import ENGLAND
from bot.known import known_and_when
from bot.review_views import unnamed
from bot.reviewing import (
    CHILD,
    HOME,
    REVIEW,
    SKILLS,
    VIEWS,
    carers_of,
    key_of,
    last_review,
    of_review,
)
from bot.words import words
from care.people import Household, Person, Role, day_in
from dialogs.answers import Given
from dialogs.form import Form
from dialogs.progress import Entry
from storage import people, pictures, profiles, reviews
from storage.profiles import Profile
from storage.profiles import Status as Stage
from storage.reviews import Review
from storage.turn import Known, Turn
from templates.review import (
    Carer,
    Picture,
    ReviewFacts,
    ReviewParts,
    Saying,
    Spoken,
    Views,
)

APPROVED = "terms.approved_on"


class Reader(StrEnum):
    """Who a review is shown to: carers read a child's views only if the child said yes."""

    CARERS = "carers"
    WORKERS = "workers"


def reader_of(person: Person) -> Reader:
    return Reader.CARERS if person.role is Role.FOSTER_CARER else Reader.WORKERS


@dataclass(slots=True)
class Gathering:
    """One turn's worth of looking things up for one reader; a person is looked up once."""

    turn: Turn
    forms: Mapping[str, Form]
    council: str
    household: Household
    _people: dict[str, Person | None] = field(default_factory=dict)
    _about: list[Profile] = field(default_factory=list)
    _said: dict[tuple[str, str], Entry] = field(default_factory=dict)
    """Everything said about the household, by path and the moment it was said."""

    def review(self, review: Review) -> ReviewParts:
        """The whole review as workers read it, without signatures; see `for_carers`."""
        self._about = profiles.about(self.turn, self.household.id)
        of = of_review(self.turn, review)
        year = next((each for each in of if each.id == review.profile_id), None)
        skills = {each.voice: each for each in of if key_of(each) == SKILLS}
        home = self._newest(HOME)
        everything = [each for each in (*of, home) if each is not None]
        return ReviewParts(
            facts=self._facts(review, everything),
            household=self._spoken(home),
            carers=tuple(
                Carer(first_name(each), self._spoken(skills.get(each.id)))
                for each in carers_of(self.turn, self.household.id)
            ),
            review=self._spoken(year),
            views=tuple(self._views(each) for each in of if key_of(each) in VIEWS),
        )

    def home(self, *, with_pictures: bool = False) -> ReviewParts:
        """The household by itself, for the page for matching and the welcome page."""
        self._about = profiles.about(self.turn, self.household.id)
        carers = carers_of(self.turn, self.household.id)
        skills = {each.id: self._complete(SKILLS, each.id) for each in carers}
        home, year = self._complete(HOME), self._complete(REVIEW)
        everything = [each for each in (home, year, *skills.values()) if each is not None]
        return ReviewParts(
            facts=self._facts(None, everything),
            household=self._spoken(home),
            carers=tuple(Carer(first_name(each), self._spoken(skills[each.id])) for each in carers),
            review=self._spoken(year),
            pictures=tuple(self._pictures()) if with_pictures else (),
        )

    def called(self) -> str:
        """What the household would like to be called; else what the record calls it."""
        return called(self.turn, self.household)

    def _facts(self, review: Review | None, everything: Iterable[Profile]) -> ReviewFacts:
        found = reviews.of_household(self.turn, self.household.id)
        before = [each for each in found if review is None or each.ref != review.ref]
        changed = max((_day(each.changed_at) for each in everything), default=_day(self.turn.now))
        return ReviewFacts(
            reference=review.ref if review else self.household.ref,
            council=self.council,
            household=self.called(),
            written_on=changed,
            due_on=review.due_on if review else None,
            last_review_on=last_review(self.household, before),
            approved_on=self.approved(),
            record=dict(self.household.record),
        )

    def approved(self) -> date | None:
        """The day of approval: as the household profile has it, else the record."""
        home = self._newest(HOME)
        answer = profiles.progress(self.turn, home).answers.get(APPROVED) if home else None
        if isinstance(answer, Given) and isinstance(answer.value, str):
            return day_in(answer.value)
        return day_in(self.household.record.get("approved_on", ""))

    def _complete(self, key: str, voice: str = "") -> Profile | None:
        """The newest that was finished; the one that is open only where none was. What is being
        reviewed still holds, and half of what is new is not yet a whole."""
        found = self._of(key, voice)
        whole = [each for each in found if each.status is not Stage.OPEN]
        return next(reversed(whole or found), None)

    def _newest(self, key: str, voice: str = "") -> Profile | None:
        return next(reversed(self._of(key, voice)), None)

    def _of(self, key: str, voice: str) -> list[Profile]:
        if not self._about:
            self._about = profiles.about(self.turn, self.household.id)
        return [
            each
            for each in self._about
            if key_of(each) == key and each.voice == voice and each.status is not Stage.SET_ASIDE
        ]

    def _spoken(self, profile: Profile | None) -> Spoken | None:
        """What was said; None while nothing was."""
        form = self.forms.get(profile.form) if profile else None
        if profile is None or form is None:
            return None
        progress = profiles.progress(self.turn, profile)
        if not progress.own:
            return None
        earlier = profiles.earlier(self.turn, profile, self._about)
        known = known_and_when(self.turn, self.forms, profile, self.household, self._about)
        entries: dict[str, Entry] = {entry.path: entry for entry in progress.entries}
        before = [
            _day(each.finished_at or each.sent_at or each.changed_at)
            for each in self._about
            if key_of(each) == key_of(profile)
            and each.voice == profile.voice
            and each.id != profile.id
            and each.begun_at <= profile.begun_at
            and each.status in (Stage.FINISHED, Stage.SENT)
        ]
        return Spoken(
            form=form,
            answers={**known.answers, **progress.own},
            said={
                **self._elsewhere(form, known),
                **{path: self._saying(entries[path]) for path in progress.own},
            },
            earlier={path: each.answer for path, each in earlier.items()},
            earlier_on=max(before) if before and earlier else None,
        )

    def _elsewhere(self, form: Form, known: Known) -> dict[str, Saying]:
        """Who said in another form what is known here; nobody did what the record has."""
        if known.at and not self._said:
            for each in self._about:
                for entry in profiles.progress(self.turn, each).entries:
                    self._said[entry.path, entry.at] = entry
        found: dict[str, Saying] = {}
        for path, at in known.at.items():
            question = form.by_key.get(path)
            source = question[1].source if question else ""
            from_there = self._said.get((path, at)) or self._said.get((source, at))
            if from_there is not None:
                found[path] = replace(self._saying(from_there), elsewhere=True)
        return found

    def _saying(self, entry: Entry) -> Saying:
        person = self._person(entry.person)
        first = self._person(entry.first_by) if entry.first_by else None
        return Saying(
            name=first_name(person),
            role=person.role.value if person else "",
            on=_day(datetime.fromisoformat(entry.at)),
            first_name=first_name(first) if entry.first_by else "",
            first_on=_day(datetime.fromisoformat(entry.first_at)) if entry.first_at else None,
        )

    def _views(self, profile: Profile) -> Views:
        person = self._person(profile.voice)
        spoken = self._spoken(profile)
        if key_of(profile) == CHILD:
            name, role = words("review", "a_child"), Role.YOUNG_PERSON.value
            spoken = unnamed(spoken, name) if spoken else None
        else:
            name, role = first_name(person), person.role.value if person else ""
        return Views(name=name, role=role, spoken=spoken, readable=True)

    def _pictures(self) -> Iterable[Picture]:
        for each in pictures.of_household(self.turn, self.household.id):
            data = pictures.data(self.turn, self.household.id, each.id)
            if data is not None:
                yield Picture(data, each.words)

    def _person(self, person_id: str) -> Person | None:
        if person_id not in self._people:
            self._people[person_id] = people.person(self.turn, person_id)
        return self._people[person_id]


def first_name(person: Person | None) -> str:
    """What somebody is called in a paper; nothing is known of whoever is not here."""
    return next(iter(person.name.split()), "") if person else ""


def _day(when: datetime) -> date:
    return when.astimezone(ENGLAND).date()
