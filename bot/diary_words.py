"""What the diary's actions mean in plain words: the audit catalogue, read once from its file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KINDS = "kinds"


@dataclass(frozen=True, slots=True)
class Act:
    """One action of the diary."""

    action: str
    about: str
    """The kind of thing its object is."""
    kind: str
    """What sort of act: `viewed`, `changed`, `downloaded`, `opened`, `refused` and so on."""
    did: str
    """In plain words, with `{thing}` where it says what it was done to."""

    def told(self, thing: str) -> str:
        return self.did.format(thing=thing)


@cache
def catalogue() -> Mapping[str, Act]:
    """Every action there is, by its name, in the order of the file."""
    found = {}
    for noun, verbs in _plain().items():
        if noun != KINDS:
            for verb, words in verbs.items():
                action = f"{noun}.{verb}"
                found[action] = Act(action, words["about"], words["kind"], words["did"])
    return found


def act(action: str) -> Act:
    """Raises `KeyError` for an action that nobody wrote words for."""
    return catalogue()[action]


def kind_words(kind: str) -> str:
    return str(_plain()[KINDS][kind])


@cache
def _plain() -> dict[str, dict[str, dict[str, str]]]:
    text = files("bot").joinpath("diary_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
