"""The entries of a profile: sealed one by one, only ever added, read in the order they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from sys import intern
from typing import assert_never

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects import sqlite

from dialogs import answers
from dialogs.answers import Answer, Given, Left, NotKnown, Rows, Skipped
from dialogs.form import Privacy
from dialogs.progress import Entry
from storage.tables import answer as table
from storage.turn import Turn

COUNTABLE = frozenset({Privacy.MATCH, Privacy.INSIGHT})
NOTHING = b"null"
"""What is sealed for an entry that takes an answer away."""

_OF_PROFILE = (
    select(
        table.c.seq,
        table.c.turn,
        table.c.path,
        table.c.sealed,
        table.c.author,
        table.c.at,
        table.c.undoes,
        table.c.first_by,
        table.c.first_at,
    )
    .where(table.c.profile == bindparam("of"))
    .order_by(table.c.seq)
)
_LAST = select(func.max(table.c.seq)).where(table.c.profile == bindparam("of"))
_COLUMNS = (
    "profile",
    "seq",
    "turn",
    "path",
    "undoes",
    "sealed",
    "plain",
    "author",
    "channel",
    "at",
    "first_by",
    "first_at",
)
_ADD = str(insert(table).compile(dialect=sqlite.dialect(), column_keys=_COLUMNS))
"""Ready for the driver: a form confirmed or written at one sitting is hundreds of rows."""


def load(turn: Turn, profile_id: str, subject_id: str) -> tuple[Entry, ...]:
    """Every entry, unsealed. Raises `SealBroken` when one was changed or moved."""
    return tuple(
        Entry(
            number,
            intern(path),
            _unseal(turn, sealed, profile_id, subject_id, seq, path),
            author,
            at,
            undoes,
            first_by,
            first_at,
        )
        for seq, number, path, sealed, author, at, undoes, first_by, first_at in turn.all(
            _OF_PROFILE, of=profile_id
        )
    )


def add(
    turn: Turn,
    profile_id: str,
    subject_id: str,
    entries: Sequence[Entry],
    channel: str,
    privacy: Mapping[str, str],
    count: int | None = None,
) -> tuple[Entry, ...]:
    """Adds them after the newest, and gives them back as they were kept: with their time.

    They are numbered from one without a gap, so whoever has the others in hand knows the number
    of the last; it is looked up when `count` is left out.
    """
    if not entries:
        return ()
    if count is None:
        last = turn.first(_LAST, of=profile_id)
        count = (last[0] or 0) if last else 0
    following = count + 1
    kept = tuple(entry if entry.at else replace(entry, at=turn.at) for entry in entries)
    turn.add(
        _ADD,
        [
            (
                profile_id,
                seq,
                entry.turn,
                entry.path,
                entry.undoes,
                _seal(turn, entry.answer, profile_id, subject_id, seq, entry.path),
                _countable(entry, privacy),
                entry.person,
                channel,
                entry.at,
                entry.first_by,
                entry.first_at,
            )
            for seq, entry in enumerate(kept, following)
        ],
    )
    return kept


def _countable(entry: Entry, privacy: Mapping[str, str]) -> str | None:
    """The answer as it may stand unsealed, for counting and matching; None for all others."""
    kept = privacy.get(entry.path)
    if kept is None or Privacy(kept) not in COUNTABLE:
        return None
    match entry.answer:
        case None | Left() | Given(Rows()):
            return None
        case NotKnown():
            return "not_known"
        case Skipped():
            return "skipped"
        case Given(tuple() as keys):
            return ",".join(keys)
        case Given(value):
            return str(value)
        case _:
            assert_never(entry.answer)


def _row(profile_id: str, seq: int, path: str) -> str:
    return f"{profile_id} {seq} {path}"


def _seal(
    turn: Turn, said: Answer | None, profile_id: str, subject_id: str, seq: int, path: str
) -> bytes:
    plain = NOTHING if said is None else answers.dumps(said).encode()
    return turn.seal(plain, "answer", "sealed", _row(profile_id, seq, path), subject_id)


def _unseal(
    turn: Turn, sealed: bytes, profile_id: str, subject_id: str, seq: int, path: str
) -> Answer | None:
    row = _row(profile_id, seq, path)
    plain = turn.unseal(sealed, "answer", "sealed", row, subject_id)
    return None if plain == NOTHING else answers.loads(plain.decode())
