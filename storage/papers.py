"""Word files about a household, sealed: the newest of its kind, and what it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from storage.errors import SealBroken
from storage.tables_reviews import paper as table
from storage.turn import Turn


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper is kept: about whom, about what (a review's reference, or the household's),
    and which copy it is, such as `review`, `profile` or `welcome`."""

    subject_id: str
    about: str
    copy: str


_KEYS = ["subject", "about", "copy_for"]
_NEW = insert(table)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=_KEYS,
    set_={name: _NEW.excluded[name] for name in ("mark", "sha256", "sealed", "at")},
)
_FIND = select(table.c.mark, table.c.sha256, table.c.sealed).where(
    *(table.c[name] == bindparam(name) for name in _KEYS)
)


def keep(turn: Turn, place: Place, mark: str, data: bytes) -> None:
    """Keeps the file in place of an older one. `mark` is the hash of what it was made from."""
    row = {
        **_place(place),
        "mark": mark,
        "sha256": hashlib.sha256(data).hexdigest(),
        "sealed": turn.seal(data, "paper", "sealed", _row(place), place.subject_id),
        "at": turn.at,
    }
    turn.change(_KEEP, row)


def find(turn: Turn, place: Place, mark: str) -> bytes | None:
    """The file, if it was made from just this. Raises `SealBroken` when it was changed."""
    row = turn.first(_FIND, **_place(place))
    if row is None or row.mark != mark:
        return None
    data = turn.unseal(row.sealed, "paper", "sealed", _row(place), place.subject_id)
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise SealBroken
    return data


def _place(place: Place) -> dict[str, object]:
    return {"subject": place.subject_id, "about": place.about, "copy_for": place.copy}


def _row(place: Place) -> str:
    return f"{place.about} {place.copy}"
