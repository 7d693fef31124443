"""Listens and answers inside one turn: what was said, what is kept, what is sent, what is said back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.house import NotForYou
from bot.known import known_for
from bot.lobby import lobby
from bot.reply import Reply, body_of, reply_from
from bot.sending import Sending, at_text, finish, send, settle
from bot.things import profile_thing
from bot.words import words
from care.access import Action, may
from care.people import Child, Household, Person
from dialogs.cards import Voice
from dialogs.dates import written
from dialogs.effects import Submit
from dialogs.engine import Speaker, Step, advance
from dialogs.form import Form, Privacy
from dialogs.heard import Heard, Hello
from dialogs.message import Line, Message, Said
from dialogs.position import find, minutes_left, section_states
from dialogs.progress import Progress
from dialogs.show import fill, section_lines
from dialogs.speak import speak, with_reference
from dialogs.understand import Ear, understand
from storage import inbox, profiles, subjects
from storage.profiles import Profile
from storage.turn import Turn

WITHOUT_CARDS = ("terminal", "telegram")
"""Channels that cannot show a form: short facts are asked one by one there."""


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


@dataclass(frozen=True, slots=True)
class _Sitting:
    """Everything about one person at one profile, looked up once for a turn."""

    form: Form
    profile: Profile
    subject: Child | Household
    progress: Progress
    voice: Voice


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
            return Reply(lobby(turn, person, self.forms, self._voice(turn, person), said), 0)
        sitting = self._sit(turn, person, profile_id, channel, Action.ANSWER_PROFILE)
        body = body_of(said)
        kept = inbox.kept_reply(turn, channel, message_id, body)
        if kept is not None:
            return reply_from(kept)
        ear = Ear(sitting.voice.today, person.name)
        heard = understand(sitting.form, sitting.progress, said, ear)
        reply = self._step(turn, person, sitting, heard, channel)
        inbox.keep_reply(turn, channel, message_id, body, reply.dumps(), sitting.subject.id)
        return reply

    def greet(self, turn: Turn, person: Person, profile_id: str, channel: str) -> Reply:
        """The first words in a conversation, or the words of welcome back. Changes nothing."""
        if not profile_id:
            return Reply(lobby(turn, person, self.forms, self._voice(turn, person)), 0)
        sitting = self._sit(turn, person, profile_id, channel, Action.OPEN_CHAT)
        step = advance(sitting.form, sitting.progress, Hello())
        messages = speak(sitting.form, sitting.progress, step.effects, sitting.voice)
        return Reply(messages, sitting.profile.revision)

    def answers(self, turn: Turn, person: Person, profile_id: str) -> Pane:
        """The profile so far, for the second pane. Raises `NotForYou`."""
        if not profile_id:
            return Pane((), 0)
        sitting = self._sit(turn, person, profile_id, "web", Action.READ_PROFILE)
        form, progress, child = sitting.form, sitting.progress, sitting.voice.child
        sections = tuple(
            PaneSection(
                each.section.key,
                fill(each.section.title, child),
                each.state,
                each.done,
                each.total,
                section_lines(form, progress, each.section.key, child),
            )
            for each in section_states(form, progress)
        )
        return Pane(sections, minutes_left(form, progress))

    def _sit(
        self, turn: Turn, person: Person, profile_id: str, channel: str, action: Action
    ) -> _Sitting:
        profile = profiles.find(turn, profile_id)
        subject = subjects.subject_of(turn, profile.subject_id) if profile else None
        if profile is None or subject is None:
            raise NotForYou
        if not may(person, action, profile_thing(turn, profile, subject)):
            raise NotForYou
        form = self.forms.get(profile.form)
        if form is None:
            raise NotForYou
        progress = replace(
            profiles.progress(turn, profile),
            known=known_for(turn, self.forms, profile, subject),
        )
        voice = replace(
            self._voice(turn, person),
            child=subject.preferred_name,
            cards=channel not in WITHOUT_CARDS,
        )
        return _Sitting(form, profile, subject, progress, voice)

    def _voice(self, turn: Turn, person: Person) -> Voice:
        return Voice(
            child="",
            today=turn.now.date(),
            me=person.name,
            council=self.council,
            urgent_phone=self.urgent_phone,
        )

    def _step(
        self, turn: Turn, person: Person, sitting: _Sitting, heard: Heard, channel: str
    ) -> Reply:
        speaker = Speaker(person.id, at_text(turn.now))
        step = advance(sitting.form, sitting.progress, heard, speaker)
        profile = self._keep(turn, person, sitting, step, channel)
        reference, due = "", ""
        for effect in step.effects:
            if isinstance(effect, Submit):
                if not self._may_send(turn, person, sitting):
                    refused = words("send", "not_yours", child=sitting.subject.preferred_name)
                    return Reply((Message(refused, role="help"),), profile.revision)
                profile, reference, due = self._submit(
                    turn, person, sitting, profile, step, effect, channel
                )
        messages = speak(sitting.form, step.progress, step.effects, sitting.voice)
        if reference:
            messages = with_reference(messages, reference, due)
        return Reply(messages, profile.revision)

    def _keep(
        self, turn: Turn, person: Person, sitting: _Sitting, step: Step, channel: str
    ) -> Profile:
        """Appends the answers; a step that changes nothing writes nothing."""
        if not step.entries and step.progress.focus == sitting.progress.focus:
            return sitting.profile
        action = "profile.answer" if step.entries else "profile.look"
        turn.write_diary(action, "profile", sitting.profile.id, person.id, channel)
        plain = {
            entry.path: str(slot.question.privacy)
            for entry in step.entries
            if (slot := find(sitting.form, step.progress.answers, entry.path)) is not None
            and slot.question.privacy in (Privacy.MATCH, Privacy.INSIGHT)
        }
        return profiles.keep(turn, sitting.profile, step.progress, step.entries, channel, plain)

    def _may_send(self, turn: Turn, person: Person, sitting: _Sitting) -> bool:
        """Whether they may; a form that goes to no desk is finished by whoever answers it."""
        thing = profile_thing(turn, sitting.profile, sitting.subject)
        return not sitting.form.desk or bool(may(person, Action.SEND_REFERRAL, thing))

    def _submit(
        self,
        turn: Turn,
        person: Person,
        sitting: _Sitting,
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
