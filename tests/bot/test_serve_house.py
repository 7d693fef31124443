"""A council's house from end to end: people from a file, a process of its own, no demo near it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.app import make_app
from bot.channels.directline import DirectLine
from bot.commands import main
from bot.demo import open_house as open_demo
from bot.errors import FolderInUse
from bot.lapse import Lapse
from bot.oidc import person_key
from bot.serve import open_house, open_store
from bot.serve_errors import NotADemo, OnlyADemo, SettingRefused
from bot.session import Limits, new_session
from bot.settings import DemoSettings, held
from care.people import Role
from storage import people
from tests.bot.house import PROFILE, WORKER, Small
from tests.bot.serve_place import CANARY, TENANT, Place, private
from tests.bot.serve_place import place as place

OBJECTS = ("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeee1", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeee2")
HEAD = "name,role,team,tenant_id,object_id"
GOOD = (
    f"{HEAD}\nAmara Field,Social worker,North,{TENANT},{OBJECTS[0]}\n"
    f'"Hill, Ben",placement_officer,,{TENANT.upper()},{OBJECTS[1].upper()}\n'
)


def bring(place: Place, text: str) -> int:
    file = private(place.folder / "people.csv", text)
    return main(["people", "import", str(file), "--config", str(place.config)])


def test_people_come_from_a_file_once(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(place, "\ufeff" + GOOD) == 0
    assert "Added: 2. Here already: 0." in capsys.readouterr().out
    assert bring(place, GOOD) == 0
    assert "Added: 0. Here already: 2." in capsys.readouterr().out
    with open_store(place.read()) as store:
        everyone = {each.key: each for each in store.perform_now(people.everyone)}
    amara, ben = (everyone[person_key(TENANT, each)] for each in OBJECTS)
    assert (amara.name, amara.role, amara.team) == ("Amara Field", Role.SOCIAL_WORKER, "North")
    assert (ben.name, ben.role) == ("Hill, Ben", Role.PLACEMENT_OFFICER)


@pytest.mark.parametrize(
    "row",
    [
        f"{CANARY},wizard,North,{TENANT},{OBJECTS[1]}",
        f",social_worker,North,{TENANT},{OBJECTS[1]}",
        f"{CANARY},social_worker,North,{OBJECTS[1]},{OBJECTS[1]}",
        f"{CANARY},social_worker,North,{TENANT},{CANARY}",
        f"{CANARY},social_worker,North,{TENANT}",
        f"{CANARY},social_worker,North,{TENANT},{OBJECTS[0]}",
        f'"{CANARY}\nx",social_worker,North,{TENANT},{OBJECTS[1]}',
        f"{'x' * 201},social_worker,North,{TENANT},{OBJECTS[1]}",
        f'"{CANARY}"x,social_worker,North,{TENANT},{OBJECTS[1]}',
    ],
)
def test_one_bad_row_is_named_and_nobody_is_added(
    place: Place, capsys: pytest.CaptureFixture[str], row: str
) -> None:
    text = f"{HEAD}\nAmara Field,social_worker,North,{TENANT},{OBJECTS[0]}\n{row}\n"
    assert bring(place, text) == 2
    told = capsys.readouterr().err
    assert CANARY not in told
    assert "Nothing was added" in told
    assert not (place.folder / "data" / "kith.db").exists()


def test_other_columns_are_for_other_providers(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(place, "name,role,team,subject\nAmara,social_worker,,s-1\n") == 2
    assert "tenant_id" in capsys.readouterr().err
    del place.settings["sign_in.tenant"]
    assert bring(place, "name,role,team,subject\nAmara,social_worker,,s-1\n") == 0
    assert bring(place, GOOD) == 2
    assert bring(place, "name,role,team,subject\nAmara,social_worker,,\n") == 2
    with open_store(place.read()) as store:
        (one,) = store.perform_now(people.everyone)
    assert one.key == person_key("https://sign-in.example/o", "s-1")


def test_a_house_is_never_opened_twice_and_never_by_the_demo(place: Place) -> None:
    bring(place, GOOD)
    settings = place.read()
    with open_house(settings) as house:
        assert (house.demo, dict(house.guests)) == (False, {})
        with pytest.raises(SettingRefused, match=r"data\.folder"), open_house(settings):
            pass
        with pytest.raises(FolderInUse), held(settings.data):
            pass
        with pytest.raises(NotADemo):
            make_app(replace(house, demo=True, site=""))


def test_the_demos_folder_is_not_served(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    demo = DemoSettings(place.folder / "larkshire", 0)
    with open_demo(demo):
        pass
    place.settings["data.folder"] = str(demo.data)
    place.settings["data.keys"] = str(demo.data / "keys.json")
    for command in (["serve"], ["people", "import", str(private(place.folder / "p", GOOD))]):
        assert main([*command, "--config", str(place.config)]) == 2
        assert capsys.readouterr().err == f"{OnlyADemo()}\n"


def test_the_demo_says_kindly_that_a_council_is_in_the_folder(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.settings["data.keys"] = str(place.folder / "data" / "keys.json")
    assert main(["serve", "--make-keys", "--config", str(place.config)]) == 0
    bring(place, GOOD)
    capsys.readouterr()
    assert main(["demo", "--port", "0", "--data", place.settings["data.folder"]]) == 1
    told = capsys.readouterr()
    assert told.err == f"{NotADemo()}\n"
    assert "/enter/" not in told.out
    assert main(["serve", "--make-keys", "--config", str(place.config)]) == 2


@contextmanager
def process(place: Place) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`kith serve` as it is started, and the address it says."""
    config = str(place.config)
    running = subprocess.Popen(
        [sys.executable, "-m", "bot.commands", "serve", "--config", config],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
        env={name: value for name, value in os.environ.items() if not name.startswith("KITH_")},
    )
    assert running.stdout is not None
    try:
        said = running.stdout.readline()
        assert "http://127.0.0.1:" in said, running.communicate()
        yield said.split("open at ")[1].split(",")[0], running
    finally:
        running.kill()
        running.communicate()


async def test_a_served_house_answers_by_its_public_name_and_has_no_links(place: Place) -> None:
    bring(place, GOOD)
    with process(place) as (address, running):
        host = {"Host": "kith.example"}
        async with ClientSession(headers=host) as client:
            for path, status in {
                "/healthz": 200,
                "/readyz": 200,
                "/sign-in": 200,
                "/sign-in/back": 403,
                "/enter/wilma.0000": 404,
                "/chat": 404,
                "/": 303,
            }.items():
                async with client.get(address + path, allow_redirects=False) as answer:
                    assert answer.status == status, path
                    assert answer.headers["Strict-Transport-Security"]
                    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        async with ClientSession() as stranger, stranger.get(f"{address}/sign-in") as answer:
            assert answer.status == 404
        running.send_signal(signal.SIGTERM)
        _, logged = await asyncio.to_thread(running.communicate)
        assert running.returncode == 0
        assert "Traceback" not in logged
        assert "Amara" not in logged


async def test_a_conversation_ends_by_itself_when_its_sign_in_does(small: Small) -> None:
    line = DirectLine(small.house)
    lapse = Lapse(small.house, line)
    limits = Limits(timedelta(minutes=15), timedelta(hours=12))
    session = small.store.perform_now(lambda turn: new_session(turn, WORKER, limits))
    mark = line.sign_ins.see(session)
    live = line.conversations.open(WORKER.id, PROFILE, mark, "")
    assert await lapse.look() == 0
    for _ in range(3):  # looking does not count as being there
        small.clock.pass_by(timedelta(minutes=5))
        assert live.ended is False
        ended = await lapse.look()
    assert ended == 1
    assert live.ended
    assert await lapse.look() == 0
