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
from typing import assert_never

from care.actions import ABOUT as ABOUT
from care.actions import Action as Action
from care.actions import Kind as Kind
from care.people import Person
from care.rules import RULES as RULES
from care.rules import Relation as Relation
from care.rules import Rule as Rule


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


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may be done, and why or why not."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


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
