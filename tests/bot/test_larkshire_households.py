"""Larkshire's households: a profile each, skills in each carer's own voice, and reviews on their way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.known import known_for
from bot.larkshire import seed
from bot.reviewing import CHILD, HOME, REVIEW, SKILLS, VIEWS, WORKER, asked_in, due_of, key_of
from care.people import Household, Person, Role
from dialogs.answers import Given
from dialogs.find_out import stem
from dialogs.form import Form
from dialogs.position import missing
from dialogs.progress import Progress
from dialogs.read import read_forms
from dialogs.slots import walk
from storage import allocations, people, profiles, reviews, subjects
from storage.profiles import Profile, Status
from storage.reviews import Status as Review
from storage.store import Store
from storage.turn import Turn
from tests.bot.test_larkshire import NOW, STIGMA, _fits, _store
from tests.storage.builders import counting_ids

T = TypeVar("T")
SPOKEN_BY_CHILDREN = "child_views"


@dataclass(frozen=True)
class Written:
    household: Household
    profile: Profile
    form: Form
    progress: Progress


@dataclass(frozen=True)
class Fostered:
    """Everything that was written about the households, and a way to ask the store."""

    store: Store
    written: tuple[Written, ...]
    people: dict[str, Person]

    def ask(self, work: Callable[[Turn], T]) -> T:
        return self.store.perform_now(work)

    def by(self, key: str, number: int | None = None) -> list[Written]:
        """Every profile of a form, of one household if its place in the list is given."""
        wanted = f"LH-{200 + number * 3}" if number else ""
        return [
            each
            for each in self.written
            if key_of(each.profile) == key and wanted in ("", each.household.ref)
        ]


def _all(turn: Turn, forms: dict[str, Form]) -> tuple[tuple[Written, ...], dict[str, Person]]:
    seed(turn, forms, NOW.date(), counting_ids("token"))
    found = []
    for household in subjects.households(turn):
        for profile in profiles.about(turn, household.id):
            known = known_for(turn, forms, profile, household)
            progress = replace(profiles.progress(turn, profile), known=known)
            found.append(Written(household, profile, forms[profile.form], progress))
    return tuple(found), {each.key: each for each in people.everyone(turn)}


@pytest.fixture(scope="module")
def fostered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fostered]:
    store = _store(tmp_path_factory.mktemp("households"))
    written, everybody = store.perform_now(lambda turn: _all(turn, dict(read_forms())))
    yield Fostered(store, written, everybody)
    store.close()


def test_every_household_has_a_profile_that_lacks_nothing_always_needed(fostered: Fostered) -> None:
    homes = fostered.by(HOME)
    assert len({each.household.id for each in homes}) == 25
    for each in homes:
        assert each.profile.status is Status.FINISHED
        assert not missing(each.form, each.progress), each.household.ref
        assert each.progress.answers["welcome.hello"], each.household.ref


def test_each_carer_who_signs_in_has_skills_in_their_own_voice(fostered: Fostered) -> None:
    carers = {
        each.id: each.key for each in fostered.people.values() if each.role is Role.FOSTER_CARER
    }
    assert set(carers.values()) == {"linda", "chidi", "winston", "shabnam", "piotr"}
    finished = [each for each in fostered.by(SKILLS) if each.profile.status is Status.FINISHED]
    assert {each.profile.voice for each in finished} == set(carers)
    domains = [section.key for section in finished[0].form.sections if section.domain]
    assert len(domains) == 12
    for each in finished:
        own = each.progress.own
        assert all(isinstance(own[f"{key}.self_level"], Given) for key in domains)
        assert all(isinstance(own[f"{key}.agreed_level"], Given) for key in domains)
        others = set(carers) - {each.profile.voice}
        assert others.isdisjoint(entry.person for entry in each.progress.entries)


def test_a_household_of_two_carers_keeps_their_words_apart(fostered: Fostered) -> None:
    first, second = (
        next(e for e in fostered.by(SKILLS, 1) if e.profile.voice == fostered.people[key].id)
        for key in ("linda", "chidi")
    )
    brought = [
        (a.value, b.value)
        for path, a in first.progress.own.items()
        if path.endswith(".bring")
        and isinstance(a, Given)
        and isinstance(b := second.progress.own.get(path), Given)
    ]
    assert len(brought) == 12
    assert all(one != other for one, other in brought)


def test_every_answer_fits_and_is_said_by_whoever_it_is_for(fostered: Fostered) -> None:
    """Where no carer signs in, the worker writes it down with them; views are anybody's who is asked."""
    roles = {each.id: each.role.value for each in fostered.people.values()}
    carers = {each.household.id for each in fostered.by(SKILLS)}
    for each in fostered.written:
        places = walk(each.form, each.progress.answers).by_path
        for entry in each.progress.entries:
            slot = places.get(stem(entry.path))
            if slot is None:
                assert ".".join(entry.path.split(".")[:2]) in each.form.by_key, entry.path
                continue
            if isinstance(entry.answer, Given) and stem(entry.path) == entry.path:
                assert _fits(slot.question, entry.answer), (entry.path, entry.answer)
            if each.household.id in carers:
                assert roles[entry.person] in (slot.group or slot.question).whose, entry.path


def test_no_placeholder_and_no_word_that_sticks_is_left(fostered: Fostered) -> None:
    for each in fostered.written:
        places = walk(each.form, each.progress.answers).by_path
        for path, answer in each.progress.answers.items():
            slot = places.get(path)
            chosen = slot is not None and bool(slot.question.choices)
            if isinstance(answer, Given) and isinstance(answer.value, str) and not chosen:
                assert not re.search(r"[{}]", answer.value), path
                if each.form.key != SPOKEN_BY_CHILDREN:
                    assert not STIGMA.search(answer.value), (path, answer.value)


def test_one_review_is_due_soon_with_the_last_one_signed(fostered: Fostered) -> None:
    household = fostered.by(HOME, 1)[0].household

    def look(turn: Turn) -> tuple[list[reviews.Review], set[tuple[str, str, bool]]]:
        found = reviews.of_household(turn, household.id)
        asked = {(each.person.key, each.form, each.done) for each in asked_in(turn, found[0])}
        due = due_of(turn, household)
        assert due is not None
        assert timedelta(days=14) < due - NOW.date() < timedelta(days=28)
        assert reviews.snapshot(turn, found[1])
        return found, asked

    found, asked = fostered.ask(look)
    assert [each.status for each in found] == [Review.OPEN, Review.SIGNED]
    assert ("priya", WORKER, False) in asked
    assert ("marguerite", REVIEW, False) in asked
    open_skills = [e for e in fostered.by(SKILLS, 1) if e.profile.status is Status.OPEN]
    assert {each.profile.voice for each in open_skills} == {
        fostered.people[key].id for key in ("linda", "chidi")
    }
    assert all(
        fostered.ask(lambda turn, each=each: bool(profiles.earlier(turn, each.profile)))
        for each in open_skills
    )


def test_one_review_is_under_way_with_views_given(fostered: Fostered) -> None:
    household = fostered.by(HOME, 2)[0].household
    (review,) = fostered.ask(lambda turn: reviews.of_household(turn, household.id))
    assert review.status is Review.OPEN
    views = [each for key in VIEWS for each in fostered.by(key, 2)]
    assert {key_of(each.profile) for each in views} == {CHILD, WORKER}
    assert all(each.profile.status is Status.FINISHED for each in views)
    (yearly,) = fostered.by(REVIEW, 2)
    assert yearly.progress.own["our_year.proud"]
    assert "recommendation.carers" not in yearly.progress.own


def test_a_signed_review_repeats_what_was_still_true_as_said_then(fostered: Fostered) -> None:
    household = fostered.by(HOME, 4)[0].household
    (review,) = fostered.ask(lambda turn: reviews.of_household(turn, household.id))
    assert review.status is Review.SIGNED
    newest = next(e for e in fostered.by(SKILLS, 4) if e.profile.review == review.ref)
    entries = {entry.path: entry for entry in newest.progress.entries}
    still, new = entries["friends_belonging.bring"], entries["learning.self_level"]
    assert still.first_by == fostered.people["piotr"].id
    assert still.first_at < still.at
    assert new.first_at == ""
    earlier = fostered.ask(lambda turn: profiles.earlier(turn, newest.profile))
    assert (earlier["learning.self_level"].answer, new.answer) == (Given(1), Given(2))


def test_the_doors_of_three_records_stand_otherwise(fostered: Fostered) -> None:
    def look(turn: Turn) -> tuple[int, int, int, set[str]]:
        children = subjects.children(turn)
        footing = [allocations.footing(turn, each.id) for each in children]
        working = [allocations.working_with(turn, each.id) for each in children]
        return (
            sum(bool(each and each.restricted) for each in footing),
            sum(bool(each.covering) for each in working),
            sum(bool(allocations.conflicted_people(turn, each.id)) for each in children),
            {each.team for each in footing if each},
        )

    assert fostered.ask(look) == (1, 1, 1, {"Saltbeck", "Wendle"})
