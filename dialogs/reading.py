"""Takes settings out of a form file one by one, and remembers what is wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dialogs.errors import Fault

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

SETTINGS = {
    "form": (
        "key version title about for channels minutes begin finish thanks who_sees desk shared voice route section"
    ),
    "route": "when due_working_days",
    "section": "key title child_title intro outcome domain again question checklist",
    "include": "include emergency_parts emergency_when",
    "checklist": "key topics cards question",
    "question": (
        "key kind ask label hint why example deeper choices anchors when required emergency "
        "share search_as privacy card who from field add none max_words max_rows least most "
        "unit not_known printed when_status differ again"
    ),
    "choice": "key label hint code",
}


@cache
def fault_sentences() -> Mapping[str, str]:
    path = Path(__file__).parent / "faults.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sentence(kind: str, /, **details: object) -> str:
    """The author's sentence of that name, with its details filled in."""
    return fault_sentences()[kind].format(**details)


def as_tables(plain: object) -> list[Mapping[str, object]]:
    """A TOML array of tables, or nothing."""
    if not isinstance(plain, list):
        return []
    return [each for each in plain if isinstance(each, Mapping)]


class Reading:
    """One pass over one file. Every method gives a usable value and notes a fault if it must."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, key: str, kind: str, /, **details: object) -> None:
        self.faults.append(Fault(self.file, key, sentence(kind, **details)))

    def text(self, plain: Mapping[str, object], name: str, key: str, needed: bool = True) -> str:
        value = plain.get(name)
        if value is None:
            if needed:
                self.fault(key, "missing", name=name)
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            self.fault(key, "wrong_type", name=name, expected="text")
            return ""
        return value

    def words(
        self,
        plain: Mapping[str, object],
        name: str,
        key: str,
        needed: bool = True,
        allowed: tuple[str, ...] = ("child",),
    ) -> str:
        """Text that a person will read: its placeholders must be ones that can be filled in."""
        value = self.text(plain, name, key, needed)
        for found in PLACEHOLDER.findall(value):
            if found not in allowed:
                choices = ", ".join("{" + each + "}" for each in allowed)
                self.fault(key, "placeholder", name=name, found=found, allowed=choices)
        return value

    def number(
        self, plain: Mapping[str, object], name: str, key: str, default: float | None
    ) -> float | None:
        value = plain.get(name, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            self.fault(key, "wrong_type", name=name, expected="a number")
            return default
        return value

    def flag(self, plain: Mapping[str, object], name: str, key: str, default: bool) -> bool:
        value = plain.get(name, default)
        if not isinstance(value, bool):
            self.fault(key, "wrong_type", name=name, expected="true or false")
            return default
        return value

    def one_of(
        self,
        plain: Mapping[str, object],
        name: str,
        key: str,
        options: tuple[str, ...],
        default: str | None = None,
    ) -> str:
        if name not in plain and default is not None:
            return default
        value = self.text(plain, name, key)
        if value and value not in options:
            self.fault(key, "not_one_of", name=name, value=value, options=", ".join(options))
        return value if value in options else (default or options[0])

    def one_or_more_of(
        self,
        plain: Mapping[str, object],
        name: str,
        key: str,
        options: tuple[str, ...],
        default: str,
    ) -> tuple[str, ...]:
        """One of the options, or a list of some of them, the first being the chief one."""
        if not isinstance(plain.get(name), list):
            return (self.one_of(plain, name, key, options, default),)
        found = self.texts(plain, name, key)
        if not found:
            self.fault(key, "wrong_type", name=name, expected="one of them, or a list of some")
        for value in found:
            if value not in options:
                self.fault(key, "not_one_of", name=name, value=value, options=", ".join(options))
        return tuple(each for each in dict.fromkeys(found) if each in options) or (default,)

    def texts(
        self, plain: Mapping[str, object], name: str, key: str, needed: bool = True
    ) -> tuple[str, ...]:
        value = plain.get(name)
        if value is None:
            if needed:
                self.fault(key, "missing", name=name)
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.fault(key, "wrong_type", name=name, expected="a list of texts")
            return ()
        return tuple(value)


def known_settings(reading: Reading, key: str, plain: Mapping[str, object], kind: str) -> None:
    """Notes every setting that nobody would read, so that a slip of the pen is not silent."""
    allowed = SETTINGS[kind].split()
    for name in plain:
        if name not in allowed:
            reading.fault(key, "unknown_key", name=name)
