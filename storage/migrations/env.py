"""Runs migrations on the connection that `storage/migrations/__init__.py` hands over."""

from alembic import context

from storage import tables_around

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables_around.inbox.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
