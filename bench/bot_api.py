"""Telegram's side on loopback, and people there who talk: `python -m bench.bot_api PORT taps|words`.

It has nothing of Kith's in it, so that the bot that is measured may be anybody's.
"""

import asyncio
import json
import sys
import time
from typing import Any

from aiohttp import web

from bench.timing import settle, spread

BOT = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9"
PEOPLE, FIRST = 5, 4_001
"""How many talk, one after the other, and the first one's number."""
WARM, TURNS = 20, 200
SAID = "Loves swimming, and will try any fruit cut into stars. " * 5


class Telegram:
    """Hands out updates to whoever asks, and hears what is said."""

    def __init__(self, taps: bool) -> None:
        self._taps = taps
        self._news: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._numbers = 0
        self._left: dict[int, tuple[int, dict[str, Any]]] = {}
        self.answered = asyncio.Event()
        self.asked = asyncio.Event()
        self.connections: set[object] = set()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._hear)
        return app

    async def say(self, person: int) -> None:
        """The first button of the last question, or words where there is none; done when answered."""
        self._numbers += 1
        who = {"id": person, "is_bot": False, "first_name": "Sam"}
        chat = {"id": person, "type": "private", "first_name": "Sam"}
        common = {"message_id": self._numbers, "date": 1_700_000_000, "chat": chat}
        self.answered.clear()
        if person in self._left:
            number, button = self._left.pop(person)
            under = {**common, "message_id": number, "text": "?"}
            what = {"id": f"{self._numbers}", "from": who, "message": under, "chat_instance": "1"}
            said: dict[str, Any] = {"callback_query": {**what, "data": button["callback_data"]}}
        else:
            text = "/menu" if self._taps else SAID
            said = {"message": {**common, "from": who, "text": text}}
        self._news.put_nowait({"update_id": self._numbers, **said})
        await self.answered.wait()

    async def _hear(self, request: web.Request) -> web.Response:
        assert request.transport
        self.connections.add(request.transport.get_extra_info("peername"))
        method = request.match_info["method"]
        if request.content_type == "application/json":
            asked = await request.json()
        else:
            asked = dict(await request.post())
        match method:
            case "getMe":
                me = {"id": 1, "is_bot": True, "first_name": "Kith", "username": "kith_bot"}
                return web.json_response({"ok": True, "result": me})
            case "getUpdates":
                self.asked.set()
                return web.json_response({"ok": True, "result": await self._updates(asked)})
            case "sendMessage" | "editMessageText":
                return web.json_response({"ok": True, "result": self._said(asked)})
            case _:
                return web.json_response({"ok": True, "result": True})

    async def _updates(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        try:
            patience = float(asked.get("timeout", 0))
            return [await asyncio.wait_for(self._news.get(), max(patience, 0.001))]
        except TimeoutError:
            return []

    def _said(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._numbers += 1
        number, person = int(asked.get("message_id", self._numbers)), int(asked["chat_id"])
        given = asked.get("reply_markup") or {}
        markup = json.loads(given) if isinstance(given, str) else given
        buttons = [each for row in markup.get("inline_keyboard", []) for each in row]
        taps = [each for each in buttons if "callback_data" in each]
        if taps:
            self._left[person] = number, taps[0]
        if taps or not self._taps:
            self.answered.set()
        chat = {"id": person, "type": "private", "first_name": "Sam"}
        return {"message_id": number, "date": 1_700_000_000, "chat": chat, "text": "?"}


async def talk(port: int, taps: bool) -> dict[str, float]:
    """From an update that waits to be asked for until all of its answer is here. In milliseconds."""
    telegram, taken = Telegram(taps), []
    runner = web.AppRunner(telegram.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.wait_for(telegram.asked.wait(), 60)
    settle()
    for number in range(WARM + TURNS):
        start = time.perf_counter()
        await asyncio.wait_for(telegram.say(FIRST + number * PEOPLE // (WARM + TURNS)), 20)
        if number >= WARM:
            taken.append(time.perf_counter() - start)
    await runner.cleanup()
    return spread(taken) | {"connections": len(telegram.connections)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(talk(int(sys.argv[1]), sys.argv[2] == "taps"))))
