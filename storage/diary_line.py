"""One line of the diary, and the hash that chains it to the line before."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from storage.errors import DiaryLineRefused

BEGINNING = "0" * 64
"""What the first line holds for the hash of the line before."""

_WORD = re.compile(r"[\w.:?~/-]{0,120}", re.ASCII)
_ID = re.compile(r"[!-~]{0,200}")


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """That something happened: who, what kind of thing, which one; never what was said."""

    at: str
    actor: str
    channel: str
    action: str
    object_kind: str
    object_id: str
    reason: str = ""
    behalf_of: str = ""

    def __post_init__(self) -> None:
        words = (self.channel, self.action, self.object_kind, self.reason)
        ids = (self.actor, self.behalf_of, self.object_id)
        if not (self.action and self.actor and self.object_kind):
            raise DiaryLineRefused
        if not (all(map(_WORD.fullmatch, words)) and all(map(_ID.fullmatch, ids))):
            raise DiaryLineRefused

    def hash(self, seq: int, previous: str) -> str:
        """SHA-256 over the line as canonical JSON, its number and the hash before it."""
        parts = [
            seq,
            self.at,
            self.actor,
            self.behalf_of,
            self.channel,
            self.action,
            self.object_kind,
            self.object_id,
            self.reason,
            previous,
        ]
        return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
