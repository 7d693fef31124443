"""The review of every opening in an emergency, by somebody else: what waits, one of them, an answer."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.banner import address_of
from bot.bodies import read_form
from bot.days import ENGLAND, day_words, time_words
from bot.errors import NotForYou
from bot.house import House
from bot.looked import Row, rows
from bot.pages import Pages
from bot.session import CHANNEL, Visit
from bot.things import subject_thing
from bot.words import words
from care.access import Action, Kind, may
from care.glass import MOST_REASON, Outcome
from care.people import Person
from care.text import clean
from storage import glass, looks, people, subjects
from storage.glass import Opening
from storage.turn import Turn
from storage.views import viewed

LIST = "/emergency/reviews"
MOST_LINES = 500
READ = {Kind.CHILD: Action.READ_CHILD, Kind.HOUSEHOLD: Action.READ_HOUSEHOLD}


@dataclass(frozen=True, slots=True)
class _One:
    """An opening as a page shows it: a reference and facts, never the name of a child or carer."""

    address: str
    ref: str
    record: str
    """The address of the record, for whoever may read it; else empty."""
    category: str
    who: str
    job: str
    opened: str
    ended: str
    is_open: bool
    by: str
    late: bool
    earlier: list[str]


class EmergencyReviews:
    """For the manager of the team and for information governance; nobody reviews their own."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def waiting(self, visit: Visit) -> web.Response:
        """What waits, without the reasons: a reason is read one at a time, and that is noted."""

        def look(turn: Turn) -> list[_One]:
            return [
                _one(turn, each, visit.who)
                for each in glass.unsettled(turn)
                if _reviews(turn, visit.who, each)
            ]

        return self._pages.page(visit, "emergency_reviews.html", rows=await visit.perform(look))

    async def one(self, visit: Visit) -> web.Response:
        return await self._show(visit, "", "", [])

    async def review(self, visit: Visit) -> web.Response:
        """Keeps what somebody says of it, for good; they may say more later."""
        posted = await read_form(visit.request)
        if not visit.is_ours(posted.get("csrf")):
            raise web.HTTPForbidden
        chosen = posted.get("outcome", "")
        note = clean(posted.get("note", "")).strip()[:MOST_REASON]
        wrong = []
        if chosen not in set(Outcome):
            wrong.append(("outcome", words("emergency", "no_outcome")))
        if not note:
            wrong.append(("note", words("emergency", "no_note")))
        if wrong:
            return await self._show(visit, chosen, note, wrong, 422)

        def keep(turn: Turn) -> None:
            opening = self._opening(turn, visit)
            glass.review(turn, opening, visit.who.id, Outcome(chosen), note)
            turn.write_diary("glass.reviewed", "glass", opening.id, visit.who.id, CHANNEL, chosen)

        await visit.perform(keep)
        return web.Response(status=303, headers={"Location": LIST})

    async def _show(
        self,
        visit: Visit,
        chosen: str,
        note: str,
        wrong: list[tuple[str, str]],
        status: int = 200,
    ) -> web.Response:
        def look(turn: Turn) -> tuple[_One, str, list[Row], list[tuple[str, str]]]:
            opening = self._opening(turn, visit)
            viewed(turn, "glass.read", "glass", opening.id, visit.who.id, CHANNEL)
            return (
                _one(turn, opening, visit.who),
                opening.reason,
                self._done_in_it(turn, opening),
                [
                    (words("emergency", each.outcome.value), each.note)
                    for each in glass.reviews(turn, opening)
                ],
            )

        one, reason, done, before = await visit.perform(look)
        return self._pages.page(
            visit,
            "emergency_review.html",
            status,
            one=one,
            reason=reason,
            done=done,
            before=[{"outcome": said, "note": text} for said, text in before],
            outcomes=[(each.value, words("emergency", each.value)) for each in Outcome],
            chosen=chosen,
            note=note,
            most=MOST_REASON,
            wrong=[{"field": field, "text": text} for field, text in wrong],
        )

    def _opening(self, turn: Turn, visit: Visit) -> Opening:
        """The opening asked for, which is somebody else's. Raises `NotForYou`."""
        found = glass.find(turn, visit.request.match_info["opening"])
        if found is None:
            raise NotForYou
        visit.allow(Action.REVIEW_EMERGENCY, subject_thing(turn, found.subject_id))
        if found.person_id == visit.who.id:
            raise NotForYou
        return found

    def _done_in_it(self, turn: Turn, opening: Opening) -> list[Row]:
        """What they did with this record while they had it open."""
        about = looks.things_about(turn, opening.subject_id)
        found = [
            each
            for each in looks.lines(turn, about, MOST_LINES)
            if each.actor == opening.person_id and opening.at <= each.at <= opening.until
        ]
        return rows(turn, found, self._house.forms, plainly=False)


def _reviews(turn: Turn, person: Person, opening: Opening) -> bool:
    if opening.person_id == person.id:
        return False
    thing = subject_thing(turn, opening.subject_id)
    return bool(may(person, Action.REVIEW_EMERGENCY, thing))


def _one(turn: Turn, opening: Opening, person: Person) -> _One:
    subject = subjects.subject_of(turn, opening.subject_id)
    thing = subject_thing(turn, opening.subject_id)
    who = people.person(turn, opening.person_id)
    may_read = may(person, READ[thing.kind], thing)
    return _One(
        address=f"{LIST}/{opening.id}",
        ref=subject.ref if subject else "",
        record=address_of(subject) if may_read else "",
        category=words("emergency", opening.category.value),
        who=who.name if who else "",
        job=words("role", who.role.value) if who else "",
        opened=words("looks", "at", day=day_words(opening.at), time=time_words(opening.at)),
        ended=time_words(opening.until),
        is_open=opening.until > turn.now,
        by=day_words(opening.review_by),
        late=opening.is_late(turn.now.astimezone(ENGLAND).date()),
        earlier=[words("emergency", each.outcome.value) for each in glass.reviews(turn, opening)],
    )
