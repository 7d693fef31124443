"""Who may do what: one table of rules, asked on every route and every turn.

Nothing is allowed unless a rule says so. A rule speaks of one action, one role (or any) and one
relation between the person and the thing; every decision carries its reason, for the diary. To
somebody who may not, a thing does not exist: the web answers 404, whether it is there or not.

There is no relation through a family: being allocated to one child says nothing about a brother or
sister, and `Thing.subject_id` is never compared. Administrators run the system and see no case.
Later permissions (release by a second person, break-glass with a reason, a carer's own review)
are new actions and relations in this same table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from care.people import Person, Role


class Action(StrEnum):
    """Everything that can be done here. What is not named cannot be permitted."""

    HEALTHZ = "healthz"
    READYZ = "readyz"
    LOAD_STATIC = "load_static"
    SIGN_IN = "sign_in"
    ENTER_DEMO = "enter_demo"
    SIGN_OUT = "sign_out"
    USE_SITE = "use_site"
    SEE_HOME = "see_home"
    READ_CHILD = "read_child"
    READ_HOUSEHOLD = "read_household"
    START_PROFILE = "start_profile"
    OPEN_CHAT = "open_chat"
    ANSWER_PROFILE = "answer_profile"
    READ_PROFILE = "read_profile"
    SEND_REFERRAL = "send_referral"
    SEE_DESK = "see_desk"
    READ_REFERRAL = "read_referral"
    DOWNLOAD_COUNCIL_COPY = "download_council_copy"
    DOWNLOAD_SEARCH_COPY = "download_search_copy"


class Kind(StrEnum):
    """The kinds of thing an action can be about."""

    CHILD = "child"
    HOUSEHOLD = "household"
    PROFILE = "profile"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Thing:
    """What an action is about, with only what a rule needs to know of it.

    Whoever asks fills it from storage, for this very thing and at this very moment: allocations
    change in the middle of a conversation.
    """

    kind: Kind
    id: str
    subject_id: str = ""
    """The child or household it is about; for the diary, never a reason to allow."""
    allocated: frozenset[str] = frozenset()
    """The ids of the people who work with that child or household now."""
    owners: frozenset[str] = frozenset()
    """The ids of the people it belongs to: the carers of a household and of their own review."""
    team: str = ""
    """The team that the child or household is with."""
    sent: bool = False
    """True for a referral that has reached the placement team."""


class Relation(StrEnum):
    """How a person stands to a thing."""

    ANYONE = "anyone"
    """Even nobody signed in."""
    SIGNED_IN = "signed_in"
    """Somebody who is signed in and still works or cares here."""
    ALLOCATED = "allocated"
    OWNER = "owner"
    TEAM = "team"
    """In the team that the thing is with; team managers stand so to their team's work."""
    DESK = "desk"
    """It has been sent to the placement desk."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission. `role` None means every role; `reason` is for the diary, and names nobody."""

    action: Action
    role: Role | None
    relation: Relation
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may be done, and why or why not."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


ABOUT: MappingProxyType[Action, frozenset[Kind]] = MappingProxyType(
    {
        Action.READ_CHILD: frozenset({Kind.CHILD}),
        Action.READ_HOUSEHOLD: frozenset({Kind.HOUSEHOLD}),
        Action.START_PROFILE: frozenset({Kind.CHILD, Kind.HOUSEHOLD}),
        Action.OPEN_CHAT: frozenset({Kind.PROFILE}),
        Action.ANSWER_PROFILE: frozenset({Kind.PROFILE}),
        Action.READ_PROFILE: frozenset({Kind.PROFILE}),
        Action.SEND_REFERRAL: frozenset({Kind.PROFILE}),
        Action.READ_REFERRAL: frozenset({Kind.REFERRAL}),
        Action.DOWNLOAD_COUNCIL_COPY: frozenset({Kind.REFERRAL}),
        Action.DOWNLOAD_SEARCH_COPY: frozenset({Kind.REFERRAL}),
    }
)
"""What each action is about; an action that is not here is about nothing in particular."""


def _rules(
    reason: str, relation: Relation, role: Role | None, actions: Iterable[Action]
) -> tuple[Rule, ...]:
    return tuple(Rule(action, role, relation, reason) for action in actions)


_READ_REFERRAL = (
    Action.READ_REFERRAL,
    Action.DOWNLOAD_COUNCIL_COPY,
    Action.DOWNLOAD_SEARCH_COPY,
)
_ANSWER = (Action.START_PROFILE, Action.OPEN_CHAT, Action.ANSWER_PROFILE, Action.READ_PROFILE)

RULES: tuple[Rule, ...] = (
    *_rules(
        "open to everybody",
        Relation.ANYONE,
        None,
        (Action.HEALTHZ, Action.READYZ, Action.LOAD_STATIC, Action.SIGN_IN, Action.ENTER_DEMO),
    ),
    *_rules(
        "signed in",
        Relation.SIGNED_IN,
        None,
        (Action.USE_SITE, Action.SEE_HOME, Action.SIGN_OUT),
    ),
    *_rules(
        "allocated to the child",
        Relation.ALLOCATED,
        Role.SOCIAL_WORKER,
        (Action.READ_CHILD, *_ANSWER, Action.SEND_REFERRAL, *_READ_REFERRAL),
    ),
    *_rules(
        "manages the child's team",
        Relation.TEAM,
        Role.TEAM_MANAGER,
        (Action.READ_CHILD, Action.READ_PROFILE, Action.SEND_REFERRAL, *_READ_REFERRAL),
    ),
    *_rules("works at the desk", Relation.SIGNED_IN, Role.PLACEMENT_OFFICER, (Action.SEE_DESK,)),
    *_rules("sent to the desk", Relation.DESK, Role.PLACEMENT_OFFICER, _READ_REFERRAL),
    *_rules(
        "allocated to the household",
        Relation.ALLOCATED,
        Role.SUPERVISING_SOCIAL_WORKER,
        (Action.READ_HOUSEHOLD, *_ANSWER),
    ),
    *_rules(
        "their own household", Relation.OWNER, Role.FOSTER_CARER, (Action.READ_HOUSEHOLD, *_ANSWER)
    ),
)
"""Every permission there is."""


def may(
    person: Person | None, action: Action, thing: Thing | None = None, rules: Iterable[Rule] = RULES
) -> Decision:
    """Whether this person may do this to this thing, now, and why.

    A person who has left counts as nobody. An action about a thing is refused without the thing,
    and with a thing of another kind; an action about nothing in particular is refused with one.
    """
    expected = ABOUT.get(action, frozenset())
    if (thing.kind not in expected) if thing else bool(expected):
        return Decision(False, "not about such a thing")
    present = person if person and person.active and person.id else None
    for rule in rules:
        if rule.action is action and _holds(rule, present, thing):
            return Decision(True, rule.reason)
    return Decision(False, "no rule allows it" if present else "nobody is signed in")


def _holds(rule: Rule, person: Person | None, thing: Thing | None) -> bool:
    if rule.relation is Relation.ANYONE and rule.role is None:
        return True
    if person is None or rule.role not in (None, person.role):
        return False
    match rule.relation:
        case Relation.ANYONE | Relation.SIGNED_IN:
            return True
        case Relation.ALLOCATED:
            return thing is not None and person.id in thing.allocated
        case Relation.OWNER:
            return thing is not None and person.id in thing.owners
        case Relation.TEAM:
            return thing is not None and bool(person.team) and person.team == thing.team
        case Relation.DESK:
            return thing is not None and thing.sent
        case _:
            assert_never(rule.relation)
