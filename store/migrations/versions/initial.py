"""The first tables: identity, inboxes, runs, batches, files, findings, proposals, evidence, passages, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    _identity()
    _runs()
    _files()
    _proposals()
    _support()
    _audit()


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("identity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("identity_id", name=op.f("pk_identity")),
    )
    op.create_table(
        "inboxes",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("inbox_id", name=op.f("pk_inboxes")),
        sa.UniqueConstraint("root", name=op.f("uq_inboxes_root")),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.Column("versions_key", sa.String(length=64), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.inbox_id"], name=op.f("fk_runs_inbox_id_inboxes")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_inbox_id_started_at"), "runs", ["inbox_id", "started_at"], unique=False)
    op.create_table(
        "batches",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("batch_key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("committed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_batches_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "batch_key", name=op.f("pk_batches")),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("work_key", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Text(), nullable=False),
        sa.Column("gone_in", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["gone_in"], ["runs.run_id"], name=op.f("fk_files_gone_in_runs")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.inbox_id"], name=op.f("fk_files_inbox_id_inboxes")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_files_run_id_runs")),
        sa.PrimaryKeyConstraint("inbox_id", "path", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_sha256"), "files", ["sha256"], unique=False)
    op.create_table(
        "findings",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inbox_id", "path"],
            ["files.inbox_id", "files.path"],
            name=op.f("fk_findings_inbox_id_files"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("inbox_id", "path", "position", name=op.f("pk_findings")),
    )


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("first_run", sa.String(length=32), nullable=False),
        sa.Column("last_run", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("severity_rank", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("occurred_on", sa.String(length=10), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("case_no", sa.Text(), nullable=True),
        sa.Column("intervener", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["first_run"], ["runs.run_id"], name=op.f("fk_proposals_first_run_runs")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.inbox_id"], name=op.f("fk_proposals_inbox_id_inboxes")),
        sa.ForeignKeyConstraint(["last_run"], ["runs.run_id"], name=op.f("fk_proposals_last_run_runs")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_case_no"), "proposals", ["case_no"], unique=False)
    op.create_index(
        "ix_proposals_desk",
        "proposals",
        ["state", "due_on", "severity_rank", "score", "category", "proposal_id"],
        unique=False,
    )
    op.create_index(op.f("ix_proposals_inbox_id"), "proposals", ["inbox_id"], unique=False)
    op.create_index(op.f("ix_proposals_intervener"), "proposals", ["intervener"], unique=False)
    op.create_index(
        "ix_proposals_queue", "proposals", ["state", "severity_rank", "due_on", "proposal_id"], unique=False
    )
    op.create_index(op.f("ix_proposals_unit"), "proposals", ["unit"], unique=False)


def _support() -> None:
    op.create_table(
        "evidence",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("doc_id", sa.Text(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.proposal_id"],
            name=op.f("fk_evidence_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_path"), "evidence", ["path"], unique=False)
    op.create_table(
        "passages",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("doc_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.proposal_id"],
            name=op.f("fk_passages_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_passages")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit")),
    )
