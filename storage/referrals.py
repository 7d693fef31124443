"""Referrals: what placement officers receive, each sending a version of the same reference."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update

from care.referral import reference
from storage.errors import NotFound
from storage.profiles import Profile
from storage.tables_around import referral as table
from storage.times import from_text
from storage.turn import Found, Turn


class Status(StrEnum):
    NEW = "new"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Referral:
    """One version of a referral, without the answers: `snapshot` has those."""

    ref: str
    version: int
    profile_id: str
    subject_id: str
    emergency: bool
    needed_by: date | None
    sent_at: datetime
    sent_by: str
    status: Status
    gaps: int
    """How many answers a home needs are not known yet."""
    digest: str = field(repr=False)
    """One line for the list."""


_NEWEST = (
    select(table.c.ref, func.max(table.c.version).label("version")).group_by(table.c.ref).subquery()
)
_LISTED = [column for column in table.c if column.name != "snapshot"]
_ALL_NEWEST = (
    select(*_LISTED)
    .join(
        _NEWEST,
        and_(table.c.ref == _NEWEST.c.ref, table.c.version == _NEWEST.c.version),
    )
    .order_by(
        table.c.status,
        table.c.emergency.desc(),
        table.c.needed_by.is_(None),
        table.c.needed_by,
        table.c.sent_at.desc(),
    )
)
_COUNT_NEW = select(func.count()).select_from(
    _ALL_NEWEST.where(table.c.status == Status.NEW.value).order_by(None).subquery()
)
_SUBJECTS = select(table.c.ref, table.c.subject).join(
    _NEWEST,
    and_(table.c.ref == _NEWEST.c.ref, table.c.version == _NEWEST.c.version),
)
_SUBJECTS_NEW = _SUBJECTS.where(table.c.status == Status.NEW.value)
_VERSIONS = select(*_LISTED).where(table.c.ref == bindparam("ref")).order_by(table.c.version.desc())
_ONE = _VERSIONS.where(table.c.version == bindparam("version"))
_OF_PROFILE = (
    select(*_LISTED)
    .where(table.c.profile == bindparam("of"))
    .order_by(table.c.version.desc())
    .limit(1)
)
_SNAPSHOT = select(table.c.snapshot).where(
    table.c.ref == bindparam("ref"), table.c.version == bindparam("version")
)
_SEEN = (
    update(table)
    .where(table.c.ref == bindparam("which"), table.c.version == bindparam("of"))
    .values(status=Status.SEEN.value)
)


def send(
    turn: Turn,
    profile: Profile,
    *,
    sent_by: str,
    emergency: bool,
    needed_by: date | None,
    digest: str,
    gaps: int,
    snapshot: Mapping[str, object],
    prefix: str = "LK",
) -> Referral:
    """A referral from this profile: the next version when the profile was sent before.

    `prefix` begins the reference: a few capital letters of the council's. The snapshot is whatever JSON it takes to show this version again; it is sealed, as is the
    digest. Marking the profile as sent is `profiles.mark_sent`.
    """
    before = of_profile(turn, profile.id)
    sent = Referral(
        ref=before.ref if before else _new_ref(turn, prefix),
        version=before.version + 1 if before else 1,
        profile_id=profile.id,
        subject_id=profile.subject_id,
        emergency=emergency,
        needed_by=needed_by,
        sent_at=turn.now,
        sent_by=sent_by,
        status=Status.NEW,
        gaps=gaps,
        digest=digest,
    )
    text = json.dumps(dict(snapshot), ensure_ascii=False, separators=(",", ":"))
    place = (_row(sent.ref, sent.version), sent.subject_id)
    turn.change(
        insert(table),
        {
            "ref": sent.ref,
            "version": sent.version,
            "profile": sent.profile_id,
            "subject": sent.subject_id,
            "emergency": emergency,
            "needed_by": needed_by.isoformat() if needed_by else None,
            "sent_at": turn.at,
            "sent_by": sent_by,
            "status": sent.status.value,
            "gaps": gaps,
            "digest": turn.seal(digest, "referral", "digest", *place),
            "snapshot": turn.seal(text, "referral", "snapshot", *place),
        },
    )
    return sent


def find(turn: Turn, ref: str, version: int | None = None) -> Referral | None:
    """This version of a referral, or the newest one."""
    row = (
        turn.first(_VERSIONS, ref=ref)
        if version is None
        else turn.first(_ONE, ref=ref, version=version)
    )
    return None if row is None else _read(turn, row)


def of_profile(turn: Turn, profile_id: str) -> Referral | None:
    """The newest referral made from a profile, if it was ever sent."""
    row = turn.first(_OF_PROFILE, of=profile_id)
    return None if row is None else _read(turn, row)


def all_newest(turn: Turn, refs: Collection[str] | None = None) -> list[Referral]:
    """The newest version of every referral: new ones first, then emergencies, then by date.

    With `refs`, of these alone; nothing of the others is unsealed.
    """
    found = turn.all(_ALL_NEWEST)
    return [_read(turn, row) for row in found if refs is None or row.ref in refs]


def count_new(turn: Turn) -> int:
    """How many newest versions nobody has opened; for how many somebody may, ask the rules."""
    row = turn.first(_COUNT_NEW)
    return int(row[0]) if row else 0


def subjects_by_ref(turn: Turn, *, only_new: bool = False) -> dict[str, str]:
    """Whom each referral is about, by reference; nothing is unsealed.

    With `only_new`, of those whose newest version nobody has opened.
    """
    rows = turn.all(_SUBJECTS_NEW if only_new else _SUBJECTS)
    return {row[0]: row[1] for row in rows}


def mark_seen(turn: Turn, referral: Referral) -> Referral:
    """An officer has opened this version. Raises `NotFound`."""
    if not turn.change(_SEEN, {"which": referral.ref, "of": referral.version}):
        raise NotFound
    found = find(turn, referral.ref, referral.version)
    if found is None:
        raise NotFound
    return found


def snapshot(turn: Turn, referral: Referral) -> dict[str, Any]:
    """What was sent with this version, exactly. Raises `NotFound`."""
    row = turn.first(_SNAPSHOT, ref=referral.ref, version=referral.version)
    if row is None:
        raise NotFound
    place = (_row(referral.ref, referral.version), referral.subject_id)
    plain: dict[str, Any] = json.loads(turn.unseal(row[0], "referral", "snapshot", *place))
    return plain


def _new_ref(turn: Turn, prefix: str) -> str:
    """A reference that nobody has yet; see `care/referral.py` for what it looks like."""
    while True:
        ref = reference(hashlib.sha256(turn.new_id().encode()).digest(), prefix)
        if turn.first(_VERSIONS, ref=ref) is None:
            return ref


def _row(ref: str, version: int) -> str:
    return f"{ref} {version}"


def _read(turn: Turn, row: Found) -> Referral:
    digest = turn.unseal(row.digest, "referral", "digest", _row(row.ref, row.version), row.subject)
    return Referral(
        ref=row.ref,
        version=row.version,
        profile_id=row.profile,
        subject_id=row.subject,
        emergency=row.emergency,
        needed_by=date.fromisoformat(row.needed_by) if row.needed_by else None,
        sent_at=from_text(row.sent_at),
        sent_by=row.sent_by,
        status=Status(row.status),
        gaps=row.gaps,
        digest=digest.decode(),
    )
