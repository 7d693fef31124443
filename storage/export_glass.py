"""For a bundle: every opening of a record in an emergency with its reviews, and every hold on it."""

from __future__ import annotations

from typing import Any

from storage import glass, holds
from storage.turn import Turn


def openings(turn: Turn, subject_id: str) -> list[dict[str, Any]]:
    """Unsealed, the oldest first."""
    found = [glass.find(turn, each) for each in glass.ids_about(turn, subject_id)]
    known = sorted((each for each in found if each is not None), key=lambda each: each.at)
    return [
        {
            "id": each.id,
            "person": each.person_id,
            "category": each.category.value,
            "reason": each.reason,
            "at": each.at,
            "until": each.until,
            "review_by": each.review_by,
            "reviews": [
                {
                    "person": one.person_id,
                    "outcome": one.outcome.value,
                    "note": one.note,
                    "at": one.at,
                }
                for one in glass.reviews(turn, each)
            ],
        }
        for each in known
    ]


def held(turn: Turn, subject_id: str) -> list[dict[str, Any]]:
    """Unsealed, lifted ones among them, the oldest first."""
    return [
        {
            "reason": each.reason,
            "by": each.by,
            "note": each.note,
            "at": each.at,
            "lifted_at": each.lifted_at,
            "lifted_by": each.lifted_by,
            "lifted_note": each.lifted_note,
        }
        for each in holds.ever_of(turn, subject_id)
    ]
