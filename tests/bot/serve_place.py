"""A place with everything that a council's house needs, for the tests that spoil it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.serve import make_keys
from bot.serve_settings import ServeSettings, given, read_settings

CANARY = "Quillfeather"
TENANT = "11111111-2222-3333-4444-555555555555"
SECRET = "a-secret-0123456789-abcdef"


@dataclass
class Place:
    """A folder with everything that a house needs, and the settings that say so."""

    folder: Path
    settings: dict[str, str]

    @property
    def config(self) -> Path:
        """Written when it is asked for, as the settings are at that moment."""
        tables: dict[str, list[str]] = {}
        for name, value in self.settings.items():
            table, _, key = name.partition(".")
            tables.setdefault(table, []).append(f"{key} = '{value}'")
        text = "\n".join(f"[{table}]\n" + "\n".join(rows) for table, rows in tables.items())
        path = self.folder / "kith.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def read(self) -> ServeSettings:
        return read_settings(given(self.config, {}))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    keys = tmp_path / "keys.json"
    make_keys(tmp_path / "data", keys)
    private(tmp_path / "secret", SECRET + "\n")
    settings = {
        "council.name": "Larkshire County Council",
        "council.short": "LK",
        "council.phone": "01632 960000",
        "web.address": "https://kith.example",
        "web.port": "0",
        "data.folder": str(tmp_path / "data"),
        "data.keys": str(keys),
        "sign_in.issuer": "https://sign-in.example/o",
        "sign_in.client_id": "kith-at-larkshire",
        "sign_in.client_secret_file": str(tmp_path / "secret"),
        "sign_in.tenant": TENANT,
    }
    return Place(tmp_path, settings)


def private(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path
