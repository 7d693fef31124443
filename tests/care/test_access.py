"""The table of rules: nothing is allowed that it does not say."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from care.access import ABOUT, RULES, Action, Kind, Relation, Rule, Thing, may
from care.people import Person, Role

EVERYBODY = {Action.HEALTHZ, Action.READYZ, Action.LOAD_STATIC, Action.SIGN_IN, Action.ENTER_DEMO}
SIGNED_IN = {Action.USE_SITE, Action.SEE_HOME, Action.SIGN_OUT}
READ_SENT = {Action.READ_REFERRAL, Action.DOWNLOAD_COUNCIL_COPY, Action.DOWNLOAD_SEARCH_COPY}
PROFILE = {Action.START_PROFILE, Action.OPEN_CHAT, Action.ANSWER_PROFILE, Action.READ_PROFILE}

# Written out a second time on purpose: a rule added by mistake has to be added twice.
EXPECTED: dict[tuple[Role, Relation], set[Action]] = {
    (Role.SOCIAL_WORKER, Relation.ALLOCATED): PROFILE
    | READ_SENT
    | {Action.READ_CHILD, Action.SEND_REFERRAL},
    (Role.TEAM_MANAGER, Relation.TEAM): READ_SENT
    | {Action.READ_CHILD, Action.READ_PROFILE, Action.SEND_REFERRAL},
    (Role.PLACEMENT_OFFICER, Relation.SIGNED_IN): {Action.SEE_DESK},
    (Role.PLACEMENT_OFFICER, Relation.DESK): READ_SENT,
    (Role.SUPERVISING_SOCIAL_WORKER, Relation.ALLOCATED): PROFILE | {Action.READ_HOUSEHOLD},
    (Role.FOSTER_CARER, Relation.OWNER): PROFILE | {Action.READ_HOUSEHOLD},
}
LINKS = (Relation.ALLOCATED, Relation.OWNER, Relation.TEAM, Relation.DESK)


def somebody(role: Role, team: str = "north") -> Person:
    return Person("p1", "sam", "Sam Field", role, team)


def thing(kind: Kind, *links: Relation) -> Thing:
    return Thing(
        kind,
        "t1",
        subject_id="c1",
        allocated=frozenset({"p1", "p9"} if Relation.ALLOCATED in links else {"p9"}),
        owners=frozenset({"p1"} if Relation.OWNER in links else set()),
        team="north" if Relation.TEAM in links else "south",
        sent=Relation.DESK in links,
    )


def things(action: Action, *links: Relation) -> list[Thing | None]:
    return [thing(kind, *links) for kind in ABOUT.get(action, ())] or [None]


def expected(role: Role, action: Action, links: tuple[Relation, ...]) -> bool:
    granted = EVERYBODY | SIGNED_IN | EXPECTED.get((role, Relation.SIGNED_IN), set())
    for link in links:
        granted = granted | EXPECTED.get((role, link), set())
    return action in granted


def surprises(rules: tuple[Rule, ...]) -> list[str]:
    found = []
    linked = [*product([None], LINKS), *product(LINKS, LINKS)]
    for role, action, pair in product(Role, Action, [(None, None), *linked]):
        links = tuple({link for link in pair if link})
        for each in things(action, *links):
            if may(somebody(role), action, each, rules).allowed != expected(role, action, links):
                found.append(f"{role} {action} {links}")
    return found


def test_every_role_may_do_exactly_what_the_table_says_in_every_relation() -> None:
    assert surprises(RULES) == []


def test_a_rule_that_is_not_expected_or_is_missing_would_be_noticed() -> None:
    planted = Rule(Action.READ_PROFILE, Role.ADMINISTRATOR, Relation.SIGNED_IN, "planted")
    assert surprises((*RULES, planted))
    assert all(surprises(tuple(kept for kept in RULES if kept is not gone)) for gone in RULES)


@pytest.mark.parametrize("action", Action)
def test_nobody_and_somebody_who_has_left_may_only_do_what_is_open_to_everybody(
    action: Action,
) -> None:
    for each in things(action, *LINKS):
        assert may(None, action, each).allowed == (action in EVERYBODY)
        for role in Role:
            left = replace(somebody(role), active=False)
            assert may(left, action, each).allowed == (action in EVERYBODY)


@pytest.mark.parametrize("action", Action)
def test_without_rules_nothing_is_allowed(action: Action) -> None:
    for role in Role:
        for each in things(action, *LINKS):
            assert not may(somebody(role), action, each, rules=())


@pytest.mark.parametrize("action", Action)
def test_an_action_is_refused_about_the_wrong_kind_of_thing_or_without_one(action: Action) -> None:
    wrong = [kind for kind in Kind if kind not in ABOUT.get(action, ())]
    for role in Role:
        assert not any(may(somebody(role), action, thing(kind, *LINKS)) for kind in wrong)
        if action in ABOUT:
            assert not may(somebody(role), action)


def test_being_allocated_to_a_child_opens_nothing_about_a_brother_or_sister() -> None:
    worker = somebody(Role.SOCIAL_WORKER)
    brother = replace(thing(Kind.CHILD), subject_id="c1", id="c2")
    assert may(worker, Action.READ_CHILD, thing(Kind.CHILD, Relation.ALLOCATED))
    assert not may(worker, Action.READ_CHILD, brother)


def test_administrators_see_no_case() -> None:
    administrator = somebody(Role.ADMINISTRATOR)
    for action in ABOUT:
        assert not any(may(administrator, action, each) for each in things(action, *LINKS))


def test_two_people_without_a_team_are_not_in_the_same_team() -> None:
    manager = somebody(Role.TEAM_MANAGER, team="")
    assert not may(manager, Action.READ_CHILD, replace(thing(Kind.CHILD), team=""))


def test_every_decision_has_a_reason_that_can_be_written_in_the_diary() -> None:
    assert all(rule.reason for rule in RULES)
    worker = somebody(Role.SOCIAL_WORKER)
    allocated = thing(Kind.CHILD, Relation.ALLOCATED)
    assert may(worker, Action.READ_CHILD, allocated).reason == "allocated to the child"
    assert may(worker, Action.READ_CHILD, thing(Kind.CHILD)).reason == "no rule allows it"
    assert may(None, Action.SEE_HOME).reason == "nobody is signed in"
    assert may(worker, Action.READ_CHILD).reason == "not about such a thing"


def test_no_two_rules_say_the_same() -> None:
    said = [(rule.action, rule.role, rule.relation) for rule in RULES]
    assert len(said) == len(set(said))
