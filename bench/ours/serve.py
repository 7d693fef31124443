"""Our own server on the loopback, for the crowd: `python -m bench.ours.serve FOLDER PORT PEOPLE`.

When it is ready it prints one line: where people come in, and which profile is theirs.
"""

import asyncio
import json
import secrets
import sys
from pathlib import Path

from aiohttp import web

from bench.ours.world import (
    SECRET,
    assistant_for,
    now,
    open_store,
    person_of,
    profile_of,
    settle_in,
)
from bench.timing import settle
from bot.app import make_app
from bot.house import Council, House
from bot.session import enter_path
from dialogs.read import read_forms


async def serve(folder: Path, port: int, people: int) -> None:
    forms, store = read_forms(), open_store(folder)
    if not (folder / "settled").exists():
        settle_in(store, people)
        (folder / "settled").touch()
    house = House(
        store=store,
        assistant=assistant_for(forms),
        forms=forms,
        council=Council("Larkshire", "LK"),
        clock=now,
        new_id=lambda: secrets.token_urlsafe(16),
        secret=SECRET,
        demo=True,
    )
    runner = web.AppRunner(make_app(house), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    settle()
    ready = [
        {"enter": enter_path(SECRET, person_of(n).key), "profile": profile_of(n)}
        for n in range(people)
    ]
    print(json.dumps(ready), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
