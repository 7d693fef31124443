"""Every permission there is, as data: one action, one role or any, one relation, and why.

A conflict of interest beats every rule here, and a restricted record shuts out everybody who is
not there by name. Both are in `care/access.py`, which asks these rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from care.actions import Action, Kind
from care.channels import TALKING
from care.people import Role
from care.relations import UNNAMED as UNNAMED
from care.relations import Refusal as Refusal
from care.relations import Relation as Relation


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission. `role` None means every role; `reason` is for the diary, and names nobody."""

    action: Action
    role: Role | None
    relation: Relation
    reason: str
    of: Kind | None = None
    """Whose record it must be in: a child's or a household's; None when that makes no difference."""


def _rules(
    reason: str,
    relation: Relation,
    role: Role | None,
    actions: Iterable[Action],
    of: Kind | None = None,
) -> tuple[Rule, ...]:
    return tuple(Rule(action, role, relation, reason, of) for action in actions)


def _for_each(
    reason: str,
    relation: Relation,
    roles: Iterable[Role],
    actions: tuple[Action, ...],
    of: Kind | None = None,
) -> tuple[Rule, ...]:
    return tuple(rule for role in roles for rule in _rules(reason, relation, role, actions, of))


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
_MANAGE = (
    Action.READ_CHILD,
    Action.READ_PROFILE,
    Action.READ_HISTORY,
    Action.SEND_REFERRAL,
    Action.READ_REFERRAL,
    *_COPIES,
    *_SEE_ALL,
)
"""What whoever manages the work with a child may do; nothing of it is for a household's record."""
_ANSWER_FOR = (Action.REVIEW_EMERGENCY, Action.SEE_LOOKS, Action.GIVE_WORK)
"""What takes no look into the record itself."""
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
            Action.BRING_FROM_CHANNEL,
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
    *_for_each(
        "may talk from an account elsewhere",
        Relation.SIGNED_IN,
        TALKING,
        (Action.LINK_ACCOUNT,),
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
            *_LOOK_BACK,
        ),
        Kind.CHILD,
    ),
    *_rules("manages the team of the child", Relation.TEAM, Role.TEAM_MANAGER, _MANAGE, Kind.CHILD),
    *_rules("there by name", Relation.ALLOCATED, Role.TEAM_MANAGER, _MANAGE, Kind.CHILD),
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
        Kind.CHILD,
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
            Action.SET_REVIEW_DAY,
            Action.SIGN_REVIEW,
            *_SEE_ALL,
            *_LOOK_BACK,
        ),
        Kind.HOUSEHOLD,
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
            Action.SEE_LOOKS,
        ),
        Kind.HOUSEHOLD,
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
    *_rules("manages the team", Relation.TEAM, Role.TEAM_MANAGER, _ANSWER_FOR),
    *_rules("there by name", Relation.ALLOCATED, Role.TEAM_MANAGER, _ANSWER_FOR, Kind.CHILD),
    *_rules(
        "their own record",
        Relation.ALLOCATED,
        Role.YOUNG_PERSON,
        (Action.SEE_LOOKS,),
        Kind.CHILD,
    ),
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
    *_rules("looks after sign-in", Relation.NEW, Role.ADMINISTRATOR, (Action.INVITE,)),
    *_rules(
        "looks after people and work, and sees no case",
        Relation.SIGNED_IN,
        Role.ADMINISTRATOR,
        (Action.SEE_PEOPLE, Action.CHANGE_PEOPLE, Action.SEE_WORK, Action.GIVE_WORK),
    ),
    *_rules(
        "gives out the work of a team", Relation.SIGNED_IN, Role.TEAM_MANAGER, (Action.SEE_WORK,)
    ),
)
"""Every permission there is."""
