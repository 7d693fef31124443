"""The demo with its transaction split on purpose: every statement is a commit of its own.

Only for showing that the kill test can fail: nothing else may ever import this.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable

from bot.commands import main
from storage.turn import Turn

whole_change = Turn.change
whole_add = Turn.add
whole_tidy = Turn.tidy


GAP = threading.Event()
WIDE = 0.05


def _commit(turn: Turn) -> None:
    driver: Any = turn.connection.connection.dbapi_connection
    driver.commit()
    driver.execute("BEGIN IMMEDIATE")


def change(
    self: Turn,
    statement: Executable,
    values: Mapping[str, object] | Sequence[Mapping[str, Any]],
) -> int:
    met = whole_change(self, statement, values)
    _commit(self)
    return met


def add(self: Turn, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """What is said is kept now, and what makes it count once only later: a wide gap to die in."""
    whole_add(self, statement, rows)
    _commit(self)
    GAP.wait(WIDE)


def tidy(self: Turn, statement: Executable, values: Mapping[str, object]) -> int:
    met = whole_tidy(self, statement, values)
    _commit(self)
    return met


if __name__ == "__main__":
    Turn.change = change  # type: ignore[method-assign]
    Turn.add = add  # type: ignore[method-assign]
    Turn.tidy = tidy  # type: ignore[method-assign]
    raise SystemExit(main())
