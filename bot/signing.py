"""Signing a review: each person signs what was shown to them, and when all have, it stands."""

from __future__ import annotations

import json
from enum import Enum

from bot.house import House
from bot.review_papers import SIGNED
from bot.review_parts import reader_of
from bot.reviewing import of_review
from bot.session import CHANNEL
from bot.standing import everybody_signed, gather
from care.people import Person
from storage import outbox, profiles, reviews, signatures
from storage.profiles import Status as Stage
from storage.reviews import Review, Status
from storage.turn import Turn


class Outcome(Enum):
    """What became of a signature."""

    KEPT = "kept"
    EVERYBODY = "everybody"
    """It was the last one, and the review is signed."""
    CHANGED = "changed"
    """Something was changed since it was shown; nothing was signed."""
    NOT_THEIRS = "not_theirs"
    """They are not one of those who sign."""
    OVER = "over"
    """The review was signed already."""


def sign(
    turn: Turn, house: House, review: Review, person: Person, seen: str, comment: str
) -> Outcome:
    """Signs what has this hash, if that is what is there now. A comment is kept with it, sealed.

    Signing once more what one has signed already changes nothing.
    """
    if review.status is Status.SIGNED:
        return Outcome.OVER
    standing = gather(turn, house, review)
    if all(each.id != person.id for each in standing.signers):
        return Outcome.NOT_THEIRS
    marks = standing.marks()
    if seen != marks[reader_of(person)]:
        return Outcome.CHANGED
    if person.id not in standing.standing(marks):
        signatures.sign(turn, review, person, seen, comment)
        turn.write_diary("review.signed", "review", review.ref, person.id, CHANNEL)
        standing = gather(turn, house, review)
    if not everybody_signed(standing, marks):
        return Outcome.KEPT
    for profile in of_review(turn, review):
        if profile.status is Stage.OPEN:
            profiles.finish(turn, profile)
    reviews.sign_off(turn, review, standing.snapshot(marks))
    turn.write_diary("review.stands", "review", review.ref, person.id, CHANNEL)
    payload = json.dumps({"ref": review.ref})
    outbox.post(turn, f"{SIGNED}:{review.ref}", "", SIGNED, payload)
    return Outcome.EVERYBODY
