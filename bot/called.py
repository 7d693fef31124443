"""What a child or household is called on a page: what they chose themselves, where they did."""

from __future__ import annotations

from bot.reviewing import HOME, key_of
from care.people import Child, Household
from dialogs.answers import Given
from storage import profiles
from storage.profiles import Status
from storage.turn import Turn

CALLED = "us.display_name"


def called(turn: Turn, subject: Child | Household) -> str:
    """A child's preferred name; for a household, what it would like to be called, else what the
    record calls it."""
    if isinstance(subject, Child):
        return subject.preferred_name
    homes = [
        each
        for each in profiles.about(turn, subject.id)
        if key_of(each) == HOME and each.status is not Status.SET_ASIDE
    ]
    answers = profiles.progress(turn, homes[-1]).answers if homes else {}
    chosen = answers.get(CALLED)
    if isinstance(chosen, Given) and isinstance(chosen.value, str):
        return chosen.value
    return subject.preferred_name
