"""Commands for the whole of a record: how long it is kept, handing it over, forgetting it."""

from __future__ import annotations

import argparse
import hashlib
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bot.days import ENGLAND, day_words
from bot.operator_words import tell, tell_fault
from bot.operators import FINE, WRONG, actor, data_command, now, with_store
from bot.settings import KEYS, STORE
from care.errors import CareError
from care.retention import Schedule, schedule
from storage import erasures, keys_file
from storage.errors import Held, NoReceipt

if TYPE_CHECKING:
    from bot.operators import Commands
    from storage.export import Bundle
    from storage.retention import Due, Plan
    from storage.store import Store


@cache
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "records.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def recorded(name: str, /, **details: object) -> str:
    """The words of that dotted name, with details filled in. Raises `KeyError`."""
    section, _, key = name.partition(".")
    return _words()[section][key].format(**details)


def add_record_commands(commands: Commands) -> None:
    """`retention`, `export-subject` and `forget`."""
    retention = data_command(commands, "retention", recorded("retention.help"), _retention)
    retention.add_argument("--today", type=_day, help=recorded("retention.today"))
    retention.add_argument("--schedule", type=Path, help=recorded("retention.schedule"))
    retention.add_argument("--do-it", action="store_true", help=recorded("retention.do_it"))

    export = data_command(commands, "export-subject", recorded("export.help"), _export)
    export.add_argument("--subject", required=True, help=recorded("subject.help"))
    export.add_argument("--to", type=Path, required=True, help=recorded("export.to"))
    export.add_argument("--by", type=a_name, required=True, help=recorded("export.by"))

    forget = data_command(commands, "forget", recorded("forget.help"), _forget)
    forget.add_argument("--subject", required=True, help=recorded("subject.help"))
    forget.add_argument("--reason", type=a_name, required=True, help=recorded("forget.reason"))
    forget.add_argument("--without-receipt", action="store_true", help=recorded("forget.without"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(recorded("retention.today")) from None


def a_name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(recorded("export.by"))
    return text.strip()


# ---------------------------------------------------------------- retention


def _retention(chosen: argparse.Namespace) -> int:
    try:
        by = schedule(chosen.schedule.read_text(encoding="utf-8") if chosen.schedule else "")
    except (CareError, UnicodeDecodeError) as error:
        tell_fault(str(error) if isinstance(error, CareError) else recorded("retention.schedule"))
        return WRONG
    today = chosen.today or now().astimezone(ENGLAND).date()
    status = FINE

    def work(store: Store) -> None:
        nonlocal status
        from storage.retention import plan

        found = store.perform_now(lambda turn: plan(turn, by, today))
        if chosen.do_it:
            status = _do(chosen.data, store, found, by, today)
        else:
            _say(found)

    with_store(chosen.data, keys_file.read(chosen.data / KEYS), work)
    return status


def _say(plan: Plan) -> None:
    may_go = [due for due in plan.due if due.may_go]
    if may_go:
        tell(recorded("retention.would"))
        for due in may_go:
            _say_due(due)
    _say_the_rest(plan)


def _do(data: Path, store: Store, plan: Plan, by: Schedule, today: date) -> int:
    from storage.retention import carry_out

    _listed(data)
    count = 0
    may_go = [due for due in plan.due if due.may_go]
    if may_go:
        tell(recorded("retention.doing"))
    for due in may_go:
        _say_due(due)
        gone: object = 0
        with suppress(NoReceipt, Held):
            work = partial(carry_out, due=due, by=by, today=today, actor=actor())
            gone = store.perform_now(work)
        tell(recorded("retention.gone" if gone else "retention.not_gone"))
        count += bool(gone)
    _say_the_rest(plan)
    tell(recorded("retention.left", count=count, waits=len(plan.due) - len(may_go)))
    return _remember(data, store)


def _say_the_rest(plan: Plan) -> None:
    waits = [due for due in plan.due if not due.may_go and not due.held]
    held = [due for due in plan.due if due.held]
    if not plan.due:
        tell(recorded("retention.none"))
    if held:
        tell(recorded("retention.held"))
    for due in held:
        _say_due(due)
    if waits:
        tell(recorded("retention.waits"))
    for due in waits:
        _say_due(due)
        tell(recorded("retention.never" if due.standing == "none" else "retention.stale"))
    if plan.undated:
        tell(recorded("retention.undated"))
    for ref in plan.undated:
        tell(f"  {ref}")


def _say_due(due: Due) -> None:
    tell(recorded(f"retention.{due.about}", ref=due.ref, count=due.count))
    rule = due.rule
    until = day_words(due.until)
    tell(recorded("retention.why", title=rule.title, key=rule.key, source=rule.source, until=until))


# ---------------------------------------------------------------- handing over


def _export(chosen: argparse.Namespace) -> int:
    def work(store: Store) -> None:
        from dialogs.read import read_forms
        from storage import export, subjects

        forms = read_forms()
        bundle = store.perform_now(
            lambda turn: export.gather(turn, subjects.read(turn, chosen.subject), forms)
        )
        sha256 = export.write(bundle, chosen.to, _index(bundle, chosen.subject))
        store.perform_now(lambda turn: export.hand_over(turn, bundle, sha256, chosen.by, actor()))
        count = len(bundle.files) + 2
        tell(recorded("export.done", path=chosen.to, files=count, sha256=sha256))
        if bundle.mentions:
            tell(recorded("export.mentions", count=bundle.mentions))
        tell(recorded("export.care"))

    with_store(chosen.data, keys_file.read(chosen.data / KEYS), work)
    return FINE


def _index(bundle: Bundle, ref: str) -> str:
    """A plain page that says what is in the folder; it needs nothing but a browser."""
    title = escape(recorded("index.title", ref=ref))
    told = [recorded("index.made", day=day_words(now()))]
    if bundle.mentions:
        told.append(recorded("index.review", count=bundle.mentions))
    heads = (recorded("index.file"), recorded("index.holds"), recorded("index.sha256"))
    rows = [_tags("th", heads)]
    for name, data in sorted(bundle.files.items()):
        kind = "document" if name.endswith(".docx") else name.partition(".")[0].partition("-")[0]
        sha256 = hashlib.sha256(data).hexdigest()
        rows.append(_tags("td", (name, recorded(f"index.{kind}"), sha256)))
    table = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body>\n<h1>{title}</h1>\n{_tags('p', told)}\n<table>\n{table}\n</table>\n"
        "</body></html>\n"
    )


def _tags(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


# ---------------------------------------------------------------- forgetting


def _forget(chosen: argparse.Namespace) -> int:
    status = FINE
    _listed(chosen.data)

    def work(store: Store) -> None:
        nonlocal status
        from storage import forgetting, subjects
        from storage.turn import Turn

        def forget(turn: Turn) -> None:
            found = subjects.read(turn, chosen.subject)
            forgetting.forget(
                turn, found.id, chosen.reason, actor(), without_receipt=chosen.without_receipt
            )

        store.perform_now(forget)
        tell(recorded("forget.done"))
        status = _remember(chosen.data, store)

    with_store(chosen.data, keys_file.read(chosen.data / KEYS), work)
    return status


def _listed(data: Path) -> None:
    """Before anything is erased: a list that cannot be added to is noticed now."""
    if (data / erasures.NAME).exists():
        erasures.read(data / erasures.NAME)


def _remember(data: Path, store: Store) -> int:
    """Afterwards: the list beside the store has all that was ever erased, and the log is empty."""
    from storage.forgetting import empty_log

    known = store.perform_now(erasures.everything)
    try:
        if known:
            erasures.remember(data / erasures.NAME, known)
    except OSError:
        tell_fault(recorded("forget.unlisted"))
        return WRONG
    if known:
        tell(recorded("forget.listed", path=data / erasures.NAME))
    if not empty_log(data / STORE, keys_file.read(data / KEYS).file):
        tell(recorded("forget.log"))
    return FINE
