"""What a person's own page shows of the devices that they are signed in on, and of their passkeys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.days import day_words, time_words
from bot.words import words
from storage.devices import Device
from storage.passkeys import Passkey
from storage.sessions import Session

JUST_NOW = timedelta(minutes=2)


def places(sessions: Iterable[Session], here: Session, now: datetime) -> list[dict[str, object]]:
    return [
        {
            "id": each.id,
            "device": device_words(each.device),
            "here": each.id == here.id,
            "begun": moment(each.begun_at, now),
            "seen": moment(each.last_seen, now),
        }
        for each in sessions
    ]


def keys(kept: Iterable[Passkey], now: datetime) -> list[dict[str, object]]:
    return [
        {
            "id": each.id,
            "device": device_words(each.device),
            "made": day_words(each.made_at),
            "used": moment(each.used_at, now) if each.used_at else "",
        }
        for each in kept
    ]


def device_words(device: Device) -> str:
    """Firefox on Android; said only so far as it is known."""
    if not device.browser:
        return words("device", "unknown")
    return words(
        "device",
        "on",
        browser=words("browser", device.browser),
        system=words("system", device.system),
    )


def moment(at: datetime, now: datetime) -> str:
    """Just now, or the day and the time."""
    if now - at < JUST_NOW:
        return words("devices", "now")
    return words("devices", "at", day=day_words(at), time=time_words(at))
