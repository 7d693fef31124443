"""What the page of a review shows: every part, whose it is, how far it is, and who can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.house import House
from bot.household_pages import shown
from bot.reviewing import CHILD, REVIEW, Asked, asked_in, key_of, newest, of_review
from bot.standing import Standing
from bot.steps import first_to_do, roles_waiting, steps
from bot.things import profile_thing
from bot.words import words
from care.access import Action, Thing, may
from care.people import Person, Role
from dialogs.form import Form
from storage import people
from storage.turn import Turn

STAFF = (Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER)
"""Those who can be asked for their views wherever they work; anybody else only if they have to do
with the household, so that no page lists children or carers of other homes."""


def whole(turn: Turn, house: House, person: Person, standing: Standing) -> dict[str, Any]:
    """Every part of a review as this person may see it, what is theirs and open first."""
    found = of_review(turn, standing.review)
    readable = [
        each for each in found if may(person, Action.READ_PROFILE, profile_thing(turn, each))
    ]
    every = steps(turn, house.forms, person, readable)
    names = {each.id: each for each in found}
    return {
        "next": shown(first_to_do(every, person)),
        "parts": [
            {
                **(shown(each) or {}),
                "waits": [
                    words("role", role.value)
                    for role in roles_waiting(turn, house.forms, person, names[each.profile.id])
                    if role is not person.role or not each.mine or each.done
                ],
            }
            for each in every
        ],
        "apart": [
            _asked(each, house.forms)
            for each in asked_in(turn, standing.review)
            if each.profile.id not in {one.id for one in readable} or key_of(each.profile) == REVIEW
        ],
        "asking": [],
    }


def people_to_ask(turn: Turn, forms: Mapping[str, Form], key: str, thing: Thing) -> list[Person]:
    """Who can be asked for this, by name."""
    form = newest(forms, key)
    wanted = {Role.REVIEWING_OFFICER} if key == REVIEW else {Role(each) for each in form.roles}
    staff = [each for role in STAFF for each in people.everyone(turn, role)]
    near = [people.person(turn, each) for each in thing.allocated]
    found = {
        each.id: each
        for each in (*staff, *near)
        if each and each.active and each.role in wanted and each.id not in thing.conflicted
    }
    return sorted(found.values(), key=lambda each: each.name)


def asking(key: str, found: Iterable[Person]) -> dict[str, Any]:
    """One thing to ask for, and of whom."""
    return {
        "form": key,
        "title": words("asking", key),
        "note": words("asking", f"{key}_note"),
        "people": [
            {"id": each.id, "name": f"{each.name}, {words('role', each.role.value).lower()}"}
            for each in found
        ],
    }


def _asked(one: Asked, forms: Mapping[str, Form]) -> dict[str, Any]:
    """Somebody who was asked; a child is not named here, nor who sat with them."""
    title = newest(forms, one.form).title
    name = words("review", "a_child") if one.form == CHILD else one.person.name
    return {"title": title, "name": name, "done": one.done}
