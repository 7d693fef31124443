"""A form as a botbuilder-dialogs waterfall of text prompts, its state in SQLite, as the samples teach.

`python waterfall.py turns FILE | engine | cold FILE | fill FILE HOW_MANY | serve FILE`
"""

import asyncio
import json
import sqlite3
import sys
import time
from typing import Any

STARTED = time.perf_counter()

from botbuilder.core import (  # noqa: E402  -- the clock starts before the import, which is what is measured
    BotAdapter,
    ConversationState,
    MemoryStorage,
    Storage,
    TurnContext,
)
from botbuilder.dialogs import DialogSet, DialogTurnStatus, WaterfallDialog  # noqa: E402
from botbuilder.dialogs.prompts import PromptOptions, TextPrompt  # noqa: E402
from botbuilder.schema import (  # noqa: E402
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    ResourceResponse,
)
from jsonpickle import Pickler, Unpickler  # noqa: E402
from timing import memory_now, settle, spread  # noqa: E402

QUESTIONS = 40
SAID = "Loves swimming, and will try any fruit cut into stars. " * 5  # about 280 characters


class SqliteStorage(Storage):
    """State as JSON in a SQLite file: one durable commit a write, the newest state wins by its tag."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.rows = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self.rows.execute("PRAGMA journal_mode=WAL")
        self.rows.execute("PRAGMA synchronous=FULL")
        self.rows.execute(
            "CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, tag INT, data TEXT)"
        )

    async def read(self, keys: list[str]) -> dict[str, Any]:
        found = {}
        for key in keys:
            row = self.rows.execute("SELECT tag, data FROM state WHERE key = ?", (key,)).fetchone()
            if row:
                found[key] = Unpickler().restore(json.loads(row[1]))
                found[key]["e_tag"] = str(row[0])
        return found

    async def write(self, changes: dict[str, Any]) -> None:
        self.rows.execute("BEGIN IMMEDIATE")
        for key, value in changes.items():
            tag = value.pop("e_tag", None)
            data = json.dumps(Pickler().flatten(value))
            known = self.rows.execute("SELECT tag FROM state WHERE key = ?", (key,)).fetchone()
            if known and tag not in (None, "*") and str(known[0]) != tag:
                self.rows.execute("ROLLBACK")
                raise KeyError(key)
            self.rows.execute(
                "REPLACE INTO state VALUES (?, ?, ?)", (key, (known[0] if known else 0) + 1, data)
            )
        self.rows.execute("COMMIT")

    async def delete(self, keys: list[str]) -> None:
        for key in keys:
            self.rows.execute("DELETE FROM state WHERE key = ?", (key,))


class Listener(BotAdapter):
    """Hands a message in and collects the replies, as a web chat's adapter would."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[str] = []

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        context.turn_state.setdefault("replies", []).extend(each.text for each in activities)
        return [ResourceResponse(id="1") for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> None: ...

    async def delete_activity(self, context: TurnContext, reference: Any) -> None: ...


class Form:
    """Forty questions in a row; what was said is kept in the dialog's own values."""

    def __init__(self, storage: Storage) -> None:
        self.adapter = Listener()
        self.state = ConversationState(storage)
        self.dialogs = DialogSet(self.state.create_property("dialogs"))
        self.dialogs.add(TextPrompt("text"))
        self.dialogs.add(WaterfallDialog("form", [self._step(n) for n in range(QUESTIONS + 1)]))

    @staticmethod
    def _step(number: int) -> Any:
        async def ask(step: Any) -> Any:
            if number:
                step.values[f"answer_{number}"] = step.result
            if number == QUESTIONS:
                return await step.end_dialog(step.values)
            question = Activity(type=ActivityTypes.message, text=f"Question {number + 1}?")
            return await step.prompt("text", PromptOptions(prompt=question))

        ask.__name__ = f"step_{number}"
        return ask

    async def _turn(self, context: TurnContext) -> None:
        dialog = await self.dialogs.create_context(context)
        result = await dialog.continue_dialog()
        if result.status == DialogTurnStatus.Empty:
            await dialog.begin_dialog("form")
        await self.state.save_changes(context)

    async def hear(self, person: str, text: str) -> list[str]:
        heard = Activity(
            type=ActivityTypes.message,
            text=text,
            channel_id="bench",
            service_url="",
            from_property=ChannelAccount(id=person),
            recipient=ChannelAccount(id="bot"),
            conversation=ConversationAccount(id=person),
        )
        context = TurnContext(self.adapter, heard)
        await self.adapter.run_pipeline(context, self._turn)
        replies: list[str] = context.turn_state.get("replies", [])
        return replies


async def turns(storage: Storage, people: int = 12) -> dict[str, float]:
    form = Form(storage)
    taken = []
    settle()
    for person in range(people):
        await form.hear(f"p{person}", "hello")
        for _ in range(QUESTIONS):
            start = time.perf_counter()
            replies = await form.hear(f"p{person}", SAID)
            taken.append(time.perf_counter() - start)
            assert replies or len(taken) % QUESTIONS == 0
    return spread(taken) | {"memory": memory_now()}


async def fill(file: str, many: int) -> dict[str, float]:
    """That many drafts, each with twenty answers: one conversation is held, and then written under many names."""
    storage = SqliteStorage(file)
    form = Form(storage)
    for _ in range(21):
        await form.hear("p0", SAID)
    rows = storage.rows.execute("SELECT key, tag, data FROM state").fetchall()
    storage.rows.execute("BEGIN")
    for number in range(1, many):
        for key, tag, data in rows:
            name = key.replace("p0", f"p{number}")
            storage.rows.execute("REPLACE INTO state VALUES (?, ?, ?)", (name, tag, data))
    storage.rows.execute("COMMIT")
    return {"drafts": many}


async def cold(file: str) -> dict[str, float]:
    replies = await Form(SqliteStorage(file)).hear("p7", SAID)
    assert replies
    return {"seconds": time.perf_counter() - STARTED, "memory": memory_now()}


def serve(file: str) -> None:
    from aiohttp import web

    form = Form(SqliteStorage(file))

    async def hear(request: web.Request) -> web.Response:
        said = await request.json()
        return web.json_response(await form.hear(said["person"], said["text"]))

    async def ready(app: web.Application) -> None:
        settle()

    app = web.Application()
    app.router.add_post("/", hear)
    app.on_startup.append(ready)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[3]), print=None, access_log=None)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["turns", file]:
            print(json.dumps(asyncio.run(turns(SqliteStorage(file)))))
        case ["engine"]:
            print(json.dumps(asyncio.run(turns(MemoryStorage()))))
        case ["fill", file, many]:
            print(json.dumps(asyncio.run(fill(file, int(many)))))
        case ["cold", file]:
            print(json.dumps(asyncio.run(cold(file))))
        case ["serve", file, _]:
            serve(file)
