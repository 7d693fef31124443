"""Runs migrations on the connection that `storage/migrations/__init__.py` hands over."""

from alembic import context

from storage import (
    tables_access,
    tables_accounts,
    tables_around,
    tables_glass,
    tables_reviews,
    tables_sign_in,
)

TABLES = (
    tables_access,
    tables_accounts,
    tables_around,
    tables_glass,
    tables_reviews,
    tables_sign_in,
)
"""Named here, so that the metadata knows of them all."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables_around.inbox.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
