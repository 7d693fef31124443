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
    BRING_FROM_CHANNEL = "bring_from_channel"
    """To deliver what somebody said elsewhere: for the channel itself, which has its own way to prove it."""
    JOIN = "join"
    """To choose, with an invitation, how one will sign in."""
    SEE_INVITATIONS = "see_invitations"
    INVITE = "invite"
    """To invite a carer or young person, or to take an invitation back."""
    SEE_DEVICES = "see_devices"
    CHANGE_DEVICES = "change_devices"
    """To change how one signs in oneself, or to end a sign-in of one's own elsewhere."""
    LINK_ACCOUNT = "link_account"
    """To link an account elsewhere to oneself, and to talk with Kith from there."""
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
    SEE_IDENTITY = "see_identity"
    """To see names, numbers and dates of birth in what one may read anyway."""
    SEE_LOCATION = "see_location"
    """To see in it where somebody lives or goes to school."""
    OPEN_IN_EMERGENCY = "open_in_emergency"
    SEE_EMERGENCY_REVIEWS = "see_emergency_reviews"
    REVIEW_EMERGENCY = "review_emergency"
    FIND_LOOKS = "find_looks"
    SEE_LOOKS = "see_looks"
    """To see who looked at a record, and what they did."""
    READ_HISTORY = "read_history"
    """To read what an answer said before it was changed."""
    SEE_PEOPLE = "see_people"
    """To see who signs in, with role and team; nothing about any child."""
    CHANGE_PEOPLE = "change_people"
    SEE_WORK = "see_work"
    """To see who works with whom, by reference alone."""
    GIVE_WORK = "give_work"
    """To say who works with a child or household, for how long, and who must not."""
    SEE_HOUSEHOLDS = "see_households"
    READ_HOUSEHOLD_PAPER = "read_household_paper"
    """The page for matching and the welcome page, as Word files."""
    CHANGE_PICTURES = "change_pictures"
    BEGIN_REVIEW = "begin_review"
    REMIND_ME = "remind_me"
    """To be reminded of a review that is coming, or not now, or no more."""
    READ_REVIEW = "read_review"
    ASK_FOR_VIEWS = "ask_for_views"
    SET_REVIEW_DAY = "set_review_day"
    """To say by when a review is to be signed."""
    SIGN_REVIEW = "sign_review"
    HAND_PART = "hand_part"
    """To ask somebody else to answer a part of a profile, and to take it back."""


class Kind(StrEnum):
    """The kinds of thing an action can be about."""

    CHILD = "child"
    HOUSEHOLD = "household"
    PROFILE = "profile"
    REFERRAL = "referral"
    PERSON = "person"
    REVIEW = "review"
    """Somebody who signs in, or might."""


_RECORDS = frozenset(Kind) - {Kind.PERSON}

ABOUT: MappingProxyType[Action, frozenset[Kind]] = MappingProxyType(
    {
        Action.READ_CHILD: frozenset({Kind.CHILD}),
        Action.READ_HOUSEHOLD: frozenset({Kind.HOUSEHOLD}),
        Action.INVITE: frozenset({Kind.PERSON}),
        Action.START_PROFILE: frozenset({Kind.CHILD, Kind.HOUSEHOLD}),
        Action.OPEN_CHAT: frozenset({Kind.PROFILE}),
        Action.ANSWER_PROFILE: frozenset({Kind.PROFILE}),
        Action.READ_PROFILE: frozenset({Kind.PROFILE}),
        Action.SEND_REFERRAL: frozenset({Kind.PROFILE}),
        Action.READ_REFERRAL: frozenset({Kind.REFERRAL}),
        Action.DOWNLOAD_COUNCIL_COPY: frozenset({Kind.REFERRAL}),
        Action.DOWNLOAD_SEARCH_COPY: frozenset({Kind.REFERRAL}),
        Action.READ_HOUSEHOLD_PAPER: frozenset({Kind.HOUSEHOLD}),
        Action.CHANGE_PICTURES: frozenset({Kind.HOUSEHOLD}),
        Action.BEGIN_REVIEW: frozenset({Kind.HOUSEHOLD}),
        Action.REMIND_ME: frozenset({Kind.HOUSEHOLD}),
        Action.READ_REVIEW: frozenset({Kind.REVIEW}),
        Action.ASK_FOR_VIEWS: frozenset({Kind.REVIEW}),
        Action.SET_REVIEW_DAY: frozenset({Kind.REVIEW}),
        Action.SIGN_REVIEW: frozenset({Kind.REVIEW}),
        Action.HAND_PART: frozenset({Kind.PROFILE}),
        Action.SEE_IDENTITY: _RECORDS,
        Action.SEE_LOCATION: _RECORDS,
        Action.REVIEW_EMERGENCY: frozenset({Kind.CHILD, Kind.HOUSEHOLD}),
        Action.SEE_LOOKS: frozenset({Kind.CHILD, Kind.HOUSEHOLD}),
        Action.READ_HISTORY: frozenset({Kind.PROFILE}),
        Action.GIVE_WORK: frozenset({Kind.CHILD, Kind.HOUSEHOLD}),
    }
)
"""What each action is about; an action that is not here is about nothing in particular."""
