"""One form about a household as its people wrote it: each their own questions, in their own sitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.known import known_for
from bot.larkshire.answering import Supplied, countable, fill
from bot.larkshire.households import Fostering
from bot.larkshire.telling import Telling
from bot.sending import settle
from care.people import Person
from dialogs.answers import Answer
from dialogs.find_out import stem
from dialogs.form import Form
from dialogs.progress import Entry, Progress
from dialogs.slots import Slot, walk
from storage import profiles
from storage.profiles import Profile
from storage.times import to_text
from storage.turn import Turn

CHANNEL = "web"
_AN_ANSWER = timedelta(seconds=40)

Speaker = Callable[[Slot], Person]
"""Who answers a question."""


@dataclass(slots=True)
class HouseholdWriting:
    """The writing of one profile about a household. `said` is what the bank says."""

    forms: Mapping[str, Form]
    fostering: Fostering
    profile: Profile
    telling: Callable[[Turn], Telling]
    said: Supplied
    speaker: Speaker
    wanted: Callable[[Slot], bool] = field(default=lambda slot: True)

    @property
    def form(self) -> Form:
        return self.forms[self.profile.form]

    def sit(self, turn: Turn, people: Sequence[Person]) -> None:
        """Everything that is open and these people's own, one person after the other."""
        ids = {each.id for each in people}
        own = profiles.progress(turn, self.profile)
        known = known_for(turn, self.forms, self.profile, self.fostering.household)
        progress = replace(own, known=known)

        def theirs(slot: Slot) -> bool:
            return self.wanted(slot) and self.speaker(slot).id in ids

        said = fill(self.form, progress.answers, self.said, self.telling(turn), theirs)
        places = walk(self.form, {**progress.answers, **dict(said)}).by_path
        for person in people:
            mine = [
                (path, answer)
                for path, answer in said
                if self.speaker(places[stem(path)]).id == person.id
            ]
            progress = self._keep(turn, progress, person, mine)

    def finish(self, turn: Turn, person: Person) -> Profile:
        """It is all there; what is left out was left out on purpose."""
        turn.write_diary("profile.finish", "profile", self.profile.id, person.id, CHANNEL)
        self.profile = settle(turn, self.profile, self.form)
        return self.profile

    def confirm(self, turn: Turn, people: Sequence[Person], changed: Iterable[str]) -> None:
        """*Still true*, to everything said last time that is not among the changed keys and is the
        people's own; the words stay whose they were, and keep their day."""
        fresh = set(changed)
        earlier = profiles.earlier(turn, self.profile)
        progress = profiles.progress(turn, self.profile)
        answers = {path: each.answer for path, each in earlier.items()}
        places = walk(self.form, answers).by_path
        for person in people:
            entries = [
                Entry(
                    progress.turn + number,
                    path,
                    each.answer,
                    person.id,
                    to_text(turn.now + timedelta(seconds=3 * number)),
                    first_by=each.person,
                    first_at=each.at,
                )
                for number, (path, each) in enumerate(earlier.items(), 1)
                if (slot := places.get(stem(path))) is not None
                and slot.key not in fresh
                and not slot.question.again
                and self.speaker(slot).id == person.id
            ]
            progress = self._put(turn, progress, person, entries)

    def _keep(
        self, turn: Turn, before: Progress, person: Person, said: Sequence[tuple[str, Answer]]
    ) -> Progress:
        entries = [
            Entry(
                before.turn + number,
                path,
                answer,
                person.id,
                to_text(turn.now + _AN_ANSWER * number),
            )
            for number, (path, answer) in enumerate(said, 1)
        ]
        return self._put(turn, before, person, entries)

    def _put(
        self, turn: Turn, before: Progress, person: Person, entries: Sequence[Entry]
    ) -> Progress:
        if not entries:
            return before
        after = before.keeping(entries)
        plain = countable(self.form, after.answers)
        turn.write_diary("profile.answer", "profile", self.profile.id, person.id, CHANNEL)
        self.profile = profiles.keep(turn, self.profile, after, entries, CHANNEL, plain)
        return after
