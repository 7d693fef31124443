"""What the doctor says about the doors beside the web: whether they are on, set soundly, and answered."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.operator_words import told
from storage.finding import Finding, fault, fine, noted

if TYPE_CHECKING:
    from bot.door_settings import Doors, TeamsSettings, TelegramSettings
    from bot.serve_given import Given

HANDED_OVER = "/run/credentials/"
"""Where the service manager puts what Kith alone may read, for as long as Kith runs."""


def add_door_options(doctor: argparse.ArgumentParser) -> None:
    """Without them the doctor looks at the store alone, and asks nobody outside."""
    doctor.add_argument("--config", type=Path, help=told("doors.config"))
    doctor.add_argument("--online", action="store_true", help=told("doors.online"))


def examine_doors(chosen: argparse.Namespace) -> Iterator[Finding]:
    """One finding after another; nothing unless settings were named or the world is to be asked.

    Raises `SettingRefused` when the file of settings cannot be read.
    """
    if chosen.config is None and not chosen.online:
        return
    from bot.serve_settings import environment, given

    set_ = given(chosen.config, environment())
    for door in ("teams", "telegram"):
        yield from _door(set_, door, online=chosen.online)


def _door(set_: Given, door: str, *, online: bool) -> Iterator[Finding]:
    from bot.door_settings import SHUT, read_doors
    from bot.serve_errors import SettingRefused
    from bot.serve_given import Given

    own = {name: text for name, text in set_.plain.items() if name.startswith(f"{door}.")}
    if any(_is_handed_over(name, text) for name, text in own.items()):
        yield noted(f"{door}_handed")
        return
    try:
        doors = read_doors(Given(own))
    except SettingRefused as refused:
        yield fault(f"{door}_set", why=refused)
        return
    if doors == SHUT:
        yield fine(f"{door}_off")
    if doors.teams is not None:
        yield fine("teams_on", tenants=len(doors.teams.tenants))
    if doors.telegram is not None:
        yield fine("telegram_polling" if not doors.telegram.webhook else "telegram_webhook")
    if online:
        yield from asyncio.run(_answers(doors))


def _is_handed_over(name: str, text: str) -> bool:
    """Whether it is a secret that only the unit sees; this command may have been given a copy."""
    there = name.endswith("_file") and text.startswith(HANDED_OVER)
    return there and os.environ.get("CREDENTIALS_DIRECTORY", "") != str(Path(text).parent)


async def _answers(doors: Doors) -> list[Finding]:
    found = []
    if doors.teams is not None:
        found += await _teams(doors.teams)
    if doors.telegram is not None:
        found.append(await _telegram(doors.telegram))
    return found


async def _teams(settings: TeamsSettings) -> list[Finding]:
    from bot.channels.outlet import NotDelivered
    from bot.channels.teams_keys import BotKeys
    from bot.channels.teams_tokens import OurTokens

    keys, tokens = BotKeys(settings.metadata), OurTokens(settings)
    try:
        keyed = fine("teams_keys") if await keys.fetch() else fault("teams_keys")
        try:
            await tokens.token()
        except NotDelivered:
            return [keyed, fault("teams_token")]
        return [keyed, fine("teams_token")]
    finally:
        await keys.stop()
        await tokens.close()


async def _telegram(settings: TelegramSettings) -> Finding:
    from bot.channels.telegram_wire import TelegramWire
    from bot.errors import BotError

    wire = TelegramWire(settings)
    try:
        return fine("telegram_bot", called=await wire.me())
    except BotError:
        return fault("telegram_bot")
    finally:
        await wire.close()
