"""The demo with its transaction split on purpose: every statement is a commit of its own.

Only for showing that the kill test can fail: nothing else may ever import this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable

from bot.commands import main
from storage.turn import Turn

whole_change = Turn.change
whole_tidy = Turn.tidy


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


def tidy(self: Turn, statement: Executable, values: Mapping[str, object]) -> int:
    met = whole_tidy(self, statement, values)
    _commit(self)
    return met


if __name__ == "__main__":
    Turn.change = change  # type: ignore[method-assign]
    Turn.tidy = tidy  # type: ignore[method-assign]
    raise SystemExit(main())
