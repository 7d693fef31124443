"""What is still to do about a household's profiles, for one person, and by role for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.errors import NotForYou
from bot.reviewing import key_of
from bot.sitting import sit
from care.access import Action
from care.people import Person, Role
from dialogs.form import Form
from dialogs.others import next_turn
from dialogs.part import Part
from dialogs.position import minutes_left, waiting_for
from storage import people
from storage.profiles import Profile
from storage.profiles import Status as Stage
from storage.turn import Turn


@dataclass(frozen=True, slots=True)
class Step:
    """One profile as it stands for one person, or for everybody when it is not theirs."""

    profile: Profile
    form: Form
    whose: str
    """The first name of whoever's own words it holds; empty when it is several people's."""
    mine: bool
    """Whether they may answer something in it."""
    done: bool
    """Whether nothing of theirs is open."""
    begun: bool
    minutes: int
    """About how long their part takes still."""
    others: tuple[str, ...]
    """The roles of others that something waits for."""
    before: bool = False
    """Whether last time's words are there, to be kept or changed."""

    @property
    def address(self) -> str:
        return f"/chat?profile={self.profile.id}" if self.mine else ""


def step(turn: Turn, forms: Mapping[str, Form], person: Person, profile: Profile) -> Step | None:
    """How a profile stands; None when its form is not here any more."""
    form = forms.get(profile.form)
    if form is None:
        return None
    spoken_by = people.person(turn, profile.voice) if profile.voice else None
    whose = spoken_by.name.split()[0] if spoken_by else ""
    try:
        sitting = sit(turn, forms, person, profile.id, Action.ANSWER_PROFILE)
    except NotForYou:
        done = profile.status is not Stage.OPEN
        return Step(profile, form, whose, False, done, done, 0, ())
    progress = sitting.progress
    open_still = next(waiting_for(form, progress), None) is not None
    return Step(
        profile=profile,
        form=form,
        whose=whose,
        mine=sitting.signed is None,
        done=not open_still or profile.status is not Stage.OPEN,
        begun=any(entry.person == person.id for entry in progress.entries),
        minutes=minutes_left(form, progress) if open_still else 0,
        others=next_turn(form, progress) if profile.status is Stage.OPEN else (),
        before=bool(progress.earlier),
    )


def steps(
    turn: Turn, forms: Mapping[str, Form], person: Person, among: Iterable[Profile]
) -> list[Step]:
    """How each stands, what is theirs and open first."""
    found = [each for one in among if (each := step(turn, forms, person, one)) is not None]
    return sorted(found, key=lambda each: (not each.mine or each.done, key_of(each.profile)))


def first_to_do(found: Iterable[Step], person: Person) -> Step | None:
    """The one big way in: what is theirs and open, their own words before what they share."""
    mine = [each for each in found if each.mine and not each.done]
    own = [each for each in mine if each.profile.voice == person.id]
    return next(iter(sorted(own, key=lambda each: not each.begun) or mine), None)


def roles_waiting(
    turn: Turn, forms: Mapping[str, Form], person: Person, profile: Profile
) -> tuple[Role, ...]:
    """Every role that a profile waits for, seen from outside."""
    if profile.status is not Stage.OPEN:
        return ()
    try:
        sitting = sit(turn, forms, person, profile.id, Action.READ_PROFILE)
    except NotForYou:
        return ()
    nobody = replace(sitting.progress, part=Part(frozenset()))
    return tuple(Role(each) for each in next_turn(sitting.form, nobody))
