"""What falls due for one household, worked out from its last review, as it is said on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.due import Due, by
from bot.reviewing import REVIEW, due_of, key_of, last_review
from care.codes import code_list
from care.people import Household, Person, Role, day_in
from care.timescales import CarerDates, Check, due_for_carers
from dialogs.answers import Answer, Given, Rows
from storage import profiles, reviews
from storage.profiles import Status
from storage.turn import Turn

ADULTS, SET = "checks.adults", "learning.tsd_set"
OF_ADULTS: Mapping[str, Check] = {"dbs_on": "dbs", "medical_on": "medical"}
OF_HOME: Mapping[str, Check] = {
    "checks.safety_on": "safety",
    "checks.unannounced_on": "unannounced",
}
STANDARDS = {"carers": "sets.tsd_standards", "connected": "sets.tsd_standards_connected"}
STANDARD = "learning.{key}_status"
UNTOLD = frozenset({"unannounced"})
"""What carers are not told the day of: a visit that nobody knows is coming."""


@dataclass(frozen=True, slots=True)
class Falling:
    """One thing that falls due."""

    label: str
    due: Due


def falling(
    turn: Turn, household: Household, approved: date | None, person: Person, today: date
) -> list[Falling]:
    """Everything that falls due as far as this person is told of it, soonest first. What nobody has
    written down is not here: nothing is counted from a guess."""
    said = _said(turn, household)
    dates = CarerDates(
        approved=approved or day_in(household.record.get("approved_on", "")),
        last_review=last_review(household, reviews.of_household(turn, household.id)),
        connected=said.get(SET) == Given("connected"),
        standards_met=_standards_met(said),
        checked=_checked(said),
    )
    set_for = due_of(turn, household)
    unsaid = frozenset({"standards"}) if SET not in said else frozenset[str]()
    told = [
        (set_for if each.key == "review" and set_for else each.by, each.label)
        for each in due_for_carers(dates)
        if person.role is not Role.FOSTER_CARER or each.key not in UNTOLD
        if each.key not in unsaid or each.by >= today
    ]
    return [Falling(label, by(day, today)) for day, label in sorted(told)]


def _said(turn: Turn, household: Household) -> dict[str, Answer]:
    """The newest words of every question of the yearly form: a check that this year's has not come
    to yet is as the last one left it."""
    said: dict[str, Answer] = {}
    for profile in profiles.about(turn, household.id):
        if key_of(profile) == REVIEW and profile.status is not Status.SET_ASIDE:
            own = profiles.progress(turn, profile).own
            said = {**_without(said, own), **own}
    return said


def _without(said: Mapping[str, Answer], own: Mapping[str, Answer]) -> dict[str, Answer]:
    """Rows of a group go with the group: those of last year do not mix with those of this one."""
    groups = {path for path, answer in own.items() if _rows(answer)}
    return {path: each for path, each in said.items() if not _of_any(path, groups)}


def _of_any(path: str, groups: set[str]) -> bool:
    return any(path.startswith(f"{group}.") for group in groups)


def _checked(said: Mapping[str, Answer]) -> dict[Check, date]:
    """The last day of each check; of several adults, of the one whose check is longest ago. While
    somebody's is not known, it is left out: the next day cannot be counted."""
    found: dict[Check, date] = {}
    adults = _rows(said.get(ADULTS))
    for field, check in OF_ADULTS.items():
        days = [_day(said.get(f"{ADULTS}.{row}.{field}")) for row in (adults.ids if adults else ())]
        known = [day for day in days if day is not None]
        if known and (len(known) == len(days) or check == "medical"):
            found[check] = min(known)
    for path, check in OF_HOME.items():
        day = _day(said.get(path))
        if day is not None:
            found[check] = day
    return found


def _standards_met(said: Mapping[str, Answer]) -> bool:
    """Whether every one of the set they work on is met; while no set is chosen, none is."""
    chosen = said.get(SET)
    if not isinstance(chosen, Given) or not isinstance(chosen.value, str):
        return False
    met = Given("met")
    standards = code_list(STANDARDS[chosen.value]).items
    return all(said.get(STANDARD.format(key=each.key)) == met for each in standards)


def _rows(answer: Answer | None) -> Rows | None:
    if isinstance(answer, Given) and isinstance(answer.value, Rows):
        return answer.value
    return None


def _day(answer: Answer | None) -> date | None:
    if isinstance(answer, Given) and isinstance(answer.value, str):
        return day_in(answer.value)
    return None
