"""Real clients that nobody here wrote: fetched from npm when a test asks, and never kept or shipped.

`python -m tests.peers.peers` makes the lock anew after `package.json` was changed.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / ".peers"
"""Where they are put: ignored by git, taken away by `make clean`."""
LOCK = HERE / "package-lock.json"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
"""Nothing that comes from there is ever run by being installed."""
TRIES = 2
"""A registry sometimes drops a line."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A package too big to install with all it could need: fetched alone, and only these files."""

    version: str
    sha512: str
    wanted: tuple[str, ...] = ()
    """What their paths begin with; everything when it says nothing."""


PACKED = {
    "botframework-webchat": Packed(
        "4.18.1",
        "7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==",
        ("package/dist/webchat.js", "package/LICENSE", "package/package.json"),
    ),
    "@microsoft/m365agentsplayground": Packed(
        "0.2.28",
        "EevhYW8xtEATwNg5eiFqTgZT0P5gjfCsLBwBWESSrB6+0lr9Yi9R27HJwjNGUlT3JQlxoWMgnvEQunUuyI/+2Q==",
    ),
}

_missing: dict[str, str] = {}


class NoPeer(Exception):
    """A peer cannot be had here; the words say why."""


def peer(name: str) -> Path:
    """The folder of a package as npm unpacked it, for a test; skips the test where it cannot be had."""
    try:
        return found(name)
    except NoPeer as error:
        pytest.skip(str(error))


def node() -> str:
    """The program that runs the ones in JavaScript; skips the test where there is none."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not on this machine")
    return program


def found(name: str) -> Path:
    """The same for whoever is no test. Raises `NoPeer`."""
    if name in _missing:
        raise NoPeer(_missing[name])
    try:
        with _alone():
            return _unpacked(name, PACKED[name]) if name in PACKED else _installed() / name
    except NoPeer as error:
        _missing[name] = str(error)
        raise


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time fetches; the others find what it fetched."""
    PLACE.mkdir(exist_ok=True)
    with (PLACE / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _installed() -> Path:
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    folder = PLACE / f"small-{wanted}"
    if not folder.exists():
        with _aside() as aside:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, aside / name)
            _npm("ci", *QUIET, folder=aside)
            aside.rename(folder)
    return folder / "node_modules"


def _unpacked(name: str, packed: Packed) -> Path:
    folder = PLACE / f"{name.rpartition('/')[2]}-{packed.version}"
    if not folder.exists():
        with _aside() as aside:
            _npm("pack", f"{name}@{packed.version}", *QUIET, folder=aside)
            (file,) = aside.glob("*.tgz")
            if hashlib.sha512(file.read_bytes()).digest() != base64.b64decode(packed.sha512):
                raise NoPeer(f"{name} {packed.version} is not the file it was")
            with tarfile.open(file) as archive:
                every = archive.getmembers()
                wanted = [each for each in every if each.name.startswith(packed.wanted or "")]
                archive.extractall(aside, wanted, filter="data")
            file.unlink()
            aside.rename(folder)
    return folder / "package"


@contextmanager
def _aside() -> Iterator[Path]:
    """A folder that gets its name only when everything is in it, so that half of it is never used."""
    with tempfile.TemporaryDirectory(dir=PLACE, ignore_cleanup_errors=True) as folder:
        inner = Path(folder) / "peer"
        inner.mkdir()
        yield inner


def _npm(*words: str, folder: Path) -> None:
    program = shutil.which("npm")
    if program is None:
        raise NoPeer("npm is not on this machine")
    for _ in range(TRIES):
        done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True)
        if done.returncode == 0:
            return
    raise NoPeer(f"npm {words[0]} did not work here: {done.stderr.strip()[-400:]}")


def _lock() -> None:
    """The lock for `package.json`, with every hash and without any address."""
    PLACE.mkdir(exist_ok=True)
    with _aside() as aside:
        shutil.copy(HERE / "package.json", aside)
        _npm("install", "--package-lock-only", *QUIET, folder=aside)
        plain = json.loads((aside / "package-lock.json").read_text("utf-8"))
    for package in plain["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    LOCK.write_text(json.dumps(plain, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    _lock()
