"""Direct Line 3.0, over HTTP and WebSocket, for our own page and for any other client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web
from botbuilder.schema import Activity, ChannelAccount

from bot.bodies import read_json
from bot.cards import activity_of
from bot.channels.adapter import DirectLineAdapter, event
from bot.channels.brought import LARGEST_UPLOAD, brought_in, uploaded
from bot.channels.callers import Callers
from bot.channels.declined import Declined, declined
from bot.channels.live import REPEATS, WAITING, Conversations, Live
from bot.channels.stream import listen
from bot.channels.tokens import Grant
from bot.channels.wire import echo, frame, mark_in, words_in, write
from bot.errors import NotForYou, NotSignedIn
from bot.handler import KithHandler, Speaker
from bot.headers import site_of
from bot.house import House
from bot.rates import Rates
from bot.said import message_id_in, said_when
from bot.session import CHANNEL
from bot.words import words
from care.access import Action
from dialogs.message import Message
from storage.errors import DifferentBody

BASE = "/v3/directline"
CHANGED = "kith/changed"
"""Sent to a person's other windows on the same profile, so that they look again."""


class DirectLine:
    """The endpoints. Every one of them asks again who it is and whether they may."""

    def __init__(self, house: House, rates: Rates | None = None) -> None:
        self._house = house
        self._rates = rates or Rates(house)
        self.conversations = Conversations(house.clock, house.new_id)
        self._callers = Callers(house, self._rates, self.conversations)
        self.sign_ins, self.tokens = self._callers.sign_ins, self._callers.tokens
        self._adapter = DirectLineAdapter(
            self.conversations, KithHandler(house), house.clock, house.new_id
        )

    def token(self, person: str, profile: str, session: str) -> dict[str, object]:
        """A token for somebody who may; whoever asks for it has asked that already."""
        return self._callers.token_for(Grant(person, profile, self.sign_ins.see(session)))

    def generate(self, person: str, profile: str, session: str) -> dict[str, object]:
        """The same for one conversation, which it names and which begins when it is asked to."""
        mark, conversation = self.sign_ins.see(session), self._house.new_id()
        token = self._callers.token_for(Grant(person, profile, mark, conversation))
        return {"conversationId": conversation, **token}

    def changed(self, person: str, profile: str, but: Live | None = None) -> None:
        """Somebody said something elsewhere: their windows on the same profile look again."""
        for live in self.conversations:
            if live.person == person and live.profile == profile and live is not but:
                live.push([event(CHANGED, live.id, self._house.new_id(), self._house.clock())])

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
        """A new token for one that is about to end; whoever asks for it is still there."""
        grant = self._callers.grant(request)
        await self._callers.check(request, grant)
        self.conversations.find(grant.conversation)
        named = {"conversationId": grant.conversation} if grant.conversation else {}
        return web.json_response({**named, **self._callers.token_for(grant)})

    async def begin(self, request: web.Request) -> web.Response:
        """A conversation, in which Kith has already spoken when this answers.

        It is the one that the token is for: the same again while it is open.
        """
        grant = self._callers.grant(request)
        await self._callers.check(request, grant)
        live = self.conversations.find(grant.conversation)
        if live is not None and live.is_for(grant):
            return web.json_response(self._opened(request, live, ""))
        live = await self._open(request, grant)
        return web.json_response(self._opened(request, live, ""), status=201)

    async def _open(self, request: web.Request, grant: Grant) -> Live:
        """Begins the conversation of a token, or goes on with it as after a restart."""
        over = self.conversations.is_over(grant.conversation)
        conversation = "" if over else grant.conversation
        site = site_of(request, self._house.site)
        live = self.conversations.open(
            grant.person, grant.profile, grant.sign_in, site, conversation
        )
        welcome = Activity(
            type="conversationUpdate", members_added=[ChannelAccount(id=grant.person, role="user")]
        )
        try:
            live.push(await self._adapter.turn(live, self._speaker(request, live), welcome))
        except BaseException:
            self.conversations.let_go(live)
            raise
        return live

    async def reconnect(self, request: web.Request) -> web.Response:
        """A new stream for a conversation, going on after the watermark; without one, from now on."""
        live, newest = await self._still_live(request)
        mark = mark_in(request) if "watermark" in request.query else newest
        return web.json_response(self._opened(request, live, str(mark)))

    async def read(self, request: web.Request) -> web.Response:
        """The same activities for a client that asks instead of listening."""
        live, _ = await self._still_live(request)
        text = frame(*live.after(mark_in(request)))
        return web.Response(text=text, content_type="application/json")

    # ------------------------------------------------------------ speaking

    async def post(self, request: web.Request) -> web.Response:
        """One activity from a person. Answered only when it is safely kept."""
        live = self._callers.live(request)
        plain = await read_json(request)
        if plain.get("type") == "endOfConversation":
            self.conversations.end(live)
        if plain.get("type") != "message":
            return web.json_response({"id": self._house.new_id()})
        return web.json_response({"id": await self._heard(request, live, plain)})

    async def upload(self, request: web.Request) -> web.Response:
        """Files: heard to their end, answered in words, and not kept; nor is what was said with them."""
        live = self._callers.live(request)
        brought = await uploaded(request)
        activity_id = await self._heard(request, live, brought.activity, brought.kind)
        if brought.too_large:
            raise web.HTTPRequestEntityTooLarge(LARGEST_UPLOAD, LARGEST_UPLOAD)
        return web.json_response({"id": activity_id})

    async def _heard(
        self,
        request: web.Request,
        live: Live,
        plain: Mapping[str, object],
        kind: Declined | None = None,
    ) -> str:
        """The id of a message, when it has been answered: once, however often it comes at once."""
        message_id = message_id_in(plain.get("channelData")) or self._house.new_id()
        if message_id not in live.answered and message_id not in live.saying:
            if live.waiting >= WAITING:
                raise web.HTTPTooManyRequests
            self._rates.turn(live.person, CHANNEL)
        if live.saying[message_id] >= REPEATS:
            raise web.HTTPTooManyRequests
        live.saying[message_id] += 1
        try:
            async with live.turns:
                return await self._taken(request, live, plain, message_id, kind)
        finally:
            live.saying -= Counter([message_id])

    async def _taken(
        self,
        request: web.Request,
        live: Live,
        plain: Mapping[str, object],
        message_id: str,
        kind: Declined | None,
    ) -> str:
        kind = kind or brought_in(plain)
        body = kind.value if kind else words_in(plain)
        before = live.answered.get(message_id)
        if before is not None:
            return await self._again(request, live, before, body)
        if kind is not None:
            await self._callers.check(request, live.grant, Action.ANSWER_PROFILE)
            activity_id = self._decline(live, plain, kind)
        else:
            activity_id = await self._turn(request, live, plain)
        live.remember(message_id, activity_id, body)
        return activity_id

    def _decline(self, live: Live, plain: Mapping[str, object], kind: Declined) -> str:
        """What is no words is answered beside the conversation; the question stays as it is."""
        now, activity_id = self._house.clock(), self._house.new_id()
        live.push([echo(live, plain, activity_id, now)])
        self._beside(live, declined(kind), activity_id)
        return activity_id

    async def _turn(self, request: web.Request, live: Live, plain: Mapping[str, object]) -> str:
        activity_id = self._house.new_id()
        activity = Activity(
            type="message",
            id=activity_id,
            text=plain.get("text"),
            value=plain.get("value"),
            channel_data=plain.get("channelData"),
        )
        when, shown, began = said_when(plain), live.asked, self._house.clock()
        speaker = replace(self._speaker(request, live), asked=live.asked_at(when))
        try:
            said = await self._adapter.turn(live, speaker, activity)
        except (NotForYou, NotSignedIn) as error:
            if isinstance(error, NotForYou):
                over = activity_of(Message(words("line", "over"), role="help"), live.site)
                last = (over, Activity(type="endOfConversation"))
                live.goodbye = [self._written(live, each) for each in last]
            self.conversations.end(live)
            raise
        live.said_at(when, shown)
        # clients put them in order by the time on them: what was said comes before what is answered
        live.push([echo(live, plain, activity_id, began), *said])
        self.changed(live.person, live.profile, live)
        return activity_id

    async def _again(
        self, request: web.Request, live: Live, before: tuple[str, str], words: str
    ) -> str:
        """The activity id that this message got. Raises `DifferentBody` for other words."""
        await self._callers.check(request, live.grant)
        activity_id, kept = before
        if kept != words:
            raise DifferentBody
        return activity_id

    def tell(self, person: str, message: Message) -> None:
        """A word to every window that a person has open; it never says anything of anybody."""
        for live in self.conversations:
            if live.person == person:
                self._beside(live, message)

    def _beside(self, live: Live, message: Message, reply_to: str | None = None) -> None:
        """Something said besides; clients show the buttons of what came last, so it carries them on."""
        said = activity_of(message, live.site)
        said.reply_to_id = reply_to
        said.suggested_actions = said.suggested_actions or live.offered
        live.push([self._written(live, said)])

    def _written(self, live: Live, activity: Activity) -> str:
        return write(activity, self._house.new_id(), live.id, self._house.clock())

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        """The stream that a ticket opens, once."""
        live = self.conversations.find(request.match_info["conversation"])
        ticket = request.query.get("t", "")
        if live is None or not live.take_ticket(ticket, self._house.clock()):
            raise NotForYou
        await self._callers.check(request, live.grant)
        return await listen(request, live, mark_in(request))

    # ------------------------------------------------------------ who, and whether

    async def _still_live(self, request: web.Request) -> tuple[Live, int]:
        """The conversation, and the watermark of what it had until now.

        It is begun anew under its id when this process knows nothing of it yet: so a client
        outlives a restart of the server without knowing of it.
        """
        grant = self._callers.grant(request)
        await self._callers.check(request, grant)
        wanted = request.match_info["conversation"]
        is_theirs = wanted == grant.conversation and not self.conversations.is_over(wanted)
        if is_theirs and self.conversations.find(wanted) is None:
            return await self._open(request, grant), 0
        live = self._callers.live(request)
        return live, live.newest

    def _speaker(self, request: web.Request, live: Live) -> Speaker:
        session = self._callers.session(request, live.sign_in)
        return Speaker(live.person, live.profile, session, "web", live.site, live.asked)

    def _opened(self, request: web.Request, live: Live, watermark: str) -> dict[str, object]:
        ticket = live.new_ticket(self._house.new_id(), self._house.clock())
        site = site_of(request, self._house.site).replace("http", "ws", 1)
        address = f"{site}{BASE}/conversations/{live.id}/stream"
        query = f"?t={ticket}" + (f"&watermark={watermark}" if watermark else "")
        opened = {"conversationId": live.id, "streamUrl": address + query}
        return {**opened, **self._callers.token_for(live.grant)}
