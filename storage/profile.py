"""A profile as a value, and as a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.answers import Answer
from dialogs.find_out import BEFORE
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


def named(found: Iterable[Profile], profile_id: str) -> Profile | None:
    """The one with this id."""
    return next((each for each in found if each.id == profile_id), None)


def completed_before(profile: Profile, among: Sequence[Profile]) -> Profile | None:
    """The completion before this one, if there is one."""
    key = profile.form.rpartition(".")[0]
    found = [
        each
        for each in among
        if each.status in (Status.FINISHED, Status.SENT)
        and each.form.rpartition(".")[0] == key
        and each.voice == profile.voice
        and each.begun_at <= profile.begun_at
        and each.id != profile.id
    ]
    return max(found, key=lambda each: (each.begun_at, each.changed_at), default=None)


def without_unsure(newest: dict[str, tuple[str, Answer]]) -> None:
    """Takes out what is not confirmed any more: what was said before does not stand again."""
    for beside in [path for path in newest if path.endswith(BEFORE)]:
        path = beside.removesuffix(BEFORE)
        if path in newest and newest[path][0] < newest[beside][0]:
            del newest[path]
