"""Another process with the store open: `write` children or `rotate` keys, for ever, until killed."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from storage import rotation
from tests.storage.folders import begin, keys_of, opened


def tell(word: object) -> None:
    """A line that the parent reads at once."""
    os.write(1, f"{word}\n".encode())


def write(folder: Path) -> None:
    """Says a number when, and only when, that child and the answer are kept."""
    store = opened(folder, "written")
    for number in count(1):
        store.perform_now(lambda turn, n=number: begin(turn, f"w{n}"))  # type: ignore[misc]
        tell(number)


def rotate(folder: Path) -> None:
    """Says what it does at every step, so that it can be killed at any of them."""
    sys.addaudithook(
        lambda event, args: (
            tell(event)
            if event in {"os.rename", "os.remove"} or (event == "open" and args[0])
            else None
        )
    )
    store = opened(folder, "rotated")
    while True:
        tell("again")
        rotation.rotate(store, keys_of(folder), "operator:test")


if __name__ == "__main__":
    {"write": write, "rotate": rotate}[sys.argv[1]](Path(sys.argv[2]))
