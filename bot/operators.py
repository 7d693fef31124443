"""The operators' commands: backup, restore, keys, diary and doctor, in words from a file."""

from __future__ import annotations

import argparse
import getpass
import re
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from bot.door_checkup import add_door_options, examine_doors
from bot.operator_words import tell, tell_fault, tell_findings, told, why
from bot.settings import KEYS, STORE
from storage import keys_file
from storage.errors import NotKept, OldSchema, StorageError, Unsound
from storage.finding import State
from storage.keys_file import KeySet

if TYPE_CHECKING:
    from storage.store import Store
    from storage.turn import Turn

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]
FINE, WRONG = 0, 1


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """An opaque id of 128 random bits."""
    return secrets.token_urlsafe(16)


def add_operator_commands(commands: Commands) -> None:
    """`backup`, `restore`, `keys escrow|rotate`, `diary verify` and `doctor`."""
    backup = data_command(commands, "backup", told("backup.help"), _backup)
    backup.add_argument("--to", type=Path, required=True, help=told("backup.to"))

    restore = commands.add_parser("restore", allow_abbrev=False, help=told("restore.help"))
    restore.add_argument(
        "--from", dest="source", type=Path, required=True, help=told("restore.from")
    )
    restore.add_argument("--to", dest="data", type=Path, required=True, help=told("restore.to"))
    restore.add_argument("--keys", type=Path, help=told("restore.keys"))
    restore.add_argument("--passphrase-file", type=Path, help=told("keys.passphrase_file"))
    restore.add_argument("--despite-faults", action="store_true", help=told("restore.despite"))
    restore.add_argument("--erasures", type=Path, help=told("restore.erasures"))
    restore.set_defaults(command=kindly(_restore))

    keys = commands.add_parser("keys", allow_abbrev=False, help=told("keys.help"))
    doing = keys.add_subparsers(required=True, metavar="escrow|rotate")
    escrow = data_command(doing, "escrow", told("keys.escrow"), _escrow)
    escrow.add_argument("--to", type=Path, required=True, help=told("keys.to"))
    escrow.add_argument("--passphrase-file", type=Path, help=told("keys.passphrase_file"))
    rotate = data_command(doing, "rotate", told("keys.rotate"), _rotate)
    rotate.add_argument("--data-keys", action="store_true", help=told("keys.rotate_data_keys"))

    diary = commands.add_parser("diary", allow_abbrev=False, help=told("diary.help"))
    doing = diary.add_subparsers(required=True, metavar="verify")
    verify = data_command(doing, "verify", told("diary.verify"), _verify)
    verify.add_argument("--witness", type=Path, help=told("diary.witness"))

    add_door_options(data_command(commands, "doctor", told("doctor.help"), _doctor))


def data_command(commands: Commands, name: str, words: str, run: Run) -> argparse.ArgumentParser:
    made = commands.add_parser(name, allow_abbrev=False, help=words)
    # No abbreviations: `--passphrase X` must not be taken for the name of a file, and told back.
    made.add_argument("--data", type=Path, required=True, help=told("doctor.data"))
    made.set_defaults(command=kindly(run))
    return made


def kindly(run: Run) -> Run:
    """What went wrong in a sentence and a 1, without a trace of what was in hand."""

    def command(chosen: argparse.Namespace) -> int:
        try:
            return run(chosen)
        except (StorageError, OSError) as error:
            tell_fault(why(error, chosen))
            return WRONG

    return command


def _backup(chosen: argparse.Namespace) -> int:
    from storage import backup

    keys = keys_file.read(chosen.data / KEYS)
    done = backup.take(chosen.data / STORE, keys, chosen.data / KEYS, chosen.to, now)
    if not done.sound:
        tell(told("backup.unsound", path=done.path))
        tell_findings(done.findings, State.FAULT)
        return WRONG
    tell(told("backup.done", path=done.path, size=_size(done.size)))
    tell(told("backup.keys", mark=keys.mark))
    if done.current:
        try:
            with_store(chosen.data, keys, lambda store: store.perform_now(_say_backed_up))
        except NotKept:
            tell(told("backup.unsaid"))
    return FINE


def _say_backed_up(turn: Turn) -> None:
    turn.write_diary("store.backed_up", "store", "", actor(), "terminal")


def _restore(chosen: argparse.Namespace) -> int:
    from storage import backup, erasures

    known = erasures.read(chosen.erasures) if chosen.erasures else ()
    keys = _given_keys(chosen) if chosen.keys else keys_file.read(chosen.data / KEYS)
    if keys is None:
        return WRONG
    try:
        done = backup.restore(
            chosen.source,
            chosen.data,
            keys,
            now,
            new_id,
            store_name=STORE,
            actor=actor(),
            despite_faults=chosen.despite_faults,
            erasures=known,
        )
        if known:
            erasures.remember(chosen.data / erasures.NAME, known)
    except Unsound as unsound:
        tell(told("restore.unsound"))
        tell_findings(unsound.findings, State.FAULT)
        return WRONG
    tell_findings(done.findings)
    ending = "done" if done.sound else "despite_done"
    tell(told(f"restore.{ending}", path=chosen.data))
    tell(told("restore.signed_out"))
    if chosen.erasures:
        tell(told("restore.erased", count=len(known) - done.held))
        if done.held:
            tell(told("restore.held", count=done.held))
    else:
        tell(told("restore.no_erasures"))
    return FINE


def _given_keys(chosen: argparse.Namespace) -> KeySet | None:
    from storage import escrow

    text = chosen.keys.read_text(encoding="ascii", errors="replace")
    if not escrow.is_escrow(text):
        return keys_file.loads(text)
    passphrase = _passphrase(chosen, told("keys.ask_open"))
    return None if passphrase is None else escrow.unseal(text, passphrase)


def _escrow(chosen: argparse.Namespace) -> int:
    from storage import escrow

    keys = keys_file.read(chosen.data / KEYS)
    passphrase = _passphrase(
        chosen, told("keys.ask", least=escrow.LEAST_CHARACTERS), told("keys.again")
    )
    if passphrase is None:
        return WRONG
    escrow.write(chosen.to, keys, passphrase)
    if (chosen.data / STORE).is_file():
        with suppress(NotKept, OldSchema):
            with_store(chosen.data, keys, lambda store: store.perform_now(_say_escrowed))
    tell(told("keys.escrowed", path=chosen.to, mark=keys.mark))
    return FINE


def _say_witnessed(turn: Turn) -> None:
    turn.write_diary("diary.witnessed", "store", "", actor(), "terminal")


def _say_escrowed(turn: Turn) -> None:
    turn.write_diary("keys.escrowed", "store", "", actor(), "terminal")


def _passphrase(chosen: argparse.Namespace, *asking: str) -> str | None:
    """Never from the command line, where every user of the machine could read it."""
    if chosen.passphrase_file:
        lines = chosen.passphrase_file.read_text(encoding="utf-8").splitlines()
        if not lines or not lines[0].strip():
            tell_fault(told("keys.no_passphrase"))
            return None
        return str(lines[0])
    if not sys.stdin.isatty():
        tell_fault(told("keys.no_terminal"))
        return None
    first, *again = [getpass.getpass(words) for words in asking]
    if any(each != first for each in again):
        tell_fault(told("keys.differ"))
        return None
    return first


def _rotate(chosen: argparse.Namespace) -> int:
    from storage import rotation

    keys = keys_file.read(chosen.data / KEYS)

    def change(store: Store) -> None:
        done = rotation.rotate(store, chosen.data / KEYS, actor())
        if done.resumed:
            tell(told("keys.resumed"))
        tell(told("keys.rotated", count=done.wrapped, mark=done.mark))
        if chosen.data_keys:
            tell(told("keys.renewed", count=rotation.renew(store, actor())))
        tell(told("keys.after"))

    with_store(chosen.data, keys, change)
    return FINE


def _verify(chosen: argparse.Namespace) -> int:
    from storage import witness
    from storage.looking import looking

    keys = keys_file.read(chosen.data / KEYS)
    seen = witness.read(chosen.witness) if chosen.witness else ()
    with looking(chosen.data / STORE, keys, chosen.data / KEYS, now) as turn:
        found = witness.verdict(turn, seen)
    match found:
        case witness.Whole(head):
            tell(told("diary.whole", lines=head.seq))
            if chosen.witness:
                witness.append(chosen.witness, head, now(), seen)
                with suppress(NotKept, OldSchema):
                    with_store(chosen.data, keys, lambda store: store.perform_now(_say_witnessed))
                tell(told("diary.witnessed", count=len(seen)))
            return FINE
        case witness.Broken(line):
            tell(told("diary.broken", line=line))
        case witness.Shortened(head, saw):
            at = f"{saw.at:%d %B %Y, %H:%M}"
            tell(told("diary.shortened", at=at, seen=saw.seq, lines=head.seq))
        case witness.Rewritten(saw):
            tell(told("diary.rewritten", line=saw.seq, at=f"{saw.at:%d %B %Y, %H:%M}"))
        case _:
            assert_never(found)
    return WRONG


def _doctor(chosen: argparse.Namespace) -> int:
    from storage.checkup import examine

    store = examine(chosen.data / STORE, chosen.data / KEYS, now)
    count = tell_findings(chain(store, examine_doors(chosen)))
    if count[State.FAULT]:
        tell(told("doctor.ill", count=count[State.FAULT]))
        return WRONG
    notes = count[State.NOTE]
    tell(told("doctor.notes", count=notes) if notes else told("doctor.well"))
    return FINE


def with_store(data: Path, keys: KeySet, work: Callable[[Store], None]) -> None:
    """Work in a store that is there and up to date, whether or not a server has it open, too."""
    from storage import migrations
    from storage.looking import looking
    from storage.store import Store

    with looking(data / STORE, keys, data / KEYS, now) as turn:
        if migrations.revision(turn.connection) in migrations.known() - {migrations.HEAD}:
            raise OldSchema
    store = Store.open(
        data / STORE, file_key=keys.file, master_key=keys.master, clock=now, new_id=new_id
    )
    try:
        work(store)
    finally:
        store.close()


def actor() -> str:
    """Who gave the command, as this machine knows them."""
    return "operator:" + (re.sub(r"[^!-~]", "_", getpass.getuser())[:60])


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
