"""Inviting: a worker or an administrator lets a carer or young person choose how to sign in."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TypedDict

from aiohttp import web

from bot.bodies import read_form
from bot.days import day_words, time_words
from bot.errors import NotForYou
from bot.headers import site_of
from bot.house import House
from bot.oidc import KEY
from bot.pages import Pages
from bot.serve_people import INVITED
from bot.session import CHANNEL, Visit
from bot.things import subject_thing
from bot.words import words
from care.access import Action, Kind, Thing, may
from care.people import Person, Role
from storage import allocations, credentials, invitations, people
from storage.invitations import Invitation
from storage.turn import Turn

ABOUT = {Role.FOSTER_CARER: Kind.HOUSEHOLD, Role.YOUNG_PERSON: Kind.CHILD}
TOKEN_BYTES = 24
"""192 random bits."""
WORD_DIGITS = 6


class Invitee(TypedDict):
    """Somebody who may be invited."""

    id: str
    name: str
    role_label: str
    can_sign_in: bool


class Waiting(TypedDict):
    """An invitation that somebody could still come by."""

    id: str
    name: str
    until: str


class Inviting:
    """Who may be invited, making an invitation, and taking one back."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def page(self, visit: Visit) -> web.Response:
        """Those whom this person may invite, and the invitations that are open."""

        def look(turn: Turn) -> tuple[list[Invitee], list[Waiting]]:
            able = credentials.who_can_sign_in(turn)
            theirs = {each.id: each for each in _candidates(turn, visit.who)}
            shown = [
                Invitee(
                    id=each.id,
                    name=each.name,
                    role_label=words("role", each.role.value),
                    can_sign_in=each.id in able or each.key.startswith(KEY),
                )
                for each in theirs.values()
            ]
            waiting = [
                Waiting(
                    id=each.id,
                    name=theirs[each.person_id].name,
                    until=self._until(each.expires_at),
                )
                for each in invitations.open_ones(turn)
                if each.person_id in theirs
            ]
            return sorted(shown, key=lambda each: (each["can_sign_in"], each["name"])), waiting

        shown, waiting = await visit.perform(look)
        return self._pages.page(
            visit,
            "invite.html",
            fresh=[each for each in shown if not each["can_sign_in"]],
            known=[each for each in shown if each["can_sign_in"]],
            waiting=waiting,
        )

    async def invite(self, visit: Visit) -> web.Response:
        """Makes an invitation, and shows its link and its code: now, and never again."""
        posted = await _posted(visit)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        word = f"{secrets.randbelow(10**WORD_DIGITS):0{WORD_DIGITS}}"

        def make(turn: Turn) -> tuple[Person, Invitation]:
            person = self._invitee(turn, visit, posted.get("person", ""))
            made = invitations.make(turn, token, word, person.id, visit.who.id)
            turn.write_diary("invitation.made", "person", person.id, visit.who.id, CHANNEL)
            return person, made

        person, made = await visit.perform(make)
        return self._pages.page(
            visit,
            "invited.html",
            invitee=person.name,
            link=f"{site_of(visit.request, self._house.site)}/join/{token}",
            word=f"{word[:3]} {word[3:]}",
            until=self._until(made.expires_at),
        )

    async def withdraw(self, visit: Visit) -> web.Response:
        """Takes an invitation back; nothing happens when it is over already."""
        posted = await _posted(visit)

        def end(turn: Turn) -> None:
            asked = invitations.find(turn, posted.get("invitation", ""))
            if asked is None:
                raise NotForYou
            person = self._invitee(turn, visit, asked.person_id)
            if invitations.withdraw(turn, asked):
                turn.write_diary("invitation.withdrawn", "person", person.id, visit.who.id, CHANNEL)

        await visit.perform(end)
        return web.Response(status=303, headers={"Location": "/invite"})

    def _invitee(self, turn: Turn, visit: Visit, person_id: str) -> Person:
        person = people.person(turn, person_id)
        if person is None or person.role not in INVITED or not person.active:
            raise NotForYou
        visit.allow(Action.INVITE, person_thing(turn, person))
        return person

    def _until(self, at: datetime) -> str:
        return words("invite", "until", day=day_words(at), time=time_words(at))


def person_thing(turn: Turn, person: Person) -> Thing:
    """A carer with those who work with their household; a young person with those who work with them.

    A conflict with the household or child is one with its people. Whoever invites somebody could
    come in as them, so only those who read the record anyway invite anybody who is in one.
    """
    own = allocations.allocated_subjects(turn, person.id)
    about = [
        thing
        for subject in own
        if (thing := subject_thing(turn, subject)).kind is ABOUT.get(person.role)
    ]
    return Thing(
        kind=Kind.PERSON,
        id=person.id,
        allocated=frozenset().union(*(each.allocated for each in about)) - {person.id},
        conflicted=frozenset().union(*(each.conflicted for each in about)),
        placed=bool(own),
    )


def _candidates(turn: Turn, who: Person) -> list[Person]:
    """Those whom somebody may invite, who are here."""
    if who.role is Role.ADMINISTRATOR:
        ids = {each.id for role in INVITED for each in people.everyone(turn, role)}
    else:
        subjects = allocations.allocated_subjects(turn, who.id)
        ids = {each for one in subjects for each in allocations.allocated_people(turn, one)}
    found = [each for one in sorted(ids) if (each := people.person(turn, one)) is not None]
    return [
        each
        for each in found
        if each.role in INVITED
        and each.active
        and may(who, Action.INVITE, person_thing(turn, each))
    ]


async def _posted(visit: Visit) -> dict[str, str]:
    posted = await read_form(visit.request)
    if not visit.is_ours(posted.get("csrf")):
        raise web.HTTPForbidden
    return posted
