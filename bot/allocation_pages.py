"""The pages on which work is given out: who works with whom, cover, hand-over, and who must not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from aiohttp import web

from bot.bodies import read_form
from bot.days import ENGLAND, day_words
from bot.errors import NotForYou
from bot.house import House
from bot.pages import Pages
from bot.session import CHANNEL, Visit
from bot.things import subject_thing
from bot.words import words
from care.access import Action, may
from care.people import Person, Role
from care.text import clean
from storage import allocations, people, roster
from storage.allocations import Kind
from storage.errors import InConflict, NotFound
from storage.roster import Listed
from storage.turn import Turn

MOST = 50
LONGEST = 200
LONGEST_COVER = timedelta(days=90)
"""Cover is for a while; whoever stays longer has the work. A proposal of ours."""
REASONS = ("family", "neighbour", "friend", "party_to_case", "other")
"""Why somebody must not come near a record, in words that tell nothing about anybody."""
WORKERS = {
    "child": (
        Role.SOCIAL_WORKER,
        Role.TEAM_MANAGER,
        Role.REVIEWING_OFFICER,
        Role.YOUNG_PERSON,
    ),
    "household": (Role.SUPERVISING_SOCIAL_WORKER, Role.FOSTER_CARER),
}
DONE = (
    "given",
    "covered",
    "ended",
    "handed_over",
    "team",
    "restricted",
    "unrestricted",
    "conflict",
    "conflict_over",
    "in_conflict",
    "nothing",
)


class AllocationPages:
    """By reference alone: whoever gives out work need not be able to read a record."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def everything(self, visit: Visit) -> web.Response:
        """Those whose work this person may give out: a manager's own team, or all."""
        asked = visit.request.query
        team, ref, after = (
            clean(asked.get(each, ""))[:LONGEST] for each in ("team", "ref", "after")
        )

        def look(turn: Turn) -> dict[str, object]:
            mine = visit.who.team if visit.who.role is Role.TEAM_MANAGER else team
            found = roster.page(turn, team=mine, ref=ref, after=after, most=MOST + 1)
            names = {each.id: each for each in people.everyone(turn)}
            rows = [
                self._row(turn, each, names)
                for each in found[:MOST]
                if may(visit.person, Action.GIVE_WORK, subject_thing(turn, each.id))
            ]
            more = found[MOST - 1].ref if len(found) > MOST else ""
            return {"rows": rows, "more": more, "teams": roster.teams(turn)}

        context = await visit.perform(look)
        return self._pages.page(
            visit, "allocations.html", 200, team=team, ref=ref, own_team=visit.who.team, **context
        )

    async def one(self, visit: Visit) -> web.Response:
        def look(turn: Turn) -> dict[str, object]:
            listed = self._found(turn, visit)
            everyone = people.everyone(turn)
            names = {each.id: each for each in everyone}
            now = roster.work(turn, listed.id)
            here = {each.person_id for each in now if each.kind is Kind.CASE}
            return {
                "listed": listed,
                "work": self._row(turn, listed, names)["work"],
                "can_work": _choices(
                    each for each in everyone if each.role in WORKERS[listed.kind]
                ),
                "conflicts": [
                    {
                        "id": each.person_id,
                        "name": names[each.person_id].name,
                        "reason": words("conflict_reason", each.reason),
                    }
                    for each in roster.conflicts(turn, listed.id)
                ],
                "anybody": _choices(everyone),
                "has_work": _choices(each for each in everyone if each.id in here),
                "teams": roster.teams(turn),
            }

        context = await visit.perform(look)
        done = visit.request.query.get("done", "")
        return self._pages.page(
            visit,
            "allocation.html",
            200,
            said=words("allocation_done", done) if done in DONE else "",
            reasons=[(each, words("conflict_reason", each)) for each in REASONS],
            **context,
        )

    async def change(self, visit: Visit) -> web.Response:
        form = await read_form(visit.request)
        if not visit.is_ours(form.get("csrf")):
            raise web.HTTPForbidden

        def go(turn: Turn) -> str:
            listed = self._found(turn, visit)
            try:
                done, reason = self._do(turn, listed, form)
            except InConflict:
                return "in_conflict"
            except NotFound:
                return "nothing"
            if done in LINES:
                turn.write_diary(LINES[done], listed.kind, listed.id, visit.who.id, CHANNEL, reason)
            return done

        done = await visit.perform(go)
        ref = visit.request.match_info["ref"]
        return web.Response(status=303, headers={"Location": f"/allocations/{ref}?done={done}"})

    def _do(self, turn: Turn, listed: Listed, form: dict[str, str]) -> tuple[str, str]:
        """What was done, and one word on it for the diary. Raises `InConflict` and `NotFound`."""
        who = people.person(turn, form.get("person", ""))
        match form.get("do"):
            case "restrict":
                allocations.restrict(turn, listed.id)
                return "restricted", ""
            case "unrestrict":
                allocations.unrestrict(turn, listed.id)
                return "unrestricted", ""
            case "team":
                team = clean(form.get("team", "")).strip()[:LONGEST]
                allocations.set_team(turn, listed.id, team)
                return "team", ""
            case "end" if who:
                allocations.end_allocation(turn, who.id, listed.id)
                return "ended", who.id
            case "end_conflict" if who:
                allocations.end_conflict(turn, who.id, listed.id)
                return "conflict_over", who.id
            case "conflict" if who and form.get("reason") in REASONS:
                allocations.declare_conflict(turn, who.id, listed.id, form["reason"])
                return "conflict", who.id
            case "give" if who and self._suits(who, listed):
                return self._give(turn, listed, who, form.get("until", ""))
            case "hand_over" if who:
                to = people.person(turn, form.get("to", ""))
                if to is None or not self._suits(to, listed):
                    return "nothing", ""
                allocations.hand_over(turn, listed.id, who.id, to.id)
                return "handed_over", to.id
            case _:
                return "nothing", ""

    def _give(self, turn: Turn, listed: Listed, who: Person, until: str) -> tuple[str, str]:
        """For good, or to cover until the end of a day."""
        if not until:
            allocations.allocate(turn, who.id, listed.id)
            return "given", who.id
        end = _end_of(until)
        if end is None or not turn.now < end <= turn.now + LONGEST_COVER:
            return "nothing", ""
        allocations.cover(turn, who.id, listed.id, end)
        return "covered", who.id

    def _suits(self, person: Person, listed: Listed) -> bool:
        return person.active and person.role in WORKERS[listed.kind]

    def _found(self, turn: Turn, visit: Visit) -> Listed:
        listed = roster.by_ref(turn, visit.request.match_info["ref"])
        if listed is None:
            raise NotForYou
        visit.allow(Action.GIVE_WORK, subject_thing(turn, listed.id))
        return listed

    def _row(self, turn: Turn, listed: Listed, names: dict[str, Person]) -> dict[str, object]:
        return {
            "listed": listed,
            "kind": words("subject_kind", listed.kind),
            "work": [
                {
                    "id": each.person_id,
                    "name": names[each.person_id].name,
                    "role": words("role", names[each.person_id].role.value),
                    "until": day_words(each.until - timedelta(seconds=1)) if each.until else "",
                    "here": names[each.person_id].active,
                }
                for each in roster.work(turn, listed.id)
            ],
        }


LINES = {
    "given": "allocation.begun",
    "covered": "allocation.covered",
    "ended": "allocation.ended",
    "handed_over": "allocation.handed_over",
    "team": "record.team_set",
    "restricted": "record.restricted",
    "unrestricted": "record.unrestricted",
    "conflict": "conflict.declared",
    "conflict_over": "conflict.ended",
}
"""What the diary calls each."""


def _choices(found: Iterable[Person]) -> list[dict[str, str]]:
    return [
        {"id": each.id, "name": each.name, "role": words("role", each.role.value)}
        for each in sorted(found, key=lambda one: one.name.casefold())
        if each.active
    ]


def _end_of(text: str) -> datetime | None:
    """The end of that day by the clock in England."""
    try:
        day = date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError):  # the second: no day comes after the last that there is
        return None
    return datetime.combine(day, time(), ENGLAND)
