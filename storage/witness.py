"""A witness of the diary outside the database: whoever owns the database cannot rewrite both."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import diary
from storage.diary import Head
from storage.errors import WitnessUnreadable
from storage.keys_file import PRIVATE, settle_folder
from storage.times import from_text, to_text
from storage.turn import Turn

_LINE = re.compile(r"(\d{1,18}) ([0-9a-f]{64}) (\S+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the diary ended when the witness looked."""

    seq: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """No line is missing or changed, and the witness, if there is one, agrees."""

    head: Head


@dataclass(frozen=True, slots=True)
class Broken:
    """The first line that was changed or is missing."""

    line: int


@dataclass(frozen=True, slots=True)
class Shortened:
    """The diary ends before a line that the witness saw."""

    head: Head
    seen: Seen


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The chain holds, but a line the witness saw is another one now, or one before it is."""

    seen: Seen


Verdict = Whole | Broken | Shortened | Rewritten


def read(path: Path) -> tuple[Seen, ...]:
    """What the witness saw, oldest first; nothing for a file that is not there yet.

    Raises `WitnessUnreadable`.
    """
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return ()
    except ValueError:
        raise WitnessUnreadable from None
    return tuple(map(_read, lines))


def verdict(turn: Turn, seen: tuple[Seen, ...] = ()) -> Verdict:
    """What there is to say about the diary: its own chain first, then what the witness saw."""
    broken = diary.verify(turn)
    if broken is not None:
        return Broken(broken)
    head = diary.head(turn)
    for each in sorted(seen, key=lambda one: one.seq):
        if each.seq > head.seq:
            return Shortened(head, each)
        if diary.hash_of(turn, each.seq) != each.hash:
            return Rewritten(each)
    return Whole(head)


def append(path: Path, head: Head, at: datetime, seen: tuple[Seen, ...]) -> bool:
    """The witness remembers this end of the diary; False when it knew it already."""
    if any(each.seq == head.seq for each in seen):
        return False
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, PRIVATE)
    with os.fdopen(handle, "ab") as file:
        file.write(f"{head.seq} {head.hash} {to_text(at)}\n".encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    settle_folder(path.parent)
    return True


def _read(line: str) -> Seen:
    found = _LINE.fullmatch(line)
    if found is None:
        raise WitnessUnreadable
    try:
        return Seen(int(found[1]), found[2], from_text(found[3]))
    except ValueError:
        raise WitnessUnreadable from None
