"""The pages of fostering households: whose review is due, and one household with all that is its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from bot.days import ENGLAND, day_words
from bot.due import Due, due, first
from bot.errors import NotForYou
from bot.house import House
from bot.household_due import falling
from bot.pages import Pages
from bot.review_parts import Gathering
from bot.reviewing import HOME, due_of, key_of, newest, open_review
from bot.session import CHANNEL, Visit
from bot.steps import Step, first_to_do, steps
from bot.things import profile_thing, subject_thing
from bot.words import words
from care.access import Action, Thing, may
from care.people import Household, Person
from storage import people, profiles, reviews, subjects
from storage.profiles import Profile
from storage.profiles import Status as Stage
from storage.reviews import Review, Status
from storage.turn import Turn
from storage.views import viewed

WORD_FILES = ("profile", "welcome")
FACTS = ("terms", "rooms", "pets", "address", "phone")


@dataclass(frozen=True, slots=True)
class Listed:
    """One household in the list."""

    ref: str
    called: str
    address: str
    due: Due
    state: str


class HouseholdPages:
    """What is said of a household is said by its carers; nothing here is a mark or a score."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def everyone(self, visit: Visit) -> web.Response:
        """A supervising social worker's households, or a carer's own: what is due soonest first."""

        def look(turn: Turn) -> list[Listed]:
            ids = subjects.allocated_subjects(turn, visit.who.id)
            return [
                self._listed(turn, each)
                for each in subjects.households(turn, ids)
                if may(visit.who, Action.READ_HOUSEHOLD, subject_thing(turn, each))
            ]

        rows = sorted(await visit.perform(look), key=lambda row: (first(row.due), row.called))
        return self._pages.page(
            visit,
            "households.html",
            rows=rows,
            overdue=sum(row.due.overdue for row in rows),
        )

    async def one(self, visit: Visit) -> web.Response:
        """Everything of one household that this person may see, what is to do first."""

        def look(turn: Turn) -> dict[str, Any]:
            household = household_in(turn, visit)
            thing = subject_thing(turn, household)
            visit.allow(Action.READ_HOUSEHOLD, thing)
            viewed(turn, "household.read", "household", household.id, visit.who.id, CHANNEL)
            return self._household(turn, visit.who, household, thing)

        return self._pages.page(visit, "household.html", **await visit.perform(look))

    def _listed(self, turn: Turn, household: Household) -> Listed:
        begun = open_review(turn, household.id)
        return Listed(
            ref=household.ref,
            called=self._gathering(turn, household).called(),
            address=f"/households/{household.ref}",
            due=due(due_of(turn, household), today_at(self._house)),
            state=words("due", "under_way" if begun else "not_begun"),
        )

    def _household(
        self, turn: Turn, person: Person, household: Household, thing: Thing
    ) -> dict[str, Any]:
        about = profiles.about(turn, household.id)
        here = [each for each in about if self._seen(turn, person, each)]
        found = reviews.of_household(turn, household.id)
        begun = next((each for each in found if each.status is Status.OPEN), None)
        every = steps(turn, self._house.forms, person, here)
        now = [each for each in every if _is_now(each, begun)]
        past = [each for each in every if each not in now]
        gathering = self._gathering(turn, household)
        return {
            "ref": household.ref,
            "called": gathering.called(),
            "due": due(due_of(turn, household), today_at(self._house)),
            "falling": falling(
                turn, household, gathering.approved(), person, today_at(self._house)
            ),
            "begun": {"ref": begun.ref, "address": f"/reviews/{begun.ref}"} if begun else None,
            "may_begin": bool(may(person, Action.BEGIN_REVIEW, thing)),
            "begin_due": due_of(turn, household) or today_at(self._house),
            "next": shown(first_to_do(now, person)),
            "now": [shown(each) for each in now],
            "past": [shown(each) for each in past],
            "home_start": self._start(turn, person, household, about, thing),
            "reviews": [_review(each) for each in found if each.status is Status.SIGNED],
            "facts": [
                {"label": words("household", name), "text": household.record[name]}
                for name in FACTS
                if household.record.get(name)
            ],
            "papers": [
                {
                    "title": words("household", f"{name}_title"),
                    "note": words("household", f"{name}_note"),
                    "address": f"/households/{household.ref}/{name}.docx",
                }
                for name in WORD_FILES
                if may(person, Action.READ_HOUSEHOLD_PAPER, thing)
            ],
            "pictures": f"/households/{household.ref}/pictures"
            if may(person, Action.CHANGE_PICTURES, thing)
            else "",
            "looks": f"/households/{household.ref}/looks"
            if may(person, Action.SEE_LOOKS, thing)
            else "",
            "people": self._people(turn, thing),
        }

    def _seen(self, turn: Turn, person: Person, profile: Profile) -> bool:
        if profile.status is Stage.SET_ASIDE or profile.form not in self._house.forms:
            return False
        return bool(may(person, Action.READ_PROFILE, profile_thing(turn, profile)))

    def _start(
        self, turn: Turn, person: Person, household: Household, about: list[Profile], thing: Thing
    ) -> str:
        """Where the household profile is begun, while there is none that is open."""
        open_one = any(key_of(each) == HOME and each.status is Stage.OPEN for each in about)
        if open_one or not may(person, Action.START_PROFILE, thing):
            return ""
        try:
            form = newest(self._house.forms, HOME)
        except NotForYou:
            return ""
        return f"/start?form={form.key}&subject={household.id}"

    def _people(self, turn: Turn, thing: Thing) -> list[dict[str, str]]:
        found = [people.person(turn, each) for each in sorted(thing.allocated)]
        return [
            {"name": each.name, "role": words("role", each.role.value)}
            for each in sorted((one for one in found if one), key=lambda one: one.name)
            if each.active
        ]

    def _gathering(self, turn: Turn, household: Household) -> Gathering:
        return Gathering(turn, self._house.forms, self._house.council.name, household)


def today_at(house: House) -> date:
    """The day it is in England."""
    return house.clock().astimezone(ENGLAND).date()


def household_in(turn: Turn, visit: Visit) -> Household:
    """The household that the address names. Raises `NotForYou`; nothing has been allowed yet."""
    found = subjects.household_by_ref(turn, visit.request.match_info["ref"])
    if found is None:
        raise NotForYou
    return found


def _is_now(step: Step, begun: Review | None) -> bool:
    """What belongs to now: this review's, or an open profile that belongs to none."""
    if step.profile.review:
        return begun is not None and step.profile.review == begun.ref
    return step.profile.status is Stage.OPEN


def shown(step: Step | None) -> dict[str, object] | None:
    if step is None:
        return None
    name = "yours_done" if step.mine and step.done else "done" if step.done else ""
    if not name:
        name = "yours_begun" if step.mine and step.begun else "yours" if step.mine else "theirs"
    return {
        "title": step.form.title,
        "whose": step.whose,
        "state": "done" if step.done else "started" if step.begun else "not_started",
        "words": words("step", name, minutes=step.minutes),
        "before": step.before,
        "mine": step.mine,
        "open": step.mine and not step.done,
        "address": step.address,
        "read": f"/profiles/{step.profile.id}",
        "parts": f"/profiles/{step.profile.id}/parts"
        if step.profile.status is Stage.OPEN and step.mine and not step.profile.voice
        else "",
        "changed": words("home", "changed", day=day_words(step.profile.changed_at)),
        "others": [words("role", each) for each in step.others],
    }


def _review(review: Review) -> dict[str, str]:
    return {
        "ref": review.ref,
        "address": f"/reviews/{review.ref}",
        "signed": day_words(review.signed_at or review.begun_at),
        "word": f"/reviews/{review.ref}/review.docx",
    }
