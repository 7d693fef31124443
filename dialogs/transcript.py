"""A conversation as plain text: `> ` is said, `>> ` is tapped, `>= ` fills in a card; the rest is
heard. The same text is what a terminal shows and what a test keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from dialogs.answers import Answer, Given, Rows
from dialogs.cards import Voice
from dialogs.engine import Speaker, advance
from dialogs.form import Form, Kind
from dialogs.heard import Heard, Hello
from dialogs.message import Card, Message, Said, SaidCard, SaidPress, SaidText
from dialogs.position import pending
from dialogs.progress import Progress
from dialogs.speak import speak, with_reference
from dialogs.understand import Ear, understand

TYPED, TAPPED, FILLED = "> ", ">> ", ">= "
REFERENCE = "LK-0000-000"
"""Stands where a real reference would, in conversations that are not kept."""


@dataclass
class Talk:
    """One conversation in memory: what authors and tests talk to. Nothing is kept."""

    form: Form
    voice: Voice
    progress: Progress = field(default_factory=Progress)
    messages: tuple[Message, ...] = ()

    def begin(self) -> str:
        return self._step(Hello())

    def say(self, said: Said) -> str:
        """What Kith answers, as text."""
        ear = Ear(self.voice.today, self.voice.me)
        return self._step(understand(self.form, self.progress, said, ear))

    def _step(self, heard: Heard) -> str:
        at = f"{self.voice.today.isoformat()}T09:00:00+00:00"
        step = advance(self.form, self.progress, heard, Speaker("author", at))
        self.progress = step.progress
        due = self.voice.today + timedelta(days=7)
        found = speak(self.form, self.progress, step.effects, self.voice)
        self.messages = with_reference(found, REFERENCE, f"{due.day} {due:%B %Y}")
        return "\n\n".join(as_text(message) for message in self.messages)

    @property
    def asked(self) -> str:
        """The path of the question that is open, as a channel would send it back."""
        slot = pending(self.form, self.progress)
        return slot.path if slot else ""


def as_text(message: Message) -> str:
    """A message as a terminal shows it: numbered choices, ways round in brackets."""
    parts = [message.text]
    if message.card:
        parts.append(_card_text(message.card))
    parts.extend(f"  - {line.label}: {line.text}" for line in message.lines)
    choices = [button for button in message.buttons if not button.command]
    first = 0 if _is_level(message) else 1
    for number, button in enumerate(choices, first):
        hint = f" ({button.hint})" if button.hint else ""
        parts.append(f"  {number}. {button.label}{hint}")
    commands = [button.label for button in message.buttons if button.command]
    if commands:
        parts.append(f"  [{' | '.join(commands)}]")
    if message.progress:
        parts.append(f"  ({message.progress})")
    return "\n".join(parts)


def _is_level(message: Message) -> bool:
    return any(button.press == "answer:0" for button in message.buttons)


def _card_text(card: Card) -> str:
    lines = [f"  {card.title}"]
    for each in card.fields:
        options = (
            f" [{' / '.join(option.label for option in each.options)}]" if each.options else ""
        )
        value = each.value if isinstance(each.value, str) else ", ".join(each.value)
        shown = f" = {value}" if value else ""
        lines.append(f"  {each.path}: {each.ask or each.label}{options}{shown}")
        if each.error:
            lines.append(f"    ! {each.error}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript read from a file: its settings, and everything said in it, in order."""

    form: str
    child: str
    me: str
    today: date
    cards: bool
    known: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    """The lines that were said, with their marks; a card is several lines in one."""


def read_script(text: str) -> Script:
    """The script in a transcript. Raises `ValueError` for a setting it does not know."""
    settings: dict[str, str] = {}
    known: list[tuple[str, str]] = []
    said: list[str] = []
    card: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            name, _, value = line[2:].partition(": ")
            if name == "known":
                path, _, word = value.partition(" = ")
                known.append((path, word))
            else:
                settings[name] = value
        elif line.startswith(FILLED):
            card.append(line)
            continue
        elif line.startswith((TYPED, TAPPED)) or line == ">":
            said.append(line)
        if card and not line.startswith(FILLED):
            at = len(said) - (1 if line.startswith((TYPED, TAPPED)) else 0)
            said.insert(at, "\n".join(card))
            card = []
    if card:
        said.append("\n".join(card))
    return Script(
        form=settings["form"],
        child=settings.get("child", "Maya"),
        me=settings.get("me", "Priya Shah"),
        today=date.fromisoformat(settings.get("today", "2026-11-21")),
        cards=settings.get("channel", "terminal") == "web",
        known=tuple(known),
        said=tuple(said),
    )


def header(script: Script) -> Iterator[str]:
    yield f"# form: {script.form}"
    yield f"# child: {script.child}"
    yield f"# me: {script.me}"
    yield f"# today: {script.today.isoformat()}"
    yield f"# channel: {'web' if script.cards else 'terminal'}"
    for path, word in script.known:
        yield f"# known: {path} = {word}"


def said_by(line: str, asked: str) -> Said:
    """What one said line of a script means to a channel."""
    if line.startswith(FILLED):
        fields: dict[str, str | tuple[str, ...]] = {}
        ticked: set[str] = set()
        for each in line.splitlines():
            path, _, value = each.removeprefix(FILLED).partition(": ")
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


def _talk(script: Script, form: Form, council: str) -> Talk:
    voice = Voice(
        child=script.child,
        today=script.today,
        me=script.me,
        council=council,
        urgent_phone="01632 960 999",
        cards=script.cards,
    )
    known = {path: _known(form, path, word) for path, word in script.known}
    return Talk(form, voice, Progress(known=known))


def turns(
    script: Script, form: Form, council: str = "Larkshire"
) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Everything that was said, each with what Kith answers; the greeting is to nothing."""
    talk = _talk(script, form, council)
    talk.begin()
    yield "", talk.messages
    for line in script.said:
        talk.say(said_by(line, talk.asked))
        yield line, talk.messages


def play(script: Script, form: Form, council: str = "Larkshire") -> str:
    """The whole transcript as it is today, said and heard."""
    parts = ["\n".join(header(script))]
    for said, messages in turns(script, form, council):
        heard = "\n\n".join(as_text(message) for message in messages)
        parts.append(f"{said}\n\n{heard}" if said else heard)
    return "\n\n".join(parts) + "\n"


def _known(form: Form, path: str, word: str) -> Answer:
    question = form.by_key[path][1]
    match question.kind:
        case Kind.LEVEL | Kind.NUMBER:
            return Given(int(word))
        case Kind.CHOICES:
            return Given(tuple(each.strip() for each in word.split(",")))
        case Kind.GROUP | Kind.PEOPLE:
            return Given(Rows(()))
        case _:
            return Given(word)
