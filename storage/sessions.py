"""Signing in: personal links of the demo, and sessions; tokens are kept as their hash only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from storage.devices import UNKNOWN, Device
from storage.tables_around import link, session
from storage.times import from_text, to_text
from storage.turn import Found, Turn

SEEN_EVERY = timedelta(minutes=1)
"""How often `last_seen` is written down: not on every page."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in, on one browser."""

    person_id: str
    begun_at: datetime
    last_seen: datetime
    expires_at: datetime
    id: str = ""
    """What it is called on its person's own page; it opens nothing."""
    device: Device = UNKNOWN


_ADD_LINK = insert(link)
_FIND_LINK = select(link.c.person).where(link.c.token_sha256 == bindparam("hashed"))
_ANY_LINK = select(link.c.person).limit(1)
_ADD = insert(session)
_FIND = select(session).where(session.c.id_sha256 == bindparam("hashed"))
_SEEN = (
    update(session)
    .where(session.c.id_sha256 == bindparam("hashed"))
    .values(seen_at=bindparam("at"))
)
_END = delete(session).where(session.c.id_sha256 == bindparam("hashed"))
_END_ALL = delete(session).where(session.c.person == bindparam("who"))
_END_OTHERS = _END_ALL.where(session.c.id_sha256 != bindparam("hashed"))
_OF = (
    select(session)
    .where(session.c.person == bindparam("who"), session.c.expires_at > bindparam("now"))
    .order_by(session.c.seen_at.desc())
)
_ONE = select(session.c.id_sha256).where(
    session.c.person == bindparam("who"), session.c.public == bindparam("named")
)
_END_ONE = delete(session).where(
    session.c.person == bindparam("who"), session.c.public == bindparam("named")
)
_END_OLD = delete(session).where(session.c.expires_at <= bindparam("now"))


def add_link(turn: Turn, token: str, person_id: str) -> None:
    """A personal link. The token must be random: whoever has it is that person."""
    turn.change(_ADD_LINK, {"token_sha256": _hash(token), "person": person_id, "at": turn.at})


def person_of_link(turn: Turn, token: str) -> str | None:
    """The id of the person whose link this is."""
    row = turn.first(_FIND_LINK, hashed=_hash(token))
    return None if row is None else str(row[0])


def any_link(turn: Turn) -> bool:
    """Whether there is a personal link at all: only a demo ever has one."""
    return turn.first(_ANY_LINK) is not None


def start(
    turn: Turn, session_id: str, person_id: str, lasts: timedelta, device: Device = UNKNOWN
) -> Session:
    """Somebody signed in. The id must be random; it goes into the cookie, its hash stays here."""
    begun = Session(person_id, turn.now, turn.now, turn.now + lasts, turn.new_id(), device)
    turn.change(
        _ADD,
        {
            "id_sha256": _hash(session_id),
            "person": person_id,
            "begun_at": turn.at,
            "seen_at": turn.at,
            "expires_at": to_text(begun.expires_at),
            "public": begun.id,
            "browser": device.browser,
            "system": device.system,
        },
    )
    return begun


def find(
    turn: Turn, session_id: str, idle: timedelta | None = None, *, seen: bool = True
) -> Session | None:
    """The session, unless it is over or was idle for too long; and it is seen now, if it counts."""
    hashed = _hash(session_id)
    row = turn.first(_FIND, hashed=hashed)
    if row is None:
        return None
    found = _read(row)
    if found.expires_at <= turn.now or (idle and found.last_seen + idle <= turn.now):
        return None
    if seen and turn.now - found.last_seen >= SEEN_EVERY:
        turn.tidy(_SEEN, {"hashed": hashed, "at": turn.at})
    return found


def end(turn: Turn, session_id: str) -> None:
    """Signed out. Nothing happens when it was over already."""
    turn.change(_END, {"hashed": _hash(session_id)})


def end_all(turn: Turn, person_id: str) -> None:
    """Signed out everywhere."""
    turn.change(_END_ALL, {"who": person_id})


def end_others(turn: Turn, person_id: str, session_id: str) -> int:
    """Signed out everywhere but here; how many sessions ended."""
    return turn.change(_END_OTHERS, {"who": person_id, "hashed": _hash(session_id)})


def of_person(turn: Turn, person_id: str, idle: timedelta) -> list[Session]:
    """Where somebody is signed in now, the one last seen first; those idle for longer are over."""
    found = [_read(row) for row in turn.all(_OF, who=person_id, now=turn.at)]
    return [each for each in found if each.last_seen + idle > turn.now]


def end_one(turn: Turn, person_id: str, public: str) -> str | None:
    """Ends the one that is called so, if it is theirs; gives the hash of its id, in hex."""
    row = turn.first(_ONE, who=person_id, named=public) if public else None
    if row is None:
        return None
    turn.change(_END_ONE, {"who": person_id, "named": public})
    return bytes(row[0]).hex()


def end_everybody(turn: Turn) -> int:
    """Nobody is signed in any more; how many sessions there were."""
    return turn.change(delete(session), {})


def end_old(turn: Turn) -> int:
    """Clears away sessions that are over; how many there were."""
    return turn.tidy(_END_OLD, {"now": turn.at})


def _read(row: Found) -> Session:
    return Session(
        row.person,
        from_text(row.begun_at),
        from_text(row.seen_at),
        from_text(row.expires_at),
        row.public,
        Device(row.browser, row.system),
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
