"""Direct Line 3.0, over HTTP and WebSocket, for our own page and for any other client."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from aiohttp import web
from botbuilder.schema import Activity, ChannelAccount

from bot.bodies import read_json
from bot.cards import activity_of
from bot.channels.adapter import DirectLineAdapter, event
from bot.channels.live import WAITING, Conversations, Live
from bot.channels.stream import listen
from bot.channels.tokens import LIFE, Grant, Tokens
from bot.channels.wire import echo, frame, write
from bot.errors import NotForYou, NotSignedIn
from bot.handler import KithHandler, Speaker
from bot.headers import site_of
from bot.house import House
from bot.rates import Rates
from bot.reply import body_of
from bot.said import message_id_in, said_in
from bot.session import CHANNEL, SignIns, cookie_in, standing
from bot.things import allow_talk
from bot.words import words
from care.access import Action
from dialogs.message import Message
from storage.errors import DifferentBody
from storage.turn import Turn

BASE = "/v3/directline"
CHANGED = "kith/changed"
"""Sent to a person's other windows on the same profile, so that they look again."""


class DirectLine:
    """The endpoints. Every one of them asks again who it is and whether they may."""

    def __init__(self, house: House, rates: Rates | None = None) -> None:
        self._house = house
        self._rates = rates or Rates(house)
        self.sign_ins = SignIns()
        self.tokens = Tokens(house.secret)
        self.conversations = Conversations(house.clock, house.new_id)
        self._adapter = DirectLineAdapter(
            self.conversations, KithHandler(house), house.clock, house.new_id
        )

    def token(self, person: str, profile: str, session: str) -> dict[str, object]:
        """A token for somebody who may; whoever asks for it has asked that already."""
        return self._token_for(Grant(person, profile, self.sign_ins.see(session)))

    def end_person(self, person: str) -> None:
        """Closes every conversation of somebody, in whatever window."""
        for live in self.conversations:
            if live.person == person:
                self.conversations.end(live)

    def end_mark(self, mark: str) -> None:
        """Closes every conversation that was open under the sign-in of this mark."""
        self.conversations.end_sign_in(mark)

    def end_session(self, session: str) -> None:
        """Signing out closes every conversation that was open under it."""
        self.conversations.end_sign_in(self.sign_ins.forget(session))

    # ------------------------------------------------------------ beginning and going on

    async def refresh(self, request: web.Request) -> web.Response:
        """A new token for one that is about to end."""
        grant = self._grant(request)
        await self._check(request, grant)
        return web.json_response(self._token_for(grant))

    async def begin(self, request: web.Request) -> web.Response:
        """A new conversation, in which Kith has already spoken when this answers."""
        grant = self._grant(request)
        await self._check(request, grant)
        site = site_of(request, self._house.site)
        live = self.conversations.open(grant.person, grant.profile, grant.sign_in, site)
        welcome = Activity(
            type="conversationUpdate", members_added=[ChannelAccount(id=grant.person, role="user")]
        )
        try:
            live.push(await self._adapter.turn(live, self._speaker(request, live), welcome))
        except BaseException:
            self.conversations.end(live)
            raise
        return web.json_response(self._opened(request, grant, live, ""), status=201)

    async def reconnect(self, request: web.Request) -> web.Response:
        """A new stream for a conversation, going on after the watermark."""
        grant, live = await self._live(request)
        await self._check(request, grant)
        watermark = str(_watermark(request))
        return web.json_response(self._opened(request, grant, live, watermark))

    async def read(self, request: web.Request) -> web.Response:
        """The same activities for a client that asks instead of listening."""
        grant, live = await self._live(request)
        await self._check(request, grant)
        return web.Response(
            text=frame(*live.after(_watermark(request))), content_type="application/json"
        )

    # ------------------------------------------------------------ speaking

    async def post(self, request: web.Request) -> web.Response:
        """One activity from a person. Answered only when it is safely kept."""
        _, live = await self._live(request)
        plain = await read_json(request)
        if plain.get("type") == "endOfConversation":
            self.conversations.end(live)
        if plain.get("type") != "message":
            return web.json_response({"id": self._house.new_id()})
        if live.waiting >= WAITING:
            raise web.HTTPTooManyRequests
        self._rates.turn(live.person, CHANNEL)
        live.waiting += 1
        try:
            async with live.turns:
                activity_id = await self._turn(request, live, plain)
        finally:
            live.waiting -= 1
        return web.json_response({"id": activity_id})

    async def _turn(self, request: web.Request, live: Live, plain: Mapping[str, object]) -> str:
        message_id = message_id_in(plain.get("channelData"))
        body = _words(plain)
        before = live.answered.get(message_id)
        if before is not None:
            return await self._again(request, live, before, body)
        activity_id = self._house.new_id()
        activity = Activity(
            type="message",
            id=activity_id,
            text=plain.get("text"),
            value=plain.get("value"),
            channel_data=plain.get("channelData"),
        )
        speaker = self._speaker(request, live)
        try:
            said = await self._adapter.turn(live, speaker, activity)
        except (NotForYou, NotSignedIn) as error:
            if isinstance(error, NotForYou):
                over = activity_of(Message(words("line", "over"), role="help"), live.site)
                now = self._house.clock()
                live.goodbye = write(over, self._house.new_id(), live.id, now)
            self.conversations.end(live)
            raise
        live.push([echo(live, plain, activity_id, self._house.clock()), *said])
        if message_id:
            live.remember(message_id, activity_id, body)
        self._tell_others(live)
        return activity_id

    async def _again(
        self, request: web.Request, live: Live, before: tuple[str, str], words: str
    ) -> str:
        """The activity id that this message got. Raises `DifferentBody` for other words."""
        await self._check(request, live.grant)
        activity_id, kept = before
        if kept != words:
            raise DifferentBody
        return activity_id

    def _tell_others(self, live: Live) -> None:
        for other in self.conversations:
            same = other.person == live.person and other.profile == live.profile
            if same and other is not live:
                other.push([event(CHANGED, other.id, self._house.new_id(), self._house.clock())])

    def tell(self, person: str, message: Message) -> None:
        """A word to every window that a person has open; it never says anything of anybody."""
        for live in self.conversations:
            if live.person == person:
                said = activity_of(message, live.site)
                live.push([write(said, self._house.new_id(), live.id, self._house.clock())])

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        """The stream that a ticket opens, once."""
        live = self.conversations.find(request.match_info["conversation"])
        if live is None or not live.take_ticket(request.query.get("t", "")):
            raise NotForYou
        await self._check(request, live.grant)
        return await listen(request, live, _watermark(request))

    # ------------------------------------------------------------ who, and whether

    def _grant(self, request: web.Request) -> Grant:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            self._rates.stranger(request)
            raise web.HTTPUnauthorized
        grant = self.tokens.read(token.strip(), self._house.clock())
        if grant is None:
            self._rates.stranger(request)
            raise web.HTTPForbidden
        return grant

    async def _live(self, request: web.Request) -> tuple[Grant, Live]:
        grant = self._grant(request)
        live = self.conversations.find(request.match_info["conversation"])
        if live is None or live.grant != grant:
            raise NotForYou
        return grant, live

    async def _check(self, request: web.Request, grant: Grant) -> None:
        session = self._session(request, grant.sign_in)

        def allowed(turn: Turn) -> None:
            person = standing(turn, grant.person, session, seen=False)
            allow_talk(turn, person, Action.OPEN_CHAT, grant.profile)

        await self._house.store.perform(allowed)

    def _session(self, request: web.Request, mark: str) -> str:
        return self.sign_ins.session(mark, cookie_in(self._house, request))

    def _speaker(self, request: web.Request, live: Live) -> Speaker:
        session = self._session(request, live.sign_in)
        return Speaker(live.person, live.profile, session, "web", live.site, live.asked)

    def _token_for(self, grant: Grant) -> dict[str, object]:
        token = self.tokens.give(grant, self._house.clock())
        return {"token": token, "expires_in": int(LIFE.total_seconds())}

    def _opened(
        self, request: web.Request, grant: Grant, live: Live, watermark: str
    ) -> dict[str, object]:
        ticket = live.new_ticket(self._house.new_id())
        site = site_of(request, self._house.site).replace("http", "ws", 1)
        address = f"{site}{BASE}/conversations/{live.id}/stream"
        query = f"?t={ticket}" + (f"&watermark={watermark}" if watermark else "")
        opened = {"conversationId": live.id, "streamUrl": address + query}
        return {**opened, **self._token_for(grant)}


def _words(plain: Mapping[str, object]) -> str:
    """A hash of what was said, so that the same id with other words is noticed."""
    said = said_in(plain.get("text"), plain.get("channelData"), plain.get("value"))
    return hashlib.sha256(body_of(said).encode()).hexdigest()


def _watermark(request: web.Request) -> int:
    text = request.query.get("watermark", "")
    return int(text) if text.isdecimal() and len(text) < 12 else 0
