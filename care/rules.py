"""Every permission there is, as data: one action, one role or any, one relation, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from care.actions import Action
from care.people import Role


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
