"""The entries of a profile: sealed one by one, only ever added, read in the order they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from sys import intern
from typing import assert_never

from sqlalchemy import bindparam, func, insert, select

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
_ADD = insert(table)


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
) -> tuple[Entry, ...]:
    """Adds them after the newest, and gives them back as they were kept: with their time."""
    if not entries:
        return ()
    last = turn.first(_LAST, of=profile_id)
    following = (last[0] or 0) + 1 if last else 1
    kept = tuple(entry if entry.at else replace(entry, at=turn.at) for entry in entries)
    turn.change(
        _ADD,
        [
            {
                "profile": profile_id,
                "seq": seq,
                "turn": entry.turn,
                "path": entry.path,
                "undoes": entry.undoes,
                "sealed": _seal(turn, entry.answer, profile_id, subject_id, seq, entry.path),
                "plain": _countable(entry, privacy),
                "author": entry.person,
                "channel": channel,
                "at": entry.at,
                "first_by": entry.first_by,
                "first_at": entry.first_at,
            }
            for seq, entry in enumerate(kept, following)
        ],
    )
    return kept


def _countable(entry: Entry, privacy: Mapping[str, str]) -> str | None:
    """The answer as it may stand unsealed, for counting and matching; None for all others."""
    if Privacy(privacy.get(entry.path, Privacy.PERSONAL)) not in COUNTABLE:
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
