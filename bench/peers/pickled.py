"""A form as a python-telegram-bot ConversationHandler with PicklePersistence, written after every turn.

`python pickled.py turns FILE PEOPLE | fill FILE HOW_MANY | cold FILE`. Its pickle is one file for everybody; it is
written whole, and not forced to the disk, which flatters it on speed and not on safety.
"""

import asyncio
import json
import pickle
import sys
import time
from typing import Any

STARTED = time.perf_counter()

from telegram import Update  # noqa: E402  -- the clock starts before the import, which is what is measured
from telegram.ext import (  # noqa: E402
    Application,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest  # noqa: E402
from timing import memory_now, settle, spread  # noqa: E402

QUESTIONS = 40
SAID = "Loves swimming, and will try any fruit cut into stars. " * 5


class Nowhere(BaseRequest):
    """A Telegram that says yes at once, so that only the bot itself is measured."""

    read_timeout = 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, *args: Any, **more: Any) -> tuple[int, bytes]:
        me = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
        sent = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "?"}
        return 200, json.dumps(
            {"ok": True, "result": me if url.endswith("getMe") else sent}
        ).encode()


def _ask(number: int) -> Any:
    async def ask(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        assert context.user_data is not None
        if number:
            context.user_data[f"answer_{number}"] = update.message.text
        await update.message.reply_text(f"Question {number + 1}?")
        return ConversationHandler.END if number == QUESTIONS else number + 1

    return ask


async def bot(file: str) -> Any:
    persistence = PicklePersistence(file, update_interval=3600)
    built = Application.builder().token("1:bench").request(Nowhere()).get_updates_request(Nowhere())
    application = built.updater(None).persistence(persistence).build()
    states: dict[object, Any] = {
        number: [MessageHandler(filters.TEXT, _ask(number))] for number in range(1, QUESTIONS + 1)
    }
    entry = [MessageHandler(filters.TEXT, _ask(0))]
    application.add_handler(
        ConversationHandler(entry, states, fallbacks=[], name="form", persistent=True)
    )
    await application.initialize()
    return application


async def hear(application: Any, person: int, number: int) -> None:
    said = {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1,
            "chat": {"id": person, "type": "private", "first_name": "p"},
            "from": {"id": person, "is_bot": False, "first_name": "p"},
            "text": f"{SAID}{person}, {number}",  # no two alike, or the pickle would keep one
        },
    }
    await application.process_update(Update.de_json(said, application.bot))
    await application.update_persistence()


async def turns(file: str, people: int) -> dict[str, float]:
    application = await bot(file)
    taken = []
    settle()
    for person in range(1, people + 1):
        await hear(application, person, 0)
        for number in range(1, QUESTIONS + 1):
            start = time.perf_counter()
            await hear(application, person, number)
            taken.append(time.perf_counter() - start)
    return spread(taken) | {"memory": memory_now()}


async def fill(file: str, many: int) -> dict[str, float]:
    application = await bot(file)
    for number in range(21):
        await hear(application, 1, number)
    with open(file, "rb") as kept:  # noqa: PTH123  -- the pickle is this library's own
        data = pickle.load(kept)  # noqa: S301  -- written by ourselves a moment ago
    one = data["user_data"][1]
    data["user_data"] = {
        person: {key: f"{text}{person}" for key, text in one.items()}
        for person in range(1, many + 1)
    }
    data["conversations"] = {"form": {(person, person): 21 for person in range(1, many + 1)}}
    with open(file, "wb") as kept:  # noqa: PTH123
        pickle.dump(data, kept)
    return {"drafts": many}


async def cold(file: str) -> dict[str, float]:
    application = await bot(file)
    await hear(application, 7, 1)
    return {"seconds": time.perf_counter() - STARTED, "memory": memory_now()}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["turns", file, people]:
            print(json.dumps(asyncio.run(turns(file, int(people)))))
        case ["fill", file, many]:
            print(json.dumps(asyncio.run(fill(file, int(many)))))
        case ["cold", file]:
            print(json.dumps(asyncio.run(cold(file))))
