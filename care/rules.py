"""Every permission there is, as data: one action, one role or any, one relation, and why.

A conflict of interest beats every rule here, and a restricted record shuts out everybody who is
not there by name. Both are in `care/access.py`, which asks these rules.
"""

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
    """Works with the child or household now, as their own work or to cover for a while."""
    OWNER = "owner"
    """A carer of the household. What another carer says in their own voice is not theirs."""
    TEAM = "team"
    """In the team that the thing is with; team managers stand so to their team's work."""
    DESK = "desk"
    """It has been sent to the placement desk."""
    PART = "part"
    """Somebody handed them a part of this profile."""
    VOICE = "voice"
    """The profile holds their own words."""
    GLASS = "glass"
    """They opened the record in an emergency, with a reason, and it is open still."""


UNNAMED = frozenset({Relation.TEAM})
"""How somebody can stand to a record without being there by name; a restricted one is shut to it."""


class Refusal(StrEnum):
    """Why something may not be done, in the order in which it is looked for."""

    WRONG_THING = "not about such a thing"
    NOBODY = "nobody is signed in"
    LEFT = "has left"
    CONFLICT = "conflict of interest"
    ROLE = "not for this role"
    RESTRICTED = "restricted record"
    VOICE = "the words of somebody else"
    COVER_ENDED = "cover has ended"
    ENDED = "no longer allocated"
    NOT_SENT = "not sent yet"
    ANOTHER_TEAM = "another team"
    NOT_ALLOCATED = "not allocated"
    NO_RULE = "no rule allows it"


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


def _for_each(
    reason: str, relation: Relation, roles: Iterable[Role], actions: tuple[Action, ...]
) -> tuple[Rule, ...]:
    return tuple(rule for role in roles for rule in _rules(reason, relation, role, actions))


_COPIES = (Action.DOWNLOAD_COUNCIL_COPY, Action.DOWNLOAD_SEARCH_COPY)
_ANSWER = (Action.OPEN_CHAT, Action.ANSWER_PROFILE, Action.READ_PROFILE)
_READ_HOUSEHOLD = (
    Action.READ_HOUSEHOLD,
    Action.READ_HOUSEHOLD_PAPER,
    Action.READ_REVIEW,
)
_SEE_ALL = (Action.SEE_IDENTITY, Action.SEE_LOCATION)
_LOOK_BACK = (Action.SEE_LOOKS, Action.READ_HISTORY)
"""Who looked, and what was said before."""
_REVIEW = (Action.REVIEW_EMERGENCY, *_LOOK_BACK)
_LISTED = (Action.SEE_EMERGENCY_REVIEWS,)

ASKED = (
    Role.SOCIAL_WORKER,
    Role.TEAM_MANAGER,
    Role.SUPERVISING_SOCIAL_WORKER,
    Role.REVIEWING_OFFICER,
    Role.YOUNG_PERSON,
)
"""Who can be asked by name for a part, or for their own view. A carer is asked as the owner."""
IN_AN_EMERGENCY = (Role.SOCIAL_WORKER, Role.TEAM_MANAGER, Role.SUPERVISING_SOCIAL_WORKER)
"""Who may open a record that is not theirs, and read it while it is open."""

INVITING = (Role.SOCIAL_WORKER, Role.SUPERVISING_SOCIAL_WORKER)
"""Who may invite the young people and the carers that they work with."""

ASKING = (*INVITING, Role.TEAM_MANAGER, Role.INFORMATION_GOVERNANCE)
"""Who may ask who looked at a record; which ones, other rules say."""

RULES: tuple[Rule, ...] = (
    *_rules(
        "open to everybody",
        Relation.ANYONE,
        None,
        (
            Action.HEALTHZ,
            Action.READYZ,
            Action.LOAD_STATIC,
            Action.SIGN_IN,
            Action.ENTER_DEMO,
            Action.JOIN,
        ),
    ),
    *_rules(
        "signed in",
        Relation.SIGNED_IN,
        None,
        (
            Action.USE_SITE,
            Action.SEE_HOME,
            Action.SIGN_OUT,
            Action.SEE_DEVICES,
            Action.CHANGE_DEVICES,
        ),
    ),
    *_rules(
        "allocated to the child",
        Relation.ALLOCATED,
        Role.SOCIAL_WORKER,
        (
            Action.READ_CHILD,
            Action.START_PROFILE,
            *_ANSWER,
            Action.HAND_PART,
            Action.SEND_REFERRAL,
            Action.READ_REFERRAL,
            *_COPIES,
            *_SEE_ALL,
        ),
    ),
    *_rules(
        "manages the team of the child",
        Relation.TEAM,
        Role.TEAM_MANAGER,
        (
            Action.READ_CHILD,
            Action.READ_PROFILE,
            Action.SEND_REFERRAL,
            Action.READ_REFERRAL,
            *_COPIES,
            *_SEE_ALL,
        ),
    ),
    *_rules("works at the desk", Relation.SIGNED_IN, Role.PLACEMENT_OFFICER, (Action.SEE_DESK,)),
    *_rules(
        "sent to the desk",
        Relation.DESK,
        Role.PLACEMENT_OFFICER,
        (Action.READ_REFERRAL, *_COPIES, *_SEE_ALL),
    ),
    *_rules(
        "reviews the plan of the child",
        Relation.ALLOCATED,
        Role.REVIEWING_OFFICER,
        (Action.READ_CHILD, Action.READ_PROFILE, Action.READ_REFERRAL, Action.SEE_IDENTITY),
    ),
    *_rules(
        "allocated to the household",
        Relation.ALLOCATED,
        Role.SUPERVISING_SOCIAL_WORKER,
        (
            *_READ_HOUSEHOLD,
            Action.START_PROFILE,
            *_ANSWER,
            Action.HAND_PART,
            Action.CHANGE_PICTURES,
            Action.BEGIN_REVIEW,
            Action.REMIND_ME,
            Action.ASK_FOR_VIEWS,
            Action.SIGN_REVIEW,
            *_SEE_ALL,
        ),
    ),
    *_rules(
        "their own household",
        Relation.OWNER,
        Role.FOSTER_CARER,
        (
            *_READ_HOUSEHOLD,
            Action.START_PROFILE,
            *_ANSWER,
            Action.HAND_PART,
            Action.CHANGE_PICTURES,
            Action.REMIND_ME,
            Action.SIGN_REVIEW,
            *_SEE_ALL,
        ),
    ),
    *_for_each(
        "has households",
        Relation.SIGNED_IN,
        (Role.SUPERVISING_SOCIAL_WORKER, Role.FOSTER_CARER),
        (Action.SEE_HOUSEHOLDS,),
    ),
    *_rules(
        "asked to recommend in the review",
        Relation.PART,
        Role.REVIEWING_OFFICER,
        (Action.READ_REVIEW,),
    ),
    *_for_each("asked for a part", Relation.PART, ASKED, _ANSWER),
    *_for_each("their own words", Relation.VOICE, ASKED, _ANSWER),
    *_for_each(
        "opened in an emergency",
        Relation.GLASS,
        IN_AN_EMERGENCY,
        (
            Action.READ_CHILD,
            Action.READ_HOUSEHOLD,
            Action.READ_PROFILE,
            Action.READ_REFERRAL,
            *_SEE_ALL,
        ),
    ),
    *_for_each(
        "some records are theirs to ask about",
        Relation.SIGNED_IN,
        (*ASKING, Role.FOSTER_CARER, Role.YOUNG_PERSON),
        (Action.FIND_LOOKS,),
    ),
    *_for_each(
        "may open a record in an emergency",
        Relation.SIGNED_IN,
        IN_AN_EMERGENCY,
        (Action.OPEN_IN_EMERGENCY,),
    ),
    *_rules("answers for a team", Relation.SIGNED_IN, Role.TEAM_MANAGER, _LISTED),
    *_rules("manages the team of the child", Relation.TEAM, Role.TEAM_MANAGER, _REVIEW),
    *_rules("there by name", Relation.ALLOCATED, Role.TEAM_MANAGER, _REVIEW),
    *_for_each("works with them", Relation.ALLOCATED, INVITING, _LOOK_BACK),
    *_rules("their own household", Relation.OWNER, Role.FOSTER_CARER, (Action.SEE_LOOKS,)),
    *_rules("their own record", Relation.ALLOCATED, Role.YOUNG_PERSON, (Action.SEE_LOOKS,)),
    *_rules(
        "looks after information",
        Relation.SIGNED_IN,
        Role.INFORMATION_GOVERNANCE,
        (*_LISTED, Action.REVIEW_EMERGENCY, Action.SEE_LOOKS),
    ),
    *_for_each(
        "invites people to sign in",
        Relation.SIGNED_IN,
        (*INVITING, Role.ADMINISTRATOR),
        (Action.SEE_INVITATIONS,),
    ),
    *_for_each("works with them", Relation.ALLOCATED, INVITING, (Action.INVITE,)),
    *_rules("looks after sign-in", Relation.SIGNED_IN, Role.ADMINISTRATOR, (Action.INVITE,)),
    *_rules(
        "looks after people and work, and sees no case",
        Relation.SIGNED_IN,
        Role.ADMINISTRATOR,
        (Action.SEE_PEOPLE, Action.CHANGE_PEOPLE, Action.SEE_WORK, Action.GIVE_WORK),
    ),
    *_rules(
        "gives out the work of a team", Relation.SIGNED_IN, Role.TEAM_MANAGER, (Action.SEE_WORK,)
    ),
    *_rules("gives out the work of a team", Relation.TEAM, Role.TEAM_MANAGER, (Action.GIVE_WORK,)),
    *_rules("there by name", Relation.ALLOCATED, Role.TEAM_MANAGER, (Action.GIVE_WORK,)),
)
"""Every permission there is."""
