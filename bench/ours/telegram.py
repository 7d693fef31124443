"""Our own bot on Telegram, asking for its updates: `python -m bench.ours.telegram FOLDER API_PORT`."""

import asyncio
import logging
import secrets
import sys
from dataclasses import replace
from pathlib import Path

from bench.bot_api import BOT, FIRST, PEOPLE
from bench.ours.world import SECRET, assistant_for, now, open_store
from bench.timing import settle
from bot.channels.doorway import Doorway
from bot.channels.telegram_door import TelegramDoor
from bot.channels.telegram_pace import Pacing
from bot.door_settings import TelegramSettings
from bot.house import Council, House
from bot.pace import DEMO
from bot.rates import Rates
from care.people import Household, Person, Role
from dialogs.read import read_forms
from storage import accounts, people, profiles, subjects
from storage.store import Store
from storage.turn import Turn

FORM = "carer_skills.1"


class Unpaced(Pacing):
    """Telegram asks for a pace that a measurement would spend its time waiting for."""

    async def turn(self, chat: str) -> None:
        return


def settle_in(store: Store) -> None:
    """A few carers, each with a household, an open skills profile, and an account that is linked."""

    def act(turn: Turn) -> None:
        for number in range(PEOPLE):
            carer = Person(f"carer{number}", f"carer-{number}", "Sam Ofori", Role.FOSTER_CARER)
            home = Household(f"home{number}", f"LK-{number:05}", {"carer_names": carer.name})
            people.add(turn, carer)
            subjects.add_household(turn, home)
            subjects.allocate(turn, carer.id, home.id)
            opened = profiles.open_profile(turn, FORM, home.id, carer.id)
            place = {"chat": str(FIRST + number)}
            made = accounts.link(turn, "telegram", place["chat"], carer.id, place, "Sam")
            accounts.sit(turn, made, opened.id, "")
            turn.write_diary("bench.settled", "profile", opened.id, carer.id, "bench")

    store.perform_now(act)


async def serve(folder: Path, port: int) -> None:
    logging.disable()  # it says that Telegram is gone, once the measurement is over
    forms, store = read_forms(), open_store(folder)
    settle_in(store)
    house = House(
        store=store,
        assistant=assistant_for(forms),
        forms=forms,
        council=Council("Larkshire", "LK"),
        clock=now,
        new_id=lambda: secrets.token_urlsafe(16),
        secret=SECRET,
        site="https://kith.example",
        pace=replace(DEMO, turns="100000 per 10 second"),
    )
    doorway = Doorway(house, lambda *_: None)
    settings = TelegramSettings(BOT, api=f"http://127.0.0.1:{port}")
    door = TelegramDoor(house, doorway, Rates(house), settings, Unpaced())
    settle()
    door.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
