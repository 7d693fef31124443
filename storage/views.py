"""That somebody looked: written once for a person and a thing in a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from storage.tables_around import diary
from storage.times import to_text
from storage.turn import Turn

ONCE_IN = timedelta(minutes=15)
"""A page is fetched again and again while somebody works on it; that is one look, not fifty."""

_LATELY = (
    select(diary.c.seq)
    .where(
        diary.c.object_id == bindparam("about"),
        diary.c.actor == bindparam("who"),
        diary.c.action == bindparam("what"),
        diary.c.reason == bindparam("why"),
        diary.c.at > bindparam("since"),
    )
    .order_by(diary.c.seq.desc())
    .limit(1)
)


def viewed(
    turn: Turn,
    action: str,
    object_kind: str,
    object_id: str,
    person_id: str,
    channel: str,
    reason: str = "",
) -> bool:
    """Writes that this person looked at this thing; False when it stands there already.

    Only for looking. What changes something, takes something away or refuses it is written every
    time, by `Turn.write_diary`.
    """
    since = to_text(turn.now - ONCE_IN)
    values = {"about": object_id, "who": person_id, "what": action, "why": reason}
    if turn.first(_LATELY, **values, since=since) is not None:
        return False
    turn.write_diary(action, object_kind, object_id, person_id, channel, reason)
    return True
