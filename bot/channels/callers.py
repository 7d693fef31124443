"""Who is on the line, by their token, and whether they may, asked each time."""

from __future__ import annotations

from aiohttp import web

from bot.channels.live import Conversations, Live
from bot.channels.tokens import LIFE, Grant, Tokens
from bot.errors import NotForYou
from bot.house import House
from bot.rates import Rates
from bot.session import SignIns, cookie_in, standing
from bot.things import allow_talk
from care.access import Action
from storage.turn import Turn


class Callers:
    """Gives tokens and reads them; knows which sign-in is behind each."""

    def __init__(self, house: House, rates: Rates, conversations: Conversations) -> None:
        self._house = house
        self._rates = rates
        self._conversations = conversations
        self.sign_ins = SignIns()
        self.tokens = Tokens(house.secret)

    def token_for(self, grant: Grant) -> dict[str, object]:
        token = self.tokens.give(grant, self._house.clock())
        return {"token": token, "expires_in": int(LIFE.total_seconds())}

    def grant(self, request: web.Request) -> Grant:
        """What the token of a request is good for. Raises `HTTPUnauthorized` and `HTTPForbidden`,
        and `TokenEnded`, on which a client asks for a new one.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            self._rates.stranger(request)
            raise web.HTTPUnauthorized
        grant = self.tokens.read(token.strip(), self._house.clock())
        if grant is None:
            self._rates.stranger(request)
            raise web.HTTPForbidden
        return grant

    def live(self, request: web.Request) -> Live:
        """The conversation of a request, when its token is good there. Raises `NotForYou`."""
        grant = self.grant(request)
        live = self._conversations.find(request.match_info["conversation"])
        if live is None or not live.is_for(grant):
            raise NotForYou
        return live

    async def check(
        self, request: web.Request, grant: Grant, action: Action = Action.OPEN_CHAT
    ) -> None:
        """Whether they still may. Raises `NotForYou` and `NotSignedIn`."""
        session = self.session(request, grant.sign_in)

        def allowed(turn: Turn) -> None:
            person = standing(turn, grant.person, session, seen=False)
            allow_talk(turn, person, action, grant.profile)

        await self._house.store.perform(allowed)

    def session(self, request: web.Request, mark: str) -> str:
        """The sign-in of this mark: remembered, or in the cookie that came along."""
        return self.sign_ins.session(mark, cookie_in(self._house, request))
