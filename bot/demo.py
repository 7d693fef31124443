"""Larkshire: the whole house on one machine, with made-up people, and nothing to sign up for."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.app import serve
from bot.assistant import Assistant
from bot.command_words import said
from bot.days import bank_holidays as days_off
from bot.house import Council, House
from bot.larkshire import seed
from bot.larkshire.people import townspeople
from bot.session import enter_path
from bot.settings import DemoSettings
from dialogs.read import read_forms
from storage import people, subjects
from storage.store import Store


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """An opaque id of 128 random bits."""
    return secrets.token_urlsafe(16)


def guest_notes() -> dict[str, str]:
    """What the demo says beside each person's name, by their key, in the order of its list."""
    return {each.person.key: each.note for each in townspeople(new_id)}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to sign in as, and the way in."""

    key: str
    name: str
    role: str
    note: str
    enter: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What the demo says when it is ready."""

    url: str
    guests: tuple[Guest, ...]
    children: tuple[str, ...]
    households: tuple[str, ...]


@contextmanager
def open_house(settings: DemoSettings) -> Iterator[House]:
    """The house in the demo's folder, seeded when it is empty, closed at the end."""
    with settings.held():
        yield from _opened(settings)


def _opened(settings: DemoSettings) -> Iterator[House]:
    keys = settings.keys()
    store = Store.open(
        settings.store, file_key=keys.file, master_key=keys.master, clock=now, new_id=new_id
    )
    try:
        forms = read_forms()
        if not store.perform_now(people.everyone):
            store.perform_now(
                lambda turn: seed(turn, forms, now().date(), lambda: secrets.token_urlsafe(24))
            )
        council = said("larkshire.council")
        yield House(
            store=store,
            assistant=Assistant(forms, council, said("larkshire.phone"), days_off),
            forms=forms,
            council=Council(council, said("larkshire.short")),
            clock=now,
            new_id=new_id,
            secret=keys.web,
            demo=True,
            guests=guest_notes(),
            templates_folder=settings.templates_folder,
        )
    finally:
        store.close()


def run(settings: DemoSettings, ready: Callable[[Opened], None]) -> None:
    """Serves the demo on loopback until it is told to stop. Raises `OSError` for a taken port."""
    with open_house(settings) as house:
        asyncio.run(_serve(house, settings, ready))


async def _serve(house: House, settings: DemoSettings, ready: Callable[[Opened], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    opened = await house.store.perform(
        lambda turn: (
            people.everyone(turn),
            tuple(child.ref for child in subjects.children(turn)),
            tuple(household.ref for household in subjects.households(turn)),
        )
    )
    everyone, children, households = opened
    notes = guest_notes()
    place = {key: number for number, key in enumerate(notes)}

    def tell(url: str) -> None:
        guests = tuple(
            Guest(
                person.key,
                person.name,
                person.role.value,
                notes.get(person.key, ""),
                url + enter_path(house.secret, person.key),
            )
            for person in sorted(everyone, key=lambda each: place.get(each.key, len(place)))
        )
        ready(Opened(url, guests, children, households))

    await serve(house, settings.host, settings.port, tell, stop)
