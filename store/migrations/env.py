"""Alembic's environment: runs on the connection that `store.schema` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from store.schema import VERSION_TABLE
from store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
