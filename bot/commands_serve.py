"""`kith serve` and `kith people import`: for whoever runs a council's own house."""

from __future__ import annotations

import argparse
import errno
import getpass
import logging
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.serve_errors import OnlyADemo, RowRefused, SettingRefused
from bot.words import words

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]
FINE, WRONG, MISUSED = 0, 1, 2


def add_serve_commands(commands: Commands) -> None:
    """What real people use is opened with settings alone, so that nothing is chosen by accident."""
    serve = commands.add_parser("serve", allow_abbrev=False, help=words("serve", "help"))
    serve.add_argument("--config", type=Path, help=words("serve", "config"))
    serve.add_argument("--make-keys", action="store_true", help=words("serve", "make_keys"))
    serve.set_defaults(command=_kindly(_serve))
    people = commands.add_parser("people", allow_abbrev=False, help=words("people", "help"))
    doing = people.add_subparsers(required=True, metavar="import")
    bring = doing.add_parser("import", allow_abbrev=False, help=words("people", "import"))
    bring.add_argument("file", type=Path, help=words("people", "file"))
    bring.add_argument("--config", type=Path, help=words("serve", "config"))
    bring.set_defaults(command=_kindly(_import))


def _kindly(run: Run) -> Run:
    def command(chosen: argparse.Namespace) -> int:
        try:
            return run(chosen)
        except (SettingRefused, OnlyADemo, RowRefused) as refused:
            print(refused, file=sys.stderr)
            return MISUSED

    return command


def _serve(chosen: argparse.Namespace) -> int:
    from bot.serve import make_keys, run
    from bot.serve_settings import data_folder, environment, given, read_settings

    set_ = given(chosen.config, environment())
    if chosen.make_keys:
        folder, path = data_folder(set_)
        make_keys(folder, path)
        print(words("serve", "keys_made", path=path))
        return FINE
    settings = read_settings(set_)
    _speak_up()
    try:
        run(settings, lambda url: print(words("serve", "ready", url=url), flush=True))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise SettingRefused("web.port", "taken_port") from None
    return FINE


def _import(chosen: argparse.Namespace) -> int:
    from bot.demo import new_id
    from bot.serve import open_store
    from bot.serve_people import add_people, read_people
    from bot.serve_settings import environment, given, read_settings

    settings = read_settings(given(chosen.config, environment()))
    newcomers = read_people(chosen.file, settings.client, new_id)
    actor = "operator:" + re.sub(r"[^!-~]", "_", getpass.getuser())[:60]
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open_store(settings) as store:
        done = store.perform_now(lambda turn: add_people(turn, newcomers, actor))
    print(words("people", "done", added=done.added, known=done.known))
    return FINE


def _speak_up() -> None:
    """Kith's own log to the terminal, where the service manager keeps it; nobody else's."""
    heard = logging.StreamHandler()
    heard.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log = logging.getLogger("kith")
    log.addHandler(heard)
    log.setLevel(logging.INFO)
    log.propagate = False
