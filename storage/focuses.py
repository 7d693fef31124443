"""What each of several people at one profile is looking at: one does not move another along."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from dialogs.progress import Focus, focus_from
from storage.tables_reviews import focus as table
from storage.turn import Turn

_KEYS = ["profile", "person"]
_FIND = select(table.c.focus).where(*(table.c[name] == bindparam(name) for name in _KEYS))
_NEW = insert(table)
_KEEP = _NEW.on_conflict_do_update(index_elements=_KEYS, set_={"focus": _NEW.excluded.focus})


def find(turn: Turn, profile_id: str, person_id: str) -> Focus:
    """Where they were looking; a fresh one at the beginning."""
    row = turn.first(_FIND, profile=profile_id, person=person_id)
    return Focus() if row is None else focus_from(json.loads(row[0]))


def keep(turn: Turn, profile_id: str, person_id: str, focus: Focus) -> None:
    text = json.dumps(focus.plain())
    turn.change(_KEEP, {"profile": profile_id, "person": person_id, "focus": text})
