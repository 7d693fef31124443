"""How the operators' commands speak: words from `operators.toml`, findings as a list, faults kindly."""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from storage.errors import StorageError
from storage.escrow import LEAST_CHARACTERS
from storage.finding import Finding, State


@cache
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "operators.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def told(name: str, /, **details: object) -> str:
    """The words of that dotted name, with details filled in. Raises `KeyError`."""
    section, _, key = name.partition(".")
    return _words()[section][key].format(**details)


def tell(text: str) -> None:
    """A line on the terminal. When nobody reads on (`| head`), the work goes on all the same."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def tell_fault(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def tell_findings(findings: Iterable[Finding], *states: State) -> dict[State, int]:
    """A line for each finding in one of these states, or for all; how many there are of each."""
    count = dict.fromkeys(State, 0)
    for each in findings:
        count[each.state] += 1
        if not states or each.state in states:
            text = told(f"{each.name}.{each.state}", **each.details)
            tell(told(f"mark.{each.state}", text=text))
    return count


def why(error: StorageError | OSError, chosen: argparse.Namespace) -> str:
    """What went wrong, for the person who gave the command; never what was in hand."""
    if isinstance(error, OSError):
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        return told("problem.file", path=error.filename or chosen.data, why=reason)
    name = type(error).__name__
    known = name if name in _words()["problem"] else "other"
    about = {"AlreadyThere": "to", "NoStore": "source"}.get(name, "data")
    path = getattr(chosen, about, None) or chosen.data
    return told(f"problem.{known}", path=path, least=LEAST_CHARACTERS)
