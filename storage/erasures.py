"""The list of erasures: kept in the store, and beside it, where a restored backup cannot lack it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from storage import keys_file
from storage.errors import ErasuresUnreadable
from storage.tables_around import erasure as table
from storage.turn import Turn

NAME = "erasures.json"
KINDS = frozenset({"child", "household", "profile"})
PARTS = frozenset({"id", "kind", "at", "reason"})

_OPAQUE = re.compile(r"[!-~]{1,200}")
_ADD = insert(table).on_conflict_do_nothing(index_elements=["id"])
_ALL = select(table).order_by(table.c.at, table.c.id)
_ONE = select(table.c.id).where(table.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Erasure:
    """That somebody was forgotten, or a draft let go: an opaque id, when, and a word for why."""

    id: str
    kind: str
    at: str
    reason: str


def add(turn: Turn, erasure: Erasure) -> bool:
    """Remembers it. False, and nothing else, when it is remembered already."""
    return turn.change(_ADD, asdict(erasure)) == 1


def everything(turn: Turn) -> tuple[Erasure, ...]:
    """All that was ever erased here, the oldest first."""
    return tuple(Erasure(row.id, row.kind, row.at, row.reason) for row in turn.all(_ALL))


def is_erased(turn: Turn, opaque_id: str) -> bool:
    return turn.first(_ONE, id=opaque_id) is not None


def read(path: Path) -> tuple[Erasure, ...]:
    """The erasures in this file. Raises `ErasuresUnreadable`, and `OSError` when it is not there."""
    try:
        plain = json.loads(path.read_text(encoding="ascii"))
    except ValueError:
        raise ErasuresUnreadable from None
    if not isinstance(plain, list) or not all(map(_is_erasure, plain)):
        raise ErasuresUnreadable
    return tuple(Erasure(**each) for each in plain)


def remember(path: Path, erasures: Iterable[Erasure]) -> tuple[Erasure, ...]:
    """Adds these to the file, which only its owner can read, and gives back all that is in it.

    The file is replaced whole or not at all. What it holds already is never taken out, so that
    an older store beside a newer list cannot shorten it. Raises `ErasuresUnreadable`.
    """
    known = {each.id: each for each in (read(path) if path.exists() else ())}
    for each in erasures:
        known.setdefault(each.id, each)
    together = tuple(sorted(known.values(), key=lambda each: (each.at, each.id)))
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    plain = [asdict(each) for each in together]
    keys_file.write_new(beside, json.dumps(plain, indent=1).encode("ascii"))
    beside.replace(path)
    keys_file.settle_folder(path.parent)
    return together


def _is_erasure(plain: object) -> bool:
    if not isinstance(plain, dict) or set(plain) != PARTS:
        return False
    words = all(isinstance(each, str) and _OPAQUE.fullmatch(each) for each in plain.values())
    return words and plain["kind"] in KINDS
