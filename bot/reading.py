"""A record to read and not to change: what is known of a child, a profile's answers, what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.days import day_words
from bot.errors import NotForYou
from bot.history import Changed, changed
from bot.house import House, Pane
from bot.pages import Pages
from bot.session import CHANNEL, Visit
from bot.things import profile_thing, referral_thing, subject_thing
from bot.words import words
from care.access import Action, Thing, may
from care.people import Child, Household, Person, day_in
from dialogs.form import Form
from storage import profiles, referrals, subjects
from storage.profiles import Profile, Status
from storage.turn import Turn
from storage.views import viewed

PLAIN = ("preferred_name", "first_language", "allergies", "gp")
IDENTITY = ("full_name", "dob")
LOCATION = ("address", "postcode", "carer_names", "school_name")
WORKERS = (
    "social_worker",
    "social_worker_phone",
    "team_manager",
    "team_manager_phone",
    "reviewing_officer",
)
DAYS = ("dob",)


@dataclass(frozen=True, slots=True)
class _Link:
    """Something to read, and where."""

    title: str
    detail: str
    address: str


class Reading:
    """Pages without a single button that changes something."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    async def child(self, visit: Visit) -> web.Response:
        def look(turn: Turn) -> dict[str, Any]:
            child = subjects.child_by_ref(turn, visit.request.match_info["ref"])
            if child is None:
                raise NotForYou
            thing = subject_thing(turn, child)
            person = visit.allow(Action.READ_CHILD, thing)
            viewed(turn, "child.read", "child", child.id, person.id, CHANNEL)
            return {
                "ref": child.ref,
                "called": child.preferred_name,
                "facts": _facts(child, person, thing),
                "profiles": self._profiles(turn, child, person),
                "referrals": _referrals(turn, child, person),
                "looks": f"/children/{child.ref}/looks"
                if may(person, Action.SEE_LOOKS, thing)
                else "",
            }

        return self._pages.page(visit, "child.html", **await visit.perform(look))

    async def profile(self, visit: Visit) -> web.Response:
        """The answers as they are now, by section."""

        def look(turn: Turn) -> tuple[Profile, Form, Child | Household, Pane, str]:
            profile, form, subject = self._held(turn, visit, Action.READ_PROFILE)
            pane = self._house.assistant.answers(turn, visit.who, profile.id)
            viewed(turn, "profile.read", "profile", profile.id, visit.who.id, CHANNEL)
            thing = profile_thing(turn, profile, subject)
            earlier = may(visit.who, Action.READ_HISTORY, thing)
            return profile, form, subject, pane, f"/profiles/{profile.id}/history" * bool(earlier)

        profile, form, subject, pane, history = await visit.perform(look)
        return self._pages.page(
            visit,
            "profile.html",
            title=form.title,
            about=subject.preferred_name,
            back=_back(subject),
            state=words("profile_state", profile.status.value),
            changed=day_words(profile.changed_at),
            sections=[each for each in pane.sections if each.lines],
            history=history,
        )

    async def history(self, visit: Visit) -> web.Response:
        """What every answer said before it was changed, who changed it, and when."""

        def look(turn: Turn) -> tuple[Profile, Form, Child | Household, list[Changed]]:
            profile, form, subject = self._held(turn, visit, Action.READ_HISTORY)
            viewed(turn, "profile.history_read", "profile", profile.id, visit.who.id, CHANNEL)
            found = changed(turn, form, profile, subject.preferred_name)
            return profile, form, subject, found

        profile, form, subject, found = await visit.perform(look)
        return self._pages.page(
            visit,
            "history.html",
            title=form.title,
            about=subject.preferred_name,
            back=f"/profiles/{profile.id}",
            answers=found,
        )

    def _held(
        self, turn: Turn, visit: Visit, action: Action
    ) -> tuple[Profile, Form, Child | Household]:
        profile = visit.allow_profile(turn, action, visit.request.match_info["profile"])
        subject = subjects.subject_of(turn, profile.subject_id)
        form = self._house.forms.get(profile.form)
        if subject is None or form is None:
            raise NotForYou
        return profile, form, subject

    def _profiles(self, turn: Turn, child: Child, person: Person) -> list[_Link]:
        """The newest first; what was set aside says nothing any more."""
        return [
            _Link(
                form.title,
                words(
                    "profile_state",
                    "with_day",
                    state=words("profile_state", each.status.value),
                    day=day_words(each.changed_at),
                ),
                f"/profiles/{each.id}",
            )
            for each in reversed(profiles.about(turn, child.id))
            if each.status is not Status.SET_ASIDE
            and (form := self._house.forms.get(each.form)) is not None
            and may(person, Action.READ_PROFILE, profile_thing(turn, each, child))
        ]


def _facts(child: Child, person: Person, thing: Thing) -> list[tuple[str, str]]:
    """What the record says, as far as this person may know it, in the order one needs it."""
    names = list(PLAIN)
    if may(person, Action.SEE_IDENTITY, thing):
        names = [*IDENTITY, *names]
    if may(person, Action.SEE_LOCATION, thing):
        names += LOCATION
    return [
        (words("record", name), _said(name, text))
        for name in (*names, *WORKERS)
        if (text := child.record.get(name, "").strip())
    ]


def _said(name: str, text: str) -> str:
    day = day_in(text) if name in DAYS else None
    return day_words(day) if day else text


def _referrals(turn: Turn, child: Child, person: Person) -> list[_Link]:
    return [
        _Link(
            each.ref, words("home", "sent", day=day_words(each.sent_at)), f"/referrals/{each.ref}"
        )
        for each in referrals.all_newest(turn)
        if each.subject_id == child.id
        and may(person, Action.READ_REFERRAL, referral_thing(turn, each.ref, child))
    ]


def _back(subject: Child | Household) -> str:
    folder = "children" if isinstance(subject, Child) else "households"
    return f"/{folder}/{subject.ref}"
