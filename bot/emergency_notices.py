"""Who is told of an opening in an emergency, at once and when nobody has reviewed it in time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

from bot.banner import REVIEWS
from bot.days import ENGLAND
from bot.things import subject_thing
from bot.words import words
from care.access import Action, Thing, may
from care.people import Person, Role
from dialogs.message import Button, Message
from storage import glass, outbox, people
from storage.glass import Opening
from storage.outbox import Post
from storage.turn import Turn

OPENED = "emergency_opened"
DUE = "emergency_due"
LATE = "emergency_late"
KITH = "kith"


def tell_of_opening(turn: Turn, opening: Opening, thing: Thing) -> None:
    """A notice for everybody who may review it, now; and work for the day after its last day."""
    for each in people.everyone(turn):
        if each.id != opening.person_id and may(each, Action.REVIEW_EMERGENCY, thing):
            _post(turn, f"{OPENED} {opening.id} {each.id}", each.id, OPENED, opening.id)
    _again(turn, opening.id, opening.review_by + timedelta(days=1))


def escalate(turn: Turn, post: Post) -> int:
    """When a review is late: information governance and the administrators are told, every day.

    There is no line of command in Kith, so those two roles stand for whoever is next. What the
    administrators get says only that there is something late. How many were told.
    """
    opening = glass.find(turn, str(json.loads(post.payload)["opening"]))
    if opening is None or glass.is_settled(turn, opening):
        return 0
    today = turn.now.astimezone(ENGLAND).date()
    told = [each for each in people.everyone(turn) if _is_next(turn, each, opening)]
    for each in told:
        _post(turn, f"{LATE} {opening.id} {today} {each.id}", each.id, LATE, opening.id)
    turn.write_diary("glass.review_late", "glass", opening.id, KITH, "")
    _again(turn, opening.id, today + timedelta(days=1))
    return len(told)


def notice(turn: Turn, post: Post) -> Message | None:
    """What somebody is told, without a name or a reference; nothing when it is not theirs now."""
    person = people.person(turn, post.person_id)
    if person is None or not person.active:
        return None
    if may(person, Action.SEE_EMERGENCY_REVIEWS):
        look = Button(press="", label=words("emergency", "look"), address=REVIEWS)
        return Message(words("emergency", f"notice_{post.kind}"), buttons=(look,))
    if post.kind == LATE and person.role is Role.ADMINISTRATOR:
        return Message(words("emergency", "notice_elsewhere"))
    return None


def _is_next(turn: Turn, person: Person, opening: Opening) -> bool:
    if not person.active or person.id == opening.person_id:
        return False
    if person.role is Role.ADMINISTRATOR:
        return True
    thing = subject_thing(turn, opening.subject_id)
    governs = person.role is Role.INFORMATION_GOVERNANCE
    return governs and bool(may(person, Action.REVIEW_EMERGENCY, thing))


def _again(turn: Turn, opening_id: str, day: date) -> None:
    """At the beginning of that day in England."""
    begins = datetime.combine(day, time(), ENGLAND).astimezone(UTC)
    payload = json.dumps({"opening": opening_id})
    outbox.post(turn, f"{DUE} {opening_id} {day}", "", DUE, payload, begins)


def _post(turn: Turn, dedupe: str, person_id: str, kind: str, opening_id: str) -> None:
    outbox.post(turn, dedupe, person_id, kind, json.dumps({"opening": opening_id}))
