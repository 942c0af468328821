"""Alembic's environment: runs on the connection that `store.schema` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

import store.desk_tables
import store.tables  # noqa: F401 - both put their tables into METADATA
from store.metadata import METADATA
from store.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
