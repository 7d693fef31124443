"""The sentences the web part says by itself, read once from `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    text = files("bot").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words(place: str, name: str, /, **values: object) -> str:
    """The sentence `name` of `[place]`, with its braces filled. Raises `KeyError` if there is none."""
    sentence = _all()[place][name]
    return sentence.format(**values) if values else sentence


def has_words(place: str, name: str) -> bool:
    return name in _all().get(place, {})
