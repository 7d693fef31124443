"""A conversation as plain text: `> ` is said, `>> ` is tapped, `>= ` fills in a card, `@ ` hands the
form to somebody else, `~ ` goes on at another door; the rest is heard. The same text is what a terminal shows and a test keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from dialogs.cards import Voice
from dialogs.doors import DISCREET, ONE_BY_ONE
from dialogs.engine import Speaker, advance
from dialogs.form import Form
from dialogs.heard import Heard, Hello
from dialogs.message import Card, Message, Said
from dialogs.phrases import phrase
from dialogs.position import pending
from dialogs.progress import Focus, Progress
from dialogs.script import DOOR as DOOR
from dialogs.script import SPEAKS as SPEAKS
from dialogs.script import Script as Script
from dialogs.script import earlier_in, known_in, part_of, said_by
from dialogs.script import header as header
from dialogs.script import read_script as read_script
from dialogs.speak import speak, with_reference
from dialogs.understand import Ear, understand

REFERENCE = "LK-0000-000"
"""Stands where a real reference would, in conversations that are not kept."""
WEB = "/chat?profile=0"
"""Stands where the same conversation would be on the web."""


@dataclass
class Talk:
    """One conversation in memory: what authors and tests talk to. Nothing is kept."""

    form: Form
    voice: Voice
    progress: Progress = field(default_factory=Progress)
    messages: tuple[Message, ...] = ()
    person: str = "author"
    focuses: dict[str, Focus] = field(default_factory=dict)
    """Where each of several people was, by person."""
    child: str = ""
    """Whom it is about, for a door where that may be said."""

    def hand_to(self, person: str, roles: str) -> str:
        """Somebody else opens the same form: each has a place of their own in it."""
        self.focuses[self.person] = self.progress.focus
        focus = self.focuses.get(person, Focus())
        self.progress = replace(self.progress, part=part_of(roles), focus=focus)
        known = {**self.voice.roles, person: roles.partition(",")[0]} if roles else {}
        self.voice = replace(self.voice, me=person, roles=known)
        self.person = person
        return self.begin()

    def go_to(self, channel: str) -> str:
        """The same conversation at another door."""
        self.voice = at_door(self.voice, channel, self.form, self.child, self.person)
        if not self.voice.discreet:
            self.progress = self.progress.looking(passed="", picking="")
        return self.begin()

    def begin(self) -> str:
        return self._step(Hello())

    def say(self, said: Said) -> str:
        """What Kith answers, as text."""
        voice = self.voice
        ear = Ear(voice.today, voice.me or self.person, voice.cards, voice.discreet)
        return self._step(understand(self.form, self.progress, said, ear))

    def _step(self, heard: Heard) -> str:
        at = f"{self.voice.today.isoformat()}T09:00:00+00:00"
        step = advance(self.form, self.progress, heard, Speaker(self.person, at))
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


def talk_of(script: Script, form: Form, council: str = "Larkshire") -> Talk:
    """The conversation of a script before anything is said in it."""
    voice = Voice(
        child=script.child,
        today=script.today,
        me=script.me,
        council=council,
        urgent_phone="01632 960 999",
        roles={script.me: script.part.partition(",")[0]} if script.part else {},
    )
    voice = at_door(voice, script.channel, form, script.child, script.me)
    progress = Progress(
        known=known_in(form, script),
        part=part_of(script.part),
        earlier=earlier_in(form, script),
    )
    return Talk(form, voice, progress, person=script.me, child=script.child)


def at_door(voice: Voice, channel: str, form: Form, child: str, me: str) -> Voice:
    """The voice as it is on a channel: without a name where none may be said."""
    discreet = channel in DISCREET
    return replace(
        voice,
        child=phrase(f"discreet.{form.about}") if discreet else child,
        me="" if discreet else me,
        cards=channel == "web",
        discreet=discreet,
        alone=channel in ONE_BY_ONE,
        web=WEB if discreet else "",
    )


def turns(
    script: Script, form: Form, council: str = "Larkshire"
) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Everything that was said, each with what Kith answers; the greeting is to nothing."""
    talk = talk_of(script, form, council)
    talk.begin()
    yield "", talk.messages
    for line in script.said:
        if line.startswith(SPEAKS):
            talk.hand_to(*line.removeprefix(SPEAKS).split(": ", 1))
        elif line.startswith(DOOR):
            talk.go_to(line.removeprefix(DOOR))
        else:
            talk.say(said_by(line, talk.asked))
        yield line, talk.messages


def play(script: Script, form: Form, council: str = "Larkshire") -> str:
    """The whole transcript as it is today, said and heard."""
    parts = ["\n".join(header(script))]
    for said, messages in turns(script, form, council):
        heard = "\n\n".join(as_text(message) for message in messages)
        parts.append(f"{said}\n\n{heard}" if said else heard)
    return "\n\n".join(parts) + "\n"
