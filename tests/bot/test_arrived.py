"""Lists and counts obey the same rules as the things in them, and open nothing to find out."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from bot.arrived import new_for, readable, to_read
from bot.lobby import lobby
from care.access import Action, may
from dialogs.cards import Voice
from storage import people
from storage.turn import Turn
from tests.bot.matrix_town import a_town
from tests.bot.matrix_world import World, happen_after_signing_in, open_world
from tests.matrix import cells, personas

REFERRALS = ("robin_referral", "wren_referral", "finch_referral")
NAMES = ("robin", "wren", "finch", "hill", "dale")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = open_world(tmp_path)
    made.store.perform_now(happen_after_signing_in)
    return made


@pytest.mark.parametrize("name", [each for each in personas() if each != "anonymous"])
def test_a_list_of_what_was_sent_holds_what_may_be_read_and_no_more(
    world: World, name: str
) -> None:
    def look(turn: Turn) -> tuple[set[str], set[str], int]:
        person = people.person(turn, world.people[name].id)
        assert person
        allowed = {
            world.things[each]["ref"]
            for each in REFERRALS
            if may(person, Action.READ_REFERRAL, world.thing(turn, each))
        }
        listed = {each.ref for each in readable(turn, person)}
        own = {each.ref for each in to_read(turn, person)}
        assert own <= listed
        return allowed, listed, new_for(turn, person)

    allowed, listed, count = world.store.perform_now(look)
    assert listed == allowed
    assert count == (len(allowed) if name == "officer" else 0)
    world.store.close()


async def test_no_page_of_anybodys_own_names_whom_they_may_not_open(tmp_path: Path) -> None:
    """Home, the desk, and every other list that takes no more than coming in."""
    wrong = []
    async with a_town(tmp_path / "town") as town:
        for name, visitor in town.visitors.items():
            may_know = {
                cell.thing.partition("_")[0]
                for cell in cells()
                if cell.persona == name and cell.allowed and cell.thing != "house"
            }
            for path in ("/", "/referrals", "/households", "/looks", "/emergency/reviews"):
                headers = {"Cookie": f"kith={visitor.cookie}"} if visitor.cookie else {}
                async with town.web.get(
                    town.server.make_url(path), headers=headers, allow_redirects=False
                ) as answer:
                    text = await answer.text()
                wrong += [
                    f"{path} {name}: {each}"
                    for each in NAMES
                    if each not in may_know and f"{each} " in text.replace("<", " ")
                ]
    assert wrong == []


def test_the_lobby_of_everybody_leads_only_where_they_may_go(world: World) -> None:
    voice = Voice(child="", today=world.clock().date(), me="", council="", urgent_phone="")
    for name in personas():
        if name in ("anonymous", "leaver"):
            continue

        def look(turn: Turn, name: str = name) -> tuple[str, set[str]]:
            person = people.person(turn, world.people[name].id)
            assert person
            allowed = {
                ids["profile"]
                for each, ids in world.things.items()
                if ids.get("is") == "profile"
                and may(person, Action.OPEN_CHAT, world.thing(turn, each))
            }
            return repr(lobby(turn, person, world.house.forms, voice)), allowed

        said, allowed = world.store.perform_now(look)
        for ids in world.things.values():
            if ids.get("is") == "profile" and ids["profile"] not in allowed:
                assert f"profile={ids['profile']}'" not in said, name
    world.store.close()


def test_to_decide_what_is_on_a_list_no_record_is_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    unseal = Turn.unseal

    def note(self: Turn, sealed: bytes, table: str, *more: str) -> bytes:
        opened.append(table)
        return unseal(self, sealed, table, *more)

    def look(turn: Turn) -> None:
        officer = people.person(turn, world.people["far_manager"].id)
        assert officer
        opened.clear()
        assert len(readable(turn, officer)) == 1

    monkeypatch.setattr(Turn, "unseal", note)
    world.store.perform_now(look)
    assert opened == ["referral"], "the digest of the one that is theirs, and nothing else"
    world.store.close()


def test_many_are_looked_up_in_as_few_questions_as_one(world: World) -> None:
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    def look(turn: Turn) -> None:
        nonlocal asked
        officer = people.person(turn, world.people["officer"].id)
        assert officer
        event.listen(turn.connection, "before_cursor_execute", count)
        new_for(turn, officer)
        event.remove(turn.connection, "before_cursor_execute", count)

    world.store.perform_now(look)
    assert asked <= 6
    world.store.close()
