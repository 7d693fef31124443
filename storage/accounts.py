"""Accounts elsewhere that people have linked to themselves, and through which they may talk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, or_, select, update

from care.channels import may_talk
from care.people import Role
from storage import outbox
from storage.sealed import HOUSE
from storage.tables_accounts import account as table
from storage.tables_accounts import shown
from storage.times import from_text, to_text
from storage.turn import Found, Turn

TOLD = "account_told"
"""The kind of post that tells a person that an account was linked, or is not theirs any more."""
LINKED = "linked"
ENDED = "ended"
CONFIRMED_FOR = timedelta(days=90)
"""So long an account is good; then its person says on the web that it is still theirs."""
GONE_AFTER = timedelta(days=180)
"""So long after it was last confirmed, an account that nobody asked for again ends by itself."""
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Account:
    """One that stands. Where it is and what it calls itself are had by `place` and `name`."""

    id: str
    person_id: str
    channel: str
    profile: str
    """The profile that is open there, or nothing."""
    asked: str
    """The question that was said there last: typed words answer no other."""
    linked_at: datetime
    confirmed_at: datetime
    seen_at: datetime


_ADD = insert(table)
_WHAT = select(
    table.c.id,
    table.c.person,
    table.c.channel,
    table.c.profile,
    table.c.asked,
    table.c.linked_at,
    table.c.confirmed_at,
    table.c.seen_at,
)
_BY_KEY = _WHAT.where(
    table.c.channel == bindparam("channel"), table.c.key_sha256 == bindparam("marked")
)
_BY_ID = _WHAT.where(table.c.id == bindparam("id"))
_OF = _WHAT.where(table.c.person == bindparam("who")).order_by(table.c.channel)
_IN_THE_WAY = _WHAT.where(
    table.c.channel == bindparam("channel"),
    or_(table.c.key_sha256 == bindparam("marked"), table.c.person == bindparam("who")),
)
_OLD = _WHAT.where(table.c.confirmed_at <= bindparam("before"))
_PLACE = select(table.c.place).where(table.c.id == bindparam("id"))
_NAME = select(table.c.name).where(table.c.id == bindparam("id"))
_ONE = update(table).where(table.c.id == bindparam("which"))
_MOVE = _ONE.values(place=bindparam("new"))
_SIT = _ONE.values(profile=bindparam("now_open"), asked=bindparam("now_asked"))
_SAID = _ONE.where(table.c.profile == bindparam("of")).values(asked=bindparam("now_asked"))
_SEEN = _ONE.values(seen_at=bindparam("at"))
_CONFIRM = _ONE.where(table.c.person == bindparam("who")).values(confirmed_at=bindparam("at"))
_DOUBT = (
    update(table)
    .where(table.c.confirmed_at > bindparam("long_ago"))
    .values(confirmed_at=bindparam("long_ago"))
)
_LEAVE = update(table).where(table.c.profile == bindparam("which")).values(profile="", asked="")
_END = delete(table).where(table.c.id == bindparam("which"))
_END_SHOWN = delete(shown).where(shown.c.account == bindparam("which"))


def link(
    turn: Turn, channel: str, key: str, person_id: str, place: Mapping[str, str], name: str
) -> Account:
    """From now on whoever writes from there is this person, and they are told.

    Ends any other account with that key, and the one that the person had on that channel.
    """
    return add(turn, channel, mark(channel, key), person_id, place, name)


def add(
    turn: Turn, channel: str, marked: bytes, person_id: str, place: Mapping[str, str], name: str
) -> Account:
    """The same as `link`, for who knows the key by its `mark` only."""
    for other in turn.all(_IN_THE_WAY, channel=channel, marked=marked, who=person_id):
        _end(turn, _read(other), person_id, "web", "replaced")
    made = Account(turn.new_id(), person_id, channel, "", "", turn.now, turn.now, turn.now)
    turn.change(
        _ADD,
        {
            "id": made.id,
            "channel": channel,
            "key_sha256": marked,
            "person": person_id,
            "place": _sealed_place(turn, made.id, place),
            "name": turn.seal(name, "account", "name", made.id, HOUSE),
            "profile": "",
            "asked": "",
            "linked_at": turn.at,
            "confirmed_at": turn.at,
            "seen_at": turn.at,
        },
    )
    turn.write_diary("account.linked", "account", made.id, person_id, "web", channel)
    _tell(turn, made, LINKED)
    return made


def find(turn: Turn, channel: str, key: str) -> Account | None:
    """Whose account it is; None when it is nobody's. It may have to be confirmed (`is_fresh`)."""
    row = turn.first(_BY_KEY, channel=channel, marked=mark(channel, key))
    return None if row is None else _read(row)


def is_anothers(turn: Turn, channel: str, marked: bytes, person_id: str) -> bool:
    """Whether the account with this mark is somebody else's, who said lately enough that it is.

    Nobody takes it from them by a link: they end it first, there or on the web.
    """
    row = turn.first(_BY_KEY, channel=channel, marked=marked)
    return row is not None and row.person != person_id and is_fresh(_read(row), turn.now)


def by_id(turn: Turn, account_id: str) -> Account | None:
    row = turn.first(_BY_ID, id=account_id)
    return None if row is None else _read(row)


def of_person(turn: Turn, person_id: str) -> list[Account]:
    return [_read(row) for row in turn.all(_OF, who=person_id)]


def place(turn: Turn, account: Account) -> dict[str, str]:
    """Where to write to, as it is now; nothing for an account that has ended meanwhile."""
    row = turn.first(_PLACE, id=account.id)
    if row is None:
        return {}
    kept: dict[str, str] = json.loads(turn.unseal(row[0], "account", "place", account.id, HOUSE))
    return kept


def name(turn: Turn, account: Account) -> str:
    """What the account calls itself there."""
    row = turn.first(_NAME, id=account.id)
    if row is None:
        return ""
    return turn.unseal(row[0], "account", "name", account.id, HOUSE).decode()


def move(turn: Turn, account: Account, place: Mapping[str, str]) -> None:
    """The same account is to be written to elsewhere from now on."""
    turn.tidy(_MOVE, {"which": account.id, "new": _sealed_place(turn, account.id, place)})


def sit(turn: Turn, account: Account, profile: str, asked: str) -> None:
    """Which profile is open there now, and what typed words there would be an answer to."""
    turn.tidy(_SIT, {"which": account.id, "now_open": profile, "now_asked": asked})


def said(turn: Turn, account_id: str, profile: str, asked: str) -> None:
    """This question is before them now, unless another profile is open there already."""
    turn.tidy(_SAID, {"which": account_id, "of": profile, "now_asked": asked})


def seen(turn: Turn, account: Account) -> None:
    """Something was said there; written down once a minute at most."""
    if turn.now - account.seen_at >= SEEN_EVERY:
        turn.tidy(_SEEN, {"which": account.id, "at": turn.at})


def is_fresh(account: Account, now: datetime) -> bool:
    """Whether its person has said lately enough that it is theirs."""
    return now - account.confirmed_at < CONFIRMED_FOR


def confirm(turn: Turn, person_id: str, account_id: str) -> bool:
    """Its person says that it is still theirs. False when it never was, or is not any more."""
    if not turn.change(_CONFIRM, {"which": account_id, "who": person_id, "at": turn.at}):
        return False
    turn.write_diary("account.confirmed", "account", account_id, person_id, "web")
    return True


def end(
    turn: Turn,
    person_id: str,
    account_id: str,
    *,
    channel: str = "web",
    reason: str = "unlinked",
) -> bool:
    """Its person wants it no more, here or there: the next message is from nobody we know.

    `channel` is where they said so, and `reason` one word. False when it is not theirs.
    """
    found = by_id(turn, account_id)
    if found is None or found.person_id != person_id:
        return False
    _end(turn, found, person_id, channel, reason)
    return True


def end_all(turn: Turn, person_id: str, *, by: str = "", reason: str = "everywhere") -> int:
    """Every account of theirs ends now; how many there were. `by` is who did it, if not they."""
    theirs = of_person(turn, person_id)
    for each in theirs:
        _end(turn, each, by or person_id, "web", reason)
    return len(theirs)


def end_unfit(turn: Turn, person_id: str, role: Role, by: str = "") -> int:
    """Ends those on channels that people in this role may not talk on; how many there were."""
    unfit = [each for each in of_person(turn, person_id) if not may_talk(role, each.channel)]
    for each in unfit:
        _end(turn, each, by or person_id, "web", "role")
    return len(unfit)


def doubt_all(turn: Turn) -> int:
    """Each has to be confirmed on the web before anything is heard from it; how many there are."""
    return turn.change(_DOUBT, {"long_ago": to_text(turn.now - CONFIRMED_FOR)})


def leave(turn: Turn, profile: str) -> None:
    """A profile is gone: it is open nowhere any more."""
    turn.tidy(_LEAVE, {"which": profile})


def end_old(turn: Turn) -> int:
    """Ends those that nobody has confirmed for a very long time; how many there were."""
    rows = turn.all(_OLD, before=to_text(turn.now - GONE_AFTER))
    for row in rows:
        _end(turn, _read(row), row.person, "web", "unconfirmed")
    return len(rows)


def opens(turn: Turn, account_id: str) -> bool:
    """Whether what is sealed of it can be read. Raises `SealBroken`."""
    found = by_id(turn, account_id)
    if found is None:
        return False
    place(turn, found)
    name(turn, found)
    return True


def mark(channel: str, key: str) -> bytes:
    """What an account is found by; the same for one that is nobody's."""
    said = f"kith account\0{channel}\0{key}"
    return hashlib.sha256(said.encode("utf-8", "replace")).digest()


def _sealed_place(turn: Turn, account_id: str, place: Mapping[str, str]) -> bytes:
    return turn.seal(json.dumps(dict(place)), "account", "place", account_id, HOUSE)


def _end(turn: Turn, ended: Account, by: str, channel: str, reason: str) -> None:
    turn.tidy(_END_SHOWN, {"which": ended.id})
    turn.change(_END, {"which": ended.id})
    turn.write_diary("account.ended", "account", ended.id, by, channel, reason)
    _tell(turn, ended, ENDED)


def _tell(turn: Turn, about: Account, what: str) -> None:
    told = json.dumps({"what": what, "account": about.id, "channel": about.channel})
    outbox.post(turn, f"{TOLD} {what} {about.id}", about.person_id, TOLD, told)


def _read(row: Found) -> Account:
    return Account(
        row.id,
        row.person,
        row.channel,
        row.profile,
        row.asked,
        from_text(row.linked_at),
        from_text(row.confirmed_at),
        from_text(row.seen_at),
    )
