"""Messages that came in: each is answered once, and a repeat gets the same answer again."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import bindparam, insert, select

from storage.errors import DifferentBody
from storage.sealed import HOUSE
from storage.tables_around import inbox as table
from storage.turn import Turn

_FIND = select(table.c.body_sha256, table.c.subject, table.c.sealed).where(
    table.c.channel == bindparam("channel"), table.c.external_id == bindparam("external_id")
)
_SEEN = select(table.c.subject).where(
    table.c.channel == bindparam("channel"), table.c.external_id == bindparam("external_id")
)
_ADD = insert(table)


def kept_reply(turn: Turn, channel: str, external_id: str, body: str | bytes) -> str | None:
    """The reply this message got, or None when it is new.

    Raises `DifferentBody` when another message came under the same id: it is neither answered
    nor done, whatever the channel says about its ids.
    """
    row = turn.first(_FIND, channel=channel, external_id=external_id)
    if row is None:
        return None
    if not hmac.compare_digest(row[0], _hash(body)):
        raise DifferentBody
    return turn.unseal(row[2], "inbox", "reply", _row(channel, external_id), row[1]).decode()


def seen(turn: Turn, channel: str, external_id: str) -> bool:
    """Whether this message came before, on a channel whose ids are its own and never used twice."""
    return turn.first(_SEEN, channel=channel, external_id=external_id) is not None


def reply_to(turn: Turn, channel: str, external_id: str) -> str | None:
    """The reply that a message got, for whoever asked under which id it is kept."""
    row = turn.first(_FIND, channel=channel, external_id=external_id)
    if row is None:
        return None
    return turn.unseal(row[2], "inbox", "reply", _row(channel, external_id), row[1]).decode()


def keep_reply(
    turn: Turn,
    channel: str,
    external_id: str,
    body: str | bytes,
    reply: str,
    subject: str = HOUSE,
) -> None:
    """Keeps the reply with its message for ever, in the turn that did what the message asked.

    It is sealed with the key of whom it is about, so that forgetting a child forgets it too.

    Needs no diary line of its own: what the message changed has one.
    """
    sealed = turn.seal(reply, "inbox", "reply", _row(channel, external_id), subject)
    turn.tidy(
        _ADD,
        {
            "channel": channel,
            "external_id": external_id,
            "body_sha256": _hash(body),
            "subject": subject,
            "sealed": sealed,
            "at": turn.at,
        },
    )


def _row(channel: str, external_id: str) -> str:
    return f"{len(channel)}:{channel}{external_id}"


def _hash(body: str | bytes) -> bytes:
    return hashlib.sha256(body.encode() if isinstance(body, str) else body).digest()
