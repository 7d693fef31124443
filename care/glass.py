"""Opening a record in an emergency: why it may be done, for how long, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from care.timescales import working_days_after

LASTS = timedelta(hours=4)
"""How long a record stays open. Long enough for a night call, too short to become a habit."""
LEAST_REASON = 20
"""Characters. A reviewer has to understand it the day after tomorrow."""
MOST_REASON = 2_000
REVIEW_WORKING_DAYS = 2
GUESSES = 5
"""References that nobody has, in the length of `GUESSING`, before somebody has to wait."""
GUESSING = timedelta(hours=1)


class Category(StrEnum):
    """What kind of emergency it is."""

    AT_RISK = "at_risk"
    BREAKING_DOWN = "breaking_down"
    HEALTH = "health"
    COURT_OR_POLICE = "court_or_police"
    OTHER = "other"


class Outcome(StrEnum):
    """What a reviewer says of an opening afterwards."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    LOOK_INTO = "look_into"
    """Somebody goes on asking; it stays on the list until one of the others is said."""


SETTLED = frozenset({Outcome.NEEDED, Outcome.NOT_NEEDED})
"""After these, nobody is waited for any more."""


def review_by(opened: date, holidays: Collection[date]) -> date:
    """The last day for the review: the second working day after the opening."""
    return working_days_after(opened, REVIEW_WORKING_DAYS, holidays)
