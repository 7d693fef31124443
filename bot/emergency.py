"""Opening a record in an emergency: the page that asks why, the opening itself, closing it early."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.banner import address_of
from bot.bodies import read_form
from bot.days import ENGLAND, bank_holidays
from bot.emergency_notices import tell_of_opening
from bot.errors import NotForYou
from bot.house import House
from bot.pages import Pages
from bot.session import CHANNEL, Visit
from bot.things import subject_thing
from bot.words import words
from care import glass as rules
from care.access import Action, Kind, Refusal, Thing, may
from care.glass import Category
from care.people import Child, Household, Person
from care.text import clean
from storage import diary, glass, subjects
from storage.diary import Refused
from storage.turn import Turn

READ = {Kind.CHILD: Action.READ_CHILD, Kind.HOUSEHOLD: Action.READ_HOUSEHOLD}
LONGEST_REF = 40


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the form said, made clean."""

    ref: str
    category: str
    reason: str


class Emergency:
    """Whoever may opens a record that is not theirs: with a reason, for a while, to read only."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def page(self, visit: Visit) -> web.Response:
        return self._show(visit, _Asked("", "", ""), [])

    async def open(self, visit: Visit) -> web.Response:
        """Opens it, and tells those who answer for it in the same turn.

        To a reference that nobody has, and to a record this person must not open, the answer is
        the same; both are in the diary, and both count towards the guesses of this person.
        """
        posted = await read_form(visit.request)
        if not visit.is_ours(posted.get("csrf")):
            raise web.HTTPForbidden
        asked = _Asked(
            clean(posted.get("ref", "")).strip()[:LONGEST_REF],
            posted.get("category", ""),
            clean(posted.get("reason", "")).strip()[: rules.MOST_REASON],
        )
        wrong = _wrong(asked)
        if wrong:
            return self._show(visit, asked, wrong, 422)
        answer = await visit.perform(lambda turn: self._open(turn, visit.who, asked))
        if answer.startswith("/"):
            return web.Response(status=303, headers={"Location": answer})
        status = 429 if answer == "too_many" else 404
        return self._show(visit, asked, [("ref", words("emergency", answer))], status)

    async def close(self, visit: Visit) -> web.Response:
        """Ends one's own opening before its time."""
        if not visit.is_ours((await read_form(visit.request)).get("csrf")):
            raise web.HTTPForbidden
        opening_id = visit.request.match_info["opening"]

        def end(turn: Turn) -> None:
            found = glass.find(turn, opening_id)
            if found is None or found.person_id != visit.who.id:
                raise NotForYou
            if glass.close(turn, found.id):
                turn.write_diary("glass.closed", "glass", found.id, visit.who.id, CHANNEL)

        await visit.perform(end)
        return web.Response(status=303, headers={"Location": "/"})

    def _open(self, turn: Turn, person: Person, asked: _Asked) -> str:
        """The address of the record; or `too_many`, or `unknown`."""
        if glass.guesses(turn, person.id, rules.GUESSING) >= rules.GUESSES:
            return "too_many"
        subject = _found(turn, asked.ref)
        if subject is None:
            return _unknown(turn, person)
        thing = subject_thing(turn, subject)
        if person.id in thing.conflicted:
            why = f"{Action.OPEN_IN_EMERGENCY.value}:{_word(Refusal.CONFLICT)}"
            diary.leave(turn, Refused(person.id, CHANNEL, thing.kind.value, thing.id, why))
            return _unknown(turn, person)
        if not may(person, READ[thing.kind], thing):
            self._break(turn, person, thing, asked)
        return address_of(subject)

    def _break(self, turn: Turn, person: Person, thing: Thing, asked: _Asked) -> None:
        today = turn.now.astimezone(ENGLAND).date()
        days_off = bank_holidays(today.year) | bank_holidays(today.year + 1)
        opening = glass.open_record(
            turn,
            person.id,
            thing.subject_id,
            Category(asked.category),
            asked.reason,
            rules.review_by(today, days_off),
        )
        turn.write_diary(
            "glass.opened",
            thing.kind.value,
            thing.subject_id,
            person.id,
            CHANNEL,
            opening.category.value,
        )
        tell_of_opening(turn, opening, thing)

    def _show(
        self, visit: Visit, asked: _Asked, wrong: list[tuple[str, str]], status: int = 200
    ) -> web.Response:
        return self._pages.page(
            visit,
            "emergency.html",
            status,
            ref=asked.ref,
            chosen=asked.category,
            reason=asked.reason,
            least=rules.LEAST_REASON,
            most=rules.MOST_REASON,
            categories=[(each.value, words("emergency", each.value)) for each in Category],
            wrong=[{"field": field, "text": text} for field, text in wrong],
        )


def _wrong(asked: _Asked) -> list[tuple[str, str]]:
    found = []
    if not asked.ref:
        found.append(("ref", words("emergency", "no_ref")))
    if asked.category not in set(Category):
        found.append(("category", words("emergency", "no_category")))
    if len(asked.reason) < rules.LEAST_REASON:
        found.append(("reason", words("emergency", "short", least=rules.LEAST_REASON)))
    return found


def _found(turn: Turn, ref: str) -> Child | Household | None:
    for spelt in dict.fromkeys((ref, ref.upper())):
        found = subjects.child_by_ref(turn, spelt) or subjects.household_by_ref(turn, spelt)
        if found is not None:
            return found
    return None


def _unknown(turn: Turn, person: Person) -> str:
    turn.write_diary(glass.UNKNOWN, "person", person.id, person.id, CHANNEL)
    return "unknown"


def _word(refusal: Refusal) -> str:
    return refusal.value.replace(" ", "_")
