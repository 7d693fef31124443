"""What each fostering household says about itself: its own words first, then words from the pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.larkshire.answering import Supplied
from bot.larkshire.bank import table
from bot.larkshire.households import Fostering
from bot.larkshire.telling import Telling

_POOL = {
    "us.why": "why",
    "us.children_so_far": "so_far",
    "people.visitors": "visitors",
    "people.other_children": "other_children",
    "offer.calls": "calls",
    "offer.not_now": "not_now",
    "offer.best_with": "best_with",
    "language.spoken": "spoken",
    "language.faith": "faith",
    "week.work": "work",
    "week.normal": "normal",
    "week.network": "network",
    "welcome.hello": "hello",
    "welcome.people": "meet",
    "welcome.food": "food",
    "welcome.room": "room",
    "welcome.rules": "rules",
    "welcome.wifi": "wifi",
    "welcome.love": "love",
    "welcome.first_night": "first_night",
}
_STEP = 7
"""How far apart two households begin in the pool: prime, so that lists do not march together."""
_MANY = {True: ("we", "us", "our", "are", "were"), False: ("I", "me", "my", "am", "was")}
_NO_PET = "None"


def telling_of(fostering: Fostering, telling: Telling) -> Telling:
    """The words of this household, said on the day of `telling`."""
    row = fostering.row
    many = _MANY[len(fostering.first_names) > 1]
    words = dict(zip(("we", "us", "our", "are", "were"), many, strict=True))
    pet = str(row["pets"])
    small = pet[0].lower() + pet[1:]
    return Telling(
        fostering.called,
        "F",
        {**words, "first": fostering.called, "pet": pet, "pet_small": small},
        telling.day,
    )


def home_words(fostering: Fostering) -> Supplied:
    """Everything said in one household profile."""
    row, number = fostering.row, fostering.number
    pool: Mapping[str, list[Any]] = table("homes")["pool"]
    found: dict[str, Any] = {
        key: pool[name][(number * _STEP + place) % len(pool[name])]
        for place, (key, name) in enumerate(_POOL.items())
    }
    if row["pets"] != _NO_PET:
        found["welcome.pets"] = pool["pets"][number % len(pool["pets"])]
    found.update(_facts(fostering))
    found.update(table("homes").get(fostering.carers[0] if fostering.carers else "", {}))
    return found


def _facts(fostering: Fostering) -> dict[str, Any]:
    row, number = fostering.row, fostering.number
    names = fostering.first_names
    pool = table("homes")["pool"]["rooms"]
    rooms = [
        {"room": room, "single": "siblings" if not place and row["number"] > 1 else "one"}
        for place, room in enumerate(pool[: int(row["number"])])
    ]
    return {
        "us.display_name": fostering.called,
        "us.since_year": fostering.approved.year,
        "people.members": [
            {"first_name": name, "age": 38 + (number * 5 + place * 3) % 27, "role": "Foster carer"}
            for place, name in enumerate(names)
        ],
        "people.pets": row["pets"],
        "people.smoking": "outside" if number % 6 == 0 else "nobody",
        "home.places": (number * 3) % (int(row["number"]) + 1),
        "home.rooms": rooms,
        "home.access": ["step_free"] if number % 5 == 3 else ["none"],
        "terms.approved_on": fostering.household.record["approved_on"],
        "terms.kinds": row["kinds"],
        "terms.number": row["number"],
        "terms.age_from": row["ages"][0],
        "terms.age_to": row["ages"][1],
        "terms.exemption": "no",
        "offer.kinds": row["kinds"],
        "language.faith_share": "no" if number % 4 == 0 else "yes",
        "travel.drives": "no" if number % 9 == 5 else "more" if len(names) > 1 else "one",
        "travel.seats": 1 + number % 3,
        "travel.school_run": 4 + number % 9,
        "travel.not_possible": {"skipped": True},
    }
