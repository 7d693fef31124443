"""The house polices its doors and its logs: every route asks, and no log holds what a person said."""

import ast
import json
import logging
import re
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer

from bot.app import make_app
from bot.assistant import Assistant
from bot.house import Council, House
from bot.session import enter_path
from care.access import RULES, Action
from care.people import Child, Person, Role
from dialogs.read import read_forms
from storage import people, profiles, subjects
from storage.store import Store
from storage.turn import Turn
from tests.reading_code import calls, modules

# What somebody may reach who is not known by a cookie, and how it is guarded instead. Nothing is added here lightly.
OPEN = {
    "/healthz": "says only that the process lives",
    "/readyz": "says only that the store answers",
    "/static/{name}": "our own style and script",
    "/static/{mark}/{name}": "the same, for ever",
    "/enter/{token}": "the demo's signed links, on this machine only",
    "/sign-in": "where one signs in",
    "/sign-in/password": "a form of ours, then a name, a password and a code",
    "/sign-in/passkey/begin": "a form of ours; it names nobody",
    "/sign-in/passkey": "a form of ours, then a passkey that answers its challenge",
    "/": "shows a stranger where to sign in",
    "/v3/directline/tokens/refresh": "the token it renews",
    "/v3/directline/conversations": "a signed token",
    "/v3/directline/conversations/{conversation}": "a signed token",
    "/v3/directline/conversations/{conversation}/stream": "a ticket that opens once",
    "/v3/directline/conversations/{conversation}/activities": "a signed token",
    "/v3/directline/conversations/{conversation}/upload": "a signed token",
}
CANARY = "Ambrose Quillfeather keeps newts"
SECRET = b"s" * 32


def _house(folder: Path, assistant: Any = None) -> House:
    forms = read_forms()
    store = Store.open(
        folder / "house.db",
        file_key=b"f" * 32,
        master_key=b"m" * 32,
        clock=lambda: datetime.now(UTC),
        new_id=lambda: token_urlsafe(16),
    )

    def settle(turn: Turn) -> None:
        people.add(turn, Person("worker", "worker", "Wilma Quillfeather", Role.SOCIAL_WORKER))
        record = {"full_name": "Ambrose Quillfeather", "preferred_name": "Ambrose"}
        subjects.add_child(turn, Child("child", "LK-1", record))
        subjects.allocate(turn, "worker", "child")
        profiles.open_profile(turn, "child_profile.1", "child", "worker", id="profile")
        turn.write_diary("test.settled", "profile", "profile", "worker", "test")

    store.perform_now(settle)
    return House(
        store=store,
        assistant=assistant
        or Assistant(forms, "Larkshire", "01632 960000", lambda year: frozenset[date]()),
        forms=forms,
        council=Council("Larkshire", "LK"),
        clock=lambda: datetime.now(UTC),
        new_id=lambda: token_urlsafe(16),
        secret=SECRET,
        demo=True,
    )


def test_every_route_names_an_action_that_some_rule_allows() -> None:
    table = [
        call
        for kind in ("Route", "OpenRoute")
        for call in calls(modules("bot")["bot/app.py"], kind)
    ]
    unruled = [
        ast.unparse(call)
        for call in table
        if not isinstance(call.args[2], ast.Attribute)
        or Action[call.args[2].attr] not in {rule.action for rule in RULES}
    ]
    assert len(table) > 10
    assert not unruled


def test_a_route_is_added_through_the_table_and_nowhere_else() -> None:
    adding = {"add_route", "add_get", "add_post", "add_put", "add_delete", "add_static", "add_view"}
    elsewhere = [
        f"{name}: {verb}"
        for name, tree in modules("bot").items()
        for verb in adding
        for _ in calls(tree, verb)
        if name != "bot/routes.py"
    ]
    assert not elsewhere


async def test_only_these_routes_answer_a_stranger_with_anything_but_404(tmp_path: Path) -> None:
    house = _house(tmp_path)
    async with TestClient(TestServer(make_app(house))) as stranger:
        open_to_all = set()
        for route in stranger.app.router.routes():
            pattern = route.resource.canonical if route.resource else ""
            address = re.sub(r"\{\w+\}", "nothing", pattern)
            method = "POST" if route.method == "POST" else "GET"
            async with stranger.request(method, address, allow_redirects=False) as answer:
                assert answer.status < 500, pattern
                if answer.status != 404:
                    open_to_all.add(pattern)
    house.store.close()
    assert open_to_all <= set(OPEN)


async def _say(web: TestClient[Any, Any], text: str) -> int:
    """Comes in, opens the chat, says one thing; gives back the status it got."""
    await web.get(enter_path(SECRET, "worker"))
    page = await (await web.get("/chat", params={"profile": "profile"})).text()
    start = re.search(r'id="kith-start"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert start
    headers = {"Authorization": f"Bearer {json.loads(start[1])['token']}"}
    begun = await web.post("/v3/directline/conversations", headers=headers)
    line = f"/v3/directline/conversations/{(await begun.json())['conversationId']}/activities"
    heard = await (await web.get(line, headers=headers)).json()
    asked = heard["activities"][-1]["channelData"]["kith"]["asked"]
    told = {"type": "message", "text": text, "channelData": {"kith": {"id": "1", "asked": asked}}}
    async with web.post(line, json=told, headers=headers) as answer:
        return answer.status


async def test_no_log_holds_what_a_person_said_nor_whom_it_is_about(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = _house(tmp_path)
    with caplog.at_level(logging.DEBUG):
        async with TestClient(
            TestServer(make_app(house)), cookie_jar=CookieJar(unsafe=True)
        ) as web:
            assert await _say(web, CANARY) == 200
    house.store.close()
    assert caplog.records, "nothing was logged at all, so nothing was shown"
    assert not _leaks(caplog)


async def test_not_even_when_something_breaks_with_it_in_hand(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Assistant):
        def hear(self, *_: Any, **__: Any) -> Any:
            raise RuntimeError(CANARY)

    house = _house(tmp_path, Broken(read_forms(), "Larkshire", "1", lambda year: frozenset[date]()))
    with caplog.at_level(logging.DEBUG):
        async with TestClient(
            TestServer(make_app(house)), cookie_jar=CookieJar(unsafe=True)
        ) as web:
            assert await _say(web, CANARY) == 500
    house.store.close()
    assert any(record.levelno >= logging.ERROR for record in caplog.records)
    assert not _leaks(caplog)


def _leaks(caplog: pytest.LogCaptureFixture) -> list[str]:
    formatter = logging.Formatter()
    said = [formatter.format(record) for record in caplog.records]
    return [line for line in said if re.search("Quillfeather|Ambrose|newts", line)]
