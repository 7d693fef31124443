"""The one place where the web is wired together: channels, pages, desk and courier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from aiohttp import web

from bot.bodies import LARGEST_BODY
from bot.channels.directline import BASE, DirectLine
from bot.chat import Chat
from bot.courier import Courier
from bot.desk import Desk
from bot.door import Door
from bot.headers import put_headers
from bot.health import Health
from bot.home import Home
from bot.house import House
from bot.lapse import Lapse
from bot.oidc import KEY, Provider
from bot.oidc_door import ProviderDoor
from bot.pages import Pages
from bot.papers import Papers
from bot.quiet import quiet_log
from bot.routes import OpenRoute, Route, add_routes
from bot.serve_errors import NotADemo, OnlyADemo
from bot.session import WORK, Limits
from bot.static_files import StaticFiles
from bot.watch import watch
from care.access import Action
from storage import people, sessions
from storage.turn import Turn

STOPPING_SECONDS = 3.0
COURIER = web.AppKey("courier", Courier)
PAPERS = web.AppKey("papers", Papers)


def make_app(
    house: House, provider: Provider | None = None, limits: Limits = WORK
) -> web.Application:
    """The whole web of one house, ready to be served. The store stays the caller's to close.

    With a provider, people sign in through it and stay so within the limits. Raises `NotADemo`
    and `OnlyADemo` where the demo's links and real people would come together.
    """
    house.store.perform_now(lambda turn: _keep_apart(turn, house))
    static = StaticFiles()
    pages = Pages(house, static)
    line = DirectLine(house)
    papers = Papers(house)
    door = Door(house, pages, line, provided=provider is not None)
    council_door = ProviderDoor(house, door, line, provider, limits)
    lapse = Lapse(house, line)
    home = Home(house, pages, door)
    chat = Chat(house, pages, line)
    desk = Desk(house, pages, papers)
    health = Health(house)
    talk = f"{BASE}/conversations/{{conversation}}"

    app = web.Application(middlewares=[watch(house, pages)], client_max_size=LARGEST_BODY)
    add_routes(
        app,
        house,
        [
            OpenRoute("GET", "/healthz", Action.HEALTHZ, health.alive),
            OpenRoute("GET", "/readyz", Action.READYZ, health.ready),
            OpenRoute("GET", "/static/{name}", Action.LOAD_STATIC, static.serve),
            OpenRoute("GET", "/static/{mark}/{name}", Action.LOAD_STATIC, static.serve),
            OpenRoute("GET", "/enter/{token}", Action.ENTER_DEMO, door.enter),
            OpenRoute("GET", "/sign-in", Action.SIGN_IN, door.sign_in),
            OpenRoute("GET", "/sign-in/begin", Action.SIGN_IN, council_door.begin),
            OpenRoute("GET", "/sign-in/back", Action.SIGN_IN, council_door.back),
            Route("POST", "/sign-out", Action.SIGN_OUT, door.sign_out),
            Route("POST", "/sign-out/everywhere", Action.SIGN_OUT, door.sign_out_everywhere),
            OpenRoute("GET", "/", Action.SIGN_IN, home.front),
            Route("POST", "/start", Action.START_PROFILE, home.start),
            Route("GET", "/chat", Action.OPEN_CHAT, chat.page),
            Route("GET", "/chat/answers", Action.READ_PROFILE, chat.answers),
            Route("GET", "/referrals", Action.SEE_DESK, desk.arrivals),
            Route("GET", "/referrals/{ref}", Action.READ_REFERRAL, desk.referral),
            Route(
                "GET",
                "/referrals/{ref}/council.docx",
                Action.DOWNLOAD_COUNCIL_COPY,
                desk.council,
            ),
            Route("GET", "/referrals/{ref}/search.docx", Action.DOWNLOAD_SEARCH_COPY, desk.search),
            Route("POST", f"{BASE}/tokens/generate", Action.OPEN_CHAT, chat.token),
            OpenRoute("POST", f"{BASE}/tokens/refresh", Action.OPEN_CHAT, line.refresh),
            OpenRoute("POST", f"{BASE}/conversations", Action.OPEN_CHAT, line.begin),
            OpenRoute("GET", talk, Action.OPEN_CHAT, line.reconnect),
            OpenRoute("GET", f"{talk}/stream", Action.OPEN_CHAT, line.stream),
            OpenRoute("GET", f"{talk}/activities", Action.OPEN_CHAT, line.read),
            OpenRoute("POST", f"{talk}/activities", Action.ANSWER_PROFILE, line.post),
        ],
    )

    async def headers(request: web.Request, response: web.StreamResponse) -> None:
        put_headers(response, encrypted=request.secure or house.site.startswith("https:"))

    app.on_response_prepare.append(headers)

    async def living(app: web.Application) -> AsyncIterator[None]:
        courier = Courier(house, papers, line.tell)
        app[COURIER] = courier
        courier.start()
        lapse.start()
        yield
        await lapse.stop()
        await courier.stop()
        papers.close()
        if provider is not None:
            await provider.close()

    async def hang_up(_: web.Application) -> None:
        line.conversations.end_all()

    app[PAPERS] = papers
    app.cleanup_ctx.append(living)
    app.on_shutdown.append(hang_up)
    return app


async def serve(
    house: House,
    host: str,
    port: int,
    ready: Callable[[str], None],
    stop: asyncio.Event,
    provider: Provider | None = None,
    limits: Limits = WORK,
) -> None:
    """Serves until `stop` is set; `ready` gets the address once it answers. Port 0 takes any."""
    app = make_app(house, provider, limits)
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=quiet_log(),
        shutdown_timeout=STOPPING_SECONDS,
        keepalive_timeout=75.0,
        max_line_size=8190,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        taken = port
        with suppress(IndexError):
            taken = int(runner.addresses[0][1])
        ready(f"http://{host}:{taken}")
        app[PAPERS].warm()
        await stop.wait()
    finally:
        await runner.cleanup()


def _keep_apart(turn: Turn, house: House) -> None:
    """A link lets in whoever has it, so it may never stand where somebody real can be found."""
    if house.demo and any(each.key.startswith(KEY) for each in people.everyone(turn)):
        raise NotADemo
    if not house.demo and (house.guests or sessions.any_link(turn)):
        raise OnlyADemo
