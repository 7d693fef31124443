"""A small house with a real store and a fake assistant, for the tests of the web."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.house import Council, House
from care.people import Child, Person, Role
from dialogs.form import Form, Kind, Question, Section
from dialogs.message import Button, Card, CardField, Line, Message, Said, SaidText
from storage import people, profiles, subjects
from storage.errors import NotKept
from storage.store import Store
from storage.turn import Turn

SECRET = b"s" * 32
WORKER = Person("p-worker", "wilma", "Wilma Worker", Role.SOCIAL_WORKER, "North")
STRANGER = Person("p-stranger", "stan", "Stan Stranger", Role.SOCIAL_WORKER, "South")
OFFICER = Person("p-officer", "olive", "Olive Officer", Role.PLACEMENT_OFFICER)
MANAGER = Person("p-manager", "mona", "Mona Manager", Role.TEAM_MANAGER, "North")
FAR_MANAGER = Person("p-far", "fay", "Fay Far", Role.TEAM_MANAGER, "South")
REVIEWER = Person("p-reviewer", "rita", "Rita Reviewer", Role.REVIEWING_OFFICER)
LEAVER = Person("p-leaver", "lee", "Lee Leaver", Role.SOCIAL_WORKER, "North", active=False)
CHILD = Child(
    "c-1",
    "C0001",
    {
        "full_name": "Robin </script><b>Reed",
        "preferred_name": "Robin <b>",
        "social_worker_team": "North",
    },
)
PROFILE = "profile-1"

FORM = Form(
    key="placement_referral",
    version=1,
    title="Placement referral",
    about="child",
    roles=("social_worker",),
    channels=("web",),
    begin="Hello",
    sections=(
        Section(
            "play",
            "Play",
            (Question("play.likes", Kind.LONG_TEXT, "What does {child} like?", "Likes"),),
        ),
    ),
)


@dataclass(frozen=True)
class FakeReply:
    messages: tuple[Message, ...]
    revision: int = 1
    answered: tuple[str, ...] = ()


@dataclass(frozen=True)
class FakeSection:
    key: str = "play"
    title: str = "Play"
    state: str = "started"
    done: int = 1
    total: int = 2
    lines: tuple[Line, ...] = (Line("Likes", "Trains & <b>boats</b>", "change:play.likes"),)


@dataclass(frozen=True)
class FakePane:
    sections: tuple[FakeSection, ...] = (FakeSection(),)
    minutes_left: int = 3


CARD = Card(
    "Facts",
    (
        CardField("play.day", "date", "Day", required=True),
        CardField("play.kinds", "choices", "Kinds", options=(Button("a", "A"), Button("b", "B"))),
        CardField("play.where", "text", "Where", not_known=True),
    ),
    "Save",
)


@dataclass
class FakeAssistant:
    """Echoes, remembers what it heard, and answers a repeat as the first time."""

    heard: list[tuple[str, str, Said, str]] = field(default_factory=list)
    kept: dict[str, FakeReply] = field(default_factory=dict)
    busy: int = 0
    broken: bool = False

    def hear(
        self,
        turn: Turn,
        person: Person,
        profile_id: str,
        said: Said,
        message_id: str,
        channel: str,
    ) -> FakeReply:
        if self.busy:
            self.busy -= 1
            raise NotKept
        if self.broken:
            raise RuntimeError("Robin lives at 4 Hill Street")
        if message_id not in self.kept:
            self.heard.append((person.id, profile_id, said, channel))
            text = said.text if isinstance(said, SaidText) else type(said).__name__
            self.kept[message_id] = FakeReply(
                (
                    Message("Saved.", role="saved"),
                    Message(
                        f"You said {text}",
                        role="ask",
                        asked="play.likes",
                        buttons=(
                            Button("yes", "Yes"),
                            Button("desk", "Open", address="/referrals"),
                        ),
                        card=CARD,
                    ),
                )
            )
        return self.kept[message_id]

    def greet(self, turn: Turn, person: Person, profile_id: str, channel: str) -> FakeReply:
        return FakeReply((Message("Welcome back.", role="ask", asked="play.likes"),))

    def answers(self, turn: Turn, person: Person, profile_id: str) -> FakePane:
        return FakePane()


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


def ids(first: int = 1) -> Callable[[], str]:
    numbers = itertools.count(first)
    return lambda: f"id-{next(numbers):06d}"


@dataclass
class Small:
    """The house and the parts of it that a test looks at."""

    house: House
    assistant: FakeAssistant
    clock: Clock
    store: Store


def small_house(folder: Path, *, demo: bool = True) -> Small:
    clock, new_id, assistant = Clock(), ids(1_000), FakeAssistant()
    (folder / "test.db").write_bytes(_lived_in())
    store = open_store(folder, clock, new_id)
    house = House(
        store=store,
        assistant=assistant,
        forms={FORM.name: FORM},
        council=Council("Larkshire County Council", "LK"),
        clock=clock,
        new_id=new_id,
        secret=SECRET,
        demo=demo,
        templates_folder=folder,
    )
    return Small(house, assistant, clock, store)


def open_store(folder: Path, clock: Clock, new_id: Callable[[], str]) -> Store:
    return Store.open(
        folder / "test.db", file_key=b"f" * 32, master_key=b"m" * 32, clock=clock, new_id=new_id
    )


@cache
def _lived_in() -> bytes:
    """The file of a store with people in it; made once, for making its tables takes a while."""
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder), Clock(), ids())
        store.perform_now(_people)
        store.close()
        return (Path(folder) / "test.db").read_bytes()


def _people(turn: Turn) -> None:
    for person in (WORKER, STRANGER, OFFICER, MANAGER, FAR_MANAGER, REVIEWER, LEAVER):
        people.add(turn, person)
    subjects.add_child(turn, CHILD)
    subjects.allocate(turn, WORKER.id, CHILD.id)
    subjects.allocate(turn, LEAVER.id, CHILD.id)
    subjects.allocate(turn, REVIEWER.id, CHILD.id)
    profiles.open_profile(turn, FORM.name, CHILD.id, WORKER.id, PROFILE)
    turn.write_diary("test.begun", "house", "1", "test", "")
