"""Finished documents, sealed, in the same transaction and the same backup as the answers."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from storage.errors import SealBroken
from storage.referrals import Referral
from storage.tables_around import document as table
from storage.turn import Turn

_KEYS = ["ref", "version", "copy_for"]
_ADD = insert(table).on_conflict_do_nothing(index_elements=_KEYS)
_FIND = select(table.c.sha256, table.c.sealed).where(
    *(table.c[name] == bindparam(name) for name in _KEYS)
)


def keep(turn: Turn, referral: Referral, copy: str, data: bytes) -> bool:
    """Keeps one copy of one version. False, and nothing else, when there is one already."""
    row = {
        **_place(referral, copy),
        "sha256": hashlib.sha256(data).hexdigest(),
        "sealed": turn.seal(data, "document", "sealed", _row(referral, copy), referral.subject_id),
        "at": turn.at,
    }
    return turn.change(_ADD, row) == 1


def find(turn: Turn, referral: Referral, copy: str) -> bytes | None:
    """The document exactly as it was kept, or None. Raises `SealBroken` if it was changed."""
    row = turn.first(_FIND, **_place(referral, copy))
    if row is None:
        return None
    where = ("document", "sealed", _row(referral, copy), referral.subject_id)
    data = turn.unseal(row.sealed, *where)
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise SealBroken
    return data


def _place(referral: Referral, copy: str) -> dict[str, object]:
    return {"ref": referral.ref, "version": referral.version, "copy_for": copy}


def _row(referral: Referral, copy: str) -> str:
    return f"{referral.ref} {referral.version} {copy}"
