"""Gives a command as an operator does at a terminal, and listens to all that it says."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Kith = Callable[..., tuple[int, str]]
Add = Callable[[Any], None]


def commander(capsys: pytest.CaptureFixture[str], add: Iterable[Add], never: Iterable[str]) -> Kith:
    """Gives a command of those that were added; its status and all that it said, in which nothing
    may stand that is never to be said, however it is written."""
    adding, silent = tuple(add), tuple(never)

    def give(*arguments: object) -> tuple[int, str]:
        parser = argparse.ArgumentParser(prog="kith")
        commands = parser.add_subparsers(required=True)
        for each in adding:
            each(commands)
        chosen = parser.parse_args([str(each) for each in arguments])
        status = chosen.command(chosen)
        said = "".join(capsys.readouterr())
        assert "Traceback" not in said
        assert [each for each in silent if each.lower() in said.lower()] == []
        return status, said

    return give
