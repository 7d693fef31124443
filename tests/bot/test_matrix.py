"""Every cell of the permission matrix, tried both ways: in the rules, and over HTTP on every route."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse

from bot.app import make_app
from care.access import ABOUT, Action, Refusal, may
from storage import diary, people
from storage.turn import Turn
from tests.bot.matrix_town import Visitor, a_town
from tests.bot.matrix_world import NOBODY, World, happen_after_signing_in, open_world
from tests.matrix import OUTSIDE, Call, Cell, calls, cells

PLAIN = {Refusal.ROLE, Refusal.LEFT, Refusal.NOBODY}
"""Why somebody may not whom a cell does not name."""
HERE = [call for call in calls() if not call.elsewhere]
Told = tuple[int, str, str]
"""What an answer tells: its status, its kind, its words."""


@dataclass
class Walk:
    """Everything that was asked of one town, and what came of it."""

    answers: list[tuple[Call, Cell, Told]] = field(default_factory=list)
    missing: dict[tuple[str, str, str, str], Told] = field(default_factory=dict)
    """What the same person got for a thing of the same kind that is not there."""
    ids: dict[str, str] = field(default_factory=dict)
    """The id of every persona."""
    things: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    refused: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Lines of the diary: by whom, of what, why, and through which channel."""


async def walk(folder: Path) -> Walk:
    """Asks everything that changes nothing for others, refusals first; then reads the diary."""
    done = Walk()
    async with a_town(folder) as town:
        done.things = town.world.things
        done.ids = {name: person.id for name, person in town.world.people.items()}
        for call in (each for each in HERE if not each.fresh):
            for cell in sorted(cells_of(call), key=lambda each: each.allowed):
                visitor, ids = town.visitors[cell.persona], town.world.things[cell.thing]
                done.answers.append((call, cell, await _told(await town.ask(call, visitor, ids))))
                kind = _kind(call, cell, ids)
                if call.action in ABOUT and cell.persona not in OUTSIDE:
                    if kind not in done.missing:
                        nothing = dict.fromkeys(ids, NOBODY)
                        done.missing[kind] = await _told(await town.ask(call, visitor, nothing))
        done.refused = town.world.store.perform_now(_refusals)
    return done


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return asyncio.run(walk(tmp_path_factory.mktemp("walk") / "town"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = open_world(tmp_path)
    made.store.perform_now(happen_after_signing_in)
    yield made
    made.store.close()


# ---------------------------------------------------------------- the file itself


def test_every_route_is_in_the_matrix_with_its_own_action(world: World) -> None:
    from bot import routes

    seen: set[tuple[str, str, Action]] = set()
    add = routes.add_routes

    def note(app: Any, house: Any, table: list[Any], *more: Any) -> None:
        seen.update((each.method, each.path, each.action) for each in table)
        add(app, house, table, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.add_routes", note)
        app = make_app(world.house)
    written = Counter((call.method, call.path, call.action) for call in calls())
    assert {each for each, often in written.items() if often > 1} == set(), "written twice"
    assert seen - set(written) == set(), "routes that the matrix does not try"
    assert set(written) - seen == set(), "calls that no route takes"
    routed = {
        (each.method, each.resource.canonical) for each in app.router.routes() if each.resource
    }
    assert routed == {(method, path) for method, path, _ in seen}


def test_what_is_tried_elsewhere_is_tried_there() -> None:
    for call in calls():
        if call.elsewhere:
            text = Path(call.elsewhere).read_text(encoding="utf-8")
            stem = call.path.partition("{")[0].rstrip("/")
            assert stem in text or "enter(" in text, f"{call.path} is not in {call.elsewhere}"


def test_every_action_has_cells_and_every_cell_can_be_told(world: World) -> None:
    tried = {cell.action for cell in cells()}
    assert set(Action) - tried == set(), "actions without cells"
    assert {cell.thing for cell in cells()} <= set(world.things)


# ---------------------------------------------------------------- the rules


def test_every_cell_is_decided_as_it_is_written_and_for_that_reason(world: World) -> None:
    def look(turn: Turn) -> list[str]:
        wrong = []
        for cell in cells():
            found = _decision(world, turn, cell)
            expected = {cell.reason} if cell.reason else PLAIN
            if found.allowed != cell.allowed or found.reason not in expected:
                wrong.append(f"{cell.action}.{cell.thing} {cell.persona}: {found}")
        return wrong

    assert world.store.perform_now(look) == []


# ---------------------------------------------------------------- over HTTP


def test_every_cell_of_every_route_answers_as_it_is_written(walked: Walk) -> None:
    wrong = [
        _tried(call, cell, told)
        for call, cell, told in walked.answers
        if not _fine(call, cell, told)
    ]
    assert len(walked.answers) > 1_000
    assert wrong == []


def test_a_refusal_cannot_be_told_from_a_thing_that_is_not_there(walked: Walk) -> None:
    wrong = []
    for call, cell, told in walked.answers:
        missing = walked.missing.get(_kind(call, cell, walked.things[cell.thing]))
        if missing is None:
            continue
        if missing[0] != call.refused or (not cell.allowed and told != missing):
            wrong.append(f"{_tried(call, cell, told)}, when missing: {missing[0]}")
    assert walked.missing
    assert wrong == []


def test_every_refusal_of_what_is_there_is_in_the_diary_once_and_of_nothing_else(
    walked: Walk,
) -> None:
    asked = set()
    for call, cell, _ in walked.answers:
        talking = "bearer" in call.send or "{conversation}" in call.path
        if not cell.allowed and cell.persona not in OUTSIDE:
            reason = cell.reason or Refusal.ROLE
            word = f"{cell.action}:{reason}".replace(" ", "_")
            line = (walked.ids[cell.persona], _id_of(walked.things[cell.thing]), word, "web")
            asked |= set() if talking else {line}
    assert len(walked.refused) == len(set(walked.refused)), "one line is enough"
    assert asked - set(walked.refused) == set(), "refused, and nobody will know"
    strangers = {line for line in walked.refused if line[1] == NOBODY}
    assert strangers == set(), "a thing that is not there is nobody's secret"


async def test_every_cell_of_what_changes_others_is_tried_in_a_house_of_its_own(
    tmp_path: Path,
) -> None:
    wrong = []
    fresh = [call for call in HERE if call.fresh]
    for number, call in enumerate(fresh):
        for allowed in (False, True):
            async with a_town(tmp_path / f"town-{number}-{allowed}") as town:
                for cell in cells_of(call):
                    if cell.allowed is allowed:
                        visitor, ids = town.visitors[cell.persona], town.world.things[cell.thing]
                        told = await _told(await town.ask(call, visitor, ids))
                        wrong += [] if _fine(call, cell, told) else [_tried(call, cell, told)]
    assert fresh
    assert wrong == []


async def test_a_recorded_request_of_somebody_who_may_is_refused_from_any_other_browser(
    tmp_path: Path,
) -> None:
    """What was recorded has their form token in it; only the cookie is another."""
    wrong: list[str] = []
    async with a_town(tmp_path / "town") as town:
        for call in (each for each in HERE if "{csrf}" in json.dumps(dict(each.send))):
            may_do = [cell for cell in cells_of(call) if cell.allowed]
            recorded = town.visitors[may_do[0].persona]
            ids = town.world.things[may_do[0].thing]
            for visitor in town.visitors.values():
                swapped = Visitor(visitor.name, visitor.cookie, recorded.csrf)
                if visitor is recorded:
                    continue
                answer = await town.ask(call, swapped, ids)
                if answer.status not in (403, call.refused):
                    wrong.append(f"{call.method} {call.path} {visitor.name}: {answer.status}")
    assert wrong == []


def cells_of(call: Call) -> list[Cell]:
    return [
        cell
        for cell in cells()
        if cell.action is call.action and (not call.things or cell.thing in call.things)
    ]


def _fine(call: Call, cell: Cell, told: Told) -> bool:
    status = told[0]
    if cell.allowed:
        return status < 500 and status not in (401, 403, 404, 429)
    return status in call.signed_out if cell.persona in OUTSIDE else status == call.refused


def _tried(call: Call, cell: Cell, told: Told) -> str:
    asked = f"{call.method} {call.path} {cell.persona} {cell.thing}"
    return f"{asked}: {told[0]}, may: {cell.allowed}"


def _decision(world: World, turn: Turn, cell: Cell) -> Any:
    known = world.people.get(cell.persona)
    person = people.person(turn, known.id) if known else None
    return may(person, cell.action, world.thing(turn, cell.thing))


def _kind(call: Call, cell: Cell, ids: Mapping[str, str]) -> tuple[str, str, str, str]:
    return call.method, call.path, cell.persona, " ".join(sorted(ids))


def _refusals(turn: Turn) -> list[tuple[str, str, str, str]]:
    return [
        (line.actor, line.object_id, line.reason, line.channel)
        for _, line in diary.lines(turn)
        if line.action == diary.REFUSED
    ]


async def _told(answer: ClientResponse) -> Told:
    kind = answer.headers.get("Content-Type", "")
    binary = "text" not in kind and "json" not in kind
    return answer.status, kind, "" if binary else await answer.text()


def _id_of(ids: Mapping[str, str]) -> str:
    names = {"profile": "profile", "referral": "ref", "review": "ref", "person": "person"}
    return ids.get(names.get(ids.get("is", ""), "subject"), "")
