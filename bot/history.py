"""What answers said before: every change to every answer of a profile, in words, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.days import day_words, time_words
from bot.words import words
from dialogs.answers import Given
from dialogs.find_out import NOTE
from dialogs.form import Form, Question
from dialogs.progress import Entry
from dialogs.show import answer_text, fill
from storage import people, profiles
from storage.profiles import Profile
from storage.turn import Turn


@dataclass(frozen=True, slots=True)
class Version:
    """What an answer said at one time."""

    text: str
    who: str
    when: str
    why: str
    """What was noted beside it then, if anything was."""
    now: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer that did not always say what it says now."""

    section: str
    label: str
    versions: tuple[Version, ...]
    """The newest first."""


def changed(turn: Turn, form: Form, profile: Profile, child: str) -> list[Changed]:
    """Every answer that was ever changed or taken back, in the order of the form."""
    said = profiles.progress(turn, profile).entries
    by_path: dict[str, list[Entry]] = {}
    for each in said:
        by_path.setdefault(each.path, []).append(each)
    order = {key: number for number, key in enumerate(form.by_key)}
    found = []
    for path, entries in by_path.items():
        place = _place(form, path)
        if place is None or len(entries) < 2:
            continue
        key, section, question, label = place
        notes = by_path.get(path + NOTE, [])
        versions = _versions(turn, question, entries, notes, child)
        if len(versions) > 1:
            shown = Changed(fill(section, child), fill(label, child), tuple(reversed(versions)))
            found.append((order[key], path, shown))
    return [each for _, _, each in sorted(found, key=lambda one: one[:2])]


def _versions(
    turn: Turn, question: Question, entries: Sequence[Entry], notes: Sequence[Entry], child: str
) -> list[Version]:
    """One for each time that it came to say something else."""
    versions: list[Version] = []
    for number, entry in enumerate(entries):
        following = entries[number + 1].turn if number + 1 < len(entries) else None
        text = (
            words("history", "taken_back")
            if entry.answer is None
            else answer_text(question, entry.answer, child)
        )
        if versions and versions[-1].text == text:
            continue
        at = datetime.fromisoformat(entry.at)
        who = people.person(turn, entry.person)
        versions.append(
            Version(
                text=text,
                who=who.name if who else words("looks", "kith"),
                when=words("looks", "at", day=day_words(at), time=time_words(at)),
                why=_why(notes, entry.turn, following),
                now=entry is entries[-1],
            )
        )
    return versions


def _why(notes: Sequence[Entry], begun: int, ended: int | None) -> str:
    """The note that was kept beside the answer while it said this."""
    said = ""
    for each in notes:
        if begun <= each.turn and (ended is None or each.turn < ended):
            said = str(each.answer.value) if isinstance(each.answer, Given) else ""
    return said


def _place(form: Form, path: str) -> tuple[str, str, Question, str] | None:
    """Its key, the section's title, the question and its label; None for a note and such."""
    if "?" in path or "~" in path:
        return None
    section, _, rest = path.partition(".")
    part, *row = rest.split(".")
    key = f"{section}.{part}"
    found = form.by_key.get(key)
    if found is None:
        return None
    home, question = found
    if len(row) < 2:
        return key, home.title, question, question.label
    field = question.field_named(row[-1])
    if field is None:
        return None
    return (
        key,
        home.title,
        field,
        words("history", "in_row", group=question.label, label=field.label),
    )
