"""A store, a folder or a backup for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import allocations
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import (
    AMARA,
    CHILD,
    Clock,
    a_child,
    a_person,
    does,
    open_store,
)
from tests.storage.folders import a_folder, taken


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = open_store(tmp_path / "kith.db", clock)
    yield opened
    opened.close()


@pytest.fixture
def town(store: Store) -> Store:
    """A child whose worker is Amara; Ben works here too."""

    def begin(turn: Turn) -> None:
        a_child(turn)
        a_person(turn, "amara")
        a_person(turn, "ben")
        allocations.allocate(turn, AMARA, CHILD)

    does(store, begin)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "house")


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return taken(folder, tmp_path / "one.kith").path
