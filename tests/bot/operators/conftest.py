"""A folder with a store, a passphrase, and the command that works on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import operators
from tests.bot.commanding import Kith, commander
from tests.storage.folders import (
    KEYS,
    PASSPHRASE,
    WISH,
    a_folder,
)

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
    return commander(capsys, [operators.add_operator_commands], SECRETS)
