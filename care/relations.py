"""How a person can stand to a thing, and why something may not be done to it."""

from __future__ import annotations

from enum import StrEnum


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
    NEW = "new"
    """Somebody who is in nobody's record yet, neither as a carer nor as the child."""
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
    RECORD = "another kind of record"
    RESTRICTED = "restricted record"
    VOICE = "the words of somebody else"
    COVER_ENDED = "cover has ended"
    ENDED = "no longer allocated"
    NOT_SENT = "not sent yet"
    ANOTHER_TEAM = "another team"
    NOT_ALLOCATED = "not allocated"
    NO_RULE = "no rule allows it"
