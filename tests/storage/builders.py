"""Things for tests: a store with a clock that stands still and ids that count, and people in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from care.people import Child, Household, Person, Role
from dialogs.answers import Answer, Given
from dialogs.progress import Entry
from storage import people, profiles, subjects
from storage.profiles import Profile
from storage.store import Store
from storage.turn import Turn

T = TypeVar("T")

FILE_KEY = bytes(range(32))
MASTER_KEY = bytes(range(32, 64))
CHILD, AMARA, BEN = "child-jordan", "person-amara", "person-ben"
"""The ids of those who are made below when nobody else is asked for."""
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, now: datetime = BEGINNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, **step: float) -> None:
        self.now += timedelta(**step)


def counting_ids(word: str = "id") -> Callable[[], str]:
    counted = 0

    def new_id() -> str:
        nonlocal counted
        counted += 1
        return f"{word}{counted}"

    return new_id


def open_store(
    path: Path,
    clock: Callable[[], datetime] | None = None,
    *,
    file_key: bytes = FILE_KEY,
    master_key: bytes = MASTER_KEY,
    new_id: Callable[[], str] | None = None,
) -> Store:
    """A store at this path, made if it is not there."""
    if (file_key, master_key) == (FILE_KEY, MASTER_KEY):
        begin_store(path)
    return Store.open(
        path,
        file_key=file_key,
        master_key=master_key,
        clock=clock or Clock(),
        new_id=new_id or counting_ids(),
    )


def begin_store(path: Path) -> None:
    """An empty store with the usual keys, where there is none yet: a copy of the one that was made
    first, for making its tables takes a while, and a thousand tests begin with them."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_begun())


@cache
def _begun() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kith.db"
        Store.open(
            path,
            file_key=FILE_KEY,
            master_key=MASTER_KEY,
            clock=Clock(),
            new_id=counting_ids(),
        ).close()
        return path.read_bytes()


def note(turn: Turn, action: str = "test.changed") -> None:
    """The diary line that any change needs."""
    turn.write_diary(action, "test", "t", "tester", "test")


def noted(work: Callable[[Turn], T]) -> Callable[[Turn], T]:
    """The same work, with the diary line that it needs."""

    def work_and_line(turn: Turn) -> T:
        note(turn)
        return work(turn)

    return work_and_line


def does(store: Store, work: Callable[[Turn], T]) -> T:
    """The work, done now and noted."""
    return store.perform_now(noted(work))


def a_person(turn: Turn, key: str = "amara", role: Role = Role.SOCIAL_WORKER) -> Person:
    person = Person(f"person-{key}", key, key.capitalize(), role, "North")
    people.add(turn, person)
    note(turn)
    return person


def a_child(turn: Turn, key: str = "jordan", **record: str) -> Child:
    child = Child(f"child-{key}", f"C-{key}", {"preferred_name": key.capitalize(), **record})
    subjects.add_child(turn, child)
    note(turn)
    return child


def a_household(turn: Turn, key: str = "moss") -> Household:
    household = Household(f"household-{key}", f"H-{key}", {"carer_names": key.capitalize()})
    subjects.add_household(turn, household)
    note(turn)
    return household


def a_profile(
    turn: Turn, child: str = "jordan", owner: str = "amara", form: str = "child_profile.1"
) -> Profile:
    """A profile about a child, both of them and the owner made if they are not there."""
    person = people.person_by_key(turn, owner) or a_person(turn, owner)
    about = subjects.child_by_ref(turn, f"C-{child}") or a_child(turn, child)
    note(turn)
    return profiles.open_profile(turn, form, about.id, person.id)


def said(
    turn: Turn,
    profile: Profile,
    answers: Mapping[str, Answer | str | None],
    plain: Mapping[str, str] | None = None,
    undoes: int = 0,
) -> Profile:
    """Keeps these answers as one turn of the conversation; None takes an answer away."""
    progress = profiles.progress(turn, profile)
    entries = [
        Entry(
            progress.turn + 1,
            path,
            Given(answer) if isinstance(answer, str) else answer,
            profile.owner_id,
            turn.at,
            undoes,
        )
        for path, answer in answers.items()
    ]
    note(turn, "profile.answered")
    return profiles.keep(turn, profile, progress.keeping(entries), entries, "web", plain)
