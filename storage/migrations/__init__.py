"""Bringing a store's tables up to date. Every change to a table is a file in `versions/`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.errors import UnknownSchema

FOLDER = Path(__file__).parent
HEAD = "0009"
"""The newest file in `versions/`. A store that is there already need not load Alembic at all."""


def upgrade(connection: Connection) -> bool:
    """Runs what is missing, all in one transaction; whether there was anything to run.

    Raises `UnknownSchema` for a newer store.
    """
    with connection.begin():
        if revision(connection) == HEAD:
            return False
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        with connection.begin():
            command.upgrade(config, "head")
    except CommandError as error:
        raise UnknownSchema from error
    return True


def revision(connection: Connection) -> str | None:
    """What a store was last brought up to, in an open transaction; None when it is no store."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def known() -> frozenset[str]:
    """Every revision that this Kith can bring up to date."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return frozenset(each.revision for each in ScriptDirectory.from_config(config).walk_revisions())
