"""Listens and answers inside one turn: what was said, what is kept, what is sent, what is said back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.doorstep import answered, offer, on_the_web, signed_already
from bot.fields import sees, shown, shown_messages
from bot.lobby import lobby
from bot.reply import Reply, body_of, reply_from
from bot.sending import Sending, at_text, finish, send, settle
from bot.sitting import Sitting, roles_of, sit
from bot.things import profile_thing
from bot.words import words
from care.access import Action, may
from care.people import Person
from dialogs.cards import Voice
from dialogs.dates import written
from dialogs.doors import DISCREET, ONE_BY_ONE
from dialogs.effects import PartDone, Ready, Submit
from dialogs.engine import Speaker, Step, advance
from dialogs.form import Form, Privacy
from dialogs.heard import Heard, Hello
from dialogs.laid import laid
from dialogs.message import Line, Message, Said
from dialogs.phrases import phrase
from dialogs.position import find, minutes_left, section_states
from dialogs.show import fill, section_lines
from dialogs.speak import speak, with_reference
from dialogs.understand import Ear, understand
from storage import focuses, inbox, parts, profiles
from storage.profiles import Profile
from storage.turn import Turn

WITHOUT_CARDS = ("terminal", "telegram")
"""Channels that cannot show a form: short facts are asked one by one there."""

OTHERS = "others"
"""The state of a section that is for others to answer, and shows what they have said."""


@dataclass(frozen=True, slots=True)
class PaneSection:
    """One section of the profile so far, every answer a jump."""

    key: str
    title: str
    state: str
    done: int
    total: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pane:
    sections: tuple[PaneSection, ...]
    minutes_left: int


class Assistant:
    """The conversation over the store. `holidays(year)` gives the days that are not worked."""

    def __init__(
        self,
        forms: Mapping[str, Form],
        council: str,
        urgent_phone: str,
        holidays: Callable[[int], Collection[date]],
    ) -> None:
        self.forms = forms
        self.council = council
        self.urgent_phone = urgent_phone
        self.holidays = holidays

    def hear(
        self,
        turn: Turn,
        person: Person,
        profile_id: str,
        said: Said,
        message_id: str,
        channel: str,
    ) -> Reply:
        """The reply to one message; to a repeat, the same reply and no second effect.

        Raises `NotForYou`, and `storage.errors.DifferentBody` when the id was used before for
        other words.
        """
        if not profile_id:
            voice = self._voice(turn, person)
            return Reply(lobby(turn, person, self.forms, voice, said, channel), 0)
        sitting, voice = self._sit(turn, person, profile_id, channel, Action.ANSWER_PROFILE)
        body = body_of(said)
        kept = inbox.kept_reply(turn, channel, message_id, body)
        if kept is not None:
            return reply_from(kept)
        if channel not in sitting.form.channels:
            reply = Reply((on_the_web(voice.web, "not_kept"),), sitting.profile.revision)
        elif sitting.signed is not None:
            reply = signed_already(sitting.signed, sitting.profile)
        else:
            ear = Ear(voice.today, person.name, voice.cards, voice.discreet)
            heard = understand(sitting.form, sitting.progress, said, ear)
            reply = self._step(turn, person, sitting, voice, heard, channel)
        reply = replace(reply, profile=profile_id)
        inbox.keep_reply(turn, channel, message_id, body, reply.dumps(), sitting.subject.id)
        return reply

    def greet(self, turn: Turn, person: Person, profile_id: str, channel: str) -> Reply:
        """The first words in a conversation, or the words of welcome back. Changes nothing."""
        if not profile_id:
            voice = self._voice(turn, person)
            return Reply(lobby(turn, person, self.forms, voice, channel=channel), 0)
        sitting, voice = self._sit(turn, person, profile_id, channel, Action.OPEN_CHAT)
        if channel not in sitting.form.channels:
            return Reply((on_the_web(voice.web, "greet"),), sitting.profile.revision)
        if sitting.signed is not None:
            return signed_already(sitting.signed, sitting.profile)
        step = advance(sitting.form, sitting.progress, Hello())
        messages = self._words(person, sitting, step, voice)
        return Reply(messages, sitting.profile.revision)

    def offer_change(
        self, turn: Turn, person: Person, profile_id: str, path: str, channel: str
    ) -> Reply:
        """What somebody gets who changed a message that had answered the question at `path`: an
        offer to open it again. Nothing is kept. Raises `NotForYou`."""
        sitting, voice = self._sit(turn, person, profile_id, channel, Action.ANSWER_PROFILE)
        if channel not in sitting.form.channels:
            return Reply((on_the_web(voice.web, "greet"),), sitting.profile.revision)
        if sitting.signed is not None:
            return signed_already(sitting.signed, sitting.profile)
        return Reply((offer(sitting, voice, path),), sitting.profile.revision)

    def answers(self, turn: Turn, person: Person, profile_id: str) -> Pane:
        """The profile so far, for the second pane. Raises `NotForYou`."""
        if not profile_id:
            return Pane((), 0)
        sitting, voice = self._sit(turn, person, profile_id, "web", Action.READ_PROFILE)
        form, progress, child = sitting.form, sitting.progress, voice.child
        mine = {each.section.key: each for each in section_states(form, progress)}
        reader = sees(person, sitting.thing)
        own = {entry.path for entry in progress.entries if entry.person == person.id}
        sections = []
        for section in form.sections:
            lines = shown(form, section_lines(form, progress, section.key, child), reader, own)
            held = mine.get(section.key)
            if held is None and not lines:
                continue
            sections.append(
                PaneSection(
                    section.key,
                    fill(section.title, child),
                    held.state if held else OTHERS,
                    held.done if held else len(lines),
                    held.total if held else len(lines),
                    lines,
                )
            )
        return Pane(tuple(sections), minutes_left(form, progress))

    def _sit(
        self, turn: Turn, person: Person, profile_id: str, channel: str, action: Action
    ) -> tuple[Sitting, Voice]:
        sitting = sit(turn, self.forms, person, profile_id, action, channel)
        discreet, voice = channel in DISCREET, self._voice(turn, person)
        if not discreet and (sitting.progress.focus.passed or sitting.progress.focus.picking):
            whole = sitting.progress.looking(passed="", picking="")  # here everything is asked
            sitting = replace(sitting, progress=whole)
        voice = replace(
            voice,
            child=phrase(f"discreet.{sitting.form.about}")
            if discreet
            else sitting.subject.preferred_name,
            me="" if discreet else voice.me,
            cards=channel not in WITHOUT_CARDS,
            roles=roles_of(turn, sitting),
            discreet=discreet,
            alone=channel in ONE_BY_ONE,
            web=f"/chat?profile={profile_id}",
        )
        return sitting, voice

    def _words(
        self, person: Person, sitting: Sitting, step: Step, voice: Voice
    ) -> tuple[Message, ...]:
        """What is said, without what of it is not for this reader; their own words always are."""
        form, progress = sitting.form, step.progress
        messages = speak(form, progress, step.effects, voice)
        reader = sees(person, sitting.thing)
        if reader.all or not any(each.lines for each in messages):
            return messages
        own = {each.path for each in progress.entries if each.person == person.id}
        own |= {path for path, said in progress.earlier.items() if said.person == person.id}
        return shown_messages(form, messages, reader, own)

    def _voice(self, turn: Turn, person: Person) -> Voice:
        return Voice(
            child="",
            today=turn.now.date(),
            me=person.name,
            council=self.council,
            urgent_phone=self.urgent_phone,
        )

    def _step(
        self,
        turn: Turn,
        person: Person,
        sitting: Sitting,
        voice: Voice,
        heard: Heard,
        channel: str,
    ) -> Reply:
        speaker = Speaker(person.id, at_text(turn.now))
        step = advance(sitting.form, sitting.progress, heard, speaker)
        profile = self._keep(turn, person, sitting, step, channel)
        reference, due = "", ""
        for effect in step.effects:
            if isinstance(effect, Submit):
                if not self._may_send(turn, person, sitting):
                    refused = words("send", "not_yours", child=voice.child)
                    return Reply((Message(refused, role="help"),), profile.revision)
                profile, reference, due = self._submit(
                    turn, person, sitting, profile, step, effect, channel
                )
        messages = self._words(person, sitting, step, voice)
        if reference:
            messages = with_reference(messages, reference, due)
        return Reply(messages, profile.revision, answered(step.entries))

    def _keep(
        self, turn: Turn, person: Person, sitting: Sitting, step: Step, channel: str
    ) -> Profile:
        """Appends the answers; a step that changes nothing writes nothing."""
        if not step.entries and step.progress.focus == sitting.progress.focus:
            return sitting.profile
        action = "profile.answer" if step.entries else "profile.look"
        turn.write_diary(action, "profile", sitting.profile.id, person.id, channel)
        plain = {
            entry.path: str(slot.question.privacy)
            for entry in step.entries
            if (slot := find(sitting.form, laid(sitting.form, step.progress), entry.path))
            is not None
            and slot.question.privacy in (Privacy.MATCH, Privacy.INSIGHT)
        }
        progress = step.progress
        if not sitting.alone:
            focuses.keep(turn, sitting.profile.id, person.id, progress.focus)
            progress = replace(progress, focus=sitting.profile.focus)
        done = any(isinstance(each, PartDone | Ready) for each in step.effects)
        for handed in sitting.held:
            if done and handed.done_at is None:
                parts.done(turn, handed)
                turn.write_diary("part.done", "profile", sitting.profile.id, person.id, channel)
        return profiles.keep(turn, sitting.profile, progress, step.entries, channel, plain)

    def _may_send(self, turn: Turn, person: Person, sitting: Sitting) -> bool:
        """Whether they may; a form that goes to no desk is finished by whoever answers it."""
        thing = profile_thing(turn, sitting.profile, sitting.subject)
        return not sitting.form.desk or bool(may(person, Action.SEND_REFERRAL, thing))

    def _submit(
        self,
        turn: Turn,
        person: Person,
        sitting: Sitting,
        profile: Profile,
        step: Step,
        effect: Submit,
        channel: str,
    ) -> tuple[Profile, str, str]:
        today = turn.now.date()
        sending = Sending(
            form=sitting.form,
            profile=profile,
            subject=sitting.subject,
            progress=step.progress,
            person=person,
            council=self.council,
            channel=channel,
            emergency=effect.emergency,
            holidays={*self.holidays(today.year), *self.holidays(today.year + 1)},
        )
        if not sitting.form.desk:
            finish(turn, sending)
            return settle(turn, profile, sitting.form), "", ""
        referral, due = send(turn, sending)
        settled = settle(turn, profile, sitting.form)
        return settled, referral.ref, written(due) if due else ""
