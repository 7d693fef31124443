"""One profile or referral as its social worker wrote it: begun, gone on with, finished or sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.known import known_for
from bot.larkshire.answering import Supplied, countable, fill
from bot.larkshire.children import Resident
from bot.larkshire.history import Act
from bot.sending import Sending, finish, send, settle
from care.people import Person
from dialogs.answers import Answer, Answers
from dialogs.form import Form
from dialogs.position import in_emergency
from dialogs.progress import Entry, Progress
from dialogs.slots import Slot
from storage import profiles, referrals
from storage.profiles import Profile
from storage.times import to_text
from storage.turn import Turn

CHANNEL = "web"
_A_SITTING = 52
_AN_ANSWER = timedelta(seconds=65)
"""How many answers are given in one sitting, and how long one takes."""
_AT_MOST = timedelta(minutes=55)


@dataclass(slots=True)
class Writing:
    """The writing of one form about one child; its acts must be relived in order."""

    forms: Mapping[str, Form]
    form: Form
    resident: Resident
    owner: Person
    council: str
    begun: datetime
    said: Supplied
    share: float = 1.0
    """How much of it has been answered: from nothing to everything."""
    wanted: Callable[[Slot], bool] = lambda slot: True
    sent: str = ""
    """Nothing, finish, send or seen."""
    seen_by: str = ""
    _profile: Profile = field(init=False)
    _known: Answers = field(init=False)
    """What was known when it was begun; nothing else is said about the child until it is done."""
    _to_say: list[tuple[str, Answer]] = field(default_factory=list, init=False)

    def acts(self, sittings: int, apart: timedelta) -> Iterator[Act]:
        """Begun, then so many sittings, then whatever happened to it."""
        yield Act(self.begun, self._begin)
        for sitting in range(sittings):
            start = self.begun + timedelta(minutes=1) + apart * sitting
            last = sitting == sittings - 1
            yield Act(start, partial(self._sit, all_of_it=last))
        done = self.begun + apart * (sittings - 1) + timedelta(hours=1, minutes=10)
        if self.sent:
            yield Act(done, self._finish)
        if self.sent == "seen":
            yield Act(done + timedelta(hours=3), self._see)

    def _begin(self, turn: Turn) -> None:
        child = self.resident.child
        self._profile = profiles.open_profile(turn, self.form.name, child.id, self.owner.id)
        turn.write_diary("profile.begun", "profile", self._profile.id, self.owner.id, CHANNEL)
        self._known = known_for(turn, self.forms, self._profile, child)
        telling = self.resident.telling(turn.now.date())
        answered = fill(self.form, self._known, self.said, telling, self.wanted)
        self._to_say = answered[: round(len(answered) * self.share)]

    def _sit(self, turn: Turn, all_of_it: bool) -> None:
        count = len(self._to_say) if all_of_it else _A_SITTING
        now_said, self._to_say = self._to_say[:count], self._to_say[count:]
        if not now_said:
            return
        step = min(_AN_ANSWER, _AT_MOST / len(now_said))
        before = self._progress(turn)
        entries = [
            Entry(
                before.turn + place,
                path,
                answer,
                self.owner.id,
                to_text(turn.now + step * place),
            )
            for place, (path, answer) in enumerate(now_said, 1)
        ]
        after = before.keeping(entries)
        plain = countable(self.form, after.answers)
        turn.write_diary("profile.answer", "profile", self._profile.id, self.owner.id, CHANNEL)
        self._profile = profiles.keep(turn, self._profile, after, entries, CHANNEL, plain)

    def _finish(self, turn: Turn) -> None:
        progress = self._progress(turn)
        sending = Sending(
            form=self.form,
            profile=self._profile,
            subject=self.resident.child,
            progress=progress,
            person=self.owner,
            council=self.council,
            channel=CHANNEL,
            emergency=in_emergency(self.form, progress),
            holidays=(),
        )
        (finish if self.sent == "finish" else send)(turn, sending)
        self._profile = settle(turn, self._profile, self.form)

    def _see(self, turn: Turn) -> None:
        found = referrals.of_profile(turn, self._profile.id)
        if found is not None:
            turn.write_diary("referral.read", "referral", found.ref, self.seen_by, CHANNEL)
            referrals.mark_seen(turn, found)

    def _progress(self, turn: Turn) -> Progress:
        return replace(profiles.progress(turn, self._profile), known=self._known)
