"""The children of Larkshire, and the records that were there before any conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from bot.larkshire.bank import table, words_of
from bot.larkshire.people import PHONE, Townsperson, manager_of
from bot.larkshire.telling import Telling
from care.people import Child, age_between

_SCHOOL_STARTS = 9
"""The month in which a school year begins; a child's year follows from their age on its first."""


_LONG_HERE = ("teen", "nearly", "signing")
"""Stories that tell of some years in our care."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A child, and how far the work for them has come."""

    child: Child
    worker: str
    """The key of their social worker."""
    story: str
    place: int
    """The how-manieth child this is with that story, from 0: it chooses the words."""
    stage: str
    """none, begun, half, finished, two or three (profiles, the last one finished)."""
    referral: str = ""
    """Nothing, half, emergency, sent or seen."""
    gap: tuple[str, str, int] | None = None
    restricted: bool = False
    cover: tuple[str, int] | None = None
    """Who stands in for the worker now, by key, and for how many days."""
    conflict: tuple[str, str] | None = None
    """Who must have nothing to do with the record, by key, and the word for why."""
    younger: Mapping[str, str] = field(default_factory=dict)
    """Words about a younger brother or sister who is also in the list, if there is one."""

    def telling(self, day: date) -> Telling:
        record = self.child.record
        words = {
            "nan": table("children")["usual"]["nan"],
            **words_of(self.story, self.place),
            "surname": record["full_name"].split()[-1],
            **self.younger,
            "since": record["first_looked_after"][:7],
            "since_day": record["first_looked_after"],
            "area": record["address"].rpartition(", ")[2],
        }
        return Telling(self.child.preferred_name, record["sex"], words, day)


def residents(
    people: Mapping[str, Townsperson], today: date, random: Random, new_id: Callable[[], str]
) -> tuple[Resident, ...]:
    """Every child, in the order of their list; the same for the same day and seed."""
    found: list[Resident] = []
    for number, row in enumerate(table("children")["child"], 1):
        place = sum(each.story == row["story"] for each in found)
        record = _record(number, row, people, today, random)
        child = Child(new_id(), f"LK-{4100 + number * 7}", record)
        gap, cover, conflict = (row.get(name) for name in ("gap", "cover", "conflict"))
        found.append(
            Resident(
                child=child,
                worker=row["worker"],
                story=row["story"],
                place=place,
                stage=row["stage"],
                referral=row.get("referral", ""),
                gap=(gap[0], gap[1], gap[2]) if gap else None,
                restricted=bool(row.get("restricted")),
                cover=(cover[0], cover[1]) if cover else None,
                conflict=(conflict[0], conflict[1]) if conflict else None,
            )
        )
    return tuple(replace(each, younger=_younger(each, found, today)) for each in found)


def _younger(one: Resident, all_of_them: Sequence[Resident], today: date) -> dict[str, str]:
    for other in all_of_them:
        child, mine = other.child, one.child
        same = child.full_name.split()[-1] == mine.full_name.split()[-1]
        if same and child.record["dob"] > mine.record["dob"]:
            years = child.age_on(today) or (0, 0)
            kin = "brother" if child.record["sex"] == "M" else "sister"
            return {
                "younger": child.preferred_name,
                "younger_age": str(years[0]),
                "younger_kin": kin,
            }
    return {}


def _record(
    number: int,
    row: Mapping[str, Any],
    people: Mapping[str, Townsperson],
    today: date,
    random: Random,
) -> dict[str, str]:
    lists = table("children")
    born = _born(today, row["age"][0] * 12 + row["age"][1], random)
    alone = row["story"] == "arrived"
    since = today - timedelta(days=_care_days(row, random))
    streets = lists["families"]["streets"]
    street = streets[len(row["name"].split()[-1]) % len(streets)]
    record = {
        "full_name": row["name"],
        "preferred_name": row.get("called", row["name"].split()[0]),
        "dob": born.isoformat(),
        "sex": row["sex"],
        "ethnicity": row["ethnicity"],
        "first_language": row.get("language", lists["usual"]["language"]),
        "religion": row.get("religion", ""),
        "family_home": "" if alone else f"{2 + len(row['name'])} {street}",
        "postcode": "" if alone else f"LK{1 + len(street) % 6} {1 + number % 9}AB",
        "system_id": f"LK{700300 + number * 13}",
        "nhs_number": f"999 {100 + number} {2000 + number * 17}",
        "upn": f"X9990{number * 7919:08d}" if not alone else "",
        "legal_status": row["legal"],
        "legal_since": (since + timedelta(days=0 if row["legal"] == "V2" else 41)).isoformat(),
        "first_looked_after": since.isoformat(),
        "disabilities": lists["usual"]["disabilities"].get(row["story"], "NONE"),
        "allergies": lists["usual"]["allergies"][number % len(lists["usual"]["allergies"])],
        "seeking_asylum": "yes" if alone else "no",
        "is_parent": "no",
        "gp": lists["gps"]["names"][number % len(lists["gps"]["names"])],
        "reviewing_officer": people["marguerite"].person.name,
    }
    return record | _home(row["home"]) | _school(row["story"], born, today) | _team(row, people)


def _team(row: Mapping[str, Any], people: Mapping[str, Townsperson]) -> dict[str, str]:
    worker = people[row["worker"]]
    manager = people[manager_of(worker.person.team)]
    return {
        "social_worker": worker.person.name,
        "social_worker_team": worker.person.team,
        "social_worker_phone": worker.phone,
        "social_worker_email": worker.email,
        "team_manager": manager.person.name,
        "team_manager_phone": manager.phone,
    }


def _home(home: int | str) -> dict[str, str]:
    if isinstance(home, str):
        place = table("children")["homes"][home]
        return {
            "home_kind": place["kind"],
            "address": place["address"],
            "carer_names": place["carers"],
        }
    household = table("households")["household"][home - 1]
    return {
        "home_kind": "U6",
        "address": household["street"],
        "carer_names": household["carers"],
        "carer_phone": PHONE.format(number=200 + home),
    }


def _school(story: str, born: date, today: date) -> dict[str, str]:
    lists = table("children")
    kind, name = lists["schools"][story]
    years = lists["years"]
    starts = date(today.year - (today.month < _SCHOOL_STARTS), _SCHOOL_STARTS, 1)
    age = age_between(born, starts) or (0, 0)
    if kind == "college":
        year = years["college"]
    elif age[0] < 4:
        year = years["nursery"]
    else:
        year = years["reception"] if age[0] == 4 else years["year"].format(number=age[0] - 4)
    return {"school_kind": kind, "school_name": name, "year_group": year}


def _born(today: date, months: int, random: Random) -> date:
    """A birthday that makes the child that age today."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = date(year, month + 1, min(today.day, 28))
    return day - timedelta(days=random.randrange(1, 25))


def _care_days(row: Mapping[str, Any], random: Random) -> int:
    if row["story"] in _LONG_HERE:
        return 900
    return {"none": 60, "two": 420, "three": 800}.get(row["stage"], 210) + random.randrange(60)
