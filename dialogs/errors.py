"""What can go wrong with a form. A person's wrong input is never one of these: it is an effect."""

from __future__ import annotations

from dataclasses import dataclass


class DialogError(Exception):
    """Something is wrong with a form or with what was kept of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a form file: which file, which key, and a plain sentence."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.key}: {self.sentence}"
            if self.key
            else (f"{self.file}: {self.sentence}")
        )


class FormFaulty(DialogError):
    """A form cannot be used until its faults are mended."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class NoSuchForm(DialogError):
    """There is no form of that name."""
