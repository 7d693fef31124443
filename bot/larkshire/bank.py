"""Reads Larkshire's own files: people, children, households and the story bank."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from bot.house import BotError


class BankError(BotError):
    """The bank and a form have grown apart."""

    def __str__(self) -> str:
        return f"{super().__str__()} ({', '.join(map(str, self.args))})"


@cache
def table(name: str) -> dict[str, Any]:
    """Everything in one file of this folder, such as `people` or `stories/little`."""
    source = files("bot.larkshire").joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text("utf-8"))


def story(name: str) -> dict[str, Any]:
    return table(f"stories/{name}")


def chance(*seed: object) -> Random:
    """Dice that fall the same way for the same seed: this is a demo, and nothing is secret."""
    return Random(" ".join(str(each) for each in seed))  # noqa: S311


def words_of(name: str, place: int) -> dict[str, str]:
    """The words of a story for the first, second … child who has it."""
    lists: dict[str, list[str]] = story(name)["words"]
    return {word: each[place % len(each)] for word, each in lists.items()}
