"""Larkshire: every stage is there, every answer fits its question, and nothing is left unfilled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.known import known_for
from bot.larkshire import Seeded, seed
from bot.larkshire.answering import StrayAnswer, WrongAnswer, fill
from bot.larkshire.bank import table
from bot.larkshire.telling import Telling, UnknownWord
from bot.snapshot import Snapshot, snapshot_from
from care.people import Child, Role
from dialogs.answers import Answer, Answers, Given, NotKnown, Rows
from dialogs.find_out import BY, WHO
from dialogs.form import Form, Kind, Question
from dialogs.position import gaps, missing
from dialogs.progress import Progress
from dialogs.read import read_forms
from dialogs.slots import Slot, slots
from dialogs.values import offered
from storage import diary, people, profiles, referrals, sessions, subjects
from storage.profiles import Profile, Status
from storage.referrals import Referral
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import Clock, counting_ids, open_store

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
STIGMA = re.compile(
    r"\b(abscond\w*|challenging|contact|siblings?|placements?|respite|aggress\w*|violen\w*|"
    r"manipulat\w*|attention.seeking|refus(?:es|al)|steals?|stealing|thief|liar|lies|lying|"
    r"tantrums?|outbursts?|meltdowns?|kicks off|hard to place|non.compliant|defiant|feral|"
    r"disturbed|streetwise|promiscuous|UASC|LAC|CLA|NEET|DNA|inappropriate\w*|dysfunctional|"
    r"perpetrators?|wheelchair bound|special needs|normal (?:family|child|school)|illegal|"
    r"asylum seekers?|birth (?:mother|father|parents?)|at risk|history of|no issues|"
    r"settled|never|constantly)\b",
    re.IGNORECASE,
)
IN_THEIR_OWN_WORDS = re.compile(r"own_words$|my_words|^my_words|child_view|carer_letter")


@dataclass(frozen=True)
class Town:
    """Everything about Larkshire after seeding, as other parts of the house would read it."""

    seeded: Seeded
    children: tuple[Child, ...]
    profiles: tuple[tuple[Child, Profile, Progress], ...]
    referrals: tuple[tuple[Referral, Snapshot], ...]
    forms: dict[str, Form]

    def written(self) -> Iterator[tuple[Form, Answers]]:
        for _, profile, progress in self.profiles:
            yield self.forms[profile.form], progress.answers

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything in free words, hidden answers too; keys of choices are not words."""
        for form, answers in self.written():
            chosen = {slot.path for slot in slots(form, answers) if slot.question.choices}
            for path, answer in answers.items():
                if isinstance(answer, Given) and isinstance(answer.value, str):
                    if path not in chosen:
                        yield path, answer.value


def _town(turn: Turn, forms: dict[str, Form]) -> Town:
    tokens = counting_ids("token")
    seeded = seed(turn, forms, NOW.date(), tokens)
    children = tuple(subjects.children(turn))
    written = tuple(
        (
            child,
            profile,
            replace(profiles.progress(turn, profile), known=known_for(turn, forms, profile, child)),
        )
        for child in children
        for profile in profiles.about(turn, child.id)
    )
    sent = tuple(
        (each, snapshot_from(referrals.snapshot(turn, each))) for each in referrals.all_newest(turn)
    )
    assert diary.verify(turn) is None
    return Town(seeded, children, written, sent, forms)


def _store(folder: Path) -> Store:
    return open_store(folder / "kith.db", Clock(NOW))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = _store(tmp_path_factory.mktemp("larkshire"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def town(store: Store) -> Town:
    forms = dict(read_forms())
    return store.perform_now(lambda turn: _town(turn, forms))


def test_there_are_people_in_all_ten_roles_children_and_households(town: Town) -> None:
    roles = Counter(person.role for person in town.seeded.people)
    assert set(roles) == set(Role)
    assert (roles[Role.SOCIAL_WORKER], roles[Role.TEAM_MANAGER]) == (8, 2)
    assert len(town.seeded.children) == len(town.children) == 40
    assert len(town.seeded.households) == 25


def test_names_keys_and_references_are_given_once(town: Town) -> None:
    names = [child.preferred_name for child in town.children]
    assert len(set(names)) == len(names)
    keys = [person.key for person in town.seeded.people]
    assert len(set(keys)) == len(keys)
    homes = [row["carers"] for row in table("households")["household"]]
    assert len(set(homes)) == len(homes)


def test_a_personal_link_opens_for_its_own_person(town: Town, store: Store) -> None:
    def who(turn: Turn) -> list[tuple[str, str]]:
        found = []
        for each in town.seeded.people:
            person_id = sessions.person_of_link(turn, each.token)
            person = people.person(turn, person_id) if person_id else None
            found.append((each.key, person.key if person else ""))
        return found

    assert all(asked == opened for asked, opened in store.perform_now(who))


def test_every_stage_of_the_work_can_be_seen(town: Town) -> None:
    of_child: dict[str, list[Profile]] = {child.id: [] for child in town.children}
    for child, profile, _ in town.profiles:
        of_child[child.id].append(profile)
    counts = [[p for p in each if p.form.startswith("child_profile")] for each in of_child.values()]
    assert sum(not each for each in counts) >= 5
    assert sum(len(each) >= 2 for each in counts) >= 10
    assert any(len(each) == 3 for each in counts)
    statuses = Counter((p.form.split(".")[0], p.status) for _, p, _ in town.profiles)
    assert statuses["child_profile", Status.OPEN] >= 8
    assert statuses["child_profile", Status.FINISHED] >= 20
    assert statuses["placement_referral", Status.OPEN] == 2
    assert statuses["placement_referral", Status.SENT] == 6
    desk = Counter((each.emergency, each.status.value) for each, _ in town.referrals)
    assert desk == {(True, "new"): 2, (False, "new"): 2, (False, "seen"): 2}


def test_the_first_social_worker_has_something_of_everything(town: Town, store: Store) -> None:
    first = town.seeded.people[0]
    assert (first.key, first.role) == ("priya", Role.SOCIAL_WORKER)

    def hers(turn: Turn) -> frozenset[str]:
        person = people.person_by_key(turn, first.key)
        assert person is not None
        return subjects.allocated_subjects(turn, person.id)

    ids = store.perform_now(hers)
    found = {
        child.id: {(p.form.split(".")[0], p.status) for c, p, _ in town.profiles if c == child}
        for child in town.children
        if child.id in ids
    }
    done = ("child_profile", Status.FINISHED)
    assert set() in found.values()
    assert {("child_profile", Status.OPEN)} in found.values()
    assert {done, ("placement_referral", Status.OPEN)} in found.values()
    assert {done, ("placement_referral", Status.SENT)} in found.values()


def test_what_is_finished_or_sent_lacks_nothing_that_is_always_needed(town: Town) -> None:
    for _, profile, progress in town.profiles:
        if profile.status in (Status.FINISHED, Status.SENT):
            own = replace(progress, sent=0)
            assert not missing(town.forms[profile.form], own), profile.form


def test_an_emergency_was_sent_with_things_still_due(town: Town) -> None:
    urgent = [(each, sent) for each, sent in town.referrals if each.emergency]
    for referral, sent in urgent:
        assert sent.due is not None
        assert referral.gaps > 0
        assert gaps(town.forms[sent.form], Progress(known=sent.answers))


def test_every_answer_belongs_to_a_question_and_fits_it(town: Town) -> None:
    for form, answers in town.written():
        by_path = {slot.path: slot.question for slot in slots(form, answers)}
        for path, answer in answers.items():
            stem = path.removesuffix(WHO).removesuffix(BY)
            question = by_path.get(stem)
            if question is None:
                assert ".".join(stem.split(".")[:2]) in form.by_key, path
            elif isinstance(answer, Given) and stem == path:
                assert _fits(question, answer), (path, answer)
            elif isinstance(answer, NotKnown):
                assert question.not_known, path
                assert {path + WHO, path + BY} <= set(answers) or _is_last(answers, path)


def _is_last(answers: Answers, path: str) -> bool:
    return list(answers)[-1] in (path, path + WHO)


def _fits(question: Question, answer: Given) -> bool:
    keys = {choice.key for choice in offered(question)}
    value = answer.value
    match question.kind:
        case Kind.GROUP | Kind.PEOPLE:
            return isinstance(value, Rows) and not value.more
        case Kind.CHOICES:
            return isinstance(value, tuple) and bool(value) and set(value) <= keys
        case Kind.CHOICE | Kind.YES_NO:
            return value in keys
        case Kind.LEVEL:
            return isinstance(value, int) and 0 <= value <= 4
        case Kind.NUMBER:
            return isinstance(value, int | float)
        case Kind.DATE:
            return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
        case Kind.MONTH:
            return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d", value) is not None
        case _:
            return isinstance(value, str) and bool(value.strip())


def test_no_placeholder_and_no_word_that_sticks_is_left(town: Town) -> None:
    for path, text in town.texts():
        assert not re.search(r"[{}]", text), path
        if not IN_THEIR_OWN_WORDS.search(path):
            assert not STIGMA.search(text), (path, text)


def test_two_children_of_one_social_worker_do_not_share_a_story() -> None:
    rows = table("children")["child"]
    pairs = [(row["worker"], row["story"]) for row in rows]
    assert len(set(pairs)) == len(pairs)


def test_levels_change_over_the_years_and_facts_stand_behind_the_heavy_ones(town: Town) -> None:
    for child, profile, progress in town.profiles:
        for path, answer in progress.own.items():
            if path.endswith(".level") and answer in (Given(3), Given(4)):
                fact = progress.answers.get(path.replace(".level", ".fact"))
                done = profile.status in (Status.FINISHED, Status.SENT)
                assert isinstance(fact, Given) or not done, (child.ref, path)
    kwame = [progress for child, _, progress in town.profiles if child.preferred_name == "Kwame"]
    levels = [sum(_level(a) for p, a in each.own.items() if p.endswith(".level")) for each in kwame]
    assert len(levels) == 3
    assert levels == sorted(levels, reverse=True)


def _level(answer: Answer) -> int:
    return answer.value if isinstance(answer, Given) and isinstance(answer.value, int) else 0


def test_everything_happened_before_now_and_in_order(town: Town) -> None:
    for _, profile, progress in town.profiles:
        assert profile.begun_at <= profile.changed_at <= NOW
        times = [entry.at for entry in progress.entries]
        assert times == sorted(times)
        assert all(datetime.fromisoformat(at) <= NOW for at in times)


def test_two_seedings_make_the_same_council(town: Town, tmp_path: Path) -> None:
    again = _store(tmp_path)
    try:
        forms = dict(read_forms())
        second = again.perform_now(lambda turn: _town(turn, forms))
    finally:
        again.close()
    assert second.seeded == town.seeded
    assert [child.record for child in second.children] == [c.record for c in town.children]
    assert [p.own for _, _, p in second.profiles] == [p.own for _, _, p in town.profiles]


def test_a_bank_that_has_grown_apart_from_a_form_is_refused() -> None:
    form = read_forms()["child_profile.1"]
    telling = Telling("Ash", "F", {}, NOW.date())

    def wanted(slot: Slot) -> bool:
        return slot.section.key == "start"

    with pytest.raises(StrayAnswer):
        fill(form, {}, {"start.nothing": "a"}, telling, wanted)
    with pytest.raises(WrongAnswer):
        fill(form, {}, {"start.purpose": "sideways"}, telling, wanted)
    with pytest.raises(UnknownWord):
        fill(form, {}, {"start.made_with": "{nobody}"}, telling, wanted)
