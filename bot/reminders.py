"""Reminds people of a review that is coming: who, when, and never once it is done elsewhere.

A planner looks once an hour and puts in the outbox only what is due this minute, because a post that
waits holds up every later one for the same person. What is in the outbox is asked again when it is
delivered: a review that was signed, a part that was finished, a *not now* said in between, and
nothing is said. A reminder names nobody; its address is a reference.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from aiohttp import web

from bot.bodies import read_form
from bot.days import ENGLAND, bank_holidays
from bot.house import House
from bot.household_pages import household_in
from bot.reviewing import carers_of, due_of, of_review, open_review, workers_of
from bot.session import CHANNEL, Visit
from bot.steps import steps
from bot.things import subject_thing
from bot.words import words
from care import reminders as rules
from care.access import Action, may
from care.people import Household, Person, Role
from care.reminders import Calendar, Standing
from dialogs.message import Button, Message
from storage import outbox, people, reminders, signatures, subjects
from storage.outbox import Post
from storage.reminders import Reminder
from storage.turn import Turn

REMINDER = "reminder"
KITH = "kith"
EVERY = timedelta(hours=1)
WINDOW = timedelta(days=rules.AHEAD[0])
LINES = {
    "snooze": "reminder.snoozed",
    "stop": "reminder.stopped",
    "again": "reminder.wanted_again",
}
"""What the diary calls each wish."""
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Coming:
    """A review that is coming, as it stands for one person who still has something to do for it."""

    household: Household
    person: Person
    due: date
    kept: Reminder

    @property
    def standing(self) -> Standing:
        kept = self.kept
        return Standing(kept.told, kept.told_at, kept.not_before, kept.stopped)

    def with_standing(self, now: Standing) -> Reminder:
        return replace(
            self.kept,
            told=now.told,
            told_at=now.told_at,
            not_before=now.not_before,
            stopped=now.stopped,
        )


def calendar(day: date) -> Calendar:
    """England's clock, and its bank holidays of this year and the next."""
    return Calendar(ENGLAND, bank_holidays(day.year) | bank_holidays(day.year + 1))


def plan(turn: Turn, house: House) -> int:
    """Posts what is to be said now; how many posts there were. Twice does no harm."""
    today = _today(turn.now)
    hours = calendar(today)
    if rules.is_quiet(turn.now, hours):
        return 0
    posted = 0
    for household in subjects.households(turn):
        due = due_of(turn, household)
        if due is None or not today <= due <= today + WINDOW:
            continue
        for person in (*carers_of(turn, household.id), *workers_of(turn, household.id)):
            found = coming(turn, house, person, household)
            if found and rules.is_due(due, found.standing, turn.now, hours):
                posted += _post(turn, found, today)
    return posted


def coming(turn: Turn, house: House, person: Person, household: Household) -> Coming | None:
    """What is coming for this person in this household; None when nothing of theirs is open."""
    due = due_of(turn, household)
    if due is None or not may(person, Action.REMIND_ME, subject_thing(turn, household)):
        return None
    if not _has_something_to_do(turn, house, person, household):
        return None
    kept = reminders.find(turn, person.id, household.id, f"review {due.isoformat()}")
    return Coming(household, person, due, kept)


def deliver(turn: Turn, house: House, post: Post) -> Message | None:
    """What is said, noted as said; None when it was done elsewhere, or is not wanted just now."""
    plain = json.loads(post.payload)
    household = subjects.household(turn, str(plain["household"]))
    person = people.person(turn, post.person_id)
    found = coming(turn, house, person, household) if person and household else None
    hours = calendar(_today(turn.now))
    if found is None or found.due.isoformat() != plain["due"]:
        return None
    if not rules.is_due(found.due, found.standing, turn.now, hours):
        return None
    reminders.keep(turn, found.with_standing(rules.told(found.standing, turn.now)))
    turn.write_diary("reminder.told", "household", found.household.id, KITH, "")
    review = open_review(turn, found.household.id)
    address = f"/reviews/{review.ref}" if review else f"/households/{found.household.ref}"
    look = Button(press="", label=words("asked", "look"), address=address)
    return Message(words("asked", REMINDER), buttons=(look,))


def offered(turn: Turn, house: House, person: Person, household: Household) -> str:
    """Whether reminders are `on` or `off` for what is coming; empty while nothing is near."""
    found = coming(turn, house, person, household)
    today = _today(turn.now)
    if found is None or not today <= found.due <= today + WINDOW:
        return ""
    return OFF if found.standing.stopped or found.standing.told >= rules.MOST else ON


class ReminderRoutes:
    """What somebody says to a reminder: later, no more, or again after all."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def remind(self, visit: Visit) -> web.Response:
        """Takes a person's word on reminders of one household's review, and goes home."""
        posted = await read_form(visit.request)
        if not visit.is_ours(posted.get("csrf")):
            raise web.HTTPForbidden
        wish = posted.get("do", "")

        def act(turn: Turn) -> None:
            household = household_in(turn, visit)
            person = visit.allow(Action.REMIND_ME, subject_thing(turn, household))
            found = coming(turn, self._house, person, household)
            if found is None or wish not in LINES:
                return
            reminders.keep(turn, found.with_standing(_after(wish, found.standing, turn.now)))
            turn.write_diary(LINES[wish], "household", household.id, person.id, CHANNEL)

        await visit.perform(act)
        return web.Response(status=303, headers={"Location": "/"})


def _after(wish: str, standing: Standing, now: datetime) -> Standing:
    match wish:
        case "snooze":
            return rules.snoozed(standing, now)
        case "stop":
            return rules.stopped(standing)
        case _:
            return replace(standing, stopped=False)


def _has_something_to_do(turn: Turn, house: House, person: Person, household: Household) -> bool:
    """A worker begins a review; then whoever has a question open, or has not signed yet."""
    review = open_review(turn, household.id)
    if review is None:
        return person.role is Role.SUPERVISING_SOCIAL_WORKER
    if all(each.person_id != person.id for each in signatures.of_review(turn, review)):
        return True
    found = steps(turn, house.forms, person, of_review(turn, review))
    return any(each.mine and not each.done for each in found)


def _post(turn: Turn, found: Coming, today: date) -> bool:
    """One for each time of each day: what is asked again later and not said may come tomorrow."""
    due = found.due.isoformat()
    times = f"{found.standing.told} {today}"
    dedupe = f"{REMINDER} {found.household.id} {found.person.id} {due} {times}"
    payload = json.dumps({"household": found.household.id, "due": due})
    return outbox.post(turn, dedupe, found.person.id, REMINDER, payload)


def _today(now: datetime) -> date:
    return now.astimezone(ENGLAND).date()
