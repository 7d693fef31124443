"""Reminders: how often somebody was reminded of something, snoozed it, or asked for no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from storage.tables_reviews import reminder as table
from storage.times import from_text_or_none, to_text
from storage.turn import Found, Turn


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing one person may be reminded of; nobody has been when `told` is 0."""

    person_id: str
    subject_id: str
    about: str
    """A stable word and the day it is about, such as `review 2027-03-01`: next year's is another."""
    told: int = 0
    told_at: datetime | None = None
    not_before: datetime | None = None
    """Not now, they said, but then."""
    stopped: bool = False


_KEYS = ["person", "subject", "about"]
_FIND = select(table).where(*(table.c[name] == bindparam(name) for name in _KEYS))
_NEW = insert(table)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=_KEYS,
    set_={name: _NEW.excluded[name] for name in ("told", "told_at", "not_before", "stopped")},
)


def find(turn: Turn, person_id: str, subject_id: str, about: str) -> Reminder:
    """How it stands; a fresh one when they were never reminded of this."""
    row = turn.first(_FIND, person=person_id, subject=subject_id, about=about)
    return Reminder(person_id, subject_id, about) if row is None else _read(row)


def keep(turn: Turn, reminder: Reminder) -> None:
    """As it stands now, in place of how it stood."""
    turn.change(
        _KEEP,
        {
            "person": reminder.person_id,
            "subject": reminder.subject_id,
            "about": reminder.about,
            "told": reminder.told,
            "told_at": _text(reminder.told_at),
            "not_before": _text(reminder.not_before),
            "stopped": reminder.stopped,
        },
    )


def _text(time: datetime | None) -> str | None:
    return None if time is None else to_text(time)


def _read(row: Found) -> Reminder:
    return Reminder(
        row.person,
        row.subject,
        row.about,
        row.told,
        from_text_or_none(row.told_at),
        from_text_or_none(row.not_before),
        row.stopped,
    )
