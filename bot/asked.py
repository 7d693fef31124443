"""What somebody was asked for by name, and has not done: their view, or a part of a profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.things import profile_thing
from care.access import Action, may
from care.people import Child, Household, Person, Role
from dialogs.form import Form
from storage import parts, profiles, subjects
from storage.profiles import Profile, Status
from storage.turn import Turn


def asked_of(
    turn: Turn, forms: Mapping[str, Form], person: Person
) -> Iterator[tuple[Profile, Form, Child | Household]]:
    """Each with its form and whom it is about. A carer's own words are part of their household's
    review, and not asked for besides."""
    wanted = {
        each.id: each
        for each in profiles.in_voice(turn, person.id)
        if each.status is Status.OPEN and person.role is not Role.FOSTER_CARER
    }
    for handed in parts.of_person(turn, person.id):
        profile = profiles.find(turn, handed.profile_id) if handed.done_at is None else None
        if profile is not None and profile.status is Status.OPEN:
            wanted[profile.id] = profile
    for profile in wanted.values():
        subject = subjects.subject_of(turn, profile.subject_id)
        form = forms.get(profile.form)
        if subject is None or form is None:
            continue
        if may(person, Action.OPEN_CHAT, profile_thing(turn, profile, subject)):
            yield profile, form, subject
