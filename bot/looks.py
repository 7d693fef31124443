"""Who looked at this record: the diary in plain words, for those entitled to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.banner import address_of
from bot.called import called
from bot.errors import NotForYou
from bot.house import House
from bot.looked import Row, rows
from bot.pages import Pages
from bot.session import CHANNEL, Visit
from bot.things import profile_thing, subject_thing
from care.access import Action, Kind, may
from care.people import Child, Household, Person, Role
from care.text import clean
from storage import looks, profiles, subjects
from storage.turn import Turn
from storage.views import viewed

Find = Callable[[Turn, str], Child | Household | None]
PAGE = 200
"""Lines of the diary on one page; many of them join into one row."""
PLAINLY = (Role.YOUNG_PERSON, Role.FOSTER_CARER)
MOST_DIGITS = 18
LONGEST_REF = 40
READ = {Kind.CHILD: Action.READ_CHILD, Kind.HOUSEHOLD: Action.READ_HOUSEHOLD}


@dataclass(frozen=True, slots=True)
class _Seen:
    """One page of the list, and what stands around it."""

    ref: str
    kind: str
    rows: list[Row]
    older: int
    back: str


class Looks:
    """One page for a child, and the same for a household."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def find(self, visit: Visit) -> web.Response:
        """The records of which this person may see it, and a box for a reference.

        A reference that opens nothing, and one that is not for them, are answered alike.
        """
        ref = clean(visit.request.query.get("ref", "")).strip()[:LONGEST_REF]

        def look(turn: Turn) -> list[dict[str, str]]:
            person = visit.who
            if ref:
                found = [_by_ref(turn, spelt) for spelt in dict.fromkeys((ref, ref.upper()))]
            else:
                ids = subjects.allocated_subjects(turn, person.id)
                found = [*subjects.children(turn, ids), *subjects.households(turn, ids)]
            return [
                {
                    "ref": each.ref,
                    "address": f"{address_of(each)}/looks",
                    "called": called(turn, each) if may(person, READ[thing.kind], thing) else "",
                }
                for each in found
                if each and may(person, Action.SEE_LOOKS, thing := subject_thing(turn, each))
            ]

        found = await visit.perform(look)
        plainly = visit.who.role in PLAINLY
        if len(found) == 1 and (ref or plainly):
            return web.Response(status=303, headers={"Location": found[0]["address"]})
        return self._pages.page(
            visit,
            "looks_find.html",
            404 if ref else 200,
            ref=ref,
            records=[] if ref else found,
            asks=not plainly,
        )

    async def child(self, visit: Visit) -> web.Response:
        return await self._show(visit, subjects.child_by_ref)

    async def household(self, visit: Visit) -> web.Response:
        return await self._show(visit, subjects.household_by_ref)

    async def _show(self, visit: Visit, find: Find) -> web.Response:
        before = visit.request.query.get("before", "")
        number = int(before) if before.isdecimal() and len(before) <= MOST_DIGITS else 0

        def look(turn: Turn) -> _Seen:
            subject = find(turn, visit.request.match_info["ref"])
            if subject is None:
                raise NotForYou
            thing = subject_thing(turn, subject)
            person = visit.allow(Action.SEE_LOOKS, thing)
            found = self._found(turn, person, subject, number)
            viewed(turn, "looks.read", thing.kind.value, subject.id, person.id, CHANNEL)
            return _Seen(
                ref=subject.ref,
                kind=_whose(person, thing.kind),
                rows=rows(turn, found[:PAGE], self._house.forms, plainly=person.role in PLAINLY),
                older=found[PAGE - 1].seq if len(found) > PAGE else 0,
                back=address_of(subject) if may(person, READ[thing.kind], thing) else "/",
            )

        seen = await visit.perform(look)
        return self._pages.page(
            visit,
            "looks.html",
            ref=seen.ref,
            kind=seen.kind,
            rows=seen.rows,
            older=f"{visit.request.path}?before={seen.older}" if seen.older else "",
            newest=visit.request.path if number else "",
            back=seen.back,
        )

    def _found(
        self, turn: Turn, person: Person, subject: Child | Household, before: int
    ) -> list[looks.Look]:
        about = looks.things_about(turn, subject.id) - _kept(turn, person, subject)
        if before:
            return looks.lines(turn, about, PAGE + 1, before)
        return looks.lines(turn, about, PAGE + 1)


def _kept(turn: Turn, person: Person, subject: Child | Household) -> frozenset[str]:
    """The profiles in a carer's own household whose words are not for them. That a child said
    something, when, and who sat with them, is theirs to tell as much as what it was."""
    if person.role is not Role.FOSTER_CARER:
        return frozenset()
    return frozenset(
        each.id
        for each in profiles.about(turn, subject.id)
        if not may(person, Action.READ_PROFILE, profile_thing(turn, each))
    )


def _by_ref(turn: Turn, ref: str) -> Child | Household | None:
    return subjects.child_by_ref(turn, ref) or subjects.household_by_ref(turn, ref)


def _whose(person: Person, kind: Kind) -> str:
    """Whose record the page speaks of: `yours`, `your_home`, or somebody's."""
    match person.role:
        case Role.YOUNG_PERSON:
            return "yours"
        case Role.FOSTER_CARER:
            return "your_home"
        case _:
            return kind.value
