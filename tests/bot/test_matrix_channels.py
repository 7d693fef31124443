"""The cells of the matrix through every channel there is, and access that ends in mid-conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import NotForYou, NotSignedIn
from bot.session import DEMO, new_session
from care.access import Action
from care.people import Role
from storage import allocations, diary, glass, parts, people
from storage.turn import Turn
from tests.bot.matrix_channels import ALSO, CHANNELS, arrive, say, speakers
from tests.bot.matrix_town import Town, a_town
from tests.bot.matrix_world import World, happen_after_signing_in, open_world
from tests.matrix import OUTSIDE, Cell, calls, cells

EVERY = sorted({*CHANNELS.values(), *ALSO})
TALKS = [
    (Action.OPEN_CHAT, arrive),
    (Action.ANSWER_PROFILE, say),
]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = open_world(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path / "town") as made:
        yield made


def sign_in(world: World) -> dict[str, str]:
    """A session for everybody, as any channel would have one."""

    def begin(turn: Turn) -> dict[str, str]:
        return {name: new_session(turn, person, DEMO) for name, person in world.people.items()}

    return world.store.perform_now(begin)


def about(action: Action) -> list[Cell]:
    found = [cell for cell in cells() if cell.action is action and cell.persona != "anonymous"]
    return sorted(found, key=lambda cell: cell.allowed)


def test_every_module_in_which_somebody_speaks_is_a_channel_of_the_matrix() -> None:
    assert speakers() == set(CHANNELS)


@pytest.mark.parametrize("channel", EVERY)
async def test_every_cell_of_talking_holds_through_every_channel(
    world: World, channel: str
) -> None:
    sessions = sign_in(world)
    world.store.perform_now(happen_after_signing_in)
    wrong, expected = [], set()
    for action, talk in TALKS:
        for cell in about(action):
            person, ids = world.people[cell.persona].id, world.things[cell.thing]
            try:
                heard = await talk(
                    world.house, person, ids["profile"], sessions[cell.persona], channel
                )
            except (NotForYou, NotSignedIn) as refused:
                fine = not cell.allowed
                fine &= isinstance(refused, NotSignedIn) == (cell.persona in OUTSIDE)
                if isinstance(refused, NotForYou):
                    expected.add((person, ids["profile"], channel))
            else:
                fine = cell.allowed and bool(heard)
            if not fine:
                wrong.append(f"{action} {cell.persona} {cell.thing}")
    assert wrong == []
    assert refusals(world) == expected


def refusals(world: World) -> set[tuple[str, str, str]]:
    def look(turn: Turn) -> set[tuple[str, str, str]]:
        return {
            (line.actor, line.object_id, line.channel)
            for _, line in diary.lines(turn)
            if line.action == diary.REFUSED
        }

    return world.store.perform_now(look)


# ---------------------------------------------------------------- what ends in mid-conversation

ROBIN = "c-robin"


def handed_over(turn: Turn) -> None:
    allocations.hand_over(turn, ROBIN, "p-worker", "p-far_worker")


def conflict_declared(turn: Turn) -> None:
    allocations.declare_conflict(turn, "p-worker", ROBIN, "family")


def allocation_ended(turn: Turn) -> None:
    allocations.end_allocation(turn, "p-worker", ROBIN)


def role_changed(turn: Turn) -> None:
    known = people.person(turn, "p-worker")
    assert known
    people.change(turn, replace(known, role=Role.COMMISSIONER))


def left(turn: Turn) -> None:
    people.leave(turn, "p-worker")


def part_taken_back(turn: Turn) -> None:
    for each in parts.of_both(turn, "profile-hill", "p-asked"):
        parts.take_back(turn, each)


def approval_ended(turn: Turn) -> None:
    allocations.end_allocation(turn, "p-carer", "h-hill")


@pytest.mark.parametrize(
    ("persona", "thing", "happens", "status"),
    [
        ("worker", "robin_profile", handed_over, 404),
        ("worker", "robin_profile", conflict_declared, 404),
        ("worker", "robin_profile", allocation_ended, 404),
        ("worker", "robin_profile", role_changed, 404),
        ("worker", "robin_profile", left, 403),
        ("asked", "hill_profile", part_taken_back, 404),
        ("carer", "hill_profile", approval_ended, 404),
        ("carer", "hill_voice", approval_ended, 404),
    ],
)
async def test_what_was_open_is_shut_at_the_very_next_request(
    town: Town, persona: str, thing: str, happens: Callable[[Turn], None], status: int
) -> None:
    visitor, ids = town.visitors[persona], town.world.things[thing]
    talking = [
        call
        for call in calls()
        if call.action in (Action.OPEN_CHAT, Action.ANSWER_PROFILE, Action.READ_PROFILE)
        and not call.elsewhere
        and "ticket" not in str(call.send)
    ]
    assert len(talking) > 6
    for call in talking:
        assert (await town.ask(call, visitor, ids)).status < 300, call.path

    def change(turn: Turn) -> None:
        happens(turn)
        turn.write_diary("test.changed", "test", "t", "tester", "")

    town.world.store.perform_now(change)
    for call in talking:
        answer = await town.ask(call, visitor, ids)
        assert answer.status in {status, 404}, call.path


async def test_cover_ends_in_mid_conversation_and_by_itself(town: Town) -> None:
    visitor, ids = town.visitors["cover"], town.world.things["robin_profile"]
    chat = next(call for call in calls() if call.path == "/chat")
    assert (await town.ask(chat, visitor, ids)).status == 200

    def shorten(turn: Turn) -> None:
        allocations.end_allocation(turn, "p-cover", ROBIN)
        allocations.cover(turn, "p-cover", ROBIN, turn.now + timedelta(minutes=5))
        turn.write_diary("test.changed", "test", "t", "tester", "")

    town.world.store.perform_now(shorten)
    assert (await town.ask(chat, visitor, ids)).status == 200
    town.world.clock.pass_by(timedelta(minutes=6))
    assert (await town.ask(chat, visitor, ids)).status == 404


async def test_what_was_opened_in_an_emergency_is_shut_when_its_time_is_over(town: Town) -> None:
    visitor, ids = town.visitors["glass"], town.world.things["robin_referral"]
    page = next(call for call in calls() if call.path == "/referrals/{ref}")
    assert (await town.ask(page, visitor, ids)).status == 200

    def over(turn: Turn) -> None:
        for each in glass.open_of(turn, "p-glass"):
            glass.close(turn, each.id)
        turn.write_diary("test.changed", "test", "t", "tester", "")

    town.world.store.perform_now(over)
    assert (await town.ask(page, visitor, ids)).status == 404


async def test_a_flood_of_refusals_is_one_line_a_minute_and_stays_a_404(town: Town) -> None:
    visitor, ids = town.visitors["far_worker"], town.world.things["robin_referral"]
    page = next(call for call in calls() if call.path == "/referrals/{ref}")
    for _ in range(20):
        assert (await town.ask(page, visitor, ids)).status == 404

    def lines(turn: Turn) -> int:
        found = diary.lines(turn, ids["ref"])
        return sum(line.action == diary.REFUSED for _, line in found)

    assert town.world.store.perform_now(lines) == 1
    town.world.clock.pass_by(timedelta(seconds=61))
    assert (await town.ask(page, visitor, ids)).status == 404
    assert town.world.store.perform_now(lines) == 2


async def test_a_refusal_that_cannot_be_written_down_is_refused_all_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.errors import NotKept

    def no_room(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr("storage.diary.leave", no_room)
    visitor, ids = town.visitors["far_worker"], town.world.things["robin_referral"]
    page = next(call for call in calls() if call.path == "/referrals/{ref}")
    assert (await town.ask(page, visitor, ids)).status == 404
