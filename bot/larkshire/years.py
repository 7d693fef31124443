"""Which reviews of households Larkshire has had, and how far each has come, in days before today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.reviewing import CHILD, REVIEW, WORKER

REVIEWING = "marguerite"


@dataclass(frozen=True, slots=True)
class Year:
    """One review: days ago, each. What is None has not happened yet."""

    begun: int
    views: int | None = None
    told: int | None = None
    """When the carers told of their year."""
    facts: int | None = None
    officer: int | None = None
    signed: int | None = None
    asks: tuple[tuple[str, str], ...] = ()
    """Who is asked for what, by the key of the person and of the form."""
    words: str = ""
    """Whose words of `reviews.toml` are told."""


YEARS: Mapping[int, tuple[Year, ...]] = {
    1: (
        Year(374, 366, 368, 357, 352, 346, asks=(("adaeze", WORKER),), words="linda"),
        Year(6, asks=(("priya", WORKER), ("adaeze", WORKER), (REVIEWING, REVIEW))),
    ),
    2: (
        Year(
            24,
            views=9,
            told=8,
            facts=3,
            asks=(("gethin", WORKER), ("gethin", CHILD), (REVIEWING, REVIEW)),
            words="winston",
        ),
    ),
    4: (Year(88, 80, 78, 70, 66, 61, asks=(("tomasz", WORKER), ("tomasz", CHILD)), words="piotr"),),
    15: (Year(12, asks=(("connor", CHILD),)),),
}
"""By the number of the household: one that is due soon and was signed last year, one under way, one
that is signed, and one in which a young person is asked for his views."""
SKILLS_BEFORE: Mapping[int, int] = {2: 352, 3: 160, 4: 440}
"""Where skills were written down already, days ago: a review takes up what is still true."""
