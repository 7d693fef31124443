"""Where requests may come from: this machine only in the demo, the public address elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.session import cookie_name, enter_path
from tests.bot.browser import LINE, Browser
from tests.bot.conftest import Open
from tests.bot.house import SECRET, WORKER, Small

ELSEWHERE = (
    "kith.example",
    "127.0.0.1.kith.example",
    "[",
    "localhost.",
    "x@127.0.0.1",
    "127.0.0.1/x",
)


async def test_the_demos_links_work_on_this_machine_only(browser: Open) -> None:
    one = await browser()
    link = enter_path(SECRET, WORKER.key)
    for headers in (
        *({"Host": name} for name in ELSEWHERE),
        {"Via": "1.1 proxy"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-For": "192.0.2.7"},
        {"Forwarded": "for=192.0.2.7"},
    ):
        for path in (link, "/", "/healthz"):
            assert (await one.get(path, headers=headers)).status == 404, (path, headers)
    assert (await one.get(link, headers={"Host": "localhost:80"})).status == 303


async def test_a_council_that_is_no_demo_has_no_links_and_a_stricter_cookie(
    tmp_path: Any,
) -> None:
    from tests.bot.house import small_house

    small = small_house(tmp_path, demo=False)
    server = TestServer(make_app(small.house), host="127.0.0.1")
    await server.start_server()
    one = Browser(server, SECRET)
    assert (await one.get(enter_path(SECRET, WORKER.key))).status == 404
    assert (await one.get("/")).headers["Location"] == "/sign-in"
    assert (await one.get("/sign-in")).status == 200
    assert cookie_name(small.house).startswith("__Host-")
    await one.close()
    await server.close()
    small.store.close()


async def test_behind_something_that_ends_the_tls_the_public_address_counts(
    small: Small,
) -> None:
    house = replace(small.house, demo=False, site="https://kith.example")
    server = TestServer(make_app(house), host="127.0.0.1")
    await server.start_server()
    one = Browser(server, SECRET)
    assert (await one.get("/sign-in")).status == 404
    assert (await one.get("/healthz")).status == 200
    named = {"Host": "kith.example"}
    answer = await one.get("/sign-in", headers=named)
    assert answer.status == 200
    assert "Strict-Transport-Security" in answer.headers
    for origin, status in (("https://kith.example", 401), ("http://kith.example", 403)):
        answer = await one.post(f"{LINE}/conversations", headers={**named, "Origin": origin})
        assert answer.status == status
    await one.close()
    await server.close()
