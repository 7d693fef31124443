"""A new master key, or new keys for everybody, while people write; killed anywhere, all opens.

The keys file holds the old master key and the next one before any data key is wrapped anew, and
until every one of them is; both changes of the file happen while no other process can write. So
at each moment every data key is wrapped by a key that is on the disk.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from storage import keys_file
from storage.sealed import KEY_BYTES
from storage.store import Store
from storage.turn import Turn


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many data keys were wrapped anew, and whether a rotation that was cut off was ended."""

    wrapped: int
    resumed: bool
    mark: str
    """What tells the new set of keys from the old one."""


def rotate(store: Store, keys_path: Path, actor: str) -> Rotated:
    """Every data key is wrapped by a new master key, and the old one leaves the keys file.

    Ends a rotation that was cut off, if there is one. Raises `SealBroken`, with everything as it
    was, when a data key does not open.
    """

    def wrap(turn: Turn) -> tuple[int, bool]:
        keys = keys_file.read(keys_path)
        resumed = keys.next_master is not None
        coming = keys.next_master or secrets.token_bytes(KEY_BYTES)
        if not resumed:
            keys_file.write(keys_path, replace(keys, next_master=coming))
        wrapped = turn.memory.keys.wrap_again(turn.connection, coming)
        turn.write_diary("keys.rotated", "keys", "", actor, "terminal")
        return wrapped, resumed

    def let_go(turn: Turn) -> str:
        keys = keys_file.read(keys_path)
        if keys.next_master is not None:
            turn.memory.keys.check(turn.connection, keys.next_master)
            keys = keys.rotated()
            keys_file.write(keys_path, keys)
        return keys.mark

    wrapped, resumed = store.perform_now(wrap)
    return Rotated(wrapped, resumed, store.perform_now(let_go))


def renew(store: Store, actor: str) -> int:
    """A new data key for everybody, used for all that is written from now on; how many.

    What stands already stays under the key it was sealed with until it is written again; answers
    and documents are never written again. Raises `KeysUsedUp`, and then nobody has a new one.
    """

    def make(turn: Turn) -> int:
        everybody = turn.memory.keys.subjects(turn.connection)
        for subject in everybody:
            turn.make_key(subject)
        turn.write_diary("keys.renewed", "keys", "", actor, "terminal")
        return len(everybody)

    return store.perform_now(make)
