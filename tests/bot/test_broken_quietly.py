"""Whatever breaks with somebody's words in its hand tells nobody: not the page, not the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import jinja2
import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from storage import subjects
from storage.store import Store
from storage.turn import Turn
from tests.bot.conftest import Open
from tests.bot.house import WORKER, FakeAssistant, FakeReply, Small

CANARY = "Quillfeather"
WORDS = f"Ambrose {CANARY} keeps newts"


class Born(BaseModel):
    on: date


def in_sql(turn: Turn) -> None:
    turn.connection.execute(text("INSERT INTO person (id) VALUES (:id)"), {"id": WORDS})


def in_a_value(turn: Turn) -> None:
    turn.connection.execute(text("SELECT :it"), {"it": {WORDS}})


def in_a_statement(turn: Turn) -> None:
    turn.connection.execute(text(f"SELECT '{WORDS}' FROM nowhere"))


def in_a_model(_: Turn) -> None:
    Born(on=WORDS)  # type: ignore[arg-type]


def in_a_page(_: Turn) -> None:
    strict = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    strict.from_string("{{ child[name] }}").render(child={}, name=WORDS)


def in_json(_: Turn) -> None:
    json.loads(WORDS)


def in_bytes(_: Turn) -> None:
    (WORDS + "\ud800").encode()


def in_a_key(_: Turn) -> None:
    {}[WORDS]


def in_a_seal(turn: Turn) -> None:
    turn.unseal(WORDS.encode(), "person", "name", WORDS, "")


def in_the_diary(turn: Turn) -> None:
    turn.write_diary("test.broken", "child", WORDS, "p", "web")


def in_one_that_holds_another(turn: Turn) -> None:
    try:
        in_a_key(turn)
    except KeyError as error:
        error.add_note(WORDS)
        raise RuntimeError(f"while hearing {WORDS}") from error


def in_a_group(_: Turn) -> None:
    raise ExceptionGroup(WORDS, [ValueError(WORDS)])


BREAKS: list[Callable[[Turn], None]] = [
    in_sql,
    in_a_value,
    in_a_statement,
    in_a_model,
    in_a_page,
    in_json,
    in_bytes,
    in_a_key,
    in_a_seal,
    in_the_diary,
    in_one_that_holds_another,
    in_a_group,
]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.__name__)
async def test_a_fault_tells_nobody_whose_words_it_held(
    small: Small,
    browser: Open,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: Callable[[Turn], None],
) -> None:
    def hear(_: FakeAssistant, turn: Turn, *__: object, **___: object) -> FakeReply:
        broken(turn)
        raise AssertionError("nothing broke")

    chat = await (await (await browser()).enter(WORKER)).chat()
    monkeypatch.setattr(FakeAssistant, "hear", hear)
    with caplog.at_level(logging.DEBUG):
        answer = await chat.say(WORDS, "one")
    said = await answer.text()
    assert answer.status in (500, 503)
    assert CANARY not in said
    assert CANARY not in str(answer.headers)
    shown = logging.Formatter()
    lines = [shown.format(record) for record in caplog.records]
    assert lines, "nothing was logged at all, so nothing was shown"
    assert not [line for line in lines if CANARY in line]


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
def test_the_database_library_never_writes_the_values_whatever_its_level(
    small: Small, caplog: pytest.LogCaptureFixture, level: int
) -> None:
    """Somebody looking for a fault may turn it up; it decides what to say when it is opened."""
    from tests.bot.house import Clock, ids, open_store

    folder = small.house.templates_folder
    assert folder is not None
    small.store.close()
    with caplog.at_level(level, "sqlalchemy"):
        opened = open_store(folder, Clock(), ids(9_000))
        opened.perform_now(_look_for)
        with pytest.raises(Exception, match=r".") as broken:
            opened.perform_now(in_sql)
        opened.close()
    said = " ".join(record.getMessage() for record in caplog.records)
    assert "SELECT" in said, "it was turned up"
    assert CANARY not in said
    assert CANARY not in _whole(broken.value)


def _look_for(turn: Turn) -> None:
    subjects.child_by_ref(turn, WORDS)


def test_an_error_of_the_database_names_the_statement_only(store: Store) -> None:
    raised: list[BaseException] = []
    for broken in (in_sql, in_a_value):
        try:
            store.perform_now(broken)
        except Exception as error:  # noqa: BLE001  whatever it is, it may not tell
            raised.append(error)
    assert len(raised) == 2
    assert not [each for each in raised if CANARY in _whole(each)]
    assert any(
        isinstance(each, DBAPIError | StatementError) for one in raised for each in _all(one)
    )


def test_no_model_of_ours_reads_what_a_person_sent() -> None:
    """Pydantic's errors print what they were given, so nothing a person says is read with it.

    The tables alone are its models, and SQLAlchemy fills those without its checks.
    """
    from tests.reading_code import imported, modules

    users = {name for name, tree in modules().items() if "pydantic" in set(imported(tree))}
    assert not users
    with pytest.raises(ValidationError) as refused:
        Born(on=WORDS)  # type: ignore[arg-type]
    assert CANARY in str(refused.value), "the reason why"


def _all(error: BaseException | None) -> list[BaseException]:
    return [] if error is None else [error, *_all(error.__cause__ or error.__context__)]


def _whole(error: BaseException) -> str:
    return " ".join(f"{type(each).__name__} {each}" for each in _all(error))


@pytest.fixture
def store(small: Small) -> Any:
    return small.store
