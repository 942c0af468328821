"""What of the registries the last finished run read by, and what was read again because of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "reopening"
down_revision = "desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. Without entries of an earlier run the next one reads every file again, as it did before."""
    op.add_column("inboxes", sa.Column("registries", sa.String(length=64), nullable=True))
    op.add_column("files", sa.Column("registries", sa.String(length=64), server_default="", nullable=False))
    op.add_column("files", sa.Column("reopened", sa.Text(), server_default="", nullable=False))
    op.add_column("proposals", sa.Column("because", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "registry_entries",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("handles", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.inbox_id"], name=op.f("fk_registry_entries_inbox_id_inboxes")),
        sa.PrimaryKeyConstraint("inbox_id", "kind", "entry_id", name=op.f("pk_registry_entries")),
    )
