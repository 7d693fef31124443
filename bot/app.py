"""The one place where the web is wired together: channels, pages, desk and courier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from bot.allocation_pages import AllocationPages
from bot.bodies import LARGEST_BODY
from bot.challenges import Challenges
from bot.channels.directline import BASE, DirectLine
from bot.chat import Chat
from bot.courier import Courier
from bot.desk import Desk
from bot.door import Door
from bot.door_settings import SHUT, Doors
from bot.emergency import Emergency
from bot.emergency_reviews import EmergencyReviews
from bot.headers import put_headers
from bot.health import Health
from bot.home import Home
from bot.house import House
from bot.invited import Gate
from bot.inviting import Inviting
from bot.joining import Joining
from bot.lapse import Lapse
from bot.linking_pages import LinkingPages
from bot.listening import USUAL, Patience, listening
from bot.looks import Looks
from bot.oidc import KEY, Provider
from bot.oidc_door import ProviderDoor
from bot.other_doors import OtherDoors
from bot.own_devices import OwnDevices
from bot.own_door import OwnDoor
from bot.pages import Pages
from bot.papers import Papers
from bot.passwords import Passwords
from bot.people_pages import PeoplePages
from bot.rates import RATES, Rates
from bot.reading import Reading
from bot.review_routes import review_routes
from bot.routes import OpenRoute, Route, add_routes
from bot.serve_errors import NotADemo, OnlyADemo
from bot.session import WORK, Limits
from bot.static_files import StaticFiles
from bot.watch import watch
from bot.witnessing import Witnessing
from care.access import Action
from storage import people, sessions
from storage.turn import Turn

COURIER = web.AppKey("courier", Courier)
PAPERS = web.AppKey("papers", Papers)


def make_app(
    house: House,
    provider: Provider | None = None,
    limits: Limits = WORK,
    doors: Doors = SHUT,
) -> web.Application:
    """The whole web of one house, ready to be served. The store stays the caller's to close.

    With a provider, people sign in through it and stay so within the limits. Raises `NotADemo`
    and `OnlyADemo` where the demo's links and real people would come together.
    """
    house.store.perform_now(lambda turn: _keep_apart(turn, house))
    static = StaticFiles()
    pages = Pages(house, static)
    rates = Rates(house)
    line = DirectLine(house, rates)
    papers = Papers(house)
    door = Door(house, pages, line, rates, provided=provider is not None)
    council_door = ProviderDoor(house, door, line, rates, provider, limits)
    passwords, challenges = Passwords(), Challenges(house.clock)
    own_door = OwnDoor(house, door, line, rates, passwords, challenges, limits)
    gate = Gate(house, line, rates, limits)
    joining = Joining(house, pages, gate, passwords, challenges)
    inviting = Inviting(house, pages)
    others = OtherDoors(house, line, rates, doors, papers)
    devices = OwnDevices(house, pages, line, rates, passwords, challenges, limits, others.ways)
    linking = LinkingPages(house, pages, rates, others.ways)
    lapse = Lapse(house, line)
    home = Home(house, pages, door)
    chat = Chat(house, pages, line)
    desk = Desk(house, pages, papers)
    town = PeoplePages(house, pages, line, provider.client if provider else None)
    work = AllocationPages(house, pages)
    emergency = Emergency(house, pages)
    after = EmergencyReviews(house, pages)
    looks = Looks(house, pages)
    reading = Reading(house, pages)
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
            OpenRoute("POST", "/sign-in/password", Action.SIGN_IN, own_door.password),
            OpenRoute("POST", "/sign-in/passkey/begin", Action.SIGN_IN, own_door.ask_passkey),
            OpenRoute("POST", "/sign-in/passkey", Action.SIGN_IN, own_door.passkey),
            OpenRoute("GET", "/join/{token}", Action.JOIN, joining.page),
            OpenRoute("POST", "/join/{token}", Action.JOIN, joining.word),
            OpenRoute("POST", "/join/{token}/password", Action.JOIN, joining.password),
            OpenRoute("POST", "/join/{token}/passkey/begin", Action.JOIN, joining.ask_passkey),
            OpenRoute("POST", "/join/{token}/passkey", Action.JOIN, joining.passkey),
            Route("GET", "/invite", Action.SEE_INVITATIONS, inviting.page),
            Route("POST", "/invite", Action.INVITE, inviting.invite),
            Route("POST", "/invite/withdraw", Action.INVITE, inviting.withdraw),
            Route("GET", "/devices", Action.SEE_DEVICES, devices.page),
            Route("POST", "/devices/sign-out", Action.CHANGE_DEVICES, devices.sign_out),
            Route("POST", "/devices/password", Action.CHANGE_DEVICES, devices.password),
            Route("POST", "/devices/passkey/begin", Action.CHANGE_DEVICES, devices.ask_passkey),
            Route("POST", "/devices/passkey", Action.CHANGE_DEVICES, devices.passkey),
            Route("POST", "/devices/passkey/remove", Action.CHANGE_DEVICES, devices.remove),
            Route("GET", "/devices/link/{channel}", Action.LINK_ACCOUNT, linking.page),
            Route("POST", "/devices/link", Action.LINK_ACCOUNT, linking.link),
            Route("POST", "/devices/link/confirm", Action.LINK_ACCOUNT, linking.confirm_link),
            Route("POST", "/devices/unlink", Action.CHANGE_DEVICES, linking.unlink),
            Route("POST", "/devices/confirm", Action.CHANGE_DEVICES, linking.confirm),
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
            Route("GET", "/people", Action.SEE_PEOPLE, town.everyone),
            Route("POST", "/people", Action.CHANGE_PEOPLE, town.add),
            Route("POST", "/people/import", Action.CHANGE_PEOPLE, town.bring),
            Route("GET", "/people/{person}", Action.SEE_PEOPLE, town.one),
            Route("POST", "/people/{person}", Action.CHANGE_PEOPLE, town.change),
            Route("GET", "/allocations", Action.SEE_WORK, work.everything),
            Route("GET", "/allocations/{ref}", Action.GIVE_WORK, work.one),
            Route("POST", "/allocations/{ref}", Action.GIVE_WORK, work.change),
            Route("GET", "/children/{ref}", Action.READ_CHILD, reading.child),
            Route("GET", "/children/{ref}/looks", Action.SEE_LOOKS, looks.child),
            Route("GET", "/households/{ref}/looks", Action.SEE_LOOKS, looks.household),
            Route("GET", "/looks", Action.FIND_LOOKS, looks.find),
            Route("GET", "/profiles/{profile}", Action.READ_PROFILE, reading.profile),
            Route("GET", "/profiles/{profile}/history", Action.READ_HISTORY, reading.history),
            Route("GET", "/emergency", Action.OPEN_IN_EMERGENCY, emergency.page),
            Route("POST", "/emergency", Action.OPEN_IN_EMERGENCY, emergency.open),
            Route("POST", "/emergency/{opening}/close", Action.OPEN_IN_EMERGENCY, emergency.close),
            Route("GET", "/emergency/reviews", Action.SEE_EMERGENCY_REVIEWS, after.waiting),
            Route("GET", "/emergency/reviews/{opening}", Action.REVIEW_EMERGENCY, after.one),
            Route("POST", "/emergency/reviews/{opening}", Action.REVIEW_EMERGENCY, after.review),
            *review_routes(house, pages, papers),
            Route("POST", f"{BASE}/tokens/generate", Action.OPEN_CHAT, chat.token),
            OpenRoute("POST", f"{BASE}/tokens/refresh", Action.OPEN_CHAT, line.refresh),
            OpenRoute("POST", f"{BASE}/conversations", Action.OPEN_CHAT, line.begin),
            OpenRoute("GET", talk, Action.OPEN_CHAT, line.reconnect),
            OpenRoute("GET", f"{talk}/stream", Action.OPEN_CHAT, line.stream),
            OpenRoute("GET", f"{talk}/activities", Action.OPEN_CHAT, line.read),
            OpenRoute("POST", f"{talk}/activities", Action.ANSWER_PROFILE, line.post),
            OpenRoute("POST", f"{talk}/upload", Action.ANSWER_PROFILE, line.upload),
            *others.routes(),
        ],
    )

    async def headers(request: web.Request, response: web.StreamResponse) -> None:
        put_headers(response, encrypted=request.secure or house.site.startswith("https:"))

    app.on_response_prepare.append(headers)

    async def living(app: web.Application) -> AsyncIterator[None]:
        courier = Courier(house, papers, line.tell, others.doorway)
        app[COURIER] = courier
        await others.open()
        courier.start()
        lapse.start()
        witnessing = Witnessing(house, house.witness) if house.witness else None
        if witnessing:
            witnessing.start()
        yield
        if witnessing:
            await witnessing.stop()
        await lapse.stop()
        await others.shut()
        await courier.stop()
        await others.leave()
        papers.close()
        passwords.close()
        if provider is not None:
            await provider.close()

    async def hang_up(_: web.Application) -> None:
        line.conversations.end_all()

    app[PAPERS] = papers
    app[RATES] = rates
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
    patience: Patience = USUAL,
    doors: Doors = SHUT,
) -> None:
    """Serves until `stop` is set; `ready` gets the address once it answers. Port 0 takes any."""
    app = make_app(house, provider, limits, doors)
    async with listening(app, host, port, patience) as found:
        ready(f"http://{host}:{found.port}")
        app[PAPERS].warm()
        await stop.wait()


def _keep_apart(turn: Turn, house: House) -> None:
    """A link lets in whoever has it, so it may never stand where somebody real can be found."""
    if house.demo and any(each.key.startswith(KEY) for each in people.everyone(turn)):
        raise NotADemo
    if not house.demo and (house.guests or sessions.any_link(turn)):
        raise OnlyADemo
