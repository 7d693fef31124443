"""The table of rules: nothing is allowed that it does not say."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from care.access import (
    ABOUT,
    RULES,
    Action,
    Kind,
    Refusal,
    Relation,
    Rule,
    may,
)
from care.people import Role
from tests.care.standing import CONTENT, LINKS, ME, OTHER, somebody, thing, things
from tests.matrix import rules

# The rules are written out a second time in tests/matrix.toml on purpose: one that is added by mistake has to
# be added twice.
EXPECTED = rules()
EVERYBODY = EXPECTED[None, Relation.ANYONE, None]


def expected(role: Role, action: Action, links: tuple[Relation, ...], of: Kind | None) -> bool:
    standing = (Relation.ANYONE, Relation.SIGNED_IN, *links)
    return any(
        action in EXPECTED.get((each, link, record), ())
        for each in (None, role)
        for link in standing
        for record in (None, of)
    )


def surprises(rules: tuple[Rule, ...]) -> list[str]:
    found = []
    linked = [*product([None], LINKS), *product(LINKS, LINKS)]
    for role, action, pair in product(Role, Action, [(None, None), *linked]):
        links = tuple({link for link in pair if link})
        for each in things(action, *links):
            of = each.record if each else None
            if may(somebody(role), action, each, rules).allowed != expected(
                role, action, links, of
            ):
                found.append(f"{role} {action} {links} {of}")
    return found


def test_every_role_may_do_exactly_what_the_table_says_in_every_relation() -> None:
    assert surprises(RULES) == []


def test_a_rule_that_is_not_expected_or_is_missing_would_be_noticed() -> None:
    written = {(rule.role, rule.relation, rule.of, rule.action) for rule in RULES}
    again = {(*how, action) for how, actions in EXPECTED.items() for action in actions}
    assert written == again
    planted = Rule(Action.READ_PROFILE, Role.ADMINISTRATOR, Relation.SIGNED_IN, "planted")
    assert surprises((*RULES, planted))
    assert surprises(RULES[:-1])


@pytest.mark.parametrize("action", Action)
def test_nobody_and_somebody_who_has_left_may_only_do_what_is_open_to_everybody(
    action: Action,
) -> None:
    for each in things(action, *LINKS):
        assert may(None, action, each).allowed == (action in EVERYBODY)
        for role in Role:
            left = somebody(role, active=False)
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


# ---------------------------------------------------------------- the rules that have a story


def test_being_allocated_to_a_child_opens_nothing_about_a_brother_or_sister() -> None:
    worker = somebody(Role.SOCIAL_WORKER)
    brother = replace(thing(Kind.CHILD), subject_id="c1", id="c2")
    assert may(worker, Action.READ_CHILD, thing(Kind.CHILD, Relation.ALLOCATED))
    assert not may(worker, Action.READ_CHILD, brother)


def test_administrators_and_commissioners_see_no_case() -> None:
    for role in (Role.ADMINISTRATOR, Role.COMMISSIONER, Role.INFORMATION_GOVERNANCE):
        for action in CONTENT:
            assert not any(may(somebody(role), action, each) for each in things(action, *LINKS))


def test_a_conflict_of_interest_beats_break_glass_and_everything_else() -> None:
    for role, action in product(Role, ABOUT):
        for each in things(action, *LINKS):
            assert each
            decision = may(somebody(role), action, replace(each, conflicted=frozenset({ME})))
            assert (decision.allowed, decision.reason) == (False, Refusal.CONFLICT)


def test_break_glass_is_for_reading_only() -> None:
    opened = {rule.action for rule in RULES if rule.relation is Relation.GLASS}
    assert opened <= {
        Action.READ_CHILD,
        Action.READ_HOUSEHOLD,
        Action.READ_PROFILE,
        Action.READ_REFERRAL,
        Action.SEE_IDENTITY,
        Action.SEE_LOCATION,
    }


def test_one_carer_does_not_read_what_the_other_says_in_their_own_voice() -> None:
    carer, supervisor = somebody(Role.FOSTER_CARER), somebody(Role.SUPERVISING_SOCIAL_WORKER)
    shared = thing(Kind.PROFILE, Relation.OWNER, about=Kind.HOUSEHOLD)
    assert may(carer, Action.READ_PROFILE, shared)
    assert may(carer, Action.READ_PROFILE, replace(shared, voice=ME))
    theirs = may(carer, Action.READ_PROFILE, replace(shared, voice=OTHER))
    assert (theirs.allowed, theirs.reason) == (False, Refusal.VOICE)
    reading = replace(thing(Kind.PROFILE, Relation.ALLOCATED, about=Kind.HOUSEHOLD), voice=OTHER)
    assert may(supervisor, Action.READ_PROFILE, reading)


def test_a_carer_whose_household_it_is_no_more_may_not_even_read_their_own_words() -> None:
    carer = somebody(Role.FOSTER_CARER)
    assert not may(carer, Action.READ_PROFILE, thing(Kind.PROFILE, Relation.VOICE))


def test_cover_does_what_the_allocated_worker_does_and_says_so() -> None:
    worker = somebody(Role.SOCIAL_WORKER)
    case = thing(Kind.CHILD, Relation.ALLOCATED)
    assert may(worker, Action.READ_CHILD, case).reason == "allocated to the child"
    cover = may(worker, Action.READ_CHILD, replace(case, covering=frozenset({ME})))
    assert (cover.allowed, cover.reason) == (True, "covers for a while")


def test_two_people_without_a_team_are_not_in_the_same_team() -> None:
    manager = somebody(Role.TEAM_MANAGER, team="")
    assert not may(manager, Action.READ_CHILD, replace(thing(Kind.CHILD), team=""))


@pytest.mark.parametrize(
    ("role", "links", "changes", "reason"),
    [
        (Role.SOCIAL_WORKER, (), {}, Refusal.NOT_ALLOCATED),
        (Role.SOCIAL_WORKER, (), {"covered": {ME}}, Refusal.COVER_ENDED),
        (Role.SOCIAL_WORKER, (), {"before": {ME}}, Refusal.ENDED),
        (Role.TEAM_MANAGER, (Relation.TEAM,), {"restricted": True}, Refusal.RESTRICTED),
        (Role.TEAM_MANAGER, (), {}, Refusal.ANOTHER_TEAM),
        (Role.ADMINISTRATOR, LINKS, {}, Refusal.ROLE),
    ],
)
def test_a_refusal_says_what_is_missing(
    role: Role, links: tuple[Relation, ...], changes: dict[str, object], reason: Refusal
) -> None:
    about = replace(thing(Kind.CHILD, *links), **changes)  # type: ignore[arg-type]
    assert may(somebody(role), Action.READ_CHILD, about).reason == reason


def test_who_is_not_there_is_told_from_who_has_left_and_from_a_wrong_question() -> None:
    worker = somebody(Role.SOCIAL_WORKER)
    assert may(None, Action.SEE_HOME).reason == Refusal.NOBODY
    assert may(replace(worker, active=False), Action.SEE_HOME).reason == Refusal.LEFT
    assert may(worker, Action.READ_CHILD).reason == Refusal.WRONG_THING
    unsent = may(somebody(Role.PLACEMENT_OFFICER), Action.READ_REFERRAL, thing(Kind.REFERRAL))
    assert unsent.reason == Refusal.NOT_SENT


def test_no_two_rules_say_the_same() -> None:
    said = [(rule.action, rule.role, rule.relation, rule.of) for rule in RULES]
    assert len(said) == len(set(said))
