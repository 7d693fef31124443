"""Where the demo lives: on this machine only, with keys of its own made at the first start."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32
KEYS = "keys.json"
STORE = "kith.db"
TEMPLATES = "templates"
HOST = "127.0.0.1"
PORT = 8080


@dataclass(frozen=True, slots=True)
class Keys:
    """Three secrets that have nothing to do with one another."""

    file: bytes = field(repr=False)
    """Encrypts the store's file."""
    master: bytes = field(repr=False)
    """Wraps the keys that seal what is personal."""
    web: bytes = field(repr=False)
    """Signs tokens, forms and the demo's links."""


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """The demo: always loopback, whatever else is chosen."""

    data: Path
    port: int = PORT
    host: str = HOST

    @property
    def store(self) -> Path:
        return self.data / STORE

    @property
    def templates_folder(self) -> Path:
        return self.data / TEMPLATES

    def keys(self) -> Keys:
        """The keys in the data folder, made on the first call; only the owner can read them."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.data / KEYS
        if not path.exists():
            _write(path, {name: secrets.token_hex(KEY_BYTES) for name in ("file", "master", "web")})
        plain = json.loads(path.read_text(encoding="ascii"))
        return Keys(*(bytes.fromhex(plain[name]) for name in ("file", "master", "web")))


def _write(path: Path, plain: dict[str, str]) -> None:
    """Whole or not at all: half a key file would lock the store for ever."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(plain, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
