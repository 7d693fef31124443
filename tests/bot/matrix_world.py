"""The world of the permission matrix: a real store with every persona and every thing in it.

A new kind of thing, or a persona who stands otherwise to one, is set up here; what they may do is
written in `tests/matrix.toml`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from bot.assistant import Assistant
from bot.house import Council, House
from bot.inviting import person_thing
from bot.pace import Pace
from bot.reviewing import review_thing
from bot.snapshot import Snapshot
from bot.things import profile_thing, referral_thing, subject_thing
from care.access import Thing
from care.glass import Category
from care.people import Child, Household, Person, Role
from dialogs.answers import Given
from dialogs.read import read_forms
from storage import (
    allocations,
    glass,
    invitations,
    parts,
    people,
    pictures,
    profiles,
    referrals,
    reviews,
    subjects,
)
from storage.store import Store
from storage.turn import Turn
from tests.bot.house import SECRET, Clock, ids, open_store
from tests.matrix import HOUSE, matrix

COVER = timedelta(minutes=10)
AFTER_COVER = timedelta(minutes=20)
NOBODY = "nobody"
"""The id of nothing at all."""
MANY = "1000000 per second"
"""Nobody is held up here: everybody asks for everything."""
LIVES_AT = "4 Hill Street, Larkminster"


@dataclass(frozen=True)
class World:
    """A house, the people of the matrix by name, and its things by name with their ids."""

    house: House
    clock: Clock
    store: Store
    people: Mapping[str, Person]
    things: Mapping[str, Mapping[str, str]]

    def thing(self, turn: Turn, name: str) -> Thing | None:
        """What `may` is asked about; None for the house itself."""
        ids_of = self.things[name]
        match ids_of.get("is", ""):
            case "profile":
                found = profiles.find(turn, ids_of["profile"])
                assert found
                return profile_thing(turn, found)
            case "referral":
                return referral_thing(turn, ids_of["ref"], ids_of["subject"])
            case "review":
                reviewed = reviews.find(turn, ids_of["ref"])
                assert reviewed
                return review_thing(turn, reviewed)
            case "person":
                known = people.person(turn, ids_of["person"])
                assert known
                return person_thing(turn, known)
            case "subject":
                return subject_thing(turn, ids_of["subject"])
            case _:
                return None


def open_world(folder: Path) -> World:
    """A new world in this folder; the file of its store is copied, for making one takes a while."""
    data, things = _lived_in()
    (folder / "test.db").write_bytes(data)
    clock, new_id = Clock(), ids(5_000)
    clock.pass_by(AFTER_COVER)
    forms = read_forms()
    store = open_store(folder, clock, new_id)
    house = House(
        store=store,
        assistant=Assistant(forms, "Larkshire", "01632 960000", lambda year: frozenset[date]()),
        forms=forms,
        council=Council("Larkshire County Council", "LK"),
        clock=clock,
        new_id=new_id,
        secret=SECRET,
        demo=True,
        pace=Pace(**dict.fromkeys(("turns", "channel", "papers", "strangers", "sign_ins"), MANY)),
    )
    return World(house, clock, store, townspeople(), things)


@cache
def townspeople() -> dict[str, Person]:
    """Everybody in the file but the one who is nobody."""
    return {
        name: Person(f"p-{name}", name, f"{name} Surname", Role(row["role"]), row.get("team", ""))
        for name, row in matrix()["personas"].items()
        if row.get("role")
    }


@dataclass
class Making:
    """The things made so far."""

    turn: Turn
    things: dict[str, dict[str, str]] = field(default_factory=dict)

    def child(self, name: str, *workers: str, team: str = "North") -> None:
        """A child, their open profile, and a referral of theirs that was sent."""
        record = {
            "full_name": f"{name} Reed",
            "preferred_name": name,
            "address": LIVES_AT,
            "postcode": "LK1 1CD",
            "social_worker_team": team,
        }
        child = Child(f"c-{name}", f"C-{name}", record)
        subjects.add_child(self.turn, child)
        for each in workers:
            allocations.allocate(self.turn, f"p-{each}", child.id)
        profile = profiles.open_profile(
            self.turn, "child_profile.1", child.id, f"p-{workers[0]}", f"profile-{name}"
        )
        sent = profiles.open_profile(
            self.turn, "placement_referral.1", child.id, f"p-{workers[0]}", f"sent-{name}"
        )
        snapshot = Snapshot(
            form="placement_referral.1",
            answers={"about.full_name": Given(f"{name} Reed")},
            record=record,
            sent_by=workers[0],
            council="Larkshire County Council",
            written_on=self.turn.now.date(),
            emergency=False,
            due=None,
        )
        referral = referrals.send(
            self.turn,
            sent,
            sent_by=f"p-{workers[0]}",
            emergency=False,
            needed_by=None,
            digest="Aged 12",
            gaps=0,
            snapshot=snapshot.plain(),
        )
        self.add(name, "subject", subject=child.id, child=child.id, subject_ref=child.ref)
        self.add(f"{name}_profile", "profile", subject=child.id, profile=profile.id)
        self.add(f"{name}_referral", "referral", subject=child.id, ref=referral.ref)

    def household(self, name: str, *workers: str, team: str = "Fostering") -> None:
        """A household and its open profile."""
        home = Household(f"h-{name}", f"H-{name}", {"carer_names": name, "address": LIVES_AT})
        subjects.add_household(self.turn, home, team)
        for each in workers:
            allocations.allocate(self.turn, f"p-{each}", home.id)
        form = "household_profile.1" if "household_profile.1" in read_forms() else "child_profile.1"
        profile = profiles.open_profile(
            self.turn, form, home.id, f"p-{workers[0]}", f"profile-{name}"
        )
        shown = pictures.add(
            self.turn, home.id, "image/png", _a_picture(), "A dog", f"p-{workers[0]}"
        )
        known = {"household": home.id, "subject_ref": home.ref, "picture": shown.id}
        self.add(name, "subject", subject=home.id, **known)
        self.add(f"{name}_profile", "profile", subject=home.id, profile=profile.id)

    def voice(self, name: str, household: str, of: str) -> None:
        """What one person says of a household in their own words."""
        form = "carer_skills.1" if "carer_skills.1" in read_forms() else "child_profile.1"
        home = self.things[household]["subject"]
        profile = profiles.open_profile(
            self.turn, form, home, f"p-{of}", f"profile-{name}", voice=f"p-{of}"
        )
        self.add(name, "profile", subject=home, profile=profile.id)

    def person(self, name: str, of: str) -> None:
        """Somebody who is invited, and the invitation."""
        token = f"token-{of}-{'x' * 32}"
        made = invitations.make(self.turn, token, "123456", f"p-{of}", "p-administrator")
        self.add(name, "person", person=f"p-{of}", invitation=made.id)

    def review(self, name: str, household: str, by: str) -> None:
        """A review of a household that is being written."""
        home, ref = self.things[household]["subject"], "LR-HILL1"
        profile = profiles.open_profile(
            self.turn, "carer_review.1", home, f"p-{by}", f"profile-{name}", review=ref
        )
        reviews.begin(self.turn, ref, home, profile.id, f"p-{by}", None)
        self.add(name, "review", subject=home, profile=profile.id, ref=ref)

    def add(self, name: str, kind: str, **ids_of: str) -> None:
        self.things[name] = {"is": kind, **ids_of}


def fill(turn: Turn) -> dict[str, dict[str, str]]:
    for person in townspeople().values():
        people.add(turn, person)
    made = Making(turn)
    made.things[HOUSE] = {}
    made.child("robin", "worker", "conflicted", "handed_on", "leaver", "moved", "reviewer")
    made.child("wren", "far_worker", team="South")
    made.child("finch", "worker")
    made.household("hill", "supervisor", "carer", "partner", "conflicted_carer")
    made.household("dale", "far_supervisor", "far_carer")
    made.voice("hill_voice", "hill", "carer")
    robin, finch, hill = (made.things[name]["subject"] for name in ("robin", "finch", "hill"))
    allocations.allocate(turn, "p-young_person", robin)
    allocations.cover(turn, "p-cover", robin, turn.now + timedelta(days=2))
    allocations.cover(turn, "p-cover_ended", robin, turn.now + COVER)
    allocations.end_allocation(turn, "p-handed_on", robin)
    allocations.allocate(turn, "p-named_manager", finch)
    allocations.restrict(turn, finch)
    allocations.declare_conflict(turn, "p-conflicted", robin, "family")
    allocations.declare_conflict(turn, "p-conflicted_manager", robin, "family")
    allocations.declare_conflict(turn, "p-conflicted_glass", robin, "family")
    allocations.declare_conflict(turn, "p-conflicted_carer", hill, "party_to_case")
    for who in ("glass", "conflicted_glass"):
        opened = glass.open_record(
            turn, f"p-{who}", robin, Category.AT_RISK, "The duty line rang.", turn.now.date()
        )
        made.add(f"robin_opened_by_{who}", "subject", subject=robin, opening=opened.id)
    made.person("carer_herself", "carer")
    made.person("robin_himself", "young_person")
    made.person("new_carer_herself", "new_carer")
    made.review("hill_review", "hill", "supervisor")
    parts.hand(turn, "profile-hill", "p-asked", (), "p-supervisor")
    turn.write_diary("test.begun", "house", "1", "test", "")
    return made.things


def _a_picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(kept, "PNG")
    return kept.getvalue()


@cache
def _lived_in() -> tuple[bytes, dict[str, dict[str, str]]]:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder), Clock(), ids())
        things = store.perform_now(fill)
        store.close()
        return (Path(folder) / "test.db").read_bytes(), things


def happen_after_signing_in(turn: Turn) -> None:
    """What is new since everybody signed in: one has left, with a browser open, and one has moved."""
    leaver, moved = townspeople()["leaver"], townspeople()["moved"]
    people._set_active(turn, leaver.id, is_here=False)
    people.change(turn, replace(moved, role=Role.ADMINISTRATOR))
    turn.write_diary("person.changed", "person", moved.id, "test", "")
