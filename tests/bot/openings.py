"""Opening a record in an emergency as a browser does, and what came of it, for the tests."""

from __future__ import annotations

from bot import emergency_notices
from storage import diary, glass, outbox
from storage.glass import Opening
from storage.outbox import Post
from storage.turn import Turn
from tests.bot.browser import Browser
from tests.bot.house import CHILD, Small

WHY = "Robin has been found alone at the station and I need the doctor"


async def ask(web: Browser, ref: str = CHILD.ref, why: str = WHY, category: str = "health") -> int:
    form = {"csrf": await web.csrf(), "ref": ref, "category": category, "reason": why}
    return (await web.post("/emergency", data=form)).status


def openings(small: Small) -> list[Opening]:
    return small.store.perform_now(glass.unsettled)


def posts(small: Small) -> list[tuple[str, str]]:
    """Kinds and people of what is due now, each delivered, until nothing is left."""

    def take(turn: Turn) -> list[Post]:
        found = list(outbox.claim(turn, 50))
        for each in found:
            if each.kind == emergency_notices.DUE:
                emergency_notices.escalate(turn, each)
            outbox.done(turn, each)
        return found

    told = []
    while due := small.store.perform_now(take):
        told += [(each.kind, each.person_id) for each in due]
    return told


def actions(small: Small, about: str) -> list[tuple[str, str, str]]:
    written = small.store.perform_now(lambda turn: diary.lines(turn, about))
    return [(line.action, line.actor, line.reason) for _, line in written]
