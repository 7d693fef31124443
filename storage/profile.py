"""A profile as a value, and as a row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.progress import Focus, focus_from
from storage.times import from_text, from_text_or_none, to_text
from storage.turn import Found


class Status(StrEnum):
    """Where a profile stands. Being set aside keeps everything, and prefills nothing."""

    OPEN = "open"
    FINISHED = "finished"
    SENT = "sent"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile without its answers: `progress` has those."""

    id: str
    form: str
    """The name of the form, such as `child_profile.1`."""
    subject_id: str
    owner_id: str
    status: Status
    revision: int
    """Goes up by one with every change; a change to an older revision is refused."""
    focus: Focus
    sent: int
    sent_turn: int
    begun_at: datetime
    changed_at: datetime
    finished_at: datetime | None = None
    sent_at: datetime | None = None
    voice: str = ""
    """The id of the person whose own words it holds; empty when it is nobody's in particular."""
    review: str = ""
    """The reference of the review it belongs to; empty when it belongs to none."""


def to_row(profile: Profile, changed_at: str) -> dict[str, object]:
    return {
        "status": profile.status.value,
        "revision": profile.revision,
        "focus": json.dumps(profile.focus.plain()),
        "sent": profile.sent,
        "sent_turn": profile.sent_turn,
        "changed_at": changed_at,
        "finished_at": _text(profile.finished_at),
        "sent_at": _text(profile.sent_at),
    }


def _text(time: datetime | None) -> str | None:
    return None if time is None else to_text(time)


def from_row(row: Found) -> Profile:
    return Profile(
        id=row.id,
        form=row.form,
        subject_id=row.subject,
        owner_id=row.owner,
        status=Status(row.status),
        revision=row.revision,
        focus=focus_from(json.loads(row.focus)),
        sent=row.sent,
        sent_turn=row.sent_turn,
        begun_at=from_text(row.begun_at),
        changed_at=from_text(row.changed_at),
        finished_at=from_text_or_none(row.finished_at),
        sent_at=from_text_or_none(row.sent_at),
        voice=row.voice,
        review=row.review,
    )
