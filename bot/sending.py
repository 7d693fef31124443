"""Sends a finished profile on: a referral to the placement desk, in the turn that asked for it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.snapshot import Snapshot
from care.people import Child, Household, Person
from care.referral import digest
from care.timescales import working_days_after
from dialogs.answers import Given
from dialogs.form import Form
from dialogs.position import gaps
from dialogs.progress import Progress
from dialogs.slots import slots
from dialogs.values import offered
from storage import outbox, profiles, referrals
from storage.profiles import Profile
from storage.referrals import Referral
from storage.turn import Turn

SENT = "referral_sent"
"""The kind of outbox row that the courier makes documents and notices from."""
HOMES = "home_needed.home_types"
NEEDED_BY = "front.needed_by"


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent, and by whom. `holidays` are the days that are not worked."""

    form: Form
    profile: Profile
    subject: Child | Household
    progress: Progress
    person: Person
    council: str
    channel: str
    emergency: bool
    holidays: Collection[date]


def send(turn: Turn, sending: Sending) -> tuple[Referral, date | None]:
    """The referral as the desk has it now, and the day the rest is due in an emergency.

    The snapshot holds every answer that stands, so that this version can always be shown as it
    was sent. Documents and notices are made afterwards, from the outbox.
    """
    today = turn.now.date()
    due = _due(sending, today)
    answers = sending.progress.answers
    kept = Snapshot(
        form=sending.form.name,
        answers=answers,
        record=sending.subject.record,
        sent_by=sending.person.name,
        council=sending.council,
        written_on=today,
        emergency=sending.emergency,
        due=due,
    )
    referral = referrals.send(
        turn,
        sending.profile,
        sent_by=sending.person.id,
        emergency=sending.emergency,
        needed_by=_needed_by(sending.progress),
        digest=_digest(sending, today),
        gaps=len(gaps(sending.form, sending.progress)),
        snapshot=kept.plain(),
    )
    turn.write_diary("referral.send", "referral", referral.ref, sending.person.id, sending.channel)
    payload = json.dumps({"ref": referral.ref, "version": referral.version})
    outbox.post(turn, f"{SENT}:{referral.ref}:{referral.version}", "", SENT, payload)
    return referral, due


def finish(turn: Turn, sending: Sending) -> None:
    """A profile that goes nowhere yet: it is finished, and a referral will take it up."""
    turn.write_diary(
        "profile.finish", "profile", sending.profile.id, sending.person.id, sending.channel
    )


def settle(turn: Turn, profile: Profile, form: Form) -> Profile:
    """Marks the profile as sent, or as finished when there is no desk it goes to."""
    sent = profiles.mark_sent(turn, profile)
    return sent if form.desk else profiles.finish(turn, sent)


def _due(sending: Sending, today: date) -> date | None:
    route = sending.form.emergency
    if not sending.emergency or route is None:
        return None
    return working_days_after(today, route.due_working_days, sending.holidays)


def _needed_by(progress: Progress) -> date | None:
    answer = progress.answers.get(NEEDED_BY)
    return date.fromisoformat(str(answer.value)) if isinstance(answer, Given) else None


def _digest(sending: Sending, today: date) -> str:
    """One line for the desk, made of choices and headings only, never of anybody's words."""
    form, answers = sending.form, sending.progress.answers
    homes: list[str] = []
    if HOMES in form.by_key:
        question = form.by_key[HOMES][1]
        answer = answers.get(HOMES)
        chosen = answer.value if isinstance(answer, Given) else ()
        labels: Mapping[str, str] = {c.key: c.label for c in offered(question)}
        if isinstance(chosen, tuple):
            homes = [labels[key] for key in chosen if key in labels]
    strong = [
        slot.section.title
        for slot in slots(form, answers)
        if slot.section.domain
        and slot.path.endswith(".level")
        and answers.get(slot.path) in (Given(0), Given(1))
    ]
    age = sending.subject.age_on(today) if isinstance(sending.subject, Child) else None
    return digest(age, homes, _needed_by(sending.progress), strong)


def at_text(now: datetime) -> str:
    """The time of an answer as it is kept: ISO, in UTC."""
    return now.isoformat(timespec="microseconds")
