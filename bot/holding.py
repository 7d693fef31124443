"""The commands for holds: `kith hold place`, `lift` and `list`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.days import day_words
from bot.operator_words import tell, tell_fault
from bot.operators import FINE, WRONG, actor, data_command, with_store
from bot.records import a_name, recorded
from bot.settings import KEYS
from storage import keys_file
from storage.errors import AlreadyThere, NotFound

if TYPE_CHECKING:
    from bot.operators import Commands
    from storage.store import Store
    from storage.turn import Turn


def add_hold_commands(commands: Commands) -> None:
    """`hold place|lift|list`."""
    hold = commands.add_parser("hold", allow_abbrev=False, help=recorded("hold.help"))
    doing = hold.add_subparsers(required=True, metavar="place|lift|list")
    for name, run in (("place", _place), ("lift", _lift)):
        made = data_command(doing, name, recorded(f"hold.{name}"), run)
        made.add_argument("--subject", required=True, help=recorded("subject.help"))
        made.add_argument("--reason", type=a_name, required=True, help=recorded("hold.reason"))
        made.add_argument("--by", type=a_name, required=True, help=recorded("hold.by"))
        made.add_argument("--why-file", type=Path, help=recorded("hold.why_file"))
    data_command(doing, "list", recorded("hold.list"), _list)


def _place(chosen: argparse.Namespace) -> int:
    note = _note(chosen)

    def place(turn: Turn) -> str:
        from storage import holds, subjects

        found = subjects.read(turn, chosen.subject)
        turn.write_diary("hold.placed", "subject", found.id, actor(), "terminal", chosen.reason)
        holds.place(turn, found.id, chosen.reason, chosen.by, note)
        return found.ref

    def work(store: Store) -> None:
        tell(recorded("hold.placed", ref=store.perform_now(place)))

    return _kindly(chosen, work)


def _lift(chosen: argparse.Namespace) -> int:
    note = _note(chosen)

    def lift(turn: Turn) -> tuple[str, int]:
        from storage import holds, subjects

        found = subjects.read(turn, chosen.subject)
        turn.write_diary("hold.lifted", "subject", found.id, actor(), "terminal", chosen.reason)
        holds.lift(turn, found.id, chosen.reason, chosen.by, note)
        return found.ref, len(holds.of_subject(turn, found.id))

    def work(store: Store) -> None:
        ref, left = store.perform_now(lift)
        tell(recorded("hold.lifted", ref=ref, left=left))

    return _kindly(chosen, work)


def _list(chosen: argparse.Namespace) -> int:
    def look(turn: Turn) -> list[str]:
        from storage import holds, subjects

        return [
            recorded(
                "hold.one",
                ref=subjects.read(turn, each.subject_id).ref,
                reason=each.reason,
                day=day_words(each.at),
            )
            for each in holds.standing(turn)
        ]

    def work(store: Store) -> None:
        for line in store.perform_now(look) or [recorded("hold.none")]:
            tell(line)

    with_store(chosen.data, keys_file.read(chosen.data / KEYS), work)
    return FINE


def _note(chosen: argparse.Namespace) -> str:
    """From a file, because every user of the machine can read a command line."""
    return chosen.why_file.read_text("utf-8", "replace").strip() if chosen.why_file else ""


def _kindly(chosen: argparse.Namespace, work: Callable[[Store], None]) -> int:
    try:
        with_store(chosen.data, keys_file.read(chosen.data / KEYS), work)
    except AlreadyThere:
        tell_fault(recorded("hold.twice"))
        return WRONG
    except NotFound:
        tell_fault(recorded("hold.nobody"))
        return WRONG
    return FINE
