"""The pages of the go-live pack that are made from the code, so that they cannot fall behind it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from bot import diary_words
from bot.governance_picture import picture
from care.actions import Action
from care.people import Role
from care.retention import Rule as Time
from care.retention import schedule
from care.rules import RULES, Relation
from storage import accounts, linkings, shown

PACKAGE = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([A-Za-z0-9.+!_-]+)")


@cache
def _plain() -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath("governance.toml").read_text(encoding="utf-8"))


def governed(name: str, /, **details: object) -> str:
    """The words of that dotted name, with details filled in. Raises `KeyError`."""
    section, _, key = name.partition(".")
    return str(_plain()[section][key]).format(**details)


def pages(lock: str) -> Mapping[str, str]:
    """Every page by its file name; `lock` is the text of `requirements.lock`."""
    return {
        "roles.md": roles(),
        "audit.md": audit(),
        "retention.md": retention(),
        "data-flow.md": flows(),
        "data-flow.svg": picture(_plain()["box"], _plain()["arrow"], governed("flow.about")),
        "sbom.json": materials(lock),
    }


def roles() -> str:
    """The matrix of roles and actions, and the rule behind each cell."""
    some = [role for role in Role if any(rule.role is role for rule in RULES)]
    everybody = [rule for rule in RULES if rule.role is None]
    matrix = [
        [_said(action), *[_cell(action, role) for role in some]]
        for action in Action
        if any(rule.action is action and rule.role for rule in RULES)
    ]
    open_to_all = [f"* {_said(rule.action)}: {rule.relation.value}" for rule in everybody]
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for rule in RULES:
        role = rule.role.value if rule.role else governed("roles.anybody")
        stands = rule.relation.value.replace("_", " ")
        if rule.of is not None:
            stands = governed("roles.of", relation=stands, record=rule.of.value)
        reasons.setdefault((rule.reason, role, stands), []).append(_said(rule.action))
    return _page(
        "roles",
        governed("roles.before"),
        _table([governed("roles.action"), *map(_role, some)], matrix),
        f"## {governed('roles.anybody').capitalize()}",
        "\n".join(open_to_all),
        f"## {governed('roles.words')}",
        "\n".join(f"* *{each.value}*: {governed(f'relation.{each.value}')}" for each in Relation),
        f"## {governed('roles.rules')}",
        _table(
            [
                governed("roles.reason"),
                governed("roles.relation"),
                governed("roles.action"),
            ],
            [
                [reason, f"{role.replace('_', ' ')}, {stands}", ", ".join(what)]
                for (reason, role, stands), what in reasons.items()
            ],
        ),
    )


def audit() -> str:
    """Every action that the diary knows, in plain words."""
    rows = [
        [
            f"`{act.action}`",
            diary_words.kind_words(act.kind),
            act.about.replace("_", " "),
            act.told(governed("audit.thing")),
        ]
        for act in diary_words.catalogue().values()
    ]
    heads = [governed(f"audit.{each}") for each in ("action", "sort", "about", "did")]
    return _page("audit", _table(heads, rows))


def retention() -> str:
    """The schedule as it is without a council's own file."""
    rows = [
        [
            time.title,
            _length(time),
            governed(f"since.{time.since.value}"),
            time.source,
            governed("retention.yes") if time.statutory else governed("retention.no"),
        ]
        for time in schedule("").rules.values()
    ]
    heads = ("what", "long", "since", "source", "statutory")
    return _page(
        "retention",
        _table([governed(f"retention.{each}") for each in heads], rows),
        f"## {governed('passing.title')}",
        governed("passing.intro"),
        _passing(),
    )


def flows() -> str:
    """The table that says what the picture shows."""
    names = {box["key"]: box["name"] for box in _plain()["box"]}
    rows = [
        [names[each["from"]], names[each["to"]], each["what"], each["guard"]]
        for each in _plain()["arrow"]
    ]
    heads = [governed(f"flow.{each}") for each in ("from", "to", "what", "guard")]
    return _page("flow", f"![{governed('flow.alt')}](data-flow.svg)", _table(heads, rows))


def materials(lock: str) -> str:
    """The bill of materials, CycloneDX 1.6, of what is installed to run; the same for the same lock."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name.lower()}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name.lower()}@{version}",
        }
        for name, version in PACKAGE.findall(lock)
    ]
    root = {"type": "application", "bom-ref": "kith", "name": "kith"}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": components,
    }
    return json.dumps(bill, indent=1) + "\n"


def _passing() -> str:
    times = {
        "linking": linkings.LASTS.seconds // 60,
        "confirmed": accounts.CONFIRMED_FOR.days,
        "gone": accounts.GONE_AFTER.days,
        "shown": shown.KEPT_FOR.days,
    }
    rows = [[each["what"], each["long"].format(**times)] for each in _plain()["passes"]]
    return _table([governed("passing.what"), governed("passing.long")], rows)


def _page(name: str, *parts: str) -> str:
    head = [f"# {governed(f'{name}.title')}", governed("page.made"), governed(f"{name}.intro")]
    return "\n\n".join((*head, *parts)) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(_safe, line))} |" for line in lines)


def _safe(text: str) -> str:
    return text.replace("|", "/")


def _said(action: Action) -> str:
    return action.value.replace("_", " ")


def _role(role: Role) -> str:
    return role.value.replace("_", " ").capitalize()


def _cell(action: Action, role: Role) -> str:
    found = {rule.relation for rule in RULES if rule.action is action and rule.role is role}
    return ", ".join(each.value.replace("_", " ") for each in Relation if each in found)


def _length(time: Time) -> str:
    if time.years:
        return governed("retention.years", count=time.years)
    if time.days:
        return governed("retention.days", count=time.days)
    return governed("retention.always")
