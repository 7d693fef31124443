"""A rotation killed anywhere, or done twice at once: nobody is ever without a key on the disk."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from storage import keys_file, rotation
from tests.reading_code import HOUSE
from tests.storage.folders import (
    ACTOR,
    CHILDREN,
    keys_of,
    opened,
    read_all,
    rotated,
    wished,
)


class Killed(BaseException):
    """The process ended here."""


def kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Ends everything at that step; tells afterwards how many steps there were."""
    steps = 0

    def one(*_: object, **__: object) -> None:
        nonlocal steps
        steps += 1
        if steps == step:
            raise Killed

    for module, name in ((os, "open"), (os, "fsync"), (Path, "replace")):
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *args, real=real, **named: (one(), real(*args, **named))[1]
        )
    event.listen(Engine, "before_cursor_execute", one)
    event.listen(Engine, "after_cursor_execute", one)
    event.listen(Engine, "commit", one)

    def end() -> int:
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.remove(Engine, name, one)
        monkeypatch.undo()
        return steps

    return end


def test_a_rotation_cut_off_at_any_step_leaves_everything_readable_and_can_be_ended(
    folder: Path,
) -> None:
    resumed = 0
    for step in range(1, 1000):
        store = opened(folder)
        with pytest.MonkeyPatch.context() as patch:
            end = kill_at(step, patch)
            try:
                rotation.rotate(store, keys_of(folder), ACTOR)
                whole = True
            except Killed:
                whole = False
            finally:
                end()
        store.close()
        assert read_all(folder) == wished(), step
        resumed += keys_file.read(keys_of(folder)).next_master is not None
        if whole:
            break
    assert step > 20
    assert resumed > 5
    assert not rotated(folder).resumed


@pytest.mark.parametrize("seed", range(4))
def test_a_rotation_killed_by_the_system_leaves_everything_readable(
    folder: Path, seed: int
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.other_process", "rotate", str(folder)],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    left = random.Random(seed).randrange(1, 40)
    begun = False
    for line in child.stdout:
        begun = begun or line == "again\n"
        left -= begun
        if left == 0:
            break
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    assert read_all(folder) == wished()
    rotated(folder)
    assert read_all(folder) == wished()
    assert keys_file.read(keys_of(folder)).next_master is None


def test_two_rotations_at_once_and_somebody_who_writes_lose_nothing(folder: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.storage.other_process", what, str(folder)],
            cwd=HOUSE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for what in ("rotate", "rotate", "write")
    ]
    heard: list[str] = []
    for child in children:
        assert child.stdout is not None
        # Two more rotations of each of the two, and five children of the third.
        more = itertools.takewhile(
            lambda left: left > 0, itertools.count(3 if child is not children[-1] else 5, -1)
        )
        for word in child.stdout:
            heard.append(word.strip())
            if (word == "again\n" or heard[-1].isdecimal()) and next(more, None) is None:
                break
    for child in children:
        child.kill()
        child.wait()
        assert child.stdout is not None
        heard += [word.strip() for word in child.stdout if word.endswith("\n")]
        child.stdout.close()
    told = max(int(word) for word in heard if word.isdecimal())
    assert told >= 5
    found = read_all(folder)
    assert len(found) >= len(CHILDREN) + told
