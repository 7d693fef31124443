"""Everything kept about a household's reviews: to hand over, to check, to compare, and to forget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from storage import papers, pictures, reviews, signatures
from storage import tables as t
from storage import tables_reviews as r
from storage.errors import NotFound, SealBroken
from storage.papers import Place
from storage.reviews import Status
from storage.turn import Turn

_PAPERS = (
    select(r.paper.c.about, r.paper.c.copy_for, r.paper.c.mark)
    .where(r.paper.c.subject == bindparam("of"))
    .order_by(r.paper.c.about, r.paper.c.copy_for)
)
_PARTS = (
    select(r.part)
    .join(t.profile, t.profile.c.id == r.part.c.profile)
    .where(t.profile.c.subject == bindparam("of"))
    .order_by(r.part.c.at, r.part.c.id)
)
_KEPT = select(t.subject.c.id)
STATE: tuple[Select[*tuple[object, ...]], ...] = (
    select(r.review.c.ref, r.review.c.status, r.review.c.due_on)
    .where(r.review.c.subject == bindparam("of"))
    .order_by(r.review.c.ref),
    select(r.signature.c.id)
    .join(r.review, r.review.c.ref == r.signature.c.review)
    .where(r.review.c.subject == bindparam("of"))
    .order_by(r.signature.c.id),
    select(r.picture.c.id).where(r.picture.c.subject == bindparam("of")).order_by(r.picture.c.id),
    select(r.paper.c.about, r.paper.c.copy_for, r.paper.c.sha256)
    .where(r.paper.c.subject == bindparam("of"))
    .order_by(r.paper.c.about, r.paper.c.copy_for),
    select(r.part.c.id, r.part.c.done_at, r.part.c.back_at)
    .join(t.profile, t.profile.c.id == r.part.c.profile)
    .where(t.profile.c.subject == bindparam("of"))
    .order_by(r.part.c.id),
)
"""What tells whether anything of this is new since a receipt was given."""


def plain(turn: Turn, subject_id: str) -> dict[str, Any]:
    """Every review with what was signed and by whom, and every part that was handed to somebody."""
    found = []
    for review in reviews.of_household(turn, subject_id):
        signed = review.status is Status.SIGNED
        found.append(
            {
                **asdict(review),
                "snapshot": reviews.snapshot(turn, review) if signed else None,
                "signatures": [asdict(each) for each in signatures.of_review(turn, review)],
            }
        )
    return {
        "reviews": found,
        "parts": [dict(row._mapping) for row in turn.all(_PARTS, of=subject_id)],
        "pictures": [asdict(each) for each in pictures.of_household(turn, subject_id)],
    }


def files(turn: Turn, subject_id: str) -> dict[str, bytes]:
    """The Word files and the pictures themselves, by the names they are handed over under."""
    made: dict[str, bytes] = {}
    for about, copy, mark in turn.all(_PAPERS, of=subject_id):
        data = papers.find(turn, Place(subject_id, about, copy), mark)
        if data is not None:
            made[f"paper-{about}.{copy}.docx"] = data
    for number, picture in enumerate(pictures.of_household(turn, subject_id), 1):
        data = pictures.data(turn, subject_id, picture.id)
        if data is not None:
            made[f"picture-{number}.{picture.kind.rpartition('/')[2]}"] = data
    return made


def check(turn: Turn, kept: set[str]) -> Iterator[bool]:
    """Whether each of them opens, of every subject that still has a key."""
    for (subject_id,) in turn.all(_KEPT):
        if subject_id in kept:
            try:
                plain(turn, subject_id)
                files(turn, subject_id)
                yield True
            except (SealBroken, NotFound, ValueError):
                yield False


def forget(turn: Turn, subject_id: str) -> None:
    """Deletes it all; the profiles themselves are somebody else's to delete, after this."""
    gone = {"of": subject_id}
    mine = select(r.review.c.ref).where(r.review.c.subject == bindparam("of"))
    turn.change(delete(r.signature).where(r.signature.c.review.in_(mine)), gone)
    for table in (r.paper, r.picture, r.reminder, r.review):
        turn.change(delete(table).where(table.c.subject == bindparam("of")), gone)


def let_go(turn: Turn, profile_ids: Sequence[str]) -> None:
    """Deletes what hangs on these profiles: who held a part, and where people were looking."""
    for table in (r.part, r.focus):
        turn.change(delete(table).where(table.c.profile.in_(profile_ids)), {})
