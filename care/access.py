"""Who may do what: one table of rules, asked on every route and every turn.

Nothing is allowed unless a rule says so. A rule speaks of one action, one role (or any) and one
relation between the person and the thing; every decision carries its reason, for the diary. To
somebody who may not, a thing does not exist: the web answers 404, whether it is there or not.

There is no relation through a family: being allocated to one child says nothing about a brother or
sister, and `Thing.subject_id` is never compared. Administrators run the system and see no case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from care.actions import ABOUT as ABOUT
from care.actions import Action as Action
from care.actions import Kind as Kind
from care.people import Person
from care.rules import RULES as RULES
from care.rules import UNNAMED as UNNAMED
from care.rules import Refusal as Refusal
from care.rules import Relation as Relation
from care.rules import Rule as Rule

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Thing:
    """What an action is about, with only what a rule needs to know of it.

    Whoever asks fills it from storage, for this very thing and at this very moment: allocations
    change in the middle of a conversation. Every set is of people's ids.
    """

    kind: Kind
    id: str
    subject_id: str = ""
    """The child or household it is about; for the diary, never a reason to allow."""
    allocated: frozenset[str] = NOBODY
    """Those who work with that child or household now, to cover for somebody or for good."""
    owners: frozenset[str] = NOBODY
    """Those it belongs to: the carers of a household and of their own review."""
    team: str = ""
    """The team that the child or household is with."""
    sent: bool = False
    """True for a referral that has reached the placement team."""
    restricted: bool = False
    """True when only those who are there by name may open it."""
    conflicted: frozenset[str] = NOBODY
    """Those with a conflict of interest: whatever else they are, they may nothing."""
    glass: frozenset[str] = NOBODY
    """Those for whom it is open in an emergency now."""
    part: frozenset[str] = NOBODY
    """Those who hold a part of this profile."""
    voice: str = ""
    """Whose own words this profile holds; empty when they are nobody's in particular."""
    covering: frozenset[str] = NOBODY
    """Those among the allocated who only cover; for the reason."""
    covered: frozenset[str] = NOBODY
    """Those whose cover has ended; for the reason of a refusal."""
    before: frozenset[str] = NOBODY
    """Those whose work it was once; for the reason of a refusal."""
    placed: bool = False
    """True for a person who is in a record: a carer with a household, a child with their own."""
    about: Kind | None = None
    """Whether a profile is in a child's record or a household's; others say so by their kind."""

    @property
    def record(self) -> Kind | None:
        """A child or a household, in whose record this is; None for a person."""
        return _RECORD.get(self.kind, self.about)


_RECORD = {
    Kind.CHILD: Kind.CHILD,
    Kind.REFERRAL: Kind.CHILD,
    Kind.HOUSEHOLD: Kind.HOUSEHOLD,
    Kind.REVIEW: Kind.HOUSEHOLD,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may be done, and why or why not."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def word(self) -> str:
        """The reason as one word, for the diary."""
        return self.reason.replace(" ", "_")


COVERS = "covers for a while"


def may(
    person: Person | None, action: Action, thing: Thing | None = None, rules: Iterable[Rule] = RULES
) -> Decision:
    """Whether this person may do this to this thing, now, and why.

    A person who has left counts as nobody. An action about a thing is refused without the thing,
    and with a thing of another kind; an action about nothing in particular is refused with one.
    A conflict of interest beats every rule.
    """
    expected = ABOUT.get(action, frozenset())
    if (thing.kind not in expected) if thing else bool(expected):
        return Decision(False, Refusal.WRONG_THING)
    present = person if person and person.active and person.id else None
    if thing and present and present.id in thing.conflicted:
        return Decision(False, Refusal.CONFLICT)
    asked = _BY_ACTION.get(action, ()) if rules is RULES else rules
    for rule in asked:
        if rule.action is action and _holds(rule, present, thing) and not _shut(rule, thing):
            return Decision(True, _reason(rule, present, thing))
    return Decision(False, _why_not(person, present, action, thing, asked))


def _by_action() -> Mapping[Action, tuple[Rule, ...]]:
    return {action: tuple(rule for rule in RULES if rule.action is action) for action in Action}


_BY_ACTION = _by_action()


def _holds(rule: Rule, person: Person | None, thing: Thing | None) -> bool:
    if rule.relation is Relation.ANYONE and rule.role is None:
        return True
    if rule.of is not None and (thing is None or thing.record is not rule.of):
        return False
    if person is None or rule.role not in (None, person.role):
        return False
    if rule.relation in (Relation.ANYONE, Relation.SIGNED_IN):
        return True
    return thing is not None and _stands(rule.relation, person, thing)


def _stands(relation: Relation, person: Person, thing: Thing) -> bool:
    """Whether the person stands so to the thing, whatever their role."""
    match relation:
        case Relation.ANYONE | Relation.SIGNED_IN:
            return True
        case Relation.ALLOCATED:
            return person.id in thing.allocated
        case Relation.OWNER:
            return person.id in thing.owners and thing.voice in ("", person.id)
        case Relation.TEAM:
            return bool(person.team) and person.team == thing.team
        case Relation.DESK:
            return thing.sent
        case Relation.PART:
            return person.id in thing.part
        case Relation.VOICE:
            return person.id == thing.voice
        case Relation.NEW:
            return thing.kind is Kind.PERSON and not thing.placed
        case Relation.GLASS:
            return person.id in thing.glass
        case _:
            assert_never(relation)


def _shut(rule: Rule, thing: Thing | None) -> bool:
    return thing is not None and thing.restricted and rule.relation in UNNAMED


def _reason(rule: Rule, person: Person | None, thing: Thing | None) -> str:
    covers = thing is not None and person is not None and person.id in thing.covering
    return COVERS if covers and rule.relation is Relation.ALLOCATED else rule.reason


def _why_not(
    person: Person | None,
    present: Person | None,
    action: Action,
    thing: Thing | None,
    rules: Iterable[Rule],
) -> Refusal:
    """The nearest reason: what would have to be otherwise for this person."""
    if present is None:
        return Refusal.LEFT if person and not person.active else Refusal.NOBODY
    theirs = [rule for rule in rules if rule.action is action and rule.role in (None, present.role)]
    if not theirs:
        return Refusal.ROLE
    if thing is None:
        return Refusal.NO_RULE
    if any(_holds(rule, present, thing) for rule in theirs):
        return Refusal.RESTRICTED
    if any(_holds(replace(rule, of=None), present, thing) for rule in theirs):
        return Refusal.RECORD
    relations = {rule.relation for rule in theirs}
    return _missing(relations, present, thing)


def _missing(relations: set[Relation], person: Person, thing: Thing) -> Refusal:
    if Relation.OWNER in relations and person.id in thing.owners:
        return Refusal.VOICE
    if Relation.ALLOCATED in relations and person.id in thing.covered:
        return Refusal.COVER_ENDED
    if Relation.ALLOCATED in relations and person.id in thing.before:
        return Refusal.ENDED
    if Relation.TEAM in relations:
        return Refusal.ANOTHER_TEAM
    if Relation.ALLOCATED in relations or Relation.OWNER in relations:
        return Refusal.NOT_ALLOCATED
    return Refusal.NOT_SENT if Relation.DESK in relations else Refusal.NO_RULE
