"""The page of a conversation, its second pane, and the token that its script begins with."""

from __future__ import annotations

import json

from aiohttp import web

from bot.bodies import read_json
from bot.called import called
from bot.channels.directline import DirectLine
from bot.errors import NotForYou, Unreadable
from bot.house import House, Pane
from bot.pages import Pages
from bot.session import CHANNEL, Visit
from bot.words import words
from care.access import Action
from care.text import clean
from storage import subjects
from storage.turn import Turn
from storage.views import viewed

CSRF = "X-Csrf-Token"


class Chat:
    """What a browser needs to hold a conversation."""

    def __init__(self, house: House, pages: Pages, line: DirectLine) -> None:
        self._house = house
        self._pages = pages
        self._line = line

    async def page(self, visit: Visit) -> web.Response:
        profile_id = visit.request.query.get("profile", "")

        def look(turn: Turn) -> tuple[str, str]:
            profile = visit.allow_talk(turn, Action.OPEN_CHAT, profile_id)
            if profile is None:
                return words("lobby", "title"), words("lobby", "form_title")
            subject = subjects.subject_of(turn, profile.subject_id)
            form = self._house.forms.get(profile.form)
            if subject is None or form is None:
                raise NotForYou
            viewed(turn, "profile.opened", "profile", profile.id, visit.who.id, CHANNEL)
            return called(turn, subject), form.title

        about, form_title = await visit.perform(look)
        start = {
            **self._line.token(visit.who.id, profile_id, visit.session),
            "conversationId": None,
            "user": {"id": visit.who.id, "name": visit.who.name},
            "profile": profile_id,
            "answers": f"/chat/answers?profile={profile_id}",
            "home": "/",
        }
        return self._pages.page(
            visit,
            "chat.html",
            profile={"id": profile_id, "title": about, "about": about, "form_title": form_title},
            start=_for_script(start),
        )

    async def answers(self, visit: Visit) -> web.Response:
        """The second pane, as a piece of a page."""
        profile_id = visit.request.query.get("profile", "")

        def look(turn: Turn) -> Pane:
            if visit.allow_talk(turn, Action.READ_PROFILE, profile_id) is not None:
                viewed(turn, "profile.read", "profile", profile_id, visit.who.id, CHANNEL)
            return self._house.assistant.answers(turn, visit.who, profile_id)

        pane = await visit.perform(look)
        return self._pages.page(
            visit, "answers.html", sections=pane.sections, minutes_left=pane.minutes_left
        )

    async def token(self, visit: Visit) -> web.Response:
        """`tokens/generate`: for a client that is signed in by cookie and shows it is ours."""
        if not visit.is_ours(visit.request.headers.get(CSRF)):
            raise web.HTTPForbidden
        profile = (await read_json(visit.request)).get("profile", "")
        if not isinstance(profile, str):
            raise Unreadable
        profile_id = clean(profile)
        await visit.perform(lambda turn: visit.allow_talk(turn, Action.OPEN_CHAT, profile_id))
        return web.json_response(self._line.generate(visit.who.id, profile_id, visit.session))


def _for_script(plain: dict[str, object]) -> str:
    """JSON that nothing in it can end early, whichever way it is put on a page."""
    text = json.dumps(plain)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
