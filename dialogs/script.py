"""A transcript read from a file: its settings, who speaks, and everything said in it, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dialogs.answers import Answer, Given, Left, NotKnown, Rows, Skipped
from dialogs.form import Form, Kind
from dialogs.laid import asked_at
from dialogs.message import Said, SaidCard, SaidPress, SaidText
from dialogs.part import Part
from dialogs.progress import Earlier

TYPED, TAPPED, FILLED, SPEAKS, DOOR = "> ", ">> ", ">= ", "@ ", "~ "
NO_ANSWER: dict[str, Answer] = {
    "[not known yet]": NotKnown(),
    "[skipped]": Skipped(),
    "[left]": Left(),
}


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript's settings, and the lines that were said, with their marks; a card is several
    lines in one. A line `@ name: roles` hands the form to somebody else; `~ web` goes on there."""

    form: str
    child: str
    me: str
    today: date
    channel: str
    """`web`, `terminal` or `telegram`: what it can show, and what may be asked there."""
    known: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    part: str = ""
    """The roles whose questions the first person has, by comma; empty: every question."""
    earlier: tuple[tuple[str, str], ...] = ()
    """What was said last time, by path."""
    last: str = ""
    """The day that was said, and by whom: `2026-03-03 by Amara Obi`."""


def read_script(text: str) -> Script:
    """The script in a transcript. Raises `ValueError` for a day that is none."""
    settings: dict[str, str] = {}
    listed: dict[str, list[tuple[str, str]]] = {"known": [], "earlier": []}
    said: list[str] = []
    card: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            name, _, value = line[2:].partition(": ")
            if name in listed:
                path, _, word = value.partition(" = ")
                listed[name].append((path, word))
            else:
                settings[name] = value
        elif line.startswith(FILLED):
            card.append(line)
            continue
        elif line.startswith((TYPED, TAPPED, SPEAKS, DOOR)) or line == ">":
            said.append(line)
        if card and not line.startswith(FILLED):
            at = len(said) - (1 if line.startswith((TYPED, TAPPED, SPEAKS, DOOR)) else 0)
            said.insert(at, "\n".join(card))
            card = []
    if card:
        said.append("\n".join(card))
    return Script(
        form=settings["form"],
        child=settings.get("child", "Maya"),
        me=settings.get("me", "Priya Shah"),
        today=date.fromisoformat(settings.get("today", "2026-11-21")),
        channel=settings.get("channel", "terminal"),
        known=tuple(listed["known"]),
        said=tuple(said),
        part=settings.get("part", ""),
        earlier=tuple(listed["earlier"]),
        last=settings.get("last", ""),
    )


def header(script: Script) -> Iterator[str]:
    """The settings as they stand above the transcript."""
    yield f"# form: {script.form}"
    yield f"# child: {script.child}"
    yield f"# me: {script.me}"
    yield f"# today: {script.today.isoformat()}"
    yield f"# channel: {script.channel}"
    if script.part:
        yield f"# part: {script.part}"
    for path, word in script.known:
        yield f"# known: {path} = {word}"
    if script.last:
        yield f"# last: {script.last}"
    for path, word in script.earlier:
        yield f"# earlier: {path} = {word}"


def said_by(line: str, asked: str) -> Said:
    """What one said line of a script means to a channel."""
    if line.startswith(FILLED):
        fields: dict[str, str | tuple[str, ...]] = {}
        ticked: set[str] = set()
        for each in line.splitlines():
            path, _, value = each.removeprefix(FILLED).partition(":")
            value = value.strip()
            if value == "[not known yet]":
                ticked.add(path)
            elif value.startswith("[") and value.endswith("]"):
                fields[path] = tuple(word.strip() for word in value[1:-1].split(","))
            else:
                fields[path] = value
        return SaidCard(fields, frozenset(ticked), asked)
    if line.startswith(TAPPED):
        press, _, under = line.removeprefix(TAPPED).partition(" @ ")
        return SaidPress(press, under or asked)
    text, _, under = line.removeprefix(">").removeprefix(" ").partition(" @ ")
    return SaidText(text.replace("\\n", "\n"), under or "")


def part_of(roles: str) -> Part | None:
    """The part that some roles, by comma, have in hand; None when everything is."""
    named = frozenset(each.strip() for each in roles.split(",") if each.strip())
    return Part(named) if named else None


def known_in(form: Form, script: Script) -> dict[str, Answer]:
    return {path: _answer(form, path, word) for path, word in script.known}


def earlier_in(form: Form, script: Script) -> dict[str, Earlier]:
    """What was said last time, all of it on one day by one person."""
    day, _, person = script.last.partition(" by ")
    return {
        path: Earlier(_answer(form, path, word), person, f"{day}T09:00:00+00:00")
        for path, word in script.earlier
    }


def _answer(form: Form, path: str, word: str) -> Answer:
    if word in NO_ANSWER:
        return NO_ANSWER[word]
    question = asked_at(form, path)
    match question.kind if question is not None and "?" not in path else Kind.TEXT:
        case Kind.LEVEL | Kind.NUMBER:
            return Given(int(word))
        case Kind.CHOICES:
            return Given(tuple(each.strip() for each in word.split(",")))
        case Kind.GROUP | Kind.PEOPLE:
            _, _, ids = word.partition("rows ")
            return Given(Rows(tuple(ids.split())))
        case _:
            return Given(word)
