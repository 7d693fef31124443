"""How far the work for each child has come, as things that were done on certain days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from bot.larkshire.bank import chance
from bot.larkshire.children import Resident
from bot.larkshire.history import Act
from bot.larkshire.people import Townsperson
from bot.larkshire.profile_words import LATEST, profile_words
from bot.larkshire.referral_words import referral_words
from bot.larkshire.writing import Writing
from dialogs.form import Form
from dialogs.slots import Slot

PROFILE = "child_profile"
REFERRAL = "placement_referral"
BEGUN, HALF, HALF_REFERRAL = 0.08, 0.47, 0.42
"""How much of a form is answered when it is begun, and when it is half done."""
EARLIER = {"two": (350,), "three": (700, 350)}
"""How many days ago the earlier profiles were made, for the stages that have any."""
LOOKED_AT_BY = "femi"


class Past:
    """What has been written about the children so far."""

    def __init__(
        self,
        forms: Mapping[str, Form],
        people: Mapping[str, Townsperson],
        council: str,
        today: date,
        number: int,
    ) -> None:
        self._forms = forms
        self._people = people
        self._council = council
        self._today = today
        self._number = number

    def of(self, resident: Resident) -> Iterator[Act]:
        """Everything that was written about this child."""
        if resident.stage == "none":
            return
        earlier = EARLIER.get(resident.stage, ())
        for back, days in enumerate(earlier):
            which = LATEST - len(earlier) + back
            writing = self._profile(resident, days, which, first=back == 0)
            writing.sent = "finish"
            yield from writing.acts(2, timedelta(days=7))
        yield from self._newest(resident, first=not earlier)
        if resident.referral:
            yield from self._referral(resident)

    def _newest(self, resident: Resident, *, first: bool) -> Iterator[Act]:
        random = chance(self._number, resident.child.ref, "newest")
        match resident.stage:
            case "begun":
                writing = self._profile(resident, 1 + random.randrange(3), LATEST, first)
                writing.share = BEGUN
                yield from writing.acts(1, timedelta(days=1))
            case "half":
                writing = self._profile(resident, 9 + random.randrange(4), LATEST, first)
                writing.share = HALF + random.random() / 10
                yield from writing.acts(2, timedelta(days=7))
            case _:
                writing = self._profile(resident, 18 + random.randrange(8), LATEST, first)
                writing.sent = "finish"
                yield from writing.acts(2, timedelta(days=7))

    def _profile(self, resident: Resident, days: int, which: int, first: bool) -> Writing:
        form = self._form(PROFILE)
        seed = f"{self._number} {resident.child.ref}"
        said = profile_words(form, resident, which, first, seed)
        return self._writing(resident, form, days, said)

    def _referral(self, resident: Resident) -> Iterator[Act]:
        form = self._form(REFERRAL)
        days = {"half": 2, "emergency": 1, "sent": 4, "seen": 9}[resident.referral]
        said = referral_words(resident)
        writing = self._writing(resident, form, days, said)
        match resident.referral:
            case "half":
                writing.share = HALF_REFERRAL
            case "emergency":
                writing.wanted = _is_urgent
                writing.sent = "send"
            case "sent":
                writing.sent = "send"
            case _:
                writing.sent = "seen"
                writing.seen_by = self._people[LOOKED_AT_BY].person.id
        sittings = 1 if resident.referral == "emergency" else 2
        yield from writing.acts(sittings, timedelta(hours=1))

    def _writing(
        self, resident: Resident, form: Form, days: int, said: Mapping[str, object]
    ) -> Writing:
        random = chance(self._number, resident.child.ref, form.key, days)
        at = time(9 + random.randrange(5), random.randrange(60))
        day = self._today - timedelta(days=days)
        if resident.referral != "emergency" or form.key != REFERRAL:
            day -= timedelta(days=max(0, day.weekday() - 4))
        begun = datetime.combine(day, at, UTC)
        return Writing(
            forms=self._forms,
            form=form,
            resident=resident,
            owner=self._people[resident.worker].person,
            council=self._council,
            begun=begun,
            said=said,
        )

    def _form(self, key: str) -> Form:
        return max((f for f in self._forms.values() if f.key == key), key=lambda f: f.version)


def _is_urgent(slot: Slot) -> bool:
    return slot.emergency
