"""`docs/direct-line.md` is true: its client runs, its addresses are there, its numbers are ours."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from aiohttp import web

from bot.bodies import LARGEST_BODY
from bot.channels.brought import LARGEST_UPLOAD
from bot.channels.directline import BASE
from bot.channels.live import IDLE, KEPT, OPENS
from bot.channels.tokens import LIFE
from bot.watch import CODES
from dialogs.message import SaidCard, SaidPress, SaidText
from tests.bot.conftest import Open
from tests.bot.house import WORKER, Small
from tests.bot.line_client import generate
from tests.peers.peers import node
from tests.reading_code import HOUSE

PAGE = (HOUSE / "docs/direct-line.md").read_text(encoding="utf-8")
SCRIPTS = re.findall(r"```js\n(.*?)```", PAGE, re.DOTALL)


async def test_the_client_on_the_page_runs(browser: Open, small: Small, tmp_path: Path) -> None:
    one = await (await browser()).enter(WORKER)
    token = (await (await generate(one)).json())["token"]
    script = tmp_path / "talk.mjs"
    script.write_text(SCRIPTS[0], encoding="utf-8")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        node(), str(script), one.origin, token, stdout=pipe, stderr=pipe
    )
    said, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()
    assert said.decode().startswith("Welcome back.\nSaved.\nYou said Swims like a fish.")
    kinds = [type(each) for _, _, each, _ in small.assistant.heard]
    assert kinds == [SaidText, SaidPress, SaidCard]


def test_the_addresses_on_the_page_are_the_ones_there_are(app: web.Application) -> None:
    routes = {
        f"{route.method} {route.resource.canonical}"
        for route in app.router.routes()
        if route.resource and route.resource.canonical.startswith(BASE) and route.method != "HEAD"
    }
    assert set(re.findall(r"^\| `(\w+ /[^`]+)` \|", PAGE, re.MULTILINE)) == routes


def test_the_numbers_and_codes_on_the_page_are_ours() -> None:
    assert f"lasts {LIFE.total_seconds() / 60:.0f} minutes" in PAGE
    assert (OPENS.total_seconds(), IDLE.total_seconds()) == (60, 3600)
    assert f"the last {KEPT} activities" in PAGE
    assert f"{LARGEST_BODY // 1024} kB" in PAGE
    assert f"{LARGEST_UPLOAD // 1024 // 1024} MB" in PAGE
    told = {
        (int(status), code) for status, code in re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE, re.M)
    }
    assert told == {*CODES.items(), (403, "TokenExpired"), (500, "InternalError")}


def test_web_chat_is_used_in_the_tests_as_the_page_says() -> None:
    used = (HOUSE / "tests/journeys/web_chat.py").read_text(encoding="utf-8")
    for words in ("createDirectLine(", "/v3/directline`", "renderWebChat("):
        assert words in used
        assert words in SCRIPTS[1]
