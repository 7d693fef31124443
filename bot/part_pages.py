"""The page on which a part of a profile is handed to somebody, or taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from bot.bodies import read_fields
from bot.called import called
from bot.errors import NotForYou
from bot.house import House
from bot.pages import Pages
from bot.reviewing import tell
from bot.session import CHANNEL, Visit
from bot.sitting import Sitting, sit
from bot.things import profile_thing
from bot.words import words
from care.access import Action, Thing
from care.people import Household, Person, Role
from care.rules import ASKED
from dialogs.form import Section
from dialogs.show import fill
from storage import parts, people
from storage.parts import Handed
from storage.profiles import Status
from storage.turn import Turn

COLLEAGUES = (Role.SOCIAL_WORKER, Role.TEAM_MANAGER)


class PartPages:
    """Nobody is named in an address here, and whoever is asked is told only that they are."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def page(self, visit: Visit) -> web.Response:
        """Who holds what of this profile, and the form to hand a part on."""
        return await self._page(visit)

    async def hand(self, visit: Visit) -> web.Response:
        """Hands sections to somebody; they find them among their own tasks."""
        posted = await read_fields(visit.request)
        if not visit.is_ours(_one(posted, "csrf")):
            raise web.HTTPForbidden
        chosen = {value for name, value in posted if name == "section"}
        to = _one(posted, "person")

        def act(turn: Turn) -> str:
            sitting, thing = self._sitting(turn, visit)
            person = next(
                (each for each in _asked(turn, visit.who, sitting, thing) if each.id == to), None
            )
            sections = chosen & {each.key for each in _theirs(sitting)}
            if person is None or not sections:
                return "person" if person is None else "section"
            handed = parts.hand(turn, sitting.profile.id, person.id, sections, visit.who.id)
            turn.write_diary("part.handed", "profile", sitting.profile.id, visit.who.id, CHANNEL)
            tell(turn, f"part {handed.id}", person)
            return ""

        missing = await visit.perform(act)
        if missing:
            return await self._page(visit, words("parts", f"no_{missing}"), chosen, to, 400)
        return _back(visit)

    async def take_back(self, visit: Visit) -> web.Response:
        """They are asked no more; what they said already stays, as theirs."""
        posted = await read_fields(visit.request)
        if not visit.is_ours(_one(posted, "csrf")):
            raise web.HTTPForbidden

        def act(turn: Turn) -> None:
            sitting, _ = self._sitting(turn, visit)
            for handed in parts.of_profile(turn, sitting.profile.id):
                if handed.id == visit.request.match_info["part"] and parts.take_back(turn, handed):
                    turn.write_diary(
                        "part.taken_back", "profile", sitting.profile.id, visit.who.id, CHANNEL
                    )

        await visit.perform(act)
        return _back(visit)

    async def _page(
        self,
        visit: Visit,
        told: str = "",
        chosen: Iterable[str] = (),
        to: str = "",
        status: int = 200,
    ) -> web.Response:
        def look(turn: Turn) -> dict[str, Any]:
            sitting, thing = self._sitting(turn, visit)
            about = called(turn, sitting.subject)
            household = isinstance(sitting.subject, Household)
            return {
                "title": sitting.form.title,
                "about": about,
                "profile": sitting.profile.id,
                "back": f"/households/{sitting.subject.ref}" if household else "/",
                "sections": [
                    {"key": each.key, "title": fill(each.title, about)} for each in _theirs(sitting)
                ],
                "people": [
                    {
                        "id": each.id,
                        "name": each.name,
                        "role": words("role", each.role.value).lower(),
                    }
                    for each in _asked(turn, visit.who, sitting, thing)
                ],
                "held": [
                    _held(turn, each, sitting)
                    for each in parts.of_profile(turn, sitting.profile.id)
                ],
            }

        context = await visit.perform(look)
        return self._pages.page(
            visit, "parts.html", status=status, told=told, chosen=set(chosen), to=to, **context
        )

    def _sitting(self, turn: Turn, visit: Visit) -> tuple[Sitting, Thing]:
        """The profile asked for, which is open still. Raises `NotForYou`."""
        profile = visit.allow_profile(turn, Action.HAND_PART, visit.request.match_info["profile"])
        sitting = sit(turn, self._house.forms, visit.who, profile.id, Action.HAND_PART)
        if profile.status is not Status.OPEN or sitting.signed or sitting.form.voice:
            raise NotForYou
        return sitting, profile_thing(turn, profile)


def _theirs(sitting: Sitting) -> list[Section]:
    """The sections in which something is theirs to answer, and so theirs to hand on."""
    part = sitting.progress.part
    return [
        section
        for section in sitting.form.sections
        if part is None or any(part.has(each, section) for each in section.questions)
    ]


def _asked(turn: Turn, person: Person, sitting: Sitting, thing: Thing) -> list[Person]:
    """Who can be asked: those who work with them, the team, and for a household a child's worker.

    Of a restricted record only those who are there by name already.
    """
    near = [people.person(turn, each) for each in thing.allocated]
    found: list[Person | None] = list(near)
    if not thing.restricted:
        household = isinstance(sitting.subject, Household)
        found += [
            each
            for role in COLLEAGUES
            for each in people.everyone(turn, role)
            if (thing.team and each.team == thing.team)
            or (household and role is Role.SOCIAL_WORKER)
        ]
    roles = {*ASKED, *([Role.FOSTER_CARER] if isinstance(sitting.subject, Household) else [])}
    able = {
        each.id: each
        for each in found
        if each
        and each.active
        and each.role in roles
        and each.id != person.id
        and each.id not in thing.conflicted
    }
    return sorted(able.values(), key=lambda each: each.name)


def _held(turn: Turn, handed: Handed, sitting: Sitting) -> dict[str, Any]:
    person = people.person(turn, handed.person_id)
    about = called(turn, sitting.subject)
    titles = [
        fill(each.title, about) for each in sitting.form.sections if each.key in handed.sections
    ]
    return {
        "id": handed.id,
        "name": person.name if person else "",
        "role": words("role", person.role.value).lower() if person else "",
        "sections": titles,
        "done": handed.done_at is not None,
    }


def _one(posted: Iterable[tuple[str, str]], name: str) -> str:
    return next((value for each, value in posted if each == name), "")


def _back(visit: Visit) -> web.Response:
    address = f"/profiles/{visit.request.match_info['profile']}/parts"
    return web.Response(status=303, headers={"Location": address})
