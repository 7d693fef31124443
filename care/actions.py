"""Everything that can be done here, and what each is about. What is not named cannot be permitted."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


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
