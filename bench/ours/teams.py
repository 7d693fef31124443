"""Our own server with the door to Teams open: `python -m bench.ours.teams FOLDER PORT CONNECTOR_PORT`."""

import asyncio
import secrets
import sys
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from bench.connector import APP, CHAT, SECRET, TENANT, USER
from bench.ours.world import SECRET as SIGNS
from bench.ours.world import (
    assistant_for,
    now,
    open_store,
    person_of,
    profile_of,
    settle_in,
)
from bench.timing import settle
from bot.app import make_app
from bot.door_settings import Doors, TeamsSettings
from bot.house import Council, House
from bot.pace import DEMO
from dialogs.read import read_forms
from storage import accounts
from storage.turn import Turn


async def serve(folder: Path, port: int, connector: int) -> None:
    base = f"http://127.0.0.1:{connector}"
    settings = TeamsSettings(
        app_id=APP,
        tenants=frozenset({TENANT}),
        secret=SECRET,
        tenant=TENANT,
        hosts=frozenset({f"127.0.0.1:{connector}"}),
        login=base,
        metadata=f"{base}/openid",
    )
    forms, store = read_forms(), open_store(folder)
    settle_in(store, 1)
    place = {
        "service": base,
        "conversation": CHAT,
        "bot": f"28:{APP}",
        "user": "29:them",
        "tenant": TENANT,
    }

    def link(turn: Turn) -> None:
        made = accounts.link(turn, "teams", f"{TENANT}/{USER}", person_of(0).id, place, "Sam")
        accounts.sit(turn, made, profile_of(0), "")

    store.perform_now(link)
    house = House(
        store=store,
        assistant=assistant_for(forms),
        forms=forms,
        council=Council("Larkshire", "LK"),
        clock=now,
        new_id=lambda: secrets.token_urlsafe(16),
        secret=SIGNS,
        demo=True,
    )
    house = replace(house, pace=replace(DEMO, turns="100000 per 10 second"))
    await _until_open(connector)  # or what is due first would wait for its next try
    runner = web.AppRunner(make_app(house, doors=Doors(teams=settings)), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    settle()
    await asyncio.Event().wait()


async def _until_open(port: int) -> None:
    for _ in range(1_000):
        try:
            _, door = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            door.close()
            return


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
