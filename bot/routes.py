"""The table of routes. Each names the action it is; one without an action cannot be added."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.errors import NotForYou, RouteUnasked
from bot.house import House
from bot.rates import RATES
from bot.session import Visit, visit_from
from bot.things import allow
from care.access import ABOUT, Action, may

PAPER = ".docx"
"""How the address of every document ends."""

Handler = Callable[[Visit], Awaitable[web.StreamResponse]]
Bearer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """A page or a form: known by the cookie, decided by the action."""

    method: str
    path: str
    action: Action
    handle: Handler


@dataclass(frozen=True, slots=True)
class OpenRoute:
    """Something for anybody, or for whoever holds a token that the handler itself looks at."""

    method: str
    path: str
    action: Action
    handle: Bearer


def add_routes(app: web.Application, house: House, table: list[Route | OpenRoute]) -> None:
    for route in table:
        handle = guarded(house, route) if isinstance(route, Route) else route.handle
        app.router.add_route(route.method, route.path, handle)


def guarded(house: House, route: Route) -> Bearer:
    """The handler behind the question whether it may.

    An action about nothing in particular is decided here. One about a thing is decided by the
    handler, which alone knows the thing; an answer given without having asked is never sent.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        visit = await visit_from(house, request)
        if visit.person is None:
            request.app[RATES].stranger(request)
        elif route.path.endswith(PAPER):
            request.app[RATES].paper(visit.person.id)
        else:
            request.app[RATES].page(visit.person.id)
        if route.action not in ABOUT:
            if not may(visit.person, route.action):
                await visit.perform(lambda _: allow(visit.person, route.action))
            return await route.handle(visit)
        if visit.person is None:
            raise NotForYou
        response = await route.handle(visit)
        if route.action not in visit.asked:
            raise RouteUnasked
        return response

    return handle
