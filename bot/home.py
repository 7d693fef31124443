"""A person's own page: what is open, what can be begun, and what waits on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from aiohttp import web

from bot.arrived import new_for, to_read
from bot.asked import asked_of
from bot.bodies import read_form
from bot.called import called
from bot.days import day_words
from bot.door import CHANNEL, Door
from bot.errors import NotForYou
from bot.home_work import Card, cards
from bot.house import House
from bot.pages import Pages
from bot.rates import RATES
from bot.reviewing import WITHIN_A_REVIEW
from bot.session import Visit, visit_from
from bot.steps import step
from bot.things import profile_thing, subject_thing
from bot.words import words
from care.access import Action, may
from care.people import Child, Household, Person, Role
from dialogs.form import Form
from storage import profiles, subjects
from storage.profiles import Profile, Status
from storage.turn import Turn

Subject = Child | Household


class Task(TypedDict):
    """Something that has been begun."""

    title: str
    about: str
    state: str
    detail: str
    address: str
    action: str


class Start(TypedDict):
    """Something that can be begun; the address takes a POST."""

    title: str
    about: str
    address: str
    again: bool
    """Whether there is one already, so that this would be another."""


class Home:
    """The front page, and beginning something from it."""

    def __init__(self, house: House, pages: Pages, door: Door) -> None:
        self._house = house
        self._pages = pages
        self._door = door

    async def front(self, request: web.Request) -> web.Response:
        visit = await visit_from(self._house, request)
        if not may(visit.person, Action.SEE_HOME):
            return await self._door.outside(visit)
        request.app[RATES].page(visit.who.id)
        return await self.home(visit)

    async def home(self, visit: Visit) -> web.Response:
        person = visit.who

        def look(turn: Turn) -> tuple[list[Task], list[Start], int, list[Card]]:
            tasks, start = self._work(turn, person)
            homes = cards(turn, self._house, person)
            return tasks, start, new_for(turn, person), homes

        tasks, start, waiting, homes = await visit.perform(look)
        return self._pages.page(
            visit,
            "home.html",
            tasks=tasks,
            start=start,
            waiting=waiting,
            homes=homes,
        )

    async def start(self, visit: Visit) -> web.Response:
        """Begins a form about somebody, or goes on with the one that is open already."""
        posted = await read_form(visit.request)
        if not visit.is_ours(posted.get("csrf")):
            raise web.HTTPForbidden
        named = {**visit.request.query, **posted}
        form = self._house.newest_form(named.get("form", ""))
        subject_id = named.get("subject", "")

        def begin(turn: Turn) -> str:
            subject = subjects.subject_of(turn, subject_id)
            if subject is None:
                raise NotForYou
            person = visit.allow(Action.START_PROFILE, subject_thing(turn, subject))
            if form is None or not _suits(form, person, subject):
                raise NotForYou
            voice = person.id if form.voice else ""
            for profile in profiles.about(turn, subject.id):
                going_on = profile.status is Status.OPEN and profile.form in self._house.forms
                same = _key(profile.form) == form.key and profile.voice == voice
                if going_on and same:
                    return profile.id
            opened = profiles.open_profile(turn, form.name, subject.id, person.id, voice=voice)
            turn.write_diary("profile.begun", "profile", opened.id, person.id, CHANNEL)
            return opened.id

        profile_id = await visit.perform(begin)
        return web.Response(status=303, headers={"Location": f"/chat?profile={profile_id}"})

    def _work(self, turn: Turn, person: Person) -> tuple[list[Task], list[Start]]:
        ids = subjects.allocated_subjects(turn, person.id)
        found: list[Subject] = [*subjects.children(turn, ids)]
        tasks: list[tuple[Profile, Task]] = []
        start: list[Start] = []
        for subject in sorted(found, key=lambda each: each.preferred_name):
            newest = _newest(
                profile
                for profile in profiles.about(turn, subject.id)
                if profile.form in self._house.forms
            )
            for profile in newest.values():
                if may(person, Action.OPEN_CHAT, profile_thing(turn, profile, subject)):
                    form = self._house.forms[profile.form]
                    tasks.append((profile, _task(profile, form, subject)))
            if may(person, Action.START_PROFILE, subject_thing(turn, subject)):
                start += self._starts(person, subject, newest)
        tasks.sort(key=lambda each: (each[0].status is not Status.OPEN, -_age(each[0])))
        asked = [
            self._asked(turn, person, *each) for each in asked_of(turn, self._house.forms, person)
        ]
        return [*asked, *(task for _, task in tasks), *self._to_read(turn, person)], start

    def _asked(
        self, turn: Turn, person: Person, profile: Profile, form: Form, subject: Subject
    ) -> Task:
        """What somebody else began for them: theirs to begin until they have said something."""
        task = _task(profile, form, subject)
        task["title"] = called(turn, subject)
        one = step(turn, self._house.forms, person, profile)
        if one is not None and not one.begun:
            task["state"], task["action"] = "not_started", words("home", "begin")
            task["detail"] = words("step", "yours", minutes=one.minutes)
        return task

    def _to_read(self, turn: Turn, person: Person) -> Iterable[Task]:
        """What was sent that this person reads and does not write, such as their team's."""
        for referral in to_read(turn, person):
            subject = subjects.subject_of(turn, referral.subject_id)
            profile = profiles.find(turn, referral.profile_id)
            form = self._house.forms.get(profile.form) if profile else None
            if subject and form:
                yield Task(
                    title=subject.preferred_name,
                    about=form.title,
                    state="sent",
                    detail=words("home", "sent", day=day_words(referral.sent_at)),
                    address=f"/referrals/{referral.ref}",
                    action=words("home", "look"),
                )

    def _starts(
        self, person: Person, subject: Subject, newest: dict[str, Profile]
    ) -> Iterable[Start]:
        for key in sorted({form.key for form in self._house.forms.values()}):
            form = self._house.newest_form(key)
            held = newest.get(key)
            if form is None or not _suits(form, person, subject):
                continue
            if held is None or held.status is not Status.OPEN:
                address = f"/start?form={key}&subject={subject.id}"
                yield Start(
                    title=subject.preferred_name,
                    about=form.title,
                    address=address,
                    again=held is not None,
                )


def _suits(form: Form, person: Person, subject: Subject) -> bool:
    """Whether they may begin it by itself: a review begins the forms that belong to it, and
    nobody but a carer begins the words of a carer."""
    about = "child" if isinstance(subject, Child) else "household"
    theirs = not form.voice or person.role is Role.FOSTER_CARER
    alone = form.key not in WITHIN_A_REVIEW
    return form.about == about and person.role.value in form.roles and theirs and alone


def _task(profile: Profile, form: Form, subject: Subject) -> Task:
    match profile.status:
        case Status.SENT:
            state, action = "sent", words("home", "look")
            detail = words("home", "sent", day=day_words(profile.sent_at or profile.changed_at))
        case Status.FINISHED:
            state, action = "done", words("home", "look")
            detail = words("home", "changed", day=day_words(profile.changed_at))
        case _:
            state, action = "started", words("home", "carry_on")
            detail = words("home", "changed", day=day_words(profile.changed_at))
    return Task(
        title=subject.preferred_name,
        about=form.title,
        state=state,
        detail=detail,
        address=f"/chat?profile={profile.id}",
        action=action,
    )


def _newest(found: Iterable[Profile]) -> dict[str, Profile]:
    """The one to go on with, of every form: the open one, else the newest."""
    newest: dict[str, Profile] = {}
    for profile in found:
        held = newest.get(_key(profile.form))
        if profile.status is Status.SET_ASIDE:
            continue
        if held is None or held.status is not Status.OPEN:
            newest[_key(profile.form)] = profile
    return newest


def _key(form_name: str) -> str:
    return form_name.rpartition(".")[0]


def _age(profile: Profile) -> float:
    return profile.changed_at.timestamp()
