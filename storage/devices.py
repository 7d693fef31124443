"""The kinds of device that people sign in on: stable words, so that a new one is noticed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from storage.tables_sign_in import device as table
from storage.turn import Turn


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and a system, such as firefox and android; never what a browser says of itself."""

    browser: str = ""
    system: str = ""


UNKNOWN = Device()

_ADD = insert(table).on_conflict_do_nothing()
_ANY = select(table.c.person).where(table.c.person == bindparam("who")).limit(1)


def meet(turn: Turn, person_id: str, device: Device) -> bool:
    """Notes that somebody is on such a device. True when it is new, and not their first."""
    had_one = turn.first(_ANY, who=person_id) is not None
    row = {
        "person": person_id,
        "browser": device.browser,
        "system": device.system,
        "first_at": turn.at,
    }
    return turn.change(_ADD, row) == 1 and had_one
