"""A house of its own for every measurement: an encrypted store with people, children and open drafts."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from bot.assistant import Assistant
from care.people import Child, Person, Role
from dialogs.answers import Given
from dialogs.form import Form, Kind
from dialogs.progress import Entry, Progress
from dialogs.read import read_forms
from storage import people, profiles, subjects
from storage.store import Store
from storage.turn import Turn

FORM = "child_profile.1"
FILE_KEY, MASTER_KEY, SECRET = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
RECORD = {"full_name": "Sam Ofori", "preferred_name": "Sam", "dob": "2015-03-12", "sex": "M"}
A_GO = 250
"""Drafts made in one transaction."""


def now() -> datetime:
    return datetime.now(UTC)


def open_store(folder: Path) -> Store:
    return Store.open(
        folder / "kith.db",
        file_key=FILE_KEY,
        master_key=MASTER_KEY,
        clock=now,
        new_id=lambda: secrets.token_urlsafe(16),
    )


def assistant_for(forms: Mapping[str, Form]) -> Assistant:
    return Assistant(forms, "Larkshire", "01632 960000", lambda year: frozenset[date]())


def form() -> Form:
    return read_forms()[FORM]


def person_of(number: int) -> Person:
    return Person(f"worker{number}", f"worker-{number}", f"Worker {number}", Role.SOCIAL_WORKER)


def profile_of(number: int) -> str:
    return f"profile{number}"


def settle_in(store: Store, many: int, answered: int = 0) -> None:
    """That many social workers, each with a child and an open draft that has some answers already."""
    for first in range(0, many, A_GO):
        numbers = range(first, min(first + A_GO, many))
        store.perform_now(lambda turn, these=numbers: _settle(turn, these, answered))


def _settle(turn: Turn, numbers: range, answered: int) -> None:
    said = [slot.key for slot in form().questions() if slot.kind is Kind.LONG_TEXT][:answered]
    for number in numbers:
        person, child = person_of(number), Child(f"child{number}", f"LK-{number:05}", RECORD)
        people.add(turn, person)
        subjects.add_child(turn, child)
        subjects.allocate(turn, person.id, child.id)
        opened = profiles.open_profile(turn, FORM, child.id, person.id, id=profile_of(number))
        entries = tuple(_entries(said, person.id, number))
        if entries:
            progress = Progress(entries=entries, focus=opened.focus)
            profiles.keep(turn, opened, progress, entries, "web")
        turn.write_diary("bench.settled", "profile", opened.id, person.id, "bench")


def _entries(said: list[str], person: str, number: int) -> Iterator[Entry]:
    story = "Loves swimming, and will try any fruit cut into stars. " * 5
    for turn, path in enumerate(said, 1):
        yield Entry(turn, path, Given(f"{story}{number}, {turn}"), person)
