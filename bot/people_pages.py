"""The administrators' pages of people: who is here, in which role and team, and who has left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiohttp import web

from bot.bodies import LARGEST_BODY, read_form, read_parts
from bot.channels.directline import DirectLine
from bot.errors import NotForYou
from bot.house import House
from bot.oidc import Client
from bot.pages import Pages
from bot.serve_errors import RowRefused
from bot.serve_people import (
    Newcomer,
    add_people,
    columns_for,
    newcomer_in,
    people_in,
)
from bot.session import CHANNEL, Visit
from bot.words import words
from care.people import Person, Role
from care.text import clean
from storage import allocations, people, roster
from storage.errors import InConflict, NotFound
from storage.turn import Turn

LONGEST = 200
MOST_WORK = 500
"""The references shown on one person's page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One person in the list."""

    id: str
    name: str
    role: str
    team: str
    active: bool


class PeoplePages:
    """Adding, changing, leaving and coming back. Nothing here opens or names a record's content."""

    def __init__(
        self, house: House, pages: Pages, line: DirectLine, client: Client | None = None
    ) -> None:
        self._house = house
        self._pages = pages
        self._line = line
        self._client = client

    async def everyone(self, visit: Visit) -> web.Response:
        return await self._list(visit)

    async def add(self, visit: Visit) -> web.Response:
        """One more, from the form."""
        form = await self._form(visit)
        cells = {name: form.get(name, "") for name in columns_for(self._client)}
        if self._client is not None and self._client.tenant and cells.get("object_id"):
            cells["tenant_id"] = self._client.tenant
        try:
            newcomer = newcomer_in(1, cells, self._client, self._house.new_id)
        except RowRefused as refused:
            return await self._list(visit, words("add_person", refused.fault), form)
        return await self._bring(visit, [newcomer])

    async def bring(self, visit: Visit) -> web.Response:
        """Many more, from a CSV file; all of it or nothing."""
        if not visit.request.content_type.startswith("multipart/"):
            await self._form(visit)
            raise web.HTTPBadRequest
        sent = await read_parts(visit.request, {"file": LARGEST_BODY})
        if not visit.is_ours(sent.get("csrf", b"").decode("utf-8", "replace")):
            raise web.HTTPForbidden
        raw = sent.get("file", b"")
        if len(raw) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(raw))
        try:
            newcomers = people_in(raw, self._client, self._house.new_id)
        except RowRefused as refused:
            return await self._list(visit, str(refused))
        return await self._bring(visit, newcomers)

    async def one(self, visit: Visit) -> web.Response:
        return await self._person(visit)

    async def change(self, visit: Visit) -> web.Response:
        """A new name, role or team; or somebody has left, or is here again."""
        form = await self._form(visit)
        found = await visit.perform(lambda turn: self._found(turn, visit))
        match form.get("do"):
            case "change":
                return await self._rename(visit, found, form)
            case "leave" if found.active and found.id != visit.who.id:
                await visit.perform(lambda turn: self._leave(turn, visit, found))
                for live in list(self._line.conversations):
                    if live.person == found.id:
                        self._line.conversations.end(live)
                return self._back(found, "left")
            case "return" if not found.active:
                await visit.perform(lambda turn: self._return(turn, visit, found))
                return self._back(found, "returned")
            case "hand_over":
                return await self._hand_over(visit, found, form.get("to", ""))
            case _:
                return self._back(found, "nothing")

    # ------------------------------------------------------------ what each does

    async def _bring(self, visit: Visit, newcomers: list[Newcomer]) -> web.Response:
        done = await visit.perform(lambda turn: add_people(turn, newcomers, visit.who.id, CHANNEL))
        told = words("add_person", "done", added=done.added, known=done.known)
        return await self._list(visit, told)

    async def _rename(self, visit: Visit, found: Person, form: dict[str, str]) -> web.Response:
        name, team = (clean(form.get(each, "")).strip() for each in ("name", "team"))
        role = form.get("role", "")
        if not 0 < len(name) <= LONGEST or len(team) > LONGEST or role not in set(Role):
            return self._back(found, "nothing")
        if found.id == visit.who.id and role != found.role.value:
            return self._back(found, "own_role")
        changed = replace(found, name=name, team=team, role=Role(role))

        def keep(turn: Turn) -> str:
            """What somebody works with was given to who they were: a carer who comes to work for
            the council would read their own household as its worker."""
            if changed.role is not found.role and allocations.allocated_subjects(turn, found.id):
                return "has_work"
            people.change(turn, changed, visit.who.id)
            turn.write_diary("person.changed", "person", found.id, visit.who.id, CHANNEL, role)
            return "changed"

        return self._back(found, await visit.perform(keep))

    def _leave(self, turn: Turn, visit: Visit, found: Person) -> None:
        people.leave(turn, found.id, visit.who.id)
        turn.write_diary("person.left", "person", found.id, visit.who.id, CHANNEL)

    def _return(self, turn: Turn, visit: Visit, found: Person) -> None:
        people.come_back(turn, found.id)
        turn.write_diary("person.returned", "person", found.id, visit.who.id, CHANNEL)

    async def _hand_over(self, visit: Visit, found: Person, to_id: str) -> web.Response:
        """All their work goes to one other person; what cannot, stays and is said."""

        def go(turn: Turn) -> bool:
            to = people.person(turn, to_id)
            if to is None or not to.active or to.role is not found.role or to.id == found.id:
                return False
            whole = True
            for subject_id in sorted(allocations.cases(turn, found.id)):
                try:
                    allocations.hand_over(turn, subject_id, found.id, to.id)
                except (InConflict, NotFound):
                    whole = False
                    continue
                kind = allocations.footing(turn, subject_id)
                turn.write_diary(
                    "allocation.handed_over",
                    kind.kind if kind else "child",
                    subject_id,
                    visit.who.id,
                    CHANNEL,
                    to.id,
                    behalf_of=found.id,
                )
            return whole

        whole = await visit.perform(go)
        return self._back(found, "handed_over" if whole else "not_all")

    # ------------------------------------------------------------ showing

    async def _list(
        self, visit: Visit, said: str = "", typed: dict[str, str] | None = None
    ) -> web.Response:
        def look(turn: Turn) -> tuple[list[Person], list[str]]:
            return people.everyone(turn), roster.teams(turn)

        everyone, teams = await visit.perform(look)
        shown = sorted(map(_shown, everyone), key=lambda one: (not one.active, one.name.casefold()))
        return self._pages.page(
            visit,
            "people.html",
            shown=shown,
            teams=teams,
            roles=_roles(),
            columns=columns_for(self._client),
            said=said,
            typed=typed or {},
        )

    async def _person(self, visit: Visit) -> web.Response:
        def look(turn: Turn) -> dict[str, object]:
            found = self._found(turn, visit)
            own = allocations.cases(turn, found.id)
            work = roster.page(turn, person_id=found.id, most=MOST_WORK)
            others = [
                each
                for each in people.everyone(turn, found.role)
                if each.active and each.id != found.id
            ]
            return {
                "one": _shown(found),
                "role": found.role.value,
                "work": [{"ref": each.ref, "covers": each.id not in own} for each in work],
                "left_over": len(own),
                "others": [{"id": each.id, "name": each.name} for each in others],
                "teams": roster.teams(turn),
                "myself": found.id == visit.who.id,
            }

        context = await visit.perform(look)
        done = visit.request.query.get("done", "")
        said = words("person_done", done) if done in DONE else ""
        return self._pages.page(visit, "person.html", 200, said=said, roles=_roles(), **context)

    def _found(self, turn: Turn, visit: Visit) -> Person:
        found = people.person(turn, visit.request.match_info["person"])
        if found is None:
            raise NotForYou
        return found

    async def _form(self, visit: Visit) -> dict[str, str]:
        form = await read_form(visit.request)
        if not visit.is_ours(form.get("csrf")):
            raise web.HTTPForbidden
        return form

    def _back(self, found: Person, done: str) -> web.Response:
        return web.Response(status=303, headers={"Location": f"/people/{found.id}?done={done}"})


DONE = ("changed", "has_work", "left", "returned", "handed_over", "not_all", "own_role", "nothing")


def _shown(person: Person) -> Shown:
    role = words("role", person.role.value)
    return Shown(person.id, person.name, role, person.team, person.active)


def _roles() -> list[dict[str, str]]:
    return [{"key": role.value, "label": words("role", role.value)} for role in Role]
