"""What holds for every person, every action and every thing, however they stand to one another."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from care.access import (
    ABOUT,
    RULES,
    UNNAMED,
    Action,
    Kind,
    Refusal,
    Relation,
    Thing,
    may,
)
from care.people import Person, Role
from tests.care.standing import CONTENT, ME, OTHER

people_sets = st.frozensets(st.sampled_from((ME, OTHER)))
any_thing = st.builds(
    Thing,
    kind=st.sampled_from(Kind),
    id=st.just("t1"),
    subject_id=st.sampled_from(("c1", ME)),
    allocated=people_sets,
    owners=people_sets,
    team=st.sampled_from(("", "north", "south")),
    sent=st.booleans(),
    restricted=st.booleans(),
    conflicted=people_sets,
    glass=people_sets,
    part=people_sets,
    voice=st.sampled_from(("", ME, OTHER)),
    covering=people_sets,
    covered=people_sets,
    before=people_sets,
    placed=st.booleans(),
    about=st.sampled_from((None, Kind.CHILD, Kind.HOUSEHOLD)),
)
anybody = st.builds(
    Person,
    id=st.just(ME),
    key=st.just("sam"),
    name=st.just("Sam Field"),
    role=st.sampled_from(Role),
    team=st.sampled_from(("", "north", "south")),
    active=st.booleans(),
)
ABOUT_THINGS = st.sampled_from(sorted(ABOUT))
FREE = {
    (rule.action, rule.role)
    for rule in RULES
    if rule.action in ABOUT and rule.relation is Relation.SIGNED_IN
}
"""What a role may do to any thing at all."""


def without(about: Thing) -> Thing:
    """The same thing, and nobody of our own stands to it in any way."""
    return replace(
        about,
        allocated=about.allocated - {ME},
        owners=about.owners - {ME},
        team="" if about.team else about.team,
        sent=False,
        glass=about.glass - {ME},
        part=about.part - {ME},
        voice="" if about.voice == ME else about.voice,
        placed=True,
    )


@given(anybody, ABOUT_THINGS, any_thing)
def test_nobody_who_is_inactive_conflicted_or_unrelated_is_ever_allowed(
    person: Person, action: Action, about: Thing
) -> None:
    assert not may(None, action, about)
    assert not may(replace(person, active=False), action, about)
    conflicted = replace(about, conflicted=about.conflicted | {ME})
    assert not may(person, action, conflicted)
    if (action, person.role) not in FREE:
        assert not may(person, action, without(about))


@given(anybody, ABOUT_THINGS, any_thing)
def test_what_opens_a_restricted_record_is_a_name_and_never_a_team(
    person: Person, action: Action, about: Thing
) -> None:
    shut = replace(about, restricted=True, conflicted=frozenset[str]())
    team_only = replace(without(shut), team="north")
    if (action, person.role) not in FREE:
        assert not may(replace(person, team="north"), action, team_only)
    opened = may(person, action, replace(shut, restricted=False))
    kept = [rule for rule in RULES if rule.relation not in UNNAMED]
    assert bool(may(person, action, shut)) == (
        bool(opened) and bool(may(person, action, shut, rules=kept))
    )


@given(anybody, ABOUT_THINGS, any_thing)
def test_what_a_person_may_never_depends_on_who_else_is_there(
    person: Person, action: Action, about: Thing
) -> None:
    alone = replace(
        about,
        allocated=about.allocated - {OTHER},
        owners=about.owners - {OTHER},
        conflicted=about.conflicted - {OTHER},
        glass=about.glass - {OTHER},
        part=about.part - {OTHER},
    )
    assert may(person, action, about) == may(person, action, alone)


@given(anybody, ABOUT_THINGS, any_thing)
def test_whose_cover_or_work_has_ended_is_told_so_and_given_nothing(
    person: Person, action: Action, about: Thing
) -> None:
    over = replace(about, covered=about.covered | {ME}, before=about.before | {ME})
    never = replace(about, covered=about.covered - {ME}, before=about.before - {ME})
    assert may(person, action, over).allowed == may(person, action, never).allowed


@given(anybody, st.sampled_from(Action), st.none() | any_thing)
def test_every_decision_has_a_reason_that_can_be_one_word_in_the_diary(
    person: Person, action: Action, about: Thing | None
) -> None:
    decision = may(person, action, about)
    assert decision.reason
    assert decision.word.replace("_", "a").isalpha()
    assert decision.allowed or decision.reason in set(Refusal)


def test_nothing_that_shows_content_is_anybodys_by_their_role_alone() -> None:
    assert not {action for action, _ in FREE} & CONTENT
    assert {role for _, role in FREE} <= {Role.INFORMATION_GOVERNANCE, Role.ADMINISTRATOR}
