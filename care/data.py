"""The words and lists that care keeps in TOML beside its code, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from care.errors import CareError


class BrokenData(CareError):
    """A file of words in care/ is not written as it should be."""


@cache
def data(name: str) -> Mapping[str, object]:
    """The whole of `care/NAME.toml`."""
    return tomllib.loads(files("care").joinpath(f"{name}.toml").read_text("utf-8"))


def words(name: str, *path: str) -> str:
    """One sentence of `care/NAME.toml`; raises `BrokenData`, with its place, if it is not there."""
    found = _at(name, path)
    if not isinstance(found, str):
        raise BrokenData(_place(name, path))
    return found


def number(name: str, *path: str) -> int:
    """One whole number of `care/NAME.toml`; raises `BrokenData`, with its place, if it is none."""
    found = _at(name, path)
    if not isinstance(found, int) or isinstance(found, bool):
        raise BrokenData(_place(name, path))
    return found


@cache
def listed(name: str, *path: str) -> tuple[str, ...]:
    """A list of words; raises `BrokenData` if it is not there or holds anything else."""
    found = _at(name, path)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise BrokenData(_place(name, path))
    return tuple(found)


@cache
def tables(name: str, *path: str) -> tuple[Mapping[str, str], ...]:
    """A list of tables of plain words; numbers come as text."""
    found = _at(name, path)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise BrokenData(_place(name, path))
    return tuple({key: str(value) for key, value in each.items()} for each in found)


def _at(name: str, path: tuple[str, ...]) -> object:
    found: object = data(name)
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _place(name: str, path: tuple[str, ...]) -> str:
    return f"Look at {'.'.join(path)} in care/{name}.toml."
