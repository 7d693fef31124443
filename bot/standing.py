"""Where a review stands: what each reader sees, who signed just that, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.days import ENGLAND
from bot.errors import NotForYou
from bot.house import House
from bot.review_parts import Gathering, Reader, reader_of
from bot.review_snapshot import mark, parts_from, plain_parts
from bot.review_views import for_carers
from bot.reviewing import signers
from care.people import Household, Person
from dialogs.form import Form
from storage import reviews, signatures, subjects
from storage.reviews import Review, Status
from storage.signatures import Signature
from storage.turn import Turn
from templates import skills_review
from templates.review import ReviewParts
from templates.review import Signature as Signed
from templates.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Standing:
    """A review as it was gathered in one turn. What is worked out from it needs no storage."""

    review: Review
    household: Household
    parts: Mapping[Reader, ReviewParts]
    """Without signatures while it is open; with them, and for ever the same, when it is signed."""
    signers: tuple[Person, ...] = ()
    signatures: tuple[Signature, ...] = ()
    seen: Mapping[Reader, str] | None = None
    """What was signed, when it is signed."""

    @property
    def signed(self) -> bool:
        return self.review.status is Status.SIGNED

    def marks(self) -> dict[Reader, str]:
        """What each reader is shown now, by its hash."""
        if self.seen is not None:
            return dict(self.seen)
        return {reader: mark(skills_review.build(each)) for reader, each in self.parts.items()}

    def standing(self, marks: Mapping[Reader, str]) -> dict[str, Signature]:
        """The newest signature of everybody who signed what they are shown now, by person."""
        whose = {person.id: marks[reader_of(person)] for person in self.signers}
        return {
            each.person_id: each
            for each in self.signatures
            if whose.get(each.person_id) == each.seen
        }

    def lapsed(self, marks: Mapping[Reader, str]) -> set[str]:
        """Who has signed something that has changed since, and not what is there now."""
        return {each.person_id for each in self.signatures} - set(self.standing(marks))

    def signed_parts(self, reader: Reader, marks: Mapping[Reader, str]) -> ReviewParts:
        """What a reader sees, with everybody who signed, and a line for everybody who has not."""
        if self.signed:
            return self.parts[reader]
        standing = self.standing(marks)
        lines = tuple(_line(person, standing.get(person.id)) for person in self.signers)
        return replace(self.parts[reader], signatures=lines)

    def sheet(self, reader: Reader, marks: Mapping[Reader, str]) -> Sheet:
        return skills_review.build(self.signed_parts(reader, marks))

    def snapshot(self, marks: Mapping[Reader, str]) -> dict[str, object]:
        """What is kept when everybody has signed."""
        return {
            reader.value: {
                "seen": marks[reader],
                "parts": plain_parts(self.signed_parts(reader, marks)),
            }
            for reader in Reader
        }


def gather(turn: Turn, house: House, review: Review) -> Standing:
    """Raises `NotForYou` when its household or a form of it is not here any more."""
    household = subjects.household(turn, review.household_id)
    if household is None:
        raise NotForYou
    if review.status is Status.SIGNED:
        return _signed(review, household, reviews.snapshot(turn, review), house)
    return as_it_is(turn, house.forms, house.council.name, household, review)


def as_it_is(
    turn: Turn, forms: Mapping[str, Form], council: str, household: Household, review: Review
) -> Standing:
    """A review that is not signed yet, from what the profiles in it say now."""
    everything = Gathering(turn, forms, council, household).review(review)
    return Standing(
        review=review,
        household=household,
        parts={Reader.WORKERS: everything, Reader.CARERS: for_carers(everything)},
        signers=tuple(signers(turn, review)),
        signatures=tuple(signatures.of_review(turn, review)),
    )


def everybody_signed(standing: Standing, marks: Mapping[Reader, str]) -> bool:
    """Whether each of those who are to sign did sign what is there now; nobody is not everybody."""
    found = standing.standing(marks)
    return bool(standing.signers) and all(each.id in found for each in standing.signers)


def waiting(standing: Standing, marks: Mapping[Reader, str]) -> Iterable[Person]:
    found = standing.standing(marks)
    return (each for each in standing.signers if each.id not in found)


def _signed(
    review: Review, household: Household, plain: Mapping[str, Any], house: House
) -> Standing:
    try:
        parts = {
            reader: parts_from(plain[reader.value]["parts"], house.forms, review.ref)
            for reader in Reader
        }
    except KeyError:
        raise NotForYou from None
    seen = {reader: str(plain[reader.value]["seen"]) for reader in Reader}
    return Standing(review=review, household=household, parts=parts, seen=seen)


def _line(person: Person, signed: Signature | None) -> Signed:
    return Signed(
        name=person.name,
        role=person.role.value,
        on=signed.at.astimezone(ENGLAND).date() if signed else None,
        comment=signed.comment if signed else "",
    )
