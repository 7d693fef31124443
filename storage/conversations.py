"""Conversations: which thread in which channel is with whom, and which profile it is on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update

from storage.errors import NotFound
from storage.tables_around import conversation as table
from storage.turn import Turn


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread of messages. Its state is in the profile, so that any thread can go on with it."""

    id: str
    person_id: str
    profile_id: str | None
    channel: str


_ADD = insert(table)
_FIND = select(table).where(table.c.id == bindparam("id"))
_TURN_TO = (
    update(table).where(table.c.id == bindparam("which")).values(profile=bindparam("new_profile"))
)


def start(
    turn: Turn,
    person_id: str,
    channel: str,
    profile_id: str | None = None,
    id: str | None = None,  # noqa: A002
) -> Conversation:
    """A new thread, under the channel's own id where it has one."""
    begun = Conversation(id or turn.new_id(), person_id, profile_id, channel)
    turn.tidy(
        _ADD,
        {
            "id": begun.id,
            "person": person_id,
            "profile": profile_id,
            "channel": channel,
            "at": turn.at,
        },
    )
    return begun


def find(turn: Turn, conversation_id: str) -> Conversation | None:
    row = turn.first(_FIND, id=conversation_id)
    return None if row is None else Conversation(row.id, row.person, row.profile, row.channel)


def turn_to(turn: Turn, conversation_id: str, profile_id: str | None) -> None:
    """From now on this thread is on another profile, or on none. Raises `NotFound`."""
    if not turn.tidy(_TURN_TO, {"which": conversation_id, "new_profile": profile_id}):
        raise NotFound
