"""Migrations: what they build is what the tables say, forwards and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage import migrations, sqlite
from storage import tables_around as around
from storage.tables import Row
from tests.storage.builders import FILE_KEY

T = TypeVar("T")

BETWEEN_PARTS = re.compile(r",(?![^(]*\))|\n\(|\((?=\n)")
"""The commas between the columns of a table, not those within a key."""


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    return sqlite.engine(tmp_path / "kith.db", FILE_KEY).connect()


def in_turn(connection: Connection, work: Callable[[], T]) -> T:
    with connection.begin():
        return work()


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(migrations.FOLDER))
    made.attributes["connection"] = connection
    return made


def test_migrations_build_what_the_tables_say(connection: Connection) -> None:
    migrations.upgrade(connection)

    def differences() -> object:
        return compare_metadata(MigrationContext.configure(connection), Row.metadata)

    assert in_turn(connection, differences) == []
    connection.close()


def test_they_build_it_to_the_letter(tmp_path: Path, connection: Connection) -> None:
    migrations.upgrade(connection)
    other = sqlite.engine(tmp_path / "other.db", FILE_KEY).connect()
    in_turn(other, lambda: around.inbox.metadata.create_all(other))

    def said(of: Connection) -> dict[str, list[list[str]]]:
        """The parts of every table and index, sorted: the order of columns and constraints is
        nobody's wish, and a column that was added later stands on no line of its own."""
        made = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql <> ''"
        rows = in_turn(of, lambda: of.execute(text(made)).all())
        return {
            name: sorted(part.split() for part in BETWEEN_PARTS.split(sql.replace("\n)", ",\n")))
            for name, sql in rows
            if name != "alembic_version"
        }

    assert said(connection) == said(other)
    connection.close()
    other.close()


def test_a_store_that_is_up_to_date_is_left_alone(connection: Connection) -> None:
    migrations.upgrade(connection)
    migrations.upgrade(connection)
    connection.close()


def test_the_newest_migration_is_the_one_we_look_for(connection: Connection) -> None:
    script = ScriptDirectory.from_config(config(connection))
    assert script.get_heads() == [migrations.HEAD]
    connection.close()


def test_everything_can_be_taken_back(connection: Connection) -> None:
    migrations.upgrade(connection)
    in_turn(connection, lambda: command.downgrade(config(connection), "base"))
    left = in_turn(connection, lambda: inspect(connection).get_table_names())
    assert left == ["alembic_version"]
    migrations.upgrade(connection)
    connection.close()


def test_what_waits_for_an_account_when_lanes_come_is_in_its_lane(connection: Connection) -> None:
    in_turn(connection, lambda: command.upgrade(config(connection), "0008"))
    at = "2026-10-01T09:00:00.000000Z"

    def put_in() -> None:
        for person in ("p-1", "p-2"):
            of = {"id": person}
            connection.execute(text("INSERT INTO person VALUES (:id, :id, 'x', '', 1, x'00')"), of)
        for name, person, channel in (
            ("a-1", "p-1", "teams"),
            ("a-2", "p-1", "telegram"),
            ("a-3", "p-2", "teams"),
        ):
            insert = (
                "INSERT INTO account VALUES"
                " (:id, :channel, :key, :person, x'00', x'00', '', '', :at, :at, :at)"
            )
            key = name.encode()
            of = {"id": name, "channel": channel, "key": key, "person": person, "at": at}
            connection.execute(text(insert), of)
        for dedupe, person, kind in (
            ("to_account teams 0f", "p-1", "to_account"),
            ("to_account telegram 0f", "p-1", "to_account"),
            ("to_account reminder 7 a-2", "p-1", "to_account"),
            ("to_account teams 1f", "p-2", "to_account"),
            ("to_account reminder 8 a-0", "p-2", "to_account"),
            ("account_told ended a-1", "p-1", "account_told"),
            ("referral_sent x", None, "referral_sent"),
        ):
            insert = (
                "INSERT INTO outbox"
                " (dedupe, person, kind, sealed, not_before, attempts, state, error, at)"
                " VALUES (:dedupe, :person, :kind, x'00', :at, 0, 'waiting', '', :at)"
            )
            of = {"dedupe": dedupe, "person": person, "kind": kind, "at": at}
            connection.execute(text(insert), of)

    in_turn(connection, put_in)
    migrations.upgrade(connection)
    ask = text("SELECT lane FROM outbox ORDER BY seq")
    lanes = in_turn(connection, lambda: list(connection.execute(ask).scalars()))
    assert lanes == ["a-1", "a-2", "a-2", "a-3", "p-2", "p-1", None]
    connection.close()


def test_the_folder_is_packaged_with_the_code() -> None:
    assert (migrations.FOLDER / "env.py").is_file()
    assert (migrations.FOLDER / "script.py.mako").is_file()
