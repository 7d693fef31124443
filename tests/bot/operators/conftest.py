"""A folder with a store, a passphrase, and the command that works on them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import operators
from tests.storage.folders import (
    KEYS,
    PASSPHRASE,
    WISH,
    a_folder,
)

Kith = Callable[..., tuple[int, str]]
SECRETS = (WISH, PASSPHRASE, "Jordan", "Amara", *(k.hex() for k in (KEYS.file, KEYS.master)))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "house")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    return path


@pytest.fixture
def kith(capsys: pytest.CaptureFixture[str]) -> Kith:
    """Gives a command; its status and all that it said, which never holds a secret or a name."""

    def give(*arguments: object) -> tuple[int, str]:
        parser = argparse.ArgumentParser(prog="kith")
        operators.add_operator_commands(parser.add_subparsers(required=True))
        chosen = parser.parse_args([str(each) for each in arguments])
        status = chosen.command(chosen)
        said = "".join(capsys.readouterr())
        assert "Traceback" not in said
        assert not [each for each in SECRETS if each.lower() in said.lower()]
        return status, said

    return give
