"""How far a person has come: everything said so far, and what is being looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from dialogs.answers import Answer, Answers
from dialogs.part import Part


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to one answer. Entries are only ever added; the newest for a path wins."""

    turn: int
    path: str
    answer: Answer | None
    """None takes the answer away, as undo and *start again* do; the older entries stay."""
    person: str = ""
    at: str = ""
    undoes: int = 0
    """The turn that this entry takes back, or 0."""
    first_by: str = ""
    """Whose words a confirmed answer repeats; empty when they are said here for the first time.
    `person` and `at` are who confirmed them, and when."""
    first_at: str = ""
    """When those words were said."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was said in the completion before this one. No answer of this one until confirmed."""

    answer: Answer
    person: str = ""
    """Whose words they are: not who confirmed them since."""
    at: str = ""
    """When they were said, as ISO time."""
    confirmed: str = ""
    """When they were last confirmed; empty when they never were."""


def earlier_from(entries: Iterable[Entry]) -> dict[str, Earlier]:
    """What a completion said, by path, for the one that follows it. A confirmed answer stays the
    words of whoever said it first, however often it was confirmed."""
    found: dict[str, Earlier] = {}
    for each in entries:
        found.pop(each.path, None)
        if each.answer is not None:
            first = bool(each.first_by or each.first_at)
            found[each.path] = Earlier(
                each.answer,
                each.first_by if first else each.person,
                each.first_at if first else each.at,
                each.at if first else "",
            )
    return found


@dataclass(frozen=True, slots=True)
class Focus:
    """What the person is looking at, where it cannot be worked out from the answers."""

    section: str = ""
    revisit: str = ""
    asking: str = ""
    """What is open besides the question: `start_again`, `change`, `say:…` (a reading that was
    offered), or nothing."""
    through: str = ""
    """The section of a review that is gone through instead of being confirmed whole."""
    at_once: bool = False
    """Whether each section of a review comes as one card, where the channel can show one."""
    stumbles: int = 0
    """How many replies in a row could not be understood."""
    paused: bool = False
    picking: str = ""
    """The path of a question with several answers that are being tapped one after another."""
    passed: str = ""
    """The path up to which, in its section, a door that may not ask everything has passed over
    what is for the web. It is still open, and another door asks it."""

    def plain(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Progress:
    """Answers, and what is being revisited. Where the person is follows from it."""

    entries: tuple[Entry, ...] = ()
    known: Answers = field(default_factory=dict)
    """What the child's record and earlier profiles already say; the person's own words win."""
    focus: Focus = Focus()
    sent: int = 0
    """How many times this has been sent."""
    sent_turn: int = 0
    """The last turn that was part of what was sent."""
    part: Part | None = None
    """What is theirs of a shared form; None: everything is."""
    sees_all: bool = False
    """Whether a summary shows what is others' to answer, marked with whose it is."""
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    """What was said last time, by path. Not empty: this is a review."""
    known_at: Mapping[str, str] = field(default_factory=dict)
    """When something `known` was said in another form, as ISO time; what the record says has
    none, and stands before whatever was said last time."""

    @cached_property
    def own(self) -> Answers:
        """The newest answer for every path that still has one."""
        return _laid({}, self.entries)

    @cached_property
    def answers(self) -> Answers:
        """Own answers laid over what was known before."""
        known = self.standing
        return MappingProxyType({**known, **self.own}) if known else self.own

    @cached_property
    def standing(self) -> Answers:
        """What is known, without what was said anew in this form since: see `known_at`."""
        if not self.known or not self.earlier or not self.known_at:
            return self.known
        newer = {
            root(path)
            for path, at in self.known_at.items()
            if at and (last := self.earlier.get(root(path))) and (last.confirmed or last.at) > at
        }
        return {path: answer for path, answer in self.known.items() if root(path) not in newer}

    @property
    def turn(self) -> int:
        """The number of the newest turn that changed an answer; 0 when none has."""
        return self.entries[-1].turn if self.entries else 0

    def keeping(self, entries: Iterable[Entry]) -> Progress:
        """With more entries. What was worked out already is carried on, not worked out again."""
        added = tuple(entries)
        after = replace(self, entries=(*self.entries, *added))
        after.__dict__["own"] = _laid(dict(self.own), added)
        return self._carry(after, "standing", "_last")

    def looking(self, **changes: object) -> Progress:
        """With another focus, and the same answers."""
        after = replace(self, focus=replace(self.focus, **changes))  # type: ignore[arg-type]
        return self._carry(after, "own", "answers", "standing", "_last", "_laid", "_unconfirmed")

    def _carry(self, after: Progress, *names: str) -> Progress:
        """Hands on what was worked out and still holds: see `dialogs/laid.py`."""
        for name in names:
            if name in self.__dict__:
                after.__dict__[name] = self.__dict__[name]
        return after


def _laid(newest: dict[str, Answer], entries: Iterable[Entry]) -> Answers:
    """The answers when these entries are laid over them; nobody can change the result."""
    for entry in entries:
        if entry.answer is None:
            newest.pop(entry.path, None)
        else:
            newest[entry.path] = entry.answer
    return MappingProxyType(newest)


def root(path: str) -> str:
    """The key of the question, or of the group, that a path belongs to."""
    key = path.partition("?")[0].partition("~")[0]
    return ".".join(key.split(".", 2)[:2])


def focus_from(plain: Mapping[str, object]) -> Focus:
    """The focus that `Focus.plain` wrote; unknown names are passed over."""
    known = {name: plain[name] for name in Focus.__dataclass_fields__ if name in plain}
    return Focus(**known)  # type: ignore[arg-type]
