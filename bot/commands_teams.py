"""`kith teams`: makes the app that a council puts into Teams, and checks one."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.serve_errors import SettingRefused
from bot.teams_words import teamed

if TYPE_CHECKING:
    from bot.serve_given import Given
    from bot.teams_package import AppFacts

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

FINE, WRONG, MISUSED = 0, 1, 2
SITE = re.compile(r"https:/{2}[^/?#@\s]+")


def add_teams_commands(commands: Commands) -> None:
    teams = commands.add_parser("teams", allow_abbrev=False, help=teamed("package.help"))
    doing = teams.add_subparsers(required=True, metavar="package|check")
    make = doing.add_parser("package", allow_abbrev=False, help=teamed("package.make"))
    make.add_argument("--to", type=Path, required=True, help=teamed("package.to"))
    make.add_argument("--config", type=Path, help=teamed("package.config"))
    for name in ("app-id", "site", "council", "privacy", "terms", "version"):
        make.add_argument(f"--{name}", help=teamed(f"package.{name.replace('-', '_')}"))
    make.add_argument("--files", action="store_true", help=teamed("package.files"))
    make.set_defaults(command=_make)
    check = doing.add_parser("check", allow_abbrev=False, help=teamed("package.check"))
    check.add_argument("package", type=Path, help=teamed("package.file"))
    check.set_defaults(command=_check)


def _make(chosen: argparse.Namespace) -> int:
    from bot.teams_check import check
    from bot.teams_package import package

    try:
        made = package(_facts(chosen))
    except SettingRefused as refused:
        return _wrong(str(refused))
    except KeyError as lacking:
        return _wrong(teamed("package.lacking", option=lacking.args[0]))
    faults = check(made)
    if faults:
        return _wrong(*faults)
    try:
        chosen.to.write_bytes(made)
    except OSError as error:
        return _wrong(_shut(chosen.to, error))
    print(teamed("package.made", path=chosen.to))
    return FINE


def _facts(chosen: argparse.Namespace) -> AppFacts:
    """What was said here, and in the settings what was not. Raises `SettingRefused`, and `KeyError`
    with the name of an option that is nowhere."""
    from bot.serve_settings import environment, given
    from bot.teams_package import AppFacts

    set_ = given(chosen.config, environment())
    facts = {
        "app_id": chosen.app_id or _set(set_, "teams.app_id"),
        "site": (chosen.site or _set(set_, "web.address")).rstrip("/"),
        "council": chosen.council or _set(set_, "council.name"),
        "privacy": chosen.privacy or "",
        "terms": chosen.terms or "",
    }
    for name, value in facts.items():
        if not value:
            raise KeyError(f"--{name.replace('_', '-')}")
    if not SITE.fullmatch(facts["site"]):
        raise SettingRefused("web.address", "wrong_address")
    return AppFacts(
        app_id=facts["app_id"].lower(),
        site=facts["site"],
        council=facts["council"],
        privacy=facts["privacy"],
        terms=facts["terms"],
        files=chosen.files or _set(set_, "teams.files") == "yes",
        version=chosen.version or "",
    )


def _set(set_: Given, name: str) -> str:
    return set_.plain.get(name, "").strip()


def _check(chosen: argparse.Namespace) -> int:
    from bot.teams_check import LARGEST, check

    try:
        with chosen.package.open("rb") as file:
            package = file.read(4 * LARGEST)
    except OSError as error:
        return _wrong(_shut(chosen.package, error))
    faults = check(package)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(teamed("package.fine", path=chosen.package))
    return WRONG if faults else FINE


def _shut(path: Path, error: OSError) -> str:
    return teamed("package.shut", path=path, why=os.strerror(error.errno or 0))


def _wrong(*faults: str) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return MISUSED
