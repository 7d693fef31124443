"""`kith governance`: writes the pages of the go-live pack that are made from the code."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

LOCK = Path("requirements.lock")


def add_governance_command(commands: Commands) -> None:
    from bot.governance import governed

    made = commands.add_parser("governance", allow_abbrev=False, help=governed("page.help"))
    made.add_argument("--to", type=Path, required=True, help=governed("page.to"))
    made.set_defaults(command=_write)


def _write(chosen: argparse.Namespace) -> int:
    from bot.governance import governed, pages

    chosen.to.mkdir(parents=True, exist_ok=True)
    lock = Path(__file__).parent.parent / LOCK
    made = pages(lock.read_text(encoding="utf-8"))
    for name, text in made.items():
        (chosen.to / name).write_text(text, encoding="utf-8")
    print(governed("page.done", names=", ".join(made)))
    return 0
