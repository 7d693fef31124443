"""What stands at the top of every page: a record that is open in an emergency, a review that waits."""

from __future__ import annotations

from dataclasses import dataclass

from bot.days import ENGLAND, time_words
from bot.things import subject_thing
from care.access import Action, may
from care.people import Child, Person, Role
from storage import glass, subjects
from storage.turn import Turn

REVIEWS = "/emergency/reviews"


@dataclass(frozen=True, slots=True)
class Banner:
    """One line at the top. Only `open` ones have a reference; no banner has a name."""

    kind: str
    """`open`, `waiting`, `late`, or `late_elsewhere` for whoever may know only that much."""
    address: str = ""
    ref: str = ""
    until: str = ""
    close: str = ""
    """The address of the form that closes it early."""
    count: int = 0


def banners(turn: Turn, person: Person | None) -> tuple[Banner, ...]:
    """Asked once for every page, in the turn that finds out who is there."""
    if person is None:
        return ()
    return (*_open(turn, person), *_waiting(turn, person))


def address_of(subject: object) -> str:
    """Where a record is read; empty for nobody."""
    match subject:
        case Child(ref=ref):
            return f"/children/{ref}"
        case None:
            return ""
        case _:
            return f"/households/{getattr(subject, 'ref', '')}"


def _open(turn: Turn, person: Person) -> tuple[Banner, ...]:
    found = []
    if may(person, Action.OPEN_IN_EMERGENCY):
        for each in glass.open_of(turn, person.id):
            subject = subjects.subject_of(turn, each.subject_id)
            read = Action.READ_CHILD if isinstance(subject, Child) else Action.READ_HOUSEHOLD
            if subject is None or not may(person, read, subject_thing(turn, subject)):
                continue  # a conflict of interest was declared since
            found.append(
                Banner(
                    kind="open",
                    address=address_of(subject),
                    ref=subject.ref,
                    until=time_words(each.until),
                    close=f"/emergency/{each.id}/close",
                )
            )
    return tuple(found)


def _waiting(turn: Turn, person: Person) -> tuple[Banner, ...]:
    today = turn.now.astimezone(ENGLAND).date()
    if may(person, Action.SEE_EMERGENCY_REVIEWS):
        mine = [
            each
            for each in glass.unsettled(turn)
            if each.person_id != person.id
            and may(person, Action.REVIEW_EMERGENCY, subject_thing(turn, each.subject_id))
        ]
        late = any(each.is_late(today) for each in mine)
        kind = "late" if late else "waiting"
        return (Banner(kind, REVIEWS, count=len(mine)),) if mine else ()
    if person.role is Role.ADMINISTRATOR:
        late_ones = sum(each.is_late(today) for each in glass.unsettled(turn))
        return (Banner("late_elsewhere", count=late_ones),) if late_ones else ()
    return ()
