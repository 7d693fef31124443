"""The pages: who sees them, what every answer carries, and what bad input gets."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.headers import HEADERS
from bot.routes import OpenRoute, Route, add_routes
from bot.session import Visit, enter_path
from care.access import Action, Kind, Thing, may
from storage import profiles
from tests.bot.browser import LINE, Browser
from tests.bot.conftest import Open
from tests.bot.house import CHILD, LEAVER, OFFICER, PROFILE, SECRET, STRANGER, WORKER, Small

LOBBY = ("/chat", "/chat/answers")
"""A conversation before any form is open: only for somebody signed in, whoever it is."""
PAGES = (
    "/chat",
    f"/chat?profile={PROFILE}",
    f"/chat/answers?profile={PROFILE}",
    "/referrals",
    "/referrals/ABCD-EFGH",
    "/referrals/ABCD-EFGH/council.docx",
    "/referrals/ABCD-EFGH/search.docx",
    "/referrals/ABCD-EFGH/card.docx",
    "/nowhere",
    "/static/none.css",
    "/static/../app.py",
    "/enter/wilma.0000",
    "/v3/nowhere",
)


async def test_a_worker_finds_what_is_open_and_carries_on(browser: Open) -> None:
    one = await (await browser()).enter(WORKER)
    home = await (await one.get("/")).text()
    assert "Robin &lt;b&gt;" in home
    assert f"/chat?profile={PROFILE}" in home
    chat = await (await one.get(f"/chat?profile={PROFILE}")).text()
    assert "Robin &lt;b&gt;" in chat
    assert (await one.start())["answers"] == f"/chat/answers?profile={PROFILE}"
    pane = await (await one.get(f"/chat/answers?profile={PROFILE}")).text()
    assert "Trains &amp; &lt;b&gt;boats" in pane


async def test_a_worker_begins_a_form_once(browser: Open, small: Small) -> None:
    one = await (await browser()).enter(WORKER)
    path = f"/start?form=placement_referral&subject={CHILD.id}"
    csrf = {"csrf": await one.csrf()}
    again = await one.post(path, data=csrf)
    assert again.headers["Location"] == f"/chat?profile={PROFILE}"

    def put_away(turn: Any) -> None:
        found = profiles.find(turn, PROFILE)
        assert found
        profiles.set_aside(turn, found)
        turn.write_diary("profile.set_aside", "profile", PROFILE, "test", "")

    small.store.perform_now(put_away)
    assert path.replace("&", "&amp;") in await (await one.get("/")).text()
    begun = await one.post(path, data=csrf)
    assert begun.status == 303
    assert begun.headers["Location"] != f"/chat?profile={PROFILE}"
    assert (await one.get(begun.headers["Location"])).status == 200


async def test_the_lobby_is_for_everybody_who_is_signed_in_and_speaks_of_nobody(
    browser: Open,
) -> None:
    stranger = await (await browser()).enter(STRANGER)
    for path in LOBBY:
        answer = await stranger.get(path)
        assert answer.status == 200
        assert CHILD.preferred_name not in await answer.text()


@pytest.mark.parametrize(
    "query",
    [
        "form=placement_referral&subject=c-2",
        "form=nothing&subject=c-1",
        "form=placement_referral",
        "",
    ],
)
async def test_nothing_is_begun_about_nobody(browser: Open, query: str) -> None:
    one = await (await browser()).enter(WORKER)
    assert (await one.post(f"/start?{query}", data={"csrf": await one.csrf()})).status == 404


async def test_a_form_without_its_mark_is_refused(browser: Open) -> None:
    one = await (await browser()).enter(WORKER)
    path = f"/start?form=placement_referral&subject={CHILD.id}"
    for data in ({}, {"csrf": "x"}, {"csrf": "é"}):
        assert (await one.post(path, data=data)).status == 403
        assert (await one.post("/sign-out", data=data)).status == 403
    assert (await one.get(f"/chat?profile={PROFILE}")).status == 200


async def test_to_a_stranger_nothing_exists_and_everything_looks_the_same(browser: Open) -> None:
    nobody = await browser()
    stranger = await (await browser()).enter(STRANGER)
    bodies = set()
    for who, path in itertools.product((nobody, stranger), PAGES):
        if who is stranger and path in LOBBY:
            continue
        answer = await who.get(path)
        assert answer.status == 404, path
        if not path.startswith("/v3"):
            bodies.add(await answer.text())
    assert len(bodies) == 1
    csrf = {"csrf": await stranger.csrf()}
    path = f"/start?form=placement_referral&subject={CHILD.id}"
    assert (await stranger.post(path, data=csrf)).status == 404
    assert (await nobody.post(path, data=csrf)).status == 404
    assert (await nobody.post("/sign-out", data=csrf)).status == 404


async def test_every_answer_carries_the_headers(browser: Open) -> None:
    one = await (await browser()).enter(WORKER)
    answers = [await one.get(path) for path in ("/", "/healthz", "/readyz", *PAGES)]
    answers.append(await one.post("/start"))
    answers.append(await one.post(f"{LINE}/conversations"))
    answers.append(await one.get("/", headers={"Host": "kith.example"}))
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.url, name)
        assert answer.headers["Cache-Control"] == "no-store", answer.url
        assert "Server" not in answer.headers


async def test_static_files_are_kept_for_ever_under_their_hash(browser: Open) -> None:
    one = await browser()
    page = await (await one.get("/")).text()
    found = re.search(r'href="(/static/\w{16}/kith\.svg)"', page)
    assert found
    answer = await one.get(found.group(1))
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    plain = await one.get(found.group(1), headers={"Accept-Encoding": "identity"})
    assert await plain.read() == await answer.read()
    assert "Content-Encoding" not in plain.headers
    again = await one.get(found.group(1), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    old = await one.get("/static/0000000000000000/kith.svg")
    assert old.headers["Cache-Control"] == "no-cache"


OPEN = {"/", "/healthz", "/readyz", "/sign-in"}
OUR_FORMS = {"/sign-in/password", "/sign-in/passkey", "/sign-in/passkey/begin"}
"""Of the sign-in page: they answer 403 to whoever does not come from it."""
"""What anybody may open; every other route, those of tomorrow too, is shut to a stranger."""


async def test_every_route_is_shut_to_a_stranger(app: web.Application, browser: Open) -> None:
    routes = {
        (route.method, route.resource.canonical) for route in app.router.routes() if route.resource
    }
    assert ("GET", "/chat") in routes
    one = await browser()
    for method, path in routes:
        if path not in OPEN:
            asked = one.post if method == "POST" else one.get
            answer = await asked(re.sub(r"{\w+}", "x", path))
            shut = (403,) if path in OUR_FORMS else (401, 404)
            assert answer.status in shut, (method, path)


def test_a_route_without_an_action_cannot_be_made() -> None:
    for kind in (Route, OpenRoute):
        with pytest.raises(TypeError):
            kind(method="GET", path="/unguarded", handle=print)  # type: ignore[call-arg, arg-type]


async def test_an_answer_about_a_thing_is_not_sent_before_it_was_asked(small: Small) -> None:
    app = make_app(small.house)

    async def forgetful(visit: Visit) -> web.Response:
        return web.Response(text="secret")

    add_routes(app, small.house, [Route("GET", "/forgetful", Action.READ_PROFILE, forgetful)])
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    one = await Browser(server, SECRET).enter(WORKER)
    answer = await one.get("/forgetful")
    assert answer.status == 500
    assert "secret" not in await answer.text()
    await one.close()
    await server.close()


async def test_somebody_who_has_left_cannot_come_in(browser: Open) -> None:
    one = await browser()
    assert (await one.get(enter_path(SECRET, LEAVER.key))).status == 404


async def test_every_sign_in_is_new_and_its_cookie_is_out_of_reach(browser: Open) -> None:
    one = await browser()
    link = enter_path(SECRET, WORKER.key)
    first, second = await one.get(link), await one.get(link)
    before, after = first.cookies["kith"], second.cookies["kith"]
    assert before.value != after.value
    assert after["httponly"]
    assert after["samesite"] == "Lax"
    old = await (await browser()).get("/", headers={"Cookie": f"kith={before.value}"})
    assert "Come in" in await old.text()


async def test_a_sign_in_ends_by_itself(browser: Open, small: Small) -> None:
    one = await (await browser()).enter(WORKER)
    assert (await one.get(f"/chat?profile={PROFILE}")).status == 200
    small.clock.pass_by(timedelta(hours=3))
    assert (await one.get(f"/chat?profile={PROFILE}")).status == 404


async def test_an_officer_sees_no_chat_and_a_worker_no_desk(browser: Open) -> None:
    officer = await (await browser()).enter(OFFICER)
    worker = await (await browser()).enter(WORKER)
    assert (await officer.get(f"/chat?profile={PROFILE}")).status == 404
    assert (await worker.get("/referrals")).status == 404
    assert (await officer.get("/referrals")).status == 200


async def test_the_server_is_alive_and_ready_and_says_when_it_is_not(
    browser: Open, small: Small
) -> None:
    one = await browser()
    assert (await one.get("/healthz")).status == 200
    assert (await one.get("/readyz")).status == 200
    small.store.close()
    assert (await one.get("/readyz")).status == 503
    assert (await one.get("/")).status == 503


def test_being_signed_in_opens_no_thing() -> None:
    assert not may(WORKER, Action.OPEN_CHAT, Thing(Kind.PROFILE, PROFILE))
