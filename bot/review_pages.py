"""The pages of a review: beginning it, where it stands, asking people, reading it and signing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from aiohttp import web

from bot.bodies import read_form
from bot.days import day_words
from bot.desk import WORD
from bot.due import due
from bot.errors import NotForYou
from bot.house import House
from bot.household_pages import household_in, today_at
from bot.pages import Pages
from bot.review_papers import ReviewPapers
from bot.review_parts import Reader, reader_of
from bot.reviewing import (
    CHILD,
    MONTHS,
    REVIEW,
    WORKER,
    ask,
    begin_review,
    due_of,
    review_thing,
)
from bot.session import CHANNEL, Visit
from bot.shown_review import asking, people_to_ask, whole
from bot.signing import Outcome, sign
from bot.standing import Standing, gather
from bot.things import subject_thing
from bot.words import words
from care.access import Action, may
from care.people import day_in
from care.text import clean
from care.timescales import carer_review, months_after
from storage import people, reviews
from storage.reviews import Review, Status
from storage.turn import Turn
from storage.views import viewed

LONGEST_COMMENT = 4_000
ASKING = (CHILD, WORKER, REVIEW)


class ReviewPages:
    """Nobody is examined here: it is where people say how the year was, and what comes next."""

    def __init__(self, house: House, pages: Pages, papers: ReviewPapers) -> None:
        self._house = house
        self._pages = pages
        self._papers = papers

    async def begin(self, visit: Visit) -> web.Response:
        """Begins the yearly review of a household, or goes on with the one that is open."""
        posted = await self._posted(visit)
        today, day = today_at(self._house), day_in(posted.get("due_on", ""))
        last = months_after(today, MONTHS)

        def act(turn: Turn) -> str:
            household = household_in(turn, visit)
            person = visit.allow(Action.BEGIN_REVIEW, subject_thing(turn, household))
            on = day if day and today <= day <= last else due_of(turn, household)
            review = begin_review(turn, self._house.forms, household, person, on)
            turn.write_diary("review.begun", "review", review.ref, person.id, CHANNEL)
            return review.ref

        return _to(f"/reviews/{await visit.perform(act)}")

    async def one(self, visit: Visit) -> web.Response:
        """Where it stands: whose part is done, what waits for whom, and what to do next."""
        return await self._one(visit)

    async def set_due(self, visit: Visit) -> web.Response:
        """Says by when it is to be signed: any day from now, and not more than a year away."""
        posted = await self._posted(visit)
        today = today_at(self._house)
        day = day_in(posted.get("due_on", ""))

        def act(turn: Turn) -> Review:
            review = self._allowed(turn, visit, Action.SET_REVIEW_DAY)
            if review.status is not Status.OPEN:
                raise NotForYou
            if day is not None and today <= day <= months_after(today, MONTHS):
                reviews.set_due(turn, review, day)
                turn.write_diary("review.moved", "review", review.ref, visit.who.id, CHANNEL)
                return replace(review, due_on=day)
            return review

        review = await visit.perform(act)
        if day is None or review.due_on != day:
            return await self._one(visit, words("review", "wrong_day"), status=409)
        return _to(f"/reviews/{review.ref}")

    async def _one(self, visit: Visit, told: str = "", status: int = 200) -> web.Response:
        def look(turn: Turn) -> tuple[Standing, dict[str, Any]]:
            review = self._allowed(turn, visit, Action.READ_REVIEW)
            viewed(turn, "review.read", "review", review.ref, visit.who.id, CHANNEL)
            standing = gather(turn, self._house, review)
            context = whole(turn, self._house, visit.who, standing)
            thing = review_thing(turn, review)
            if may(visit.who, Action.ASK_FOR_VIEWS, thing) and not standing.signed:
                context["asking"] = [
                    asking(key, people_to_ask(turn, self._house.forms, key, thing))
                    for key in ASKING
                ]
            moves = may(visit.who, Action.SET_REVIEW_DAY, thing) and not standing.signed
            context["day"] = _day(standing, today_at(self._house)) if moves else None
            return standing, context

        standing, context = await visit.perform(look)
        marks = await self._papers.marks(standing)
        signed, lapsed = standing.standing(marks), standing.lapsed(marks)
        return self._pages.page(
            visit,
            "review.html",
            status=status,
            told=told,
            ref=standing.review.ref,
            called=standing.parts[reader_of(visit.who)].facts.household,
            household=f"/households/{standing.household.ref}",
            signed_on=_signed_on(standing.review),
            due=due(standing.review.due_on, today_at(self._house)),
            signers=[
                {
                    "name": each.name,
                    "role": words("role", each.role.value),
                    "day": day_words(signed[each.id].at) if each.id in signed else "",
                    "lapsed": each.id in lapsed,
                    "me": each.id == visit.who.id,
                }
                for each in standing.signers
            ],
            **context,
        )

    async def read(self, visit: Visit) -> web.Response:
        """The document as this person may see it, and the place to sign just that."""
        return await self._read(visit, "")

    async def sign(self, visit: Visit) -> web.Response:
        """Signs what was shown; when it has changed since, it is shown again and not signed."""
        posted = await self._posted(visit)
        comment = clean(posted.get("comment", "")).strip()[:LONGEST_COMMENT]

        def act(turn: Turn) -> tuple[Outcome, Review]:
            review = self._allowed(turn, visit, Action.SIGN_REVIEW)
            if not posted.get("read"):
                return Outcome.CHANGED, review
            seen = posted.get("seen", "")
            return sign(turn, self._house, review, visit.who, seen, comment), review

        outcome, review = await visit.perform(act)
        match outcome:
            case Outcome.KEPT | Outcome.EVERYBODY | Outcome.OVER:
                return _to(f"/reviews/{review.ref}")
            case _:
                name = outcome.value if posted.get("read") else "tick"
                return await self._read(visit, words("signing", name), comment, status=409)

    async def ask(self, visit: Visit) -> web.Response:
        """Asks somebody for their views, or the reviewing officer for their part."""
        posted = await self._posted(visit)

        def act(turn: Turn) -> str:
            review = self._allowed(turn, visit, Action.ASK_FOR_VIEWS)
            key = posted.get("form", "")
            thing = review_thing(turn, review)
            person = people.person(turn, posted.get("person", ""))
            allowed = key in ASKING and review.status is Status.OPEN
            if person is None or not allowed:
                raise NotForYou
            if person.id not in {
                each.id for each in people_to_ask(turn, self._house.forms, key, thing)
            }:
                raise NotForYou
            profile = ask(turn, self._house.forms, review, key, person, visit.who)
            turn.write_diary("review.asked", "profile", profile.id, visit.who.id, CHANNEL, key)
            return review.ref

        return _to(f"/reviews/{await visit.perform(act)}")

    async def word(self, visit: Visit) -> web.Response:
        """The Word file of the review, as this person may see it."""

        def look(turn: Turn) -> Standing:
            return gather(turn, self._house, self._allowed(turn, visit, Action.READ_REVIEW))

        standing = await visit.perform(look)
        body = await self._papers.review(standing, reader_of(visit.who))

        def note(turn: Turn) -> None:
            review = self._allowed(turn, visit, Action.READ_REVIEW)
            turn.write_diary("document.downloaded", "review", review.ref, visit.who.id, CHANNEL)

        await visit.perform(note)
        return word_file(body, f"{standing.review.ref}.review.docx")

    async def _read(
        self, visit: Visit, told: str, comment: str = "", status: int = 200
    ) -> web.Response:
        def look(turn: Turn) -> tuple[Standing, bool]:
            review = self._allowed(turn, visit, Action.READ_REVIEW)
            viewed(turn, "review.read", "review", review.ref, visit.who.id, CHANNEL)
            signs = may(visit.who, Action.SIGN_REVIEW, review_thing(turn, review))
            return gather(turn, self._house, review), bool(signs)

        standing, may_sign = await visit.perform(look)
        marks = await self._papers.marks(standing)
        reader = reader_of(visit.who)
        signed = visit.who.id in standing.standing(marks)
        theirs = any(each.id == visit.who.id for each in standing.signers)
        return self._pages.page(
            visit,
            "review_read.html",
            status=status,
            ref=standing.review.ref,
            sheet=await self._papers.sheet(standing, reader, marks),
            seen=marks[reader],
            may_sign=may_sign and theirs and not signed and not standing.signed,
            signed=signed,
            signed_on=_signed_on(standing.review),
            told=told,
            comment=comment,
        )

    def _allowed(self, turn: Turn, visit: Visit, action: Action) -> Review:
        """The review asked for, of which this person may do this now. Raises `NotForYou`."""
        found = reviews.find(turn, visit.request.match_info["ref"])
        if found is None:
            raise NotForYou
        visit.allow(action, review_thing(turn, found))
        return found

    async def _posted(self, visit: Visit) -> dict[str, str]:
        posted = await read_form(visit.request)
        if not visit.is_ours(posted.get("csrf")):
            raise web.HTTPForbidden
        return posted


def word_file(body: bytes, name: str) -> web.Response:
    """A Word file to be kept by whoever asked for it; its name says nothing of anybody."""
    return web.Response(
        body=body,
        headers={"Content-Type": WORD, "Content-Disposition": f'attachment; filename="{name}"'},
    )


def _day(standing: Standing, today: date) -> dict[str, str]:
    """The day that is set, and the one that the regulations come to."""
    facts, latest = standing.parts[Reader.WORKERS].facts, months_after(today, MONTHS)
    lawful = carer_review(facts.approved_on, facts.last_review_on)
    return {
        "set": (standing.review.due_on or lawful or today).isoformat(),
        "first": today.isoformat(),
        "last": latest.isoformat(),
        "lawful": day_words(lawful) if lawful else "",
    }


def _signed_on(review: Review) -> str:
    return day_words(review.signed_at) if review.signed_at else ""


def _to(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})
