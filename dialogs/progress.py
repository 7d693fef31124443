"""How far a person has come: everything said so far, and what is being looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from dialogs.answers import Answer, Answers


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


@dataclass(frozen=True, slots=True)
class Focus:
    """What the person is looking at, where it cannot be worked out from the answers."""

    section: str = ""
    revisit: str = ""
    asking: str = ""
    """What is open besides the question: `start_again`, `change`, `say:…` (a reading that was
    offered), or nothing."""
    stumbles: int = 0
    """How many replies in a row could not be understood."""
    paused: bool = False

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

    @cached_property
    def own(self) -> Answers:
        """The newest answer for every path that still has one."""
        return _laid({}, self.entries)

    @cached_property
    def answers(self) -> Answers:
        """Own answers laid over what was known before."""
        return MappingProxyType({**self.known, **self.own}) if self.known else self.own

    @property
    def turn(self) -> int:
        """The number of the newest turn that changed an answer; 0 when none has."""
        return self.entries[-1].turn if self.entries else 0

    def keeping(self, entries: Iterable[Entry]) -> Progress:
        """With more entries. What was worked out already is carried on, not worked out again."""
        added = tuple(entries)
        after = replace(self, entries=(*self.entries, *added))
        after.__dict__["own"] = _laid(dict(self.own), added)
        return after

    def looking(self, **changes: object) -> Progress:
        """With another focus, and the same answers."""
        after = replace(self, focus=replace(self.focus, **changes))  # type: ignore[arg-type]
        for name in ("own", "answers"):
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


def focus_from(plain: Mapping[str, object]) -> Focus:
    """The focus that `Focus.plain` wrote; unknown names are passed over."""
    known = {name: plain[name] for name in Focus.__dataclass_fields__ if name in plain}
    return Focus(**known)  # type: ignore[arg-type]
