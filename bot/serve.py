"""A council's own house: its store, its keys, its provider; served until it is told to stop."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.app import serve
from bot.assistant import Assistant
from bot.days import bank_holidays as days_off
from bot.demo import new_id, now
from bot.errors import FolderInUse, FolderShut
from bot.house import House
from bot.oidc import Provider
from bot.oidc_wire import Wire
from bot.serve_errors import OnlyADemo, SettingRefused
from bot.serve_settings import ServeSettings
from bot.settings import STORE, TEMPLATES, held
from dialogs.read import read_forms
from storage import keys_file, sessions
from storage.keys_file import KeySet
from storage.sealed import KEY_BYTES
from storage.store import Store


@contextmanager
def open_store(settings: ServeSettings) -> Iterator[Store]:
    """The council's store, closed at the end. Raises `OnlyADemo`, and what the store raises."""
    store = Store.open(
        settings.data / STORE,
        file_key=settings.keys.file,
        master_key=settings.keys.master,
        clock=now,
        new_id=new_id,
        keys_file=settings.keys_path,
    )
    try:
        if store.perform_now(sessions.any_link):
            raise OnlyADemo
        yield store
    finally:
        store.close()


@contextmanager
def open_house(settings: ServeSettings) -> Iterator[House]:
    """The house, with its folder for this process alone. Raises `SettingRefused` and `OnlyADemo`."""
    with _held(settings.data), open_store(settings) as store:
        forms = read_forms()
        yield House(
            store=store,
            assistant=Assistant(forms, settings.council.name, settings.phone, days_off),
            forms=forms,
            council=settings.council,
            clock=now,
            new_id=new_id,
            secret=settings.keys.web,
            site=settings.site,
            proxies=settings.proxies,
            witness=settings.witness,
            templates_folder=settings.data / TEMPLATES,
        )


def run(settings: ServeSettings, ready: Callable[[str], None]) -> None:
    """Serves until it is told to stop; `ready` gets the address that the proxy asks."""
    with open_house(settings) as house:
        asyncio.run(_serve(house, settings, ready))


def make_keys(data: Path, path: Path) -> None:
    """The first keys of a new house. Raises `SettingRefused` rather than put others in their place."""
    if (data / STORE).exists() or path.exists():
        raise SettingRefused("data.keys", "taken")
    file, master, web = (secrets.token_bytes(KEY_BYTES) for _ in range(3))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys_file.write_new(path, keys_file.dumps(KeySet(file, master, web)).encode("ascii"))
        keys_file.settle_folder(path.parent)
    except FileExistsError:
        raise SettingRefused("data.keys", "taken") from None
    except OSError:
        raise SettingRefused("data.keys", "shut") from None


async def _serve(house: House, settings: ServeSettings, ready: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    provider = Provider(settings.client, Wire())
    await serve(
        house,
        settings.host,
        settings.port,
        ready,
        stop,
        provider,
        settings.limits,
        doors=settings.doors,
    )


@contextmanager
def _held(data: Path) -> Iterator[None]:
    try:
        with held(data):
            yield
    except FolderInUse:
        raise SettingRefused("data.folder", "in_use") from None
    except FolderShut:
        raise SettingRefused("data.folder", "shut") from None
