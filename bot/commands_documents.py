"""`kith documents`: starter templates for Word, and checks of a council's own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command_words import said
from bot.commands_form import named_form

if TYPE_CHECKING:
    from templates.sheet import SheetKind

COPIES = ("council", "search")
Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_document_commands(commands: Commands) -> None:  # type: ignore[valid-type]
    documents = commands.add_parser("documents", help=said("documents.help"))  # type: ignore[attr-defined]
    doing = documents.add_subparsers(required=True, metavar="starter|check")
    starter = doing.add_parser("starter", help=said("documents.starter"))
    starter.add_argument("form", help=said("documents.form"))
    starter.add_argument("--copy", default="council", choices=COPIES, help=said("documents.copy"))
    starter.add_argument("--to", type=Path, help=said("documents.to"))
    starter.set_defaults(command=_starter)
    check = doing.add_parser("check", help=said("documents.check"))
    check.add_argument("form", help=said("documents.form"))
    check.add_argument("template", type=Path, help=said("documents.template"))
    check.add_argument("--copy", default="council", choices=COPIES, help=said("documents.copy"))
    check.set_defaults(command=_check)


def _starter(chosen: argparse.Namespace) -> int:
    from bot.own_templates import file_of_form, file_of_sheet
    from templates import sheet_starter, starter
    from templates.paper import Copy

    kind = _sheet(chosen.form)
    if kind is not None:
        name, made = file_of_sheet(kind), sheet_starter.build(kind)
    else:
        form = named_form(chosen.form)
        if form is None:
            return 2
        copy = Copy(chosen.copy)
        name, made = file_of_form(form, copy), starter.build(form, copy)
    path = chosen.to or Path(name)
    path.write_bytes(made)
    print(said("documents.written", path=path))
    return 0


def _check(chosen: argparse.Namespace) -> int:
    import sys

    from templates import check, sheet_check
    from templates.paper import Copy

    kind = _sheet(chosen.form)
    template = chosen.template.read_bytes()
    if kind is not None:
        faults = sheet_check.check(kind, template)
    else:
        form = named_form(chosen.form)
        if form is None:
            return 2
        faults = check.check(form, Copy(chosen.copy), template)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(said("documents.fine"))
    return 1 if faults else 0


def _sheet(name: str) -> SheetKind | None:
    """The paper about a household that is called this: `review`, `matching` or `welcome`."""
    from templates.sheet import SheetKind

    return next((kind for kind in SheetKind if kind.value == name), None)
