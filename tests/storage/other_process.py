"""Another process with the store open: `write` children or `rotate` keys, for ever, until killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeVar

from storage import rotation
from storage.errors import NotKept
from tests.storage.folders import begin, keys_of, opened

T = TypeVar("T")


def tell(word: object) -> None:
    """A line that the parent reads at once."""
    os.write(1, f"{word}\n".encode())


def patiently(work: Callable[[], T]) -> T:
    """Again when the store was too busy: nothing was kept, so it is safe."""
    while True:
        try:
            return work()
        except NotKept:
            continue


def write(folder: Path) -> None:
    """Says a number when, and only when, that child and the answer are kept."""
    store = patiently(lambda: opened(folder, "written"))
    for number in count(1):
        child = f"w{number}"
        patiently(lambda child=child: store.perform_now(lambda turn: begin(turn, child)))  # type: ignore[misc]
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
    store = patiently(lambda: opened(folder, "rotated"))
    while True:
        tell("again")
        patiently(lambda: rotation.rotate(store, keys_of(folder), "operator:test"))


if __name__ == "__main__":
    {"write": write, "rotate": rotate}[sys.argv[1]](Path(sys.argv[2]))
