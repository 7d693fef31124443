"""The `kith` command: the demo, a terminal chat, and checks for authors of forms and templates."""

from __future__ import annotations

import argparse
import errno
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from bot.command_words import said
from bot.commands_documents import add_document_commands
from bot.commands_form import named_form
from bot.commands_governance import add_governance_command
from bot.commands_serve import add_serve_commands
from bot.commands_teams import add_teams_commands
from bot.errors import BotError
from bot.holding import add_hold_commands
from bot.operators import add_operator_commands
from bot.records import add_record_commands
from dialogs.errors import FormFaulty
from dialogs.read import FORMS, publish, read_form
from storage.errors import StorageError

Command = Callable[[argparse.Namespace], int]
MOST_PORTS = 65_535


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the result is the exit status: 0 fine, 1 something is wrong, 2 misused."""
    parser = argparse.ArgumentParser(prog="kith", description=said("about"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _demo(commands)
    _chat(commands)
    _forms(commands)
    add_document_commands(commands)
    _migrate(commands)
    add_operator_commands(commands)
    add_record_commands(commands)
    add_hold_commands(commands)
    add_serve_commands(commands)
    add_governance_command(commands)
    add_teams_commands(commands)
    chosen = parser.parse_args(arguments)
    command: Command = chosen.command
    try:
        return command(chosen)
    except (BotError, StorageError) as error:
        print(error, file=sys.stderr)
        return 1


Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _demo(commands: Commands) -> None:  # type: ignore[valid-type]
    demo = commands.add_parser("demo", help=said("demo.help"))  # type: ignore[attr-defined]
    demo.add_argument("--port", type=_port, default=8080, help=said("demo.port"))
    demo.add_argument("--data", type=Path, default=Path("larkshire"), help=said("demo.data"))
    demo.add_argument("--json", action="store_true", help=said("demo.json"))
    demo.set_defaults(command=_run_demo)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_PORTS:
        raise argparse.ArgumentTypeError(said("demo.port"))
    return int(text)


def _run_demo(chosen: argparse.Namespace) -> int:
    from bot.demo import Opened, run
    from bot.settings import DemoSettings

    def ready(opened: Opened) -> None:
        if chosen.json:
            plain = {
                "url": opened.url,
                "people": [asdict(guest) for guest in opened.guests],
                "children": opened.children,
                "households": opened.households,
            }
            print(json.dumps(plain), flush=True)
            return
        print(said("demo.ready", url=opened.url))
        for guest in opened.guests:
            if guest.note:
                role = guest.role.replace("_", " ")
                print(
                    said(
                        "demo.person",
                        name=guest.name,
                        role=role,
                        enter=guest.enter,
                        note=guest.note,
                    )
                )
        print(said("demo.stop", data=chosen.data), flush=True)

    try:
        run(DemoSettings(chosen.data, chosen.port), ready)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        print(said("demo.busy", port=chosen.port), file=sys.stderr)
        return 1
    return 0


def _chat(commands: Commands) -> None:  # type: ignore[valid-type]
    chat = commands.add_parser("chat", help=said("chat.help"))  # type: ignore[attr-defined]
    chat.add_argument("form", help=said("chat.form"))
    chat.add_argument("--child", default=said("larkshire.child"), help=said("chat.child"))
    chat.add_argument("--transcript", type=Path, help=said("chat.transcript"))
    chat.set_defaults(command=_run_chat)


def _run_chat(chosen: argparse.Namespace) -> int:
    from bot.demo import now
    from bot.terminal import author_voice, chat

    form = named_form(chosen.form)
    if form is None:
        return 2
    voice = author_voice(
        chosen.child, said("larkshire.council"), said("larkshire.phone"), now().date()
    )
    chat(form, voice, chosen.transcript)
    return 0


def _forms(commands: Commands) -> None:  # type: ignore[valid-type]
    forms = commands.add_parser("forms", help=said("forms.help"))  # type: ignore[attr-defined]
    doing = forms.add_subparsers(required=True, metavar="check|outline|simulate|publish")
    check = doing.add_parser("check", help=said("forms.check"))
    check.add_argument("files", nargs="*", type=Path, help=said("forms.file"))
    check.set_defaults(command=_check_forms)
    outline = doing.add_parser("outline", help=said("forms.outline"))
    outline.add_argument("form", help=said("chat.form"))
    outline.set_defaults(command=_outline)
    published = doing.add_parser("publish", help=said("forms.publish"))
    published.set_defaults(command=_publish)
    simulate = doing.add_parser("simulate", help=said("forms.simulate"))
    simulate.add_argument("form", help=said("chat.form"))
    simulate.add_argument("--walks", type=int, default=200)
    simulate.set_defaults(command=_simulate)


def _check_forms(chosen: argparse.Namespace) -> int:
    worst = 0
    for path in chosen.files or sorted(FORMS.glob("*.*.toml")):
        try:
            form = read_form(path)
        except FormFaulty as faulty:
            print(faulty, file=sys.stderr)
            worst = 1
        else:
            print(said("forms.fine", name=form.name, questions=len(form.by_key)))
    return worst


def _publish(chosen: argparse.Namespace) -> int:
    try:
        publish()
    except FormFaulty as faulty:
        print(faulty, file=sys.stderr)
        return 1
    print(said("forms.published"))
    return 0


def _outline(chosen: argparse.Namespace) -> int:
    form = named_form(chosen.form)
    if form is None:
        return 2
    for section in form.sections:
        print(f"\n{section.title}  [{section.key}]")
        for question in section.questions:
            asked_if = " & ".join(
                f"{condition.key} = {'/'.join(sorted(condition.values))}"
                for condition in question.when
            )
            print(f"  {question.key:<45} {question.kind:<10} {question.label}")
            if asked_if:
                print(f"  {'':<45} if {asked_if}")
    return 0


def _simulate(chosen: argparse.Namespace) -> int:
    from dialogs.simulate import simulate

    form = named_form(chosen.form)
    if form is None:
        return 2
    result = simulate(form, chosen.walks)
    if result.stuck_at:
        print(said("forms.stuck", name=form.name, path=result.stuck_at), file=sys.stderr)
        return 1
    print(
        said(
            "forms.simulated",
            name=form.name,
            walks=chosen.walks,
            reached=len(result.reached),
            questions=len(form.by_key),
        )
    )
    return 0


def _migrate(commands: Commands) -> None:  # type: ignore[valid-type]
    migrate = commands.add_parser("migrate", help=said("migrate.help"))  # type: ignore[attr-defined]
    migrate.add_argument("--data", type=Path, default=Path("larkshire"), help=said("demo.data"))
    migrate.set_defaults(command=_run_migrate)


def _run_migrate(chosen: argparse.Namespace) -> int:
    from bot.demo import new_id, now
    from bot.settings import DemoSettings
    from storage.store import Store

    settings = DemoSettings(chosen.data)
    if not settings.store.exists():
        print(said("migrate.none"), file=sys.stderr)
        return 1
    with settings.held():
        keys = settings.keys()
        Store.open(
            settings.store, file_key=keys.file, master_key=keys.master, clock=now, new_id=new_id
        ).close()
    print(said("migrate.done"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
